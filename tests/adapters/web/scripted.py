"""Scripted commands, whose steps the test controls."""

import asyncio
import base64
import io
import json
import os
import re
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import soundfile
from PIL import Image, ImageDraw
from pydantic import Field

from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import CommandOptions, Hint, MakingOptions
from core.domain.actions import Button, Run
from core.domain.errors import BadInput, Missing
from core.domain.events import (
    Begin,
    Event,
    Facts,
    Offer,
    Picture,
    Progress,
    Recording,
    Statement,
    TextDelta,
    TextFile,
    TextReplace,
)
from core.domain.layout import Layout
from core.domain.request import Attachment
from core.domain.sentences import CommandName, Moment, Quote, say
from core.domain.tasks import Task
from core.inference.outputs import TextChunk
from core.inference.requests import TextRequest

GATES = "SCRIPTED_GATES"
"""The environment variable of the folder in which a file opens a gate."""
TOKENS_A_SECOND = 200


async def gate(name: str) -> None:
    """Waits until the test opens a gate by creating a file."""
    folder = Path(os.environ[GATES])
    while not await asyncio.to_thread((folder / name).exists):
        await asyncio.sleep(0.02)


class EchoOptions(MakingOptions):
    message: Annotated[
        str, Field(max_length=6000, description="What to say"), Hint(positional=True, multiline=True)
    ] = ""
    attachment: Annotated[Attachment | None, Field(description="A file"), Hint(accepts=("image/*", "text/*"))] = None
    model: Annotated[str | None, Field(max_length=80, description="Which model"), Hint(suggest="models")] = None


@command("chat", summary="Says it back, word by word", spends=(Task.CHAT_COMPLETION,))
async def chat(options: EchoOptions, context: Context) -> AsyncGenerator[Event, None]:
    given = [file async for file in context.files([options.attachment])]
    yield Begin(part="answer", kind="text")
    answer = f"{context.draw_seed()}" if options.message == "Number" else options.message
    await context.conversation.append(options.message, answer, context.clock.now())
    for word in answer.splitlines(keepends=True) or ["(nothing)"]:
        yield TextDelta(part="answer", text=word)
    for media, data in given:
        yield TextDelta(part="answer", text=f"\n\n{media.name}: {len(data)} bytes, {media.media_type}")
    yield Facts(
        part="answer",
        engine="builtin" if options.model is None else "script",
        model=options.model or "script",
        seed=7,
        seconds=0.2,
    )


class FailOptions(MakingOptions):
    name: Annotated[str, Field(description="What fails"), Hint(positional=True)] = ""
    model: Annotated[str | None, Field(max_length=80, description="Which model"), Hint(suggest="models")] = None


@command("fail", summary="Fails", spends=(Task.CHAT_COMPLETION,))
async def fail(options: FailOptions, context: Context) -> AsyncGenerator[Event, None]:
    yield TextDelta(part="answer", text="half ")
    raise Missing("web-upload-gone")


@command("recall", summary="Tells what a model would hear")
async def recall(options: FailOptions, context: Context) -> AsyncGenerator[Event, None]:
    said = [turn.text for turn in await context.conversation.load()]
    yield TextDelta(part="answer", text=json.dumps(said))


@command("tear", summary="Breaks off", spends=(Task.CHAT_COMPLETION,))
async def tear(options: FailOptions, context: Context) -> AsyncGenerator[Event, None]:
    yield TextDelta(part="answer", text=f"The beginning of {options.name}")
    going_on = Run(command="rewrite", options={"name": "and the rest"}, result="continuation")
    speaking = Run(command="sing", options={"name": options.name}, result="continuation")
    yield Offer(
        part="answer",
        actions=(
            Button(label=say("button-continue"), action=going_on),
            Button(label=say("button-speak"), action=speaking),
        ),
    )


class HoldOptions(MakingOptions):
    name: Annotated[str, Field(min_length=1, max_length=40, description="Which gate"), Hint(positional=True)]


@command("hold", summary="Begins, waits for a gate, and goes on")
async def hold(options: HoldOptions, context: Context) -> AsyncGenerator[Event, None]:
    yield Begin(part="answer", kind="text")
    yield Progress(sentence=say("thinking"), fraction=0.4, seconds_left=3)
    for word in ("Once ", "upon ", "a time "):
        yield TextDelta(part="answer", text=word)
        await asyncio.sleep(0)
    await gate(options.name)
    yield TextDelta(part="answer", text="there was an end.")


FLOW = """## A part of the answer

Some *words* about `code`, and **more** of them, so that the lines are long enough to be broken once or twice.

| a | b | c |
|---|---|---|
| one | two | three |
| four | `five` | six |

```python
def double(number: int) -> int:
    return number * 2  # twice
```

- one
- two, with $x^2$

"""


class FlowOptions(MakingOptions):
    tokens: Annotated[int, Field(ge=1, description="How many tokens"), Hint(positional=True)] = 1000


@command("flow", summary="Writes as fast as a quick model")
async def flow(options: FlowOptions, context: Context) -> AsyncGenerator[Event, None]:
    yield Begin(part="answer", kind="text")
    tokens = re.findall(r"\s*\S+|\s+$", FLOW)
    for number in range(options.tokens):
        yield TextDelta(part="answer", text=tokens[number % len(tokens)])
        await asyncio.sleep(1 / TOKENS_A_SECOND)


