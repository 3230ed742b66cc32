"""Short requests for tests, and their results."""

import io
from collections.abc import AsyncGenerator

import numpy as np
import numpy.typing as npt
from PIL import Image

from core.inference.builtin import BuiltinEngine, Pace
from core.inference.outputs import Finished, ImageOutput, Output, TextChunk
from core.inference.requests import ChatMessage, ChatRequest, ImageRequest

AT_ONCE = Pace(delay_seconds=0)


def builtin_engine(pace: Pace = AT_ONCE) -> BuiltinEngine:
    """An engine without delays."""
    return BuiltinEngine(pace)


def talk(
    text: str, *before: str, system: str = "", seed: int = 1, locale: str = "en", pictures: tuple[bytes, ...] = ()
) -> ChatRequest:
    """A conversation: the messages `before` by user and assistant in turn, then `text`."""
    messages = [ChatMessage(role="system", text=system)] if system else []
    for number, said in enumerate(before):
        messages.append(ChatMessage(role="assistant" if number % 2 else "user", text=said))
    messages.append(ChatMessage(role="user", text=text, pictures=pictures))
    return ChatRequest(messages=tuple(messages), seed=seed, locale=locale)


def verse(subject: str = "", seed: int = 1, locale: str = "en", pictures: tuple[bytes, ...] = ()) -> ChatRequest:
    """A limerick, please."""
    about = subject or ("this picture" if pictures else "")
    return ChatRequest(
        messages=(
            ChatMessage(role="system", text="Write a limerick: five lines."),
            ChatMessage(role="user", text=f"A limerick about {about}, please.", pictures=pictures),
        ),
        seed=seed,
        locale=locale,
    )


async def outputs(generator: AsyncGenerator[Output, None]) -> list[Output]:
    """All outputs."""
    return [output async for output in generator]


async def text_of(generator: AsyncGenerator[Output, None]) -> str:
    """The chunks joined; the last output must say that it finished."""
    found = await outputs(generator)
    assert isinstance(found[-1], Finished)
    return "".join(output.text for output in found if isinstance(output, TextChunk))


async def picture_of(
    prompt: str, *, seed: int = 1, side: int = 160, negative: str | None = None, source: bytes | None = None
) -> ImageOutput:
    """A small picture."""
    request = ImageRequest(prompt=prompt, seed=seed, width=side, height=side, negative_prompt=negative, source=source)
    found = [
        output for output in await outputs(builtin_engine().text_to_image(request)) if isinstance(output, ImageOutput)
    ]
    assert len(found) == 1
    return found[0]


def pixels(picture: ImageOutput) -> npt.NDArray[np.float64]:
    """Red, green and blue, 0 to 255."""
    return np.asarray(Image.open(io.BytesIO(picture.data)).convert("RGB"), dtype=np.float64)


def png(*colours: str, size: tuple[int, int] = (60, 60)) -> bytes:
    """Bands of these colours, from top to bottom."""
    image = Image.new("RGB", size)
    for number, colour in enumerate(colours):
        image.paste(colour, (0, number * size[1] // len(colours), size[0], (number + 1) * size[1] // len(colours)))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
