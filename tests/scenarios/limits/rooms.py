"""The same actions on each platform: two people, a bot as a process, and its answers."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Literal, Protocol

from aiohttp import web
from aiohttp.test_utils import TestServer
from yarl import URL

from tests.adapters.web.browsing import Browser
from tests.browser.rooms import free_port
from tests.scenarios import bot_process
from tests.scenarios.bot_process import Bot
from tests.scenarios.discord import bot_process as discord_process
from tests.scenarios.slack import bot_process as slack_process
from tests.servers.discord_server import DiscordServer, Interaction
from tests.servers.discord_server import User as DiscordUser
from tests.servers.slack_server import SlackServer, UserAction
from tests.servers.slack_server import User as SlackUser
from tests.servers.slack_server.world import Message

Person = Literal["ada", "grace"]
PASSWORD = "a password of the tests"
SECONDS = 45.0


class Talk(Protocol):
    """The bot's answers to one command."""

    async def shows(self, pattern: str) -> str:
        """Waits for an answer to its person that matches."""
        ...

    async def refused(self) -> str:
        """The sentence that only its person sees."""
        ...


class Room(Protocol):
    """A platform with a bot. `moment` is a pattern for a time, as it is written there."""

    moment: str

    def running(self, folder: Path, **environ: str) -> AbstractAsyncContextManager[Bot]:
        """Runs the bot as a process, and waits until it is ready."""
        ...

    async def imagine(self, by: Person, prompt: str, seed: int) -> Talk:
        """Asks for a picture."""
        ...

    async def chat(self, by: Person, message: str) -> Talk:
        """Sends the bot a message."""
        ...

    async def usage(self, by: Person) -> Talk:
        """Asks for the remaining amounts."""
        ...


class DiscordTalk:
    """An interaction."""

    def __init__(self, shown: Interaction) -> None:
        self._shown = shown

    async def shows(self, pattern: str) -> str:
        return (await self._shown.shows(lambda message: re.search(pattern, message.text), seconds=SECONDS)).text

    async def refused(self) -> str:
        return await self._shown.refused()


class DiscordRoom:
    """A Discord on loopback."""

    moment = r"<t:\d+"

    def __init__(self, server: DiscordServer) -> None:
        self._server = server

    @asynccontextmanager
    async def running(self, folder: Path, **environ: str) -> AsyncIterator[Bot]:
        async with discord_process.running(self._server, folder, **environ) as bot:
            await bot.logs("connected to Discord")
            await self._server.ready()
            yield bot
        assert self._server.violations == []

    async def imagine(self, by: Person, prompt: str, seed: int) -> Talk:
        return DiscordTalk(await self._server.slash("imagine", by=self._user(by), prompt=prompt, seed=seed))

    async def chat(self, by: Person, message: str) -> Talk:
        return DiscordTalk(await self._server.slash("chat", by=self._user(by), message=message))

    async def usage(self, by: Person) -> Talk:
        return DiscordTalk(await self._server.slash("troubadour usage", by=self._user(by)))

    def _user(self, person: Person) -> DiscordUser:
        return self._server.user if person == "ada" else self._server.friend


class SlackTalk:
    """A slash command: the message that quotes it, and the answers in its thread."""

    def __init__(self, asked: UserAction, said: str) -> None:
        self._asked = asked
        self._said = said

    async def shows(self, pattern: str) -> str:
        return (await self._asked.shows(lambda message: self._has(message, pattern), seconds=SECONDS)).text

    def _has(self, message: Message, pattern: str) -> bool:
        if message.ephemeral:
            return bool(re.search(pattern, message.text))
        quoting = next((each for each in self._asked.messages if not each.thread and self._said in each.text), None)
        answers = quoting is not None and quoting.ts in (message.ts, message.thread)
        return answers and bool(re.search(pattern, message.text))

    async def refused(self) -> str:
        return await self._asked.refused()


