"""The bot as one process on all platforms, which can be killed and started again with the same data."""

import json
import signal
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import aiohttp

from tests.bot.processes import free_port
from tests.scenarios import bot_process
from tests.scenarios.bot_process import ACKNOWLEDGE_SECONDS, Bot
from tests.scenarios.chaos.crowd import PASSWORD, Crowd, DiscordCrowd, SlackCrowd, WebCrowd
from tests.scenarios.databases import rows
from tests.servers.discord_server import DiscordServer
from tests.servers.hub_server import HubServer
from tests.servers.hub_server.server import TOKEN
from tests.servers.slack_server import SlackServer

MANY = "chat_completion=1000000/hour,text_to_image=1000000/hour"
START_SECONDS = 120.0


@dataclass(frozen=True)
class StoredJob:
    """A row of the inbox. `key` is the platform with the channel, or with the reply in the web room."""

    id: str
    key: str
    state: str
    ended: bool
    joined: bool


@dataclass(frozen=True, kw_only=True)
class Accounts:
    """The store's own counts of requests to providers."""

    spends: int
    unfinished: int
    """Requests whose end is unknown, because the process died."""
    spent: int
    """Charged to the budget of the bot."""
    pending: int
    """Jobs whose charges are not settled."""


class World:
    """All platforms and the bot between them. `async with` starts everything."""

    def __init__(self, folder: Path, **environ: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.discord = DiscordServer()
        self.slack = SlackServer()
        self.hub = HubServer()
        self.hub.add("org/chat", novita="conversational")
        self.hub.add("org/painter", "text-to-image", fal_ai="text-to-image")
        self.bot: Bot | None = None
        self.starts = 0
        self.log: list[str] = []
        self._environ = environ
        self._servers = AsyncExitStack()
        self._process = AsyncExitStack()

    async def __aenter__(self) -> Self:
        for server in (self.discord, self.slack, self.hub):
            await self._servers.enter_async_context(server)
        self.discord.state.acknowledge_seconds = self.slack.deliveries.acknowledge_seconds = ACKNOWLEDGE_SECONDS
        self.slack.deliveries.retry_seconds = (0.0, 1.0, 5.0)  # in place of minutes
        self.discord.state.upload_faults.clear()
        self.slack.state.upload_faults.clear()
        self.web = WebCrowd(self.port)
        self.crowds: list[Crowd] = [DiscordCrowd(self.discord), SlackCrowd(self.slack), self.web]
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.web.close()
        await self.stop()
        await self._servers.aclose()

    @property
    def settings(self) -> dict[str, str]:
        """The settings of the bot."""
        return {
            "DISCORD_GUILDS": str(self.discord.guild.id),
            "DISCORD_ADMINS": str(self.discord.user.id),
            "SLACK_ADMINS": self.slack.user.id,
            "TROUBADOUR_PORT": str(self.port),
            "TROUBADOUR_WEB_PASSWORD": PASSWORD,
            "TROUBADOUR_BUILTIN_ENGINE": "off",
            "HF_TOKEN": TOKEN,
            "HF_ENDPOINT": self.hub.url,
            "TROUBADOUR_HF_ROUTER_URL": self.hub.router,
            "TROUBADOUR_CHAT_COMPLETION_MODELS": "org/chat",
            "TROUBADOUR_TEXT_TO_IMAGE_MODELS": "org/painter",
            "TROUBADOUR_USER_LIMITS": MANY,
            "TROUBADOUR_CHANNEL_LIMITS": MANY,
            "TROUBADOUR_TENANT_LIMITS": MANY,
            "TROUBADOUR_NETWORK_FACTOR": "1000",
            "TROUBADOUR_BOT_BUDGETS": "1000000/month",
            **self.discord.environ,
            **self.slack.environ,
            **self._environ,
        }

    async def start(self) -> None:
        """Starts the process, and waits until it is connected to every platform."""
        running = bot_process.running("web,discord,slack", self.folder, **self.settings)
        self.bot = await self._process.enter_async_context(running)
        self.starts += 1
        await self.bot.logs("the web room is open", seconds=START_SECONDS)
        await self.discord.ready(seconds=START_SECONDS)
        await self.slack.ready(connections=2, seconds=START_SECONDS)

    async def stop(self, *, kill: bool = False) -> None:
        """Ends the process, with or without a warning."""
        if self.bot is None:
            return
        if kill:
            self.bot.process.kill()
            await self.bot.process.wait()
        await self._process.aclose()
        self.log += self.bot.log
        self.bot = None

    def signal(self, number: signal.Signals) -> None:
        """Sends the process a signal."""
        assert self.bot is not None
        self.bot.process.send_signal(number)

    @property
    def pid(self) -> int:
        """The id of the process."""
        assert self.bot is not None
        return self.bot.process.pid

    @property
    def database(self) -> Path:
        """The path of the database."""
        return self.folder / "data" / "troubadour.sqlite3"

    def jobs(self) -> list[StoredJob]:
        """All jobs in the store."""
        found = []
        for id, request, state, ended, joined in rows(
            self.folder, "SELECT id, request, state, ended_at, joined FROM job"
        ):
            place = json.loads(request)["place"]
            key = f"web:{id}" if place["platform"] == "web" else f"{place['platform']}:{place['channel']}"
            found.append(StoredJob(id, key, state, ended is not None, bool(joined)))
        return found

    def accounts(self) -> Accounts:
        """What the store has counted."""

        def number(query: str) -> int:
            return int(rows(self.folder, query)[0][0] or 0)

        return Accounts(
            spends=number("SELECT count(*) FROM spend WHERE engine <> ''"),
            unfinished=number("SELECT count(*) FROM unfinished_call"),
            spent=number("SELECT sum(spent) FROM budget"),
            pending=number("SELECT count(*) FROM pending_budget_charge"),
        )

    async def answers_http(self) -> bool:
        """True if the room is open."""
        async with aiohttp.ClientSession() as browser:
            try:
                async with browser.get(f"http://127.0.0.1:{self.port}/readyz") as response:
                    return response.status == 200
            except (aiohttp.ClientError, OSError):
                return False
