"""A terminal on a real core, with commands that show every kind of event."""

import asyncio
import base64
import io
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path
from typing import Annotated

import pytest
from PIL import Image
from pydantic import Field
from rich.console import Console

from adapters.terminal.client import TerminalClient
from adapters.terminal.files import OutputFolder
from adapters.terminal.platform import TerminalPlatform, caller
from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import Hint, MakingOptions
from core.commands.suggestions import Suggestions
from core.domain.actions import Button, Run
from core.domain.errors import BadInput
from core.domain.events import (
    Begin,
    Event,
    Facts,
    Offer,
    Picture,
    Problem,
    Progress,
    Recording,
    Statement,
    TextDelta,
    TextReplace,
    Trouble,
)
from core.domain.layout import Layout
from core.domain.operating_limits import OperatingLimits
from core.domain.request import MediaRef
from core.domain.sentences import CommandName, say
from core.domain.tasks import Task
from core.inference.builtin import BuiltinEngine
from core.quota.policy import QuotaPolicy
from core.store.sqlite.store import SqliteStore
from tests.assembly import Assembly


def png(colour: str = "red", size: tuple[int, int] = (8, 8)) -> bytes:
    """A picture."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


class SayOptions(MakingOptions):
    """Options of the scripted chat."""

    message: Annotated[str, Field(max_length=200, description="What to say"), Hint(positional=True)] = ""


class PaintOptions(MakingOptions):
    """Options of the scripted picture command."""

    prompt: Annotated[str, Field(min_length=1, description="What to paint"), Hint(positional=True)]
    seed: Annotated[int | None, Field(ge=0, lt=2**32, description="Same seed, same picture")] = None
    voice: Annotated[str | None, Field(description="Who speaks"), Hint(suggest="voices")] = None


@command("chat", summary="Says it back")
async def chat(options: SayOptions, context: Context) -> AsyncGenerator[Event, None]:
    """Streams the message in pieces, and names its files."""
    async for media, data in context.files():
        yield Statement(part="files", sentences=(say("terminal-no-button", number=f"{media.media_type} {len(data)}"),))
    if options.message == "wait":
        yield TextDelta(part="answer", text="waiting")
        await asyncio.Event().wait()
    if options.message == "fail":
        raise BadInput("option-missing", option="sense", command=CommandName(name="chat"))
    for piece in options.message:
        yield TextDelta(part="answer", text=piece)
    again = Run(command="chat", options={"message": "again"})
    yield Offer(actions=(Button(label=say("button-again"), action=again),))


@command("paint", summary="Paints", layout=Layout.GALLERY, spends=(Task.TEXT_TO_IMAGE,))
async def paint(options: PaintOptions, context: Context) -> AsyncGenerator[Event, None]:
    """Yields one event of every kind."""
    data = png(options.prompt)
    media = await context.save_media(data, "image/png", "../fox 7.png")
    yield Begin(part="picture", kind="picture", title=say("perform-title-prompt"))
    yield Progress(sentence=say("thinking"), part="picture", fraction=0.5)
    yield Picture(part="picture", media=media, width=8, height=8, alt="all \x1b[31mred")
    yield Facts(part="picture", engine="builtin", model="builtin", seed=options.seed)
    sound = await context.save_media(b"RIFF", "audio/wav", "a.wav")
    bars = base64.b64encode(bytes(range(0, 256, 8))).decode()
    yield Recording(part="sound", media=sound, seconds=1.5, waveform=bars, transcript="Hush.")
    yield TextDelta(part="verse", text="draft")
    yield TextReplace(part="verse", text="**verse**")
    yield Trouble(part="verse", error=Problem(sentence=say("no-picture-came")))
    context.made_from.inputs, context.made_from.seed = (media,), 7


class Terminal(Assembly):
    """The core with a terminal as its platform, and a client. `folder` gets the files."""

    def __init__(self, store: SqliteStore, folder: Path, policy: QuotaPolicy | None = None) -> None:
        operating_limits = OperatingLimits(attachment_bytes=10_000)
        super().__init__(store, (chat, paint), [BuiltinEngine()], operating_limits=operating_limits, policy=policy)
        self.folder = folder
        self.suggestions = Suggestions(self.registry, self.engine, store)
        self.platform = TerminalPlatform(store, OutputFolder(folder))
        self.platforms[self.platform.name] = self.platform
        self.client = TerminalClient(
            self.dispatcher, self.platform, self.clock, operating_limits, caller("ann", "Ann", "en")
        )

    async def ref(self, data: bytes, name: str) -> MediaRef:
        """Stores bytes."""
        return await self.store.put(data, "image/png", name, self.client.caller.key, 0)


@pytest.fixture
async def terminal(tmp_path: Path) -> AsyncIterator[Terminal]:
    """A terminal with a running worker."""
    store = await SqliteStore.open(tmp_path)
    terminal = Terminal(store, tmp_path / "out")
    terminal.start()
    yield terminal
    await terminal.shut_down()
    await store.close()


def console(*, is_terminal: bool = True, width: int = 100, height: int = 30) -> tuple[Console, io.StringIO]:
    """A console that writes to a text."""
    out = io.StringIO()
    return (
        Console(
            file=out, force_terminal=is_terminal, width=width, height=height, highlight=False, color_system="truecolor"
        ),
        out,
    )
