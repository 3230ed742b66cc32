"""Jobs that run on the platform, over the real client, against a Slack on loopback with fast time."""

import asyncio
import io
import time
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from PIL import Image

from adapters.slack.config import SlackConfig
from adapters.slack.outbound.bot_tokens import StaticBotToken
from adapters.slack.outbound.web_client import SlackWebClient
from adapters.slack.platform import SlackPlatform
from adapters.slack.reply_target import SlackReplyTarget
from adapters.slack.users import SlackUsers
from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import Command, MakingOptions
from core.domain.events import Event, Picture, Recording, TextDelta
from core.domain.layout import Layout
from core.domain.request import Caller, Place, Request
from core.domain.tasks import Task
from core.inference.builtin import BuiltinEngine, Pace
from core.store.sqlite.store import SqliteStore
from tests.assembly import Assembly
from tests.servers.changes import TIMEOUT_SECONDS
from tests.servers.slack_server import SlackServer
from tests.servers.slack_server.server import BOT_TOKEN
from tests.servers.slack_server.world import Message, User

SPENDS = (Task.TEXT_GENERATION,)


class FastClock:
    """The machine's time, many times faster; the same for server and adapter."""

    def __init__(self, speed: float) -> None:
        self._speed = speed
        self._start = time.time()

    def __call__(self) -> float:
        return self._start + (time.time() - self._start) * self._speed

    def now(self) -> float:
        return self()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self._speed)


Step = Event | float | asyncio.Event | Exception
"""An event to yield, a time or a condition to wait for, or an error to raise."""


class ScriptedOptions(MakingOptions):
    """Options of a scripted command, whose events are set beforehand."""

    message: str = ""


@dataclass
class ScriptedCommands:
    """Commands that do what their script says."""

    clock: FastClock
    steps: Iterable[Step] = ()
    texts: dict[str, Iterable[Step]] = field(default_factory=dict)

    def commands(self) -> list[Command]:
        return [self._command(layout) for layout in Layout]

    def _command(self, layout: Layout) -> Command:
        @command(f"scripted-{layout.value}", summary="Run the script", layout=layout, spends=SPENDS)
        async def run(options: ScriptedOptions, context: Context) -> AsyncGenerator[Event, None]:
            for step in self.texts.get(options.message, self.steps):
                if isinstance(step, asyncio.Event):
                    await step.wait()
                elif isinstance(step, float):
                    await self.clock.sleep(step)
                elif isinstance(step, Exception):
                    raise step
                else:
                    yield step

        return run


