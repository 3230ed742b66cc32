"""The commands of the scenarios."""

import asyncio
import io
from collections.abc import AsyncGenerator
from typing import Annotated

from PIL import Image
from pydantic import Field

from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import Command, MakingOptions
from core.domain.errors import BadInput, EngineError
from core.domain.events import Begin, Event, Picture, TextDelta, TextReplace
from core.domain.layout import Layout
from core.domain.tasks import Task

ALTERNATIVE = "A square as red as a fox"
SPENDS = (Task.TEXT_GENERATION,)


def square() -> bytes:
    """A picture."""
    out = io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(out, "PNG")
    return out.getvalue()


class ReciteOptions(MakingOptions):
    words: Annotated[int, Field(ge=1, le=5000, description="How many words")]


class FailOptions(MakingOptions):
    again: Annotated[bool, Field(description="It may work the next time")] = False


class WaitOptions(MakingOptions):
    words: Annotated[int, Field(ge=0, le=5000, description="How many words it waits after")] = 0


class RewriteOptions(MakingOptions):
    from_nothing: Annotated[bool, Field(description="It takes its text back and begins again")] = False


class PlainOptions(MakingOptions):
    pass


def scripted(going: asyncio.Event) -> tuple[Command, ...]:
    """Makes the commands; `/wait` goes on once the event is set."""

    @command("recite", summary="Counts in words", spends=SPENDS)
    async def recite(options: ReciteOptions, context: Context) -> AsyncGenerator[Event, None]:
        yield Begin(part="answer", kind="text")
        for number in range(options.words):
            yield TextDelta(part="answer", text=f"w{number} ")

    @command("wait", summary="Waits between two words", spends=SPENDS)
    async def wait(options: WaitOptions, context: Context) -> AsyncGenerator[Event, None]:
        yield Begin(part="answer", kind="text")
        yield TextDelta(part="answer", text=f"earlier. Run {context.job.run}. ")
        for number in range(options.words):
            yield TextDelta(part="answer", text=f"w{number} ")
        await going.wait()
        yield TextDelta(part="answer", text="later.")

    @command("fail", summary="Fails after a word", spends=SPENDS)
    async def fail(options: FailOptions, context: Context) -> AsyncGenerator[Event, None]:
        yield TextDelta(part="answer", text="earlier. ")
        raise (EngineError if options.again else BadInput)("no-picture-came")

    @command("rewrite", summary="Replaces what it wrote", spends=SPENDS)
    async def rewrite(options: RewriteOptions, context: Context) -> AsyncGenerator[Event, None]:
        yield TextDelta(part="answer", text="earlier. ")
        await going.wait()
        yield TextReplace(part="answer", text="" if options.from_nothing else "later.")
        if options.from_nothing:
            yield TextDelta(part="answer", text="later.")

    @command("hang", summary="Hangs a picture", layout=Layout.GALLERY, spends=SPENDS)
    async def hang(options: PlainOptions, context: Context) -> AsyncGenerator[Event, None]:
        data = await asyncio.to_thread(square)
        media = await context.save_media(data, "image/png", "square.png")
        yield Picture(part="picture", media=media, width=64, height=64, alt=ALTERNATIVE)

    return recite, wait, fail, rewrite, hang
