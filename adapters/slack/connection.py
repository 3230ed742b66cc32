"""One session of the adapter: the connections to Slack and the parts that use them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack

import aiohttp
from aiohttp.typedefs import Handler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.config import SlackConfig
from adapters.slack.inbound.active_view import ActiveViews
from adapters.slack.inbound.agent_view import AgentView
from adapters.slack.inbound.app_home import AppHome
from adapters.slack.inbound.bolt_app import (
    Body,
    EventDelivery,
    EventListener,
    Listeners,
    ListenerTasks,
    bolt_app,
)
from adapters.slack.inbound.channel_history import SlackChannelReader
from adapters.slack.inbound.context import reading_payload
from adapters.slack.inbound.context_resolver import SlackContextResolver
from adapters.slack.inbound.events import SlackEventHandler
from adapters.slack.inbound.http_endpoint import EVENTS_PATH, SlackHttpEndpoint
from adapters.slack.inbound.interaction_responses import Ack
from adapters.slack.inbound.interactions import SlackInteractionHandler
from adapters.slack.inbound.redelivery import Redelivery
from adapters.slack.inbound.request_completer import SlackRequestCompleter
from adapters.slack.inbound.thread_history import SlackThreadReader
from adapters.slack.oauth.encryption import TextCipher
from adapters.slack.oauth.install_pages import InstallPages, install_url, missing_in_installation
from adapters.slack.oauth.installations import InstallationStore
from adapters.slack.oauth.welcome import InstallationWelcome
from adapters.slack.outbound.bot_tokens import BotTokens, StaticBotToken
from adapters.slack.outbound.ephemeral import EphemeralSender
from adapters.slack.outbound.web_client import SlackWebClient
from adapters.slack.outbound.workspaces import ClosedConversations
from adapters.slack.place_check import SlackPlaceCheck
from adapters.slack.places import BACK_EVENTS, JOINED_EVENT, LEFT_EVENTS, SlackPlaces
from adapters.slack.platform import SlackPlatform
from adapters.slack.scopes import missing_scopes
from adapters.slack.socket_mode.connections import SocketMode
from adapters.slack.socket_mode.token_check import (
    BotIdentity,
    BotTokenRevoked,
    check_app_token,
    check_bot_token,
)
from adapters.slack.users import SlackUsers
from core.commands.suggestions import Suggestions
from core.domain.alerts import Notify
from core.domain.clock import Clock
from core.domain.errors import OperatorError
from core.jobs.dispatcher import Dispatcher
from core.jobs.event_deduplicator import EventDeduplicator
from core.preferences.limit_policies import Policies

logger = logging.getLogger(__name__)


class SlackConnection:
    """The parts of the adapter, wired together for one HTTP session."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        suggestions: Suggestions,
        clock: Clock,
        config: SlackConfig,
        policies: Policies,
        notify: Notify,
        session: aiohttp.ClientSession,
        http_endpoint: SlackHttpEndpoint,
        *,
        listens: bool = True,
        alone: bool = True,
    ) -> None:
        self._notify = notify
        self._listens = listens
        self._alone = alone
        self._http_endpoint = http_endpoint
        self._listening = False
        self._socket_mode: SocketMode | None = None
        self._config = config
        self._store = dispatcher.store
        self._clock = clock
        self._tasks = ListenerTasks()
        self._deduplicator = EventDeduplicator(clock.now)
        self._redelivery = Redelivery(clock)
        self._bots: dict[str, AuthorizeResult] = {}
        self._names: dict[str, str] = {}
        self._checked_at = 0.0
        # slack_bolt opens connections with this client. Everything else goes through the API client.
        self._client = AsyncWebClient(base_url=_folder(config.api_url), session=session)
        self._installations = self._installation_store() if config.is_installable else None
        tokens: BotTokens = self._installations or StaticBotToken(config.bot_token or "")
        closed = ClosedConversations(self._store, clock)
        self._api_client = SlackWebClient(
            tokens, session, clock, api_url=config.api_url, closed=closed, windows=None if alone else self._store
        )
        self._users = SlackUsers(self._api_client, clock, config, self._store)
        contexts = SlackContextResolver(self._users, config)
        ephemeral = EphemeralSender(self._api_client, clock)
        self.platform = SlackPlatform(dispatcher, clock, self._api_client, self._users, config)
        self.threads = SlackThreadReader(self._api_client, self._users, self._bot_user)
        self.requests = SlackRequestCompleter(
            self._api_client, self._users, ephemeral, clock, dispatcher.registry, self.threads, closed, self._store
        )
        self.channels = SlackChannelReader(self._api_client, self._users, self._bot_user)
        self._interaction_handler = SlackInteractionHandler(
            dispatcher, suggestions, clock, self._api_client, contexts, config
        )
        self._places = SlackPlaces(dispatcher.departures)
        self.place_check = SlackPlaceCheck(self._client, self._api_client, self._installations, config.bot_token)
        self._errors = dispatcher.errors
        self._active_views = ActiveViews(self._store, clock)
        self._event_handler = SlackEventHandler(
            dispatcher,
            clock,
            self._api_client,
            contexts,
            self._users,
            self.platform,
            self._redelivery,
            self._active_views,
            config,
        )
        self._welcome = InstallationWelcome(self._api_client, self._users, self._store, config.prefix)
        self._app_home = AppHome(dispatcher, clock, self._api_client, contexts, policies, config)
        self._agent_view = AgentView(dispatcher, self._api_client, contexts, ephemeral, self.platform.workspaces)

    async def workspace_name(self, team: str) -> str | None:
        """The name of a workspace, if it is known without a request."""
        if self._installations is None:
            return self._names.get(team)
        found = await self._installations.find(team, None)
        return found.team_name if found is not None else None

    async def serve(self) -> None:
        """Connects and stays connected. Raises `OperatorError` if that is hopeless, any other exception if another
        attempt may succeed."""
        async with AsyncExitStack() as stack:
            identity = await self._check()
            if self._listens:
                await self._listen(stack)
            self._listening = True
            stack.callback(self._disconnected)
            if identity is not None:
                logger.info("connected to Slack as %s in %s", identity.user_name, identity.team_name)
            if self._installations is not None and self._listens:
                await self._log_installations(self._installations)
            await self._run()

    async def _listen(self, stack: AsyncExitStack) -> None:
        """Opens the ways in."""
        app = self._app()
        if self._config.answers_http:
            stack.enter_context(self._http_endpoint.serving(app, self._install_pages()))
            url = await self._http_endpoint.url()
            logger.info("Slack's requests are received at %s%s", url, EVENTS_PATH)
        if self._config.app_token is not None:
            leases = None if self._alone else self._store
            self._socket_mode = SocketMode(app, self._config.app_token, self._client, self._clock, leases)
            await stack.enter_async_context(self._socket_mode.open())

    async def _log_installations(self, installations: InstallationStore) -> None:
        """Logs how many workspaces installed the app, and which of them have not granted every scope."""
        installed = await installations.all()
        logger.info("Slack: %d workspaces have installed the app", len(installed))
        url = install_url(self._config.redirect_url, await self._http_endpoint.url())
        for each in installed:
            if (missing := missing_in_installation(each, url)) is not None:
                logger.log(logging.WARNING if missing[0] else logging.INFO, "Slack: %s", missing[1])

    async def _run(self) -> None:
        """Runs until it is cancelled. Raises `OperatorError` once going on is hopeless."""
        try:
            async with asyncio.TaskGroup() as group:
                if self._socket_mode is not None:
                    group.create_task(self._socket_mode.serve())
                if self._installations is not None and self._listens:
                    group.create_task(self._installations.keep_fresh())
                    group.create_task(self._places.compare_installations(self._installations, self._client))
                await asyncio.Event().wait()
        except* OperatorError as failure:
            raise failure.exceptions[0] from None

    @property
    def connected(self) -> bool:
        """True if events can arrive now."""
        return self._listening and (self._socket_mode is None or self._socket_mode.connected)

    async def hand_over(self, seconds: float) -> None:
        """Leaves the connections to other processes, if there are any."""
        if self._listening and self._socket_mode is not None:
            await self._socket_mode.hand_over(seconds)

    def _disconnected(self) -> None:
        self._listening = False

    async def close(self, seconds: float) -> None:
        """Lets running listeners finish, for at most `seconds`."""
        await self._tasks.settle(seconds)
        await self._users.close()

    async def _check(self) -> BotIdentity | None:
        if self._config.app_token is not None and self._listens:
            await check_app_token(self._client, self._config.app_token)
        if self._config.bot_token is None or self._installations is not None:
            return None
        try:
            identity = await check_bot_token(self._client, self._config.bot_token)
        except BotTokenRevoked:
            await self._places.compare_revoked()
            raise
        self._checked_at = self._clock.now()
        if self._listens:
            await self._places.compare_bot(identity.team)
        for needed, sentence in missing_scopes(identity.scopes):
            logger.log(logging.WARNING if needed else logging.INFO, "Slack: %s", sentence)
        self._names[identity.team] = identity.team_name
        self._bots[identity.team] = AuthorizeResult(
            enterprise_id=identity.enterprise,
            team_id=identity.team,
            bot_id=identity.bot,
            bot_user_id=identity.user,
            bot_token=self._config.bot_token,
        )
        return identity

    def _installation_store(self) -> InstallationStore:
        return InstallationStore(
            self._store,
            TextCipher(self._config.secret_key),
            self._client,
            self._clock,
            id=self._config.client_id or "",
            secret=self._config.client_secret or "",
            notify=self._notify,
        )

    def _install_pages(self) -> Mapping[str, Handler]:
        """The install pages by path; none with a bot token."""
        if self._installations is None:
            return {}
        return InstallPages(
            self._installations,
            TextCipher(self._config.secret_key),
            self._clock,
            id=self._config.client_id or "",
            api_url=self._config.api_url,
            redirect=self._config.redirect_url,
            installed=self._places.installed,
            welcome=self._welcome.welcome,
        ).pages

    def _app(self) -> AsyncApp:
        events: Mapping[str, EventListener] = {
            "app_mention": self._event_handler.handle,
            "message": self._event_handler.handle,
            JOINED_EVENT: self._member_joined,
            **{event: self._deduplicated(self._places.left, stores=True) for event in LEFT_EVENTS},
            **{event: self._deduplicated(self._places.back, stores=True) for event in BACK_EVENTS},
            "app_home_opened": self._deduplicated(self._app_home_opened, stores=False),
            "app_context_changed": self._deduplicated(self._active_views.changed, stores=True),
            "agent_session_stopped": self._deduplicated(self._agent_view.stopped, stores=True),
            "app_uninstalled": self._deduplicated(self._app_uninstalled, stores=True),
            "tokens_revoked": self._deduplicated(self._tokens_revoked, stores=True),
        }
        listeners = Listeners(
            command=self._interaction_handler.command,
            shortcut=self._interaction_handler.shortcut,
            button=self._interaction_handler.button,
            submission=self._interaction_handler.submission,
            suggestions=self._interaction_handler.suggestions,
            events=events,
        )
        return bolt_app(
            listeners,
            self._tasks,
            self._redelivery,
            self._authorize,
            self._api_client.respond,
            self._client,
            self._config.signing_secret,
            self._errors,
        )

    async def _authorize(self, team: str | None, enterprise: str | None) -> AuthorizeResult | None:
        if team is not None:
            self._api_client.set_enterprise(team, enterprise)
        if self._installations is not None:
            found = await self._installations.find(team, enterprise)
            if found is None:
                return None
            self._bots[team or found.key] = granted = AuthorizeResult(
                enterprise_id=enterprise,
                team_id=team or found.team,
                bot_id=found.bot,
                bot_user_id=found.user,
                bot_token=found.token,
            )
            return granted
        # A single bot token also serves the other workspaces of its organisation.
        return self._bots.get(team or "") or next(iter(self._bots.values()), None)

    async def _member_joined(self, ack: Ack, delivery: EventDelivery) -> None:
        await self._places.joined(delivery.body, delivery.me)
        await ack()

    def _deduplicated(self, handle: Callable[[Body], Awaitable[None]], *, stores: bool) -> EventListener:
        """A listener that handles each event once. If it `stores` anything, it acknowledges after that."""

        async def listen(ack: Ack, delivery: EventDelivery) -> None:
            with reading_payload():
                id = str(delivery.body["event_id"])
            if not stores:
                await ack()
            await self._deduplicator.once(id, lambda: handle(delivery.body))
            await ack()

        return listen

    async def _app_home_opened(self, body: Body) -> None:
        with reading_payload():
            tab = body["event"].get("tab")
        if tab == "messages":
            await self._agent_view.opened(body)
        elif tab == "home":
            await self._app_home.opened(body)

    async def _tokens_revoked(self, body: Body) -> None:
        """Handles revoked tokens. Only the bot's own tokens matter."""
        with reading_payload():
            revoked = (body["event"].get("tokens") or {}).get("bot")
        if revoked:
            await self._app_uninstalled(body)

    async def _app_uninstalled(self, body: Body) -> None:
        """Deletes the token of a workspace that removed the app. The rest is deleted a day later."""
        team = str(body.get("team_id") or "")
        if await self._is_installed_again(body):
            logger.info("the app was removed from workspace %s and installed again", team)
            return
        logger.info("the app was removed from workspace %s", team)
        if team:
            await self._places.removed(team, body)
        if self._installations is not None:
            await self._installations.remove(team or None, body.get("enterprise_id"))
        self._bots.pop(team, None)

    async def _is_installed_again(self, body: Body) -> bool:
        """True if the app was installed again, or its token was checked, after this event. Slack repeats events for six
        minutes if it believes that they were not received, also to another process."""
        since = self._checked_at
        if self._installations is not None:
            team = body.get("team_id")
            since = await self._installations.installed_at(team, None if team else body.get("enterprise_id"))
        # Slack gives whole seconds.
        return int(body.get("event_time") or since) < int(since)

    async def _bot_user(self, team: str) -> str:
        if self._installations is not None:  # another process may have received this workspace's events
            found = await self._installations.find(team, None)
            if found is not None:
                return found.user
        known = self._bots.get(team)
        return str(known.bot_user_id) if known is not None else ""


def _folder(url: str) -> str:
    return url if url.endswith("/") else f"{url}/"