class RendererHarness:
    """The platform and everything behind it."""

    def __init__(
        self, server: SlackServer, clock: FastClock, store: SqliteStore, api_client: SlackWebClient, config: SlackConfig
    ) -> None:
        self.server = server
        self.clock = clock
        self.store = store
        self.api_client = api_client
        self.script = ScriptedCommands(clock)
        self.assembly = Assembly(
            store, self.script.commands(), [BuiltinEngine(Pace(delay_seconds=0))], clock=clock, slots=200
        )
        self.dispatcher = self.assembly.dispatcher
        users = SlackUsers(api_client, clock, config, store)
        self.platform = SlackPlatform(self.dispatcher, clock, api_client, users, config)
        self.assembly.platforms["slack"] = self.platform
        self._count = 0

    async def submit(
        self,
        *steps: Step,
        layout: Layout = Layout.TEXT,
        by: User | None = None,
        message: str = "",
        private: bool = False,
        **changes: Any,
    ) -> str:
        """Runs a command with these steps: as a slash command, or with `thread` as an answer to a message. Returns the
        job's id."""
        self._count += 1
        if steps:
            self.script.steps = steps
        user, channel = by or self.server.user, changes.pop("channel", self.server.channel)
        team = self.server.team.id
        given: dict[str, Any] = {"source": "command", "direct": channel.kind == "im", **changes}
        target = SlackReplyTarget(team=team, channel=channel.id, user=user.id, user_team=user.team.id, **given)
        id = f"job-{self._count}"
        request = Request(
            id=id,
            command=f"scripted-{layout.value}",
            options={"message": message, "private": private},
            caller=Caller(platform="slack", tenant=team, user=user.id, name=user.name, locale=user.locale),
            place=Place(platform="slack", tenant=team, channel=channel.id, thread=target.thread),
            address=target.address,
        )
        await self.assembly.accept(request)
        return id

    async def mention(self, *steps: Step, **changes: Any) -> str:
        """Runs steps as the answer to a message that somebody wrote."""
        channel = changes.get("channel", self.server.channel)
        written = (await self.server.write("hello", at=channel)).message
        assert written is not None
        return await self.submit(*steps, source="message", thread=written.ts, **{"message": "", **changes})

    async def ended(self, job: str, seconds: float = TIMEOUT_SECONDS) -> str:
        """Waits until a job has ended. Returns its state."""
        async with asyncio.timeout(seconds):
            while not ((found := await self.store.job(job)) and found.ended):
                await asyncio.sleep(0.005)
        return found.state

    def responding(self, **changes: Any) -> dict[str, Any]:
        """A reply target with a `response_url`, as commands have it."""
        channel = changes.get("channel", self.server.channel)
        made = self.server.state.response_url(channel, changes.get("by", self.server.user))
        url = f"{self.server.state.base}/commands/{made.key}"
        return {"response_url": url, "response_until": self.clock.now() + 1800, **changes}

    async def picture(self, part: str, alt: str, colour: str = "red") -> Picture:
        """A small picture, in the store."""
        made = io.BytesIO()
        Image.new("RGB", (8, 8), colour).save(made, "PNG")
        media = await self.store.put(made.getvalue(), "image/png", f"{part}.png", "slack:test", self.clock.now())
        return Picture(part=part, media=media, width=8, height=8, alt=alt)

    async def recording(self, transcript: str) -> Recording:
        """A recording, in the store."""
        media = await self.store.put(b"ID3 a sound", "audio/mpeg", "speech.mp3", "slack:test", self.clock.now())
        return Recording(part="speech", media=media, seconds=1.0, waveform="", transcript=transcript)

    @property
    def answers(self) -> list[Message]:
        """The bot's messages to everybody, in order."""
        bot = self.server.bot
        return [message for message in self.server.messages() if message.author is bot and not message.ephemeral]

    @property
    def ephemerals(self) -> list[Message]:
        """The bot's ephemeral messages, in order."""
        return [message for message in self.server.messages() if message.ephemeral]

    def called(self, method: str) -> list[dict[str, Any]]:
        """The arguments of successful requests to a method."""
        return [call.arguments for call in self.server.state.calls if call.method == method and not call.error]

    async def sees(self, look: Callable[[list[Message]], Any], what: str = "an answer") -> Any:
        """Waits until the messages look like that."""
        return await self.server.state.changes.until(lambda: look(self.answers), what=what)


def words(text: str, size: int = 20) -> list[TextDelta]:
    """A text in small steps."""
    return [TextDelta(part="answer", text=text[at : at + size]) for at in range(0, len(text), size)]


@asynccontextmanager
async def open_renderer(
    folder: Path, server: SlackServer, clock: FastClock, **changes: Any
) -> AsyncGenerator[RendererHarness, None]:
    """A harness with a running assembly."""
    store = await SqliteStore.open(folder)
    config = SlackConfig(bot_token=BOT_TOKEN, api_url=server.api_url, **changes)
    async with aiohttp.ClientSession() as session:
        api_client = SlackWebClient(StaticBotToken(BOT_TOKEN), session, clock, api_url=config.api_url)
        harness = RendererHarness(server, clock, store, api_client, config)
        harness.assembly.start()
        try:
            yield harness
        finally:
            await harness.assembly.shut_down()
            await harness.platform.replies.wait_until_closed(5)
            await store.close()
