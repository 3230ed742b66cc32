"""What messages do on the platforms: each passes the real inbound code, from the wire to the stored job."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestServer

from adapters.terminal.client import TerminalClient
from adapters.terminal.files import OutputFolder
from adapters.terminal.platform import TerminalPlatform, caller
from adapters.terminal.rich_display import RichDisplay
from adapters.web.config import WebConfig
from core.commands.catalogue import BUILT_IN
from core.domain.actions import Form
from core.domain.errors import BadInput
from core.domain.operating_limits import OperatingLimits
from core.domain.sentences import Sentence
from core.i18n.rendering import render
from core.jobs.verdicts import Refused
from core.store.ports.store import Store
from core.store.sqlite.store import SqliteStore
from tests.adapters.discord import harness as discord
from tests.adapters.slack import harness as slack
from tests.adapters.terminal.conftest import console
from tests.adapters.web.browsing import Browser
from tests.adapters.web.web_assembly import WebAssembly
from tests.assembly import Assembly
from tests.servers.discord_server import DiscordServer
from tests.servers.slack_server import SlackServer
from tests.typed_lines import LINES, TypedLine

pytestmark = pytest.mark.may_block


@dataclass(frozen=True)
class Outcome:
    """The effect of a message: the command that runs, the command whose form is offered, or a refusal."""

    runs: str | None = None
    form: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    refusal: str = ""

    def check(self, typed: TypedLine) -> None:
        if typed.meant or typed.refused:
            said = f"Did you mean /{typed.meant}?" if typed.meant else str(typed.refused)
            assert said in self.refusal.replace("`", ""), typed.line
            return
        talk = {"message": typed.line} if typed.command == "chat" and not typed.options else {}
        right = "form" if typed.form else "runs"
        assert self == Outcome(**{right: typed.command}, options={**typed.options, **talk}), typed.line


@pytest.fixture
def _addresses() -> Iterator[None]:
    """Restores Discord's addresses, which discord.py keeps in its classes."""
    from discord.gateway import DiscordWebSocket
    from discord.http import Route

    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    yield
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    store = await SqliteStore.open(tmp_path)
    yield store
    await store.close()


async def accepted(store: Store, job: str) -> Outcome | None:
    """The command of an accepted job."""
    found = await store.job(job)
    return None if found is None else Outcome(runs=found.request.command, options=found.request.options)


async def seen(store: Store, job: str, refusal: Callable[[], tuple[str, list[str]] | None]) -> Outcome:
    """Waits for a job, or for a message with a refusal: its text and the ids of its buttons."""
    async with asyncio.timeout(20):
        while (outcome := await accepted(store, job)) is None and refusal() is None:
            await asyncio.sleep(0.002)
    text, buttons = refusal() or ("", [])
    for id in buttons:
        stored = await store.stored_action(id)
        assert stored is not None
        assert isinstance(stored.action, Form)
        return Outcome(form=stored.action.command, options=stored.action.options)
    return outcome or Outcome(refusal=text)


async def test_messages_on_slack(tmp_path: Path) -> None:
    async with SlackServer() as server, slack.open_adapter(tmp_path, slack.config_for(server)) as harness:
        await harness.assembly.shut_down()  # nothing needs to run
        await server.ready(connections=2)
        root = (await server.write("a thread")).message
        for typed in LINES:
            line = typed.line.replace("&", "&amp;")
            if typed.where == "dm":
                asked = await server.direct_message(line)
            else:
                asked = await server.mention(line, thread=root if typed.where == "thread" else None)

            def refusal() -> tuple[str, list[str]] | None:
                shown = next(iter(asked.messages), None)  # noqa: B023 - awaited within the loop
                return (shown.text, [each["action_id"] for each in shown.buttons.values()]) if shown else None

            assert asked.message
            id = f"{server.team.id}-{asked.channel.id}-{asked.message.ts}"
            (await seen(harness.store, id, refusal)).check(typed)
            await harness.store.begin_answer(id)  # so that the next message does not join this one
        assert server.problems == []


@pytest.mark.usefixtures("_addresses")
async def test_messages_on_discord(tmp_path: Path) -> None:
    async with DiscordServer() as server, discord.opened(tmp_path, discord.config_for(server)) as harness:
        await harness.shut_down()  # nothing needs to run
        await server.ready()
        for number, typed in enumerate(LINES):  # each in a place of its own, because Discord limits messages in one
            match typed.where:
                case "dm":
                    posted = await server.dm(typed.line, by=(server.user, server.friend)[number % 2])
                case "thread":
                    posted = await server.mention(typed.line, at=await server.thread(f"thread {number}"))
                case _:
                    posted = await server.mention(typed.line, at=await server.add_channel(f"channel-{number}"))

            def refusal() -> tuple[str, list[str]] | None:
                shown = next(iter(posted.messages), None)  # noqa: B023 - awaited within the loop
                return (shown.text, [each["custom_id"] for each in shown.buttons.values()]) if shown else None

            (await seen(harness.store, str(posted.message.id), refusal)).check(typed)
            await harness.store.begin_answer(str(posted.message.id))  # so that the next message does not join this one
        assert server.violations == []


async def test_lines_in_the_web_room(store: SqliteStore) -> None:
    assembly = WebAssembly(store, WebConfig(secret=bytes(32)), BUILT_IN)
    app = await assembly.room.application()
    server = TestServer(app, access_log=None)
    async with server:
        browser = Browser(server)
        await browser.visit("Ada")
        for typed in LINES:
            verdict = await browser.ask(typed.line)
            match verdict["verdict"]:
                case "accepted":
                    outcome = await accepted(store, verdict["reply"]) or Outcome()
                case "form":
                    outcome = Outcome(form=verdict["command"]["name"], options=verdict["filled"])
                case _:
                    outcome = Outcome(refusal=verdict["sentence"])
            outcome.check(typed)
        await browser.client.session.close()


async def test_lines_at_the_terminal(store: SqliteStore, tmp_path: Path) -> None:
    """A terminal has no forms: a sentence says what is missing."""
    assembly = Assembly(store, BUILT_IN)
    platform = TerminalPlatform(store, OutputFolder(tmp_path))
    assembly.platforms[platform.name] = platform
    client = TerminalClient(
        assembly.dispatcher, platform, assembly.clock, OperatingLimits(), caller("ann", "Ann", "en")
    )

    async def read(line: str) -> Outcome | Sentence:
        try:
            job, verdict = await client.submit(line, [], RichDisplay(console()[0], "none", "en"))
        except BadInput as error:
            return error.sentence
        if isinstance(verdict, Refused):
            return verdict.sentence
        return await accepted(store, job) or Outcome()

    for typed in LINES:
        outcome = await read(typed.line)
        if not isinstance(outcome, Outcome):
            outcome = Outcome(refusal=render(outcome))
        if typed.form:
            assert " needs " in outcome.refusal, typed.line
        else:
            outcome.check(typed)
