"""A Discord on loopback, for tests and for trying things by hand."""

import json
from types import TracebackType
from typing import Self

from aiohttp import web

from tests.servers.changes import Changes
from tests.servers.clock import Clock, MovableClock
from tests.servers.discord_server.buckets import Buckets, Fault
from tests.servers.discord_server.endpoint import Endpoint
from tests.servers.discord_server.gateway import Gateway
from tests.servers.discord_server.interactions import Interaction
from tests.servers.discord_server.payloads import entry_point_json
from tests.servers.discord_server.people import People
from tests.servers.discord_server.rest import Rest
from tests.servers.discord_server.rules import API, FILE_BYTES, REQUEST_BYTES
from tests.servers.discord_server.specification import specification
from tests.servers.discord_server.state import State
from tests.servers.discord_server.world import Channel, Guild, Role, Snowflakes, User
from tests.servers.listening import BACKLOG
from tests.servers.refusals import RefusalRule

TOKEN = "MTAwMDAwMDAwMDAwMDAwMDAwMQ.Loopbk.an-app-of-nobody-on-a-loopback-server"
"""Has the form of a Discord token; works only for this server."""


class DiscordServer(People):
    """Serves the gateway, the HTTP API and files on one port; `async with` starts and stops it.

    `user` is a member of the server `guild`; `stranger` shares nothing with the bot. With `judging`, every request and
    answer is checked against Discord's OpenAPI file; measurements turn it off, because it takes time.
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        clock: Clock | None = None,
        port: int = 0,
        file_bytes: int = FILE_BYTES,
        judging: bool = True,
    ) -> None:
        self.clock = clock or MovableClock()
        self.token = token
        self.port = port
        snowflakes, changes = Snowflakes(self.clock), Changes()
        application_id = snowflakes.new()
        self.bot = User(application_id, "troubadour", bot=True)
        self.user, self.friend, self.stranger = (User(snowflakes.new(), name) for name in ("ada", "grace", "mallory"))
        self.guild = Guild(snowflakes.new(), "Troubadours", self.user, [self.user, self.friend])
        self.role = Role(snowflakes.new(), "troubadour", app=self.bot)
        self.team = Role(snowflakes.new(), "team")
        self.guild.roles += [self.role, self.team]
        self.channel = Channel(snowflakes.new(), "general", guild=self.guild)
        guilds, channels = [self.guild], [self.channel]
        self.gateway = Gateway(
            token=token, bot=self.bot, application_id=application_id, guilds=guilds, channels=channels, changes=changes
        )
        users = [self.user, self.friend, self.stranger]
        state = State(
            self.clock,
            snowflakes,
            changes,
            self.gateway,
            self.bot,
            application_id,
            users,
            guilds,
            channels,
            file_bytes=file_bytes,
        )
        state.entry_point = entry_point_json(snowflakes.new(), application_id)
        super().__init__(state, self.user, self.channel)
        self.buckets = Buckets(self.clock)
        self.rest = Rest(state, self.buckets, specification() if judging else None, token=token)
        self.endpoint = Endpoint(state, self.rest.answered)
        self._runner: web.AppRunner | None = None

    @property
    def api_url(self) -> str:
        """The value for DISCORD_API_URL."""
        return f"{self.state.base}{API}"

    @property
    def gateway_url(self) -> str:
        """The value for DISCORD_GATEWAY_URL."""
        return self.gateway.url

    @property
    def environ(self) -> dict[str, str]:
        """The settings that connect a bot to this server."""
        return {
            "DISCORD_TOKEN": self.token,
            "DISCORD_API_URL": self.api_url,
            "DISCORD_GATEWAY_URL": self.gateway_url,
            "DISCORD_PUBLIC_KEY": self.state.verify_key,
        }

    @property
    def violations(self) -> list[str]:
        """Violations of Discord's rules, by the bot or by this server."""
        return [*self.state.violations, *self.gateway.violations]

    def fail(self, fault: Fault) -> None:
        """Makes the next requests of a kind fail."""
        self.rest.faults.append(fault)

    def refuse(
        self, code: int, words: str = "", *, status: int = 400, times: int = 1_000_000
    ) -> RefusalRule[tuple[int, int]]:
        """Refuses messages with these words, or their next `times`."""
        rule = RefusalRule((status, code), lambda text: words in text, times)
        self.rest.sent.rules.append(rule)
        return rule

    def attempts(self, words: str) -> int:
        """The number of messages that the bot has tried to send with these words."""
        return self.rest.sent.attempts(words)

    async def __aenter__(self) -> Self:
        application = web.Application(client_max_size=REQUEST_BYTES * 2)
        application.router.add_route("*", API + "/{tail:.*}", self.rest.serve)
        application.router.add_get("/attachments/{id}/{name}", self._serve_file)
        application.router.add_get("/gateway", self.gateway.serve)
        application.router.add_get("/gateway/", self.gateway.serve)
        self._runner = web.AppRunner(application, shutdown_timeout=0.1, handle_signals=False)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, backlog=BACKLOG)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.state.base = f"http://127.0.0.1:{self.port}"
        self.gateway.url = f"ws://127.0.0.1:{self.port}/gateway"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._runner
        await self.gateway.close(1001)
        await self._runner.cleanup()

    async def ready(self, *, seconds: float = 60.0, shards: int = 1) -> None:
        """Waits until the bot is connected and has registered its commands."""
        await self.state.changes.until(
            lambda: len(self.gateway.connected) >= shards and self.state.commands, what="the bot", seconds=seconds
        )

    async def _deliver(self, interaction: Interaction) -> None:
        if self.state.endpoint_url is None:
            await super()._deliver(interaction)
        else:
            await self.endpoint.deliver(interaction)

    async def _serve_file(self, request: web.Request) -> web.Response:
        id = int(request.match_info["id"])
        uploads = {file.id: file for message in self.state.messages.values() for file in message.files}
        uploads |= {file.id: file for file in self.uploads}
        if (file := uploads.get(id)) is None:
            return web.Response(
                status=404, body=json.dumps({"message": "Unknown"}).encode(), content_type="application/json"
            )
        return web.Response(body=file.bytes, headers={"Content-Type": file.type})
