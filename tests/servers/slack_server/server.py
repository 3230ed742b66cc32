"""A Slack on loopback, for tests and for trying things by hand."""

from types import TracebackType
from typing import Literal, Self

from aiohttp import web

from tests.servers.changes import Changes
from tests.servers.clock import Clock, MovableClock
from tests.servers.listening import BACKLOG
from tests.servers.refusals import RefusalRule
from tests.servers.slack_server.accounts import Accounts
from tests.servers.slack_server.chat import Chat
from tests.servers.slack_server.conversations import Conversations
from tests.servers.slack_server.delivery import Deliveries
from tests.servers.slack_server.events import Events
from tests.servers.slack_server.files import Files
from tests.servers.slack_server.http_events import HttpEvents
from tests.servers.slack_server.installing import Page, install
from tests.servers.slack_server.people import People
from tests.servers.slack_server.responses import Responses
from tests.servers.slack_server.rules import BOT_SCOPES
from tests.servers.slack_server.sessions import Sessions
from tests.servers.slack_server.sockets import Sockets
from tests.servers.slack_server.specification import specification
from tests.servers.slack_server.state import State, Token
from tests.servers.slack_server.streams import Streams
from tests.servers.slack_server.tiers import Tiers
from tests.servers.slack_server.views import Views
from tests.servers.slack_server.web_api import WebApi
from tests.servers.slack_server.world import Channel, Message, Team, User

BOT_TOKEN = "xoxb-1-loopback-of-nobody"
APP_TOKEN = "xapp-1-loopback-of-nobody"
SIGNING_SECRET = "a-secret-of-nobody-on-loopback"
CLIENT_ID = "1111111111.2222222222"
CLIENT_SECRET = "a-client-secret-of-nobody-on-loopback"


class SlackServer(People):
    """Serves the Web API, socket mode, uploads and files on one port, and can post to the bot over HTTP.

    `async with` starts and stops it. The workspace `team` has two people, `user`, an administrator, and `friend`; both
    are in `channel` with the bot.
    """

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        port: int = 0,
        mode: Literal["socket", "http"] = "socket",
        scopes: frozenset[str] = BOT_SCOPES,
        enforce_tiers: bool = False,
    ) -> None:
        self.clock = clock or MovableClock()
        self.port = port
        self.mode = mode
        state = State(self.clock, Changes(), "A0TROUBADOUR", scopes=scopes)
        self.team = Team(state.id("T"), "Troubadours", "troubadours", state.id("B"))
        self.bot, self.user, self.friend = (
            User(state.id("U"), name, self.team, bot=name == "troubadour", admin=name == "ada")
            for name in ("troubadour", "ada", "grace")
        )
        self.team.bot_user = self.bot
        state.teams.append(self.team)
        state.users |= {user.id: user for user in (self.bot, self.user, self.friend)}
        self.channel = Channel(state.id("C"), "general", self.team, members=[self.bot, self.user, self.friend])
        state.channels[self.channel.id] = self.channel
        state.tokens[BOT_TOKEN] = Token(BOT_TOKEN, "bot", self.team, scopes)
        state.tokens[APP_TOKEN] = Token(APP_TOKEN, "app")

        self.sockets = Sockets(state)
        self.http = HttpEvents(state, secret=SIGNING_SECRET)
        deliveries = Deliveries(state, self.sockets if mode == "socket" else self.http)
        self.sockets.deliveries = self.http.deliveries = deliveries
        events = Events(state, deliveries)
        self.echoes = True
        """True if the bot gets events for its own messages, as in Slack."""
        self.tiers = Tiers(self.clock, enforced=enforce_tiers)
        self.accounts = Accounts(state, client=CLIENT_ID, secret=CLIENT_SECRET, socket=self.sockets.ticket)
        self.conversations = Conversations(state)
        self._files = Files(state, self._told)
        views, self._answers = Views(state), Responses(state)
        sessions = Sessions(state)
        self.api = WebApi(
            state,
            self.tiers,
            specification(),
            {
                **self.accounts.methods,
                **Chat(state, self._told).methods,
                **self.conversations.methods,
                **self._files.methods,
                **sessions.methods,
                **Streams(state, sessions, self._told).methods,
                **views.methods,
            },
        )
        self._runner: web.AppRunner | None = None
        super().__init__(state, deliveries, events, views, self._answers, self.user, self.channel)

    @property
    def api_url(self) -> str:
        """The value for SLACK_API_URL."""
        return f"{self.state.base}/api/"

    @property
    def environ(self) -> dict[str, str]:
        """The settings that connect a bot to this server."""
        told = {"SLACK_API_URL": self.api_url}
        if BOT_TOKEN in self.state.tokens:
            told["SLACK_BOT_TOKEN"] = BOT_TOKEN
        if self.mode == "socket":
            return told | {"SLACK_APP_TOKEN": APP_TOKEN}
        return told | {"SLACK_SIGNING_SECRET": SIGNING_SECRET}

    def without_token(self) -> None:
        """Removes the bot's token, so that workspaces must install the app."""
        del self.state.tokens[BOT_TOKEN]

    @property
    def problems(self) -> list[str]:
        """Violations of Slack's rules, by the bot or by this server."""
        return self.state.problems

    def refuse(self, error: str, words: str = "", *, times: int = 1_000_000) -> RefusalRule[str]:
        """Refuses messages with these words, or their next `times`."""
        rule = RefusalRule(error, lambda text: words in text, times)
        self.state.sent.rules.append(rule)
        return rule

    def attempts(self, words: str) -> int:
        """The number of messages, parts of streams and files that the bot has tried to send with these words."""
        return self.state.sent.attempts(words)

    async def __aenter__(self) -> Self:
        application = web.Application(client_max_size=2**28)
        application.router.add_route("*", "/api/{method}", self.api.serve)
        application.router.add_get("/link", self.sockets.serve)
        application.router.add_post("/upload/v1/{key}", self._files.receive)
        application.router.add_get(r"/files-pri/{team:[^-]+}-{id}/{name:.*}", self._files.give)
        for kind in ("commands", "actions", "app"):
            application.router.add_post(f"/{kind}/{{key}}", self._answers.serve)
        self._runner = web.AppRunner(application, shutdown_timeout=0.1, handle_signals=False)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, backlog=BACKLOG)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.state.base = f"http://127.0.0.1:{self.port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._runner
        await self.deliveries.close()
        await self._files.close()
        await self.sockets.close()
        await self._runner.cleanup()

    async def ready(self, *, connections: int = 1, seconds: float = 60.0) -> None:
        """Waits until the bot is connected in socket mode."""
        await self.state.changes.until(lambda: self.sockets.connected >= connections, what="the bot", seconds=seconds)

    def advance(self, seconds: float) -> None:
        """Moves the server's clock forward, for example to the next delivery of an event."""
        assert isinstance(self.clock, MovableClock)
        self.clock.advance(seconds)
        self.state.noticed()

    async def install(
        self,
        url: str,
        *,
        by: User | None = None,
        team: Team | None = None,
        agrees: bool = True,
        state: str | None = None,
    ) -> Page:
        """Installs the app from its page `url` in a browser, and returns the last page."""
        user = by or self.user
        return await install(self.accounts, url, user, team or user.team, agrees=agrees, state=state)

    async def _told(self, message: Message, what: str) -> None:
        if self.echoes:
            await self.events.message(message, "" if what == "file_share" else what)