class DrawOptions(MakingOptions):
    prompt: Annotated[str, Field(min_length=1, max_length=200, description="What to draw"), Hint(positional=True)]
    count: Annotated[int, Field(ge=1, le=4, description="How many")] = 1
    size: Annotated[Literal["small", "large"], Field(description="How large")] = "small"
    seed: Annotated[int | None, Field(ge=0, lt=2**32, description="Same seed, same drawing")] = None
    strength: Annotated[float, Field(ge=0, le=1, description="How strong")] = 0.5
    model: Annotated[str | None, Field(max_length=80, description="Which model"), Hint(suggest="models")] = None


@command("draw", summary="Draws circles", layout=Layout.GALLERY, spends=(Task.TEXT_TO_IMAGE,))
async def draw(options: DrawOptions, context: Context) -> AsyncGenerator[Event, None]:
    for number in range(1, options.count + 1):
        part = f"picture-{number}"
        yield Begin(part=part, kind="picture")
        yield Progress(part=part, sentence=say("painting-one-of", number=number, count=options.count), fraction=0.5)
        side = 256 if options.size == "small" else 1024
        data = circles(side, number + (options.seed or 0))
        media = await context.save_media(data, "image/png", f"{options.prompt[:20]}.png")
        yield Picture(part=part, media=media, width=side, height=side, alt=f"Circles about {options.prompt}")
        yield Facts(
            part=part,
            engine="builtin",
            model="script",
            seed=options.seed,
            ignored=("strength",),
            notes=(say("limit-last", task="text_to_image", moment=Moment(at=1_800_000_000)),),
        )


@command("sing", summary="Hums a tone", layout=Layout.RECORDING, spends=(Task.TEXT_TO_SPEECH,))
async def sing(options: HoldOptions, context: Context) -> AsyncGenerator[Event, None]:
    yield Begin(part="voice", kind="recording")
    media = await context.save_media(tone(), "audio/wav", "song.wav")
    heights = bytes(int(255 * abs(np.sin(step / 9)) * (0.4 + 0.6 * abs(np.cos(step / 31)))) for step in range(256))
    yield Recording(
        part="voice", media=media, seconds=2.0, waveform=base64.b64encode(heights).decode(), transcript=options.name
    )


@command("refuse", summary="Raises what a user should read")
async def refuse(options: HoldOptions, context: Context) -> AsyncGenerator[Event, None]:
    yield TextDelta(part="answer", text="half ")
    raise BadInput("no-such-command", name=Quote(text=options.name), known="*none*")


class NoOptions(CommandOptions):
    pass


@command("break", summary="Has a bug")
async def break_(options: NoOptions, context: Context) -> AsyncGenerator[Event, None]:
    yield TextDelta(part="answer", text="half ")
    raise ZeroDivisionError("the secret cause")


@command("whisper", summary="Answers privately", ephemeral=True)
async def whisper(options: NoOptions, context: Context) -> AsyncGenerator[Event, None]:
    yield Statement(
        part="answer",
        sentences=(
            say("status-paused", command=CommandName(name="chat")),
            say("fact-seed", seed=Moment(at=1_800_000_000)),
        ),
    )
    yield TextDelta(part="answer", text="Afterwards.")


@command("spend", summary="Makes one call", spends=(Task.TEXT_GENERATION,))
async def spend(options: NoOptions, context: Context) -> AsyncGenerator[Event, None]:
    basics = await context.request_defaults(Task.TEXT_GENERATION)
    async for output in context.engine.text_generation(TextRequest(**basics, prompt="Once")):
        if isinstance(output, TextChunk):
            yield TextDelta(part="answer", text=output.text)


@command("rewrite", summary="Replaces what it wrote")
async def rewrite(options: HoldOptions, context: Context) -> AsyncGenerator[Event, None]:
    yield Begin(part="answer", kind="text")
    yield TextDelta(part="answer", text="A first try")
    yield TextReplace(part="answer", text=options.name)


@command("note", summary="Gives a file to keep")
async def note(options: NoOptions, context: Context) -> AsyncGenerator[Event, None]:
    yield Begin(part="note", kind="text")
    media = await context.save_media(b"[0:00] Once upon a time", "text/plain", "note.txt")
    yield TextFile(part="note", media=media)


@command("rule", summary="For administrators", admin=True)
async def rule(options: NoOptions, context: Context) -> AsyncGenerator[Event, None]:
    yield TextDelta(part="answer", text="ruled")


SCRIPTED = (chat, fail, recall, tear, flow, hold, draw, sing, refuse, break_, whisper, spend, rewrite, note, rule)


def circles(side: int, seed: int) -> bytes:
    """A PNG of circles."""
    image = Image.new("RGB", (side, side), ((40 + seed * 70) % 200, 90, (120 + seed * 40) % 255))
    pen = ImageDraw.Draw(image)
    for ring in range(6, 0, -1):
        edge = side * (1 - ring / 7) / 2
        pen.ellipse((edge, edge, side - edge, side - edge), fill=(250 - ring * 30, 180 - ring * 12, ring * 30 + 20))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def tone(seconds: float = 2.0, rate: int = 16_000) -> bytes:
    """A WAV of a 220 Hz tone."""
    out = io.BytesIO()
    soundfile.write(out, 0.2 * np.sin(2 * np.pi * 220 * np.arange(int(seconds * rate)) / rate), rate, format="WAV")
    return out.getvalue()