class SlackRoom:
    """A Slack on loopback."""

    moment = r"<!date\^\d+"

    def __init__(self, server: SlackServer) -> None:
        self._server = server

    @asynccontextmanager
    async def running(self, folder: Path, **environ: str) -> AsyncIterator[Bot]:
        async with slack_process.running(self._server, folder, **environ) as bot:
            await self._server.ready()
            yield bot
        assert self._server.problems == []

    async def imagine(self, by: Person, prompt: str, seed: int) -> Talk:
        asked = await self._server.command("/imagine", f"{prompt} --seed {seed}", by=self._user(by))
        return SlackTalk(asked, prompt)

    async def chat(self, by: Person, message: str) -> Talk:
        return SlackTalk(await self._server.command("/chat", message, by=self._user(by)), message)

    async def usage(self, by: Person) -> Talk:
        return SlackTalk(await self._server.command("/troubadour", "usage", by=self._user(by)), "usage")

    def _user(self, person: Person) -> SlackUser:
        return self._server.user if person == "ada" else self._server.friend


class WebTalk:
    """A typed line, and its reply in the room's stream."""

    def __init__(self, mine: Browser, other: Browser, verdict: Any) -> None:
        self._mine = mine
        self._other = other
        self._verdict = verdict

    async def shows(self, pattern: str) -> str:
        assert self._verdict["verdict"] == "accepted", self._verdict
        shown = ""
        with suppress(TimeoutError):
            async with asyncio.timeout(SECONDS):
                async for event, line in self._mine.stream():
                    if event == "message" and line["reply"] == self._verdict["reply"]:
                        shown += _shown(line)
                        if re.search(pattern, shown):
                            return shown
        raise AssertionError(f"{pattern} is not in {shown}")

    async def refused(self) -> str:
        assert self._verdict["verdict"] == "refused", self._verdict
        sentence = str(self._verdict["sentence"])
        assert sentence not in str(await self._other.sees())
        return sentence


def _shown(line: Mapping[str, Any]) -> str:
    """The text that a line adds to the answer: words as they are, other events on their own line."""
    match line["event"]:
        case "asked":
            return ""
        case "text_delta":
            return str(line["text"])
        case _:
            return f"\n{json.dumps(line, ensure_ascii=False)}\n"


class _Elsewhere(TestServer):
    """The address of a server in another process, for a `Browser`."""

    def __init__(self, port: int) -> None:
        super().__init__(web.Application(), port=port)
        self._root = URL(f"http://{self.host}:{port}")


def web_visitor(port: int) -> Browser:
    """The browser of somebody who has not entered a room yet, which another process serves."""
    return Browser(_Elsewhere(port))


class WebRoom:
    """A web room with a password: without one, only this machine can come in, and people have no limits."""

    moment = r"\d:\d\d"

    def __init__(self) -> None:
        self._port = free_port()
        self._browsers: dict[Person, Browser] = {}

    @asynccontextmanager
    async def running(self, folder: Path, **environ: str) -> AsyncIterator[Bot]:
        told = {
            "TROUBADOUR_PORT": str(self._port),
            "TROUBADOUR_WEB_PASSWORD": PASSWORD,
            "TROUBADOUR_TRUSTED_PROXIES": "127.0.0.1",
            **environ,
        }
        async with bot_process.running("web", folder, **told) as bot:
            await bot.logs("the web room is open")
            if not self._browsers:
                self._browsers = {
                    "ada": await self._visitor("Ada", "192.0.2.1"),
                    "grace": await self._visitor("Grace", "198.51.100.1"),
                }
            yield bot

    async def imagine(self, by: Person, prompt: str, seed: int) -> Talk:
        return await self._typed(by, f"/imagine {prompt} --seed {seed}")

    async def chat(self, by: Person, message: str) -> Talk:
        return await self._typed(by, f"/chat {message}")

    async def usage(self, by: Person) -> Talk:
        return await self._typed(by, "/troubadour usage")

    async def close(self) -> None:
        """Closes the browsers."""
        for browser in self._browsers.values():
            await browser.client.session.close()

    async def _visitor(self, name: str, address: str) -> Browser:
        """Enters from an address of their own: guests of one address count as one in line."""
        browser = web_visitor(self._port)
        browser.client.session.headers["X-Forwarded-For"] = address
        await browser.post("/enter", {"password": PASSWORD})
        return await browser.visit(name)

    async def _typed(self, by: Person, line: str) -> Talk:
        other = self._browsers["grace" if by == "ada" else "ada"]
        mine = self._browsers[by]
        return WebTalk(mine, other, await mine.ask(line))
