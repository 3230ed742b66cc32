"""The web room: a `Platform` with the lobby, whose log every browser reads, and conversations beside it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from aiohttp import web
from pydantic import JsonValue

from adapters.web.config import WebConfig
from adapters.web.conversations import WebConversations
from adapters.web.event_stream import EventStream
from adapters.web.files import WebFiles
from adapters.web.invitations import DAYS, Invitations
from adapters.web.legal_pages import LegalPages
from adapters.web.line_cache import LineCache
from adapters.web.log_lines import asked_line
from adapters.web.log_pages import LogPages
from adapters.web.login import LoginRoutes
from adapters.web.login_verifier import LoginVerifier
from adapters.web.members import RoomMembers, read_mention
from adapters.web.middleware import add_headers, middlewares
from adapters.web.operator import OperatorPage
from adapters.web.page import WebPage
from adapters.web.renderer import WebRenderer
from adapters.web.request_handler import WebRequestHandler
from adapters.web.room_history import room_history
from adapters.web.visitors import PLACE, Visitor, room_of, with_name
from core.commands.administration.overview import Overview
from core.commands.suggestions import Suggestions
from core.commands.troubadour.privacy import DataPractices
from core.domain.clock import Clock
from core.domain.errors import BadInput, Missing, NotAllowed
from core.domain.events import Failure, Problem
from core.domain.jobs import Job
from core.domain.request import Attachment, Caller, Place, Request
from core.domain.sentences import Quote, Sentence
from core.domain.setup_questions import FoundSetting
from core.jobs.dispatcher import Dispatcher
from core.platform import ChannelHistory, ChannelPosition, Mention
from core.store.ports.store import Store


class WebRoom:
    """Builds the room's application, and opens renderers on its log.

    `data_practices` says what happens to visitors' data. `found_settings` returns the models on this machine that
    nothing uses. Without an `overview`, there is no operator's
    page.
    """

    name = PLACE.platform
    serves_operators = True

    def __init__(
        self,
        dispatcher: Dispatcher,
        store: Store,
        clock: Clock,
        config: WebConfig,
        data_practices: Callable[[], Awaitable[DataPractices]],
        suggestions: Suggestions | None = None,
        found_settings: Callable[[], Sequence[FoundSetting]] = tuple,
        overview: Overview | None = None,
    ) -> None:
        self._dispatcher = dispatcher
        self._store = store
        self._clock = clock
        self._config = config
        self._data_practices = data_practices
        self._suggestions = suggestions
        self._found_settings = found_settings
        self._overview = overview
        self._login_verifier = LoginVerifier(config, clock)

    @property
    def url(self) -> str:
        """The room's address for a browser on this machine."""
        return self._config.url

    def one_time_link(self, base: str | None = None) -> str:
        """A link that lets one browser in as admin, once. `base` is the room's address if it is not `url`.

        The token follows the `#`, so it is never sent as part of an address and no proxy logs it.
        """
        return f"{(base or self.url).rstrip('/')}/enter#{self._login_verifier.one_time_token()}"

    async def open(self, job: Job, store: Store) -> WebRenderer:
        """Opens the renderer of a job. Its question is in the log afterwards."""
        renderer = WebRenderer(store, self._clock, job)
        await renderer.open(asked_line(job, self._dispatcher.registry))
        return renderer

    async def notify_failure(self, job: Job, sentence: Sentence) -> None:
        """Ends the reply in the log with the sentence, unless it was deleted."""
        if (await self._store.receipt(job.id)).get("withdrawn"):
            return
        ending: dict[str, JsonValue] = Failure(error=Problem(sentence=sentence)).model_dump(mode="json")
        audience = job.request.caller.key if job.private else None
        room, author = room_of(job.request.place), job.request.caller.key
        lines = [asked_line(job, self._dispatcher.registry)]
        await self._store.append(room, job.id, author, audience, lines, self._clock.now(), first=True)
        await self._store.append(room, job.id, author, audience, [ending], self._clock.now())

    async def withdraw(self, job: Job) -> None:
        """Removes a reply from the log and from every browser that shows it."""
        receipt = await self._store.receipt(job.id)
        await self._store.save_receipt(job.id, {**receipt, "withdrawn": True})
        await self._store.erase(room_of(job.request.place), job.id, self._clock.now())

    async def fetch(self, attachment: Attachment) -> bytes:
        """Reads an upload from the store. Raises `Missing`."""
        if attachment.sha256 is None:
            raise Missing("web-upload-gone")
        return await self._store.get(attachment.sha256)

    async def is_admin(self, caller: Caller, place: Place) -> bool:  # noqa: ARG002 - one room
        """True for a visitor with the one-time link, and for everybody in a room without a password."""
        return caller.admin or self._config.password is None

    def invitation(self, name: str, request: Request) -> tuple[str, int]:
        """A link at the address at which the administrator has the room open."""
        if self._config.password is None:
            raise BadInput("invite-open-room")
        shown = with_name(Visitor(user="", name="", role="invited"), name).name
        if not shown:
            raise BadInput("invite-no-name")
        return f"{self._base(request)}/enter#{Invitations(self._config).create(shown, self._clock.now())}", DAYS

    def link_to(self, job: Job) -> str:
        """The address of a reply in the room, at which its asker has the room open."""
        thread = job.request.place.thread
        where = f"c/{thread}" if thread else ""
        return f"{self._base(job.request)}/{where}#asked-{job.id}"

    def _base(self, request: Request) -> str:
        origin = request.address.details.get("origin")
        return (f"{origin}{self._config.base_path}" if origin else self.url).rstrip("/")

    def mention(self, text: str) -> Mention | None:
        """See `read_mention`."""
        return read_mention(text)

    def position(self, text: str) -> ChannelPosition | None:  # noqa: ARG002 - the room's replies have no address
        """Returns None: nothing in the room has a link that people know."""
        return None

    async def read_channel(self, request: Request, channel: str | None, since: float, limit: int) -> ChannelHistory:
        """Reads the room, which everybody in it may read. Raises `NotAllowed` for another channel: there is none."""
        if channel is not None:
            raise NotAllowed("summary-no-channel", name=Quote(text=channel))
        return await room_history(self._store, request, since, limit)

    async def alert(self, sentence: Sentence) -> bool:  # noqa: ARG002 - the room has visitors
        """Returns False: the room has no channel for administrators; `/troubadour status` shows alerts."""
        return False

    async def application(self) -> web.Application:
        """Builds the room's application. Its event streams end when it shuts down."""
        login = LoginRoutes(self._config, self._login_verifier, self._store, self._clock)
        members = RoomMembers(self._store)
        lines = LineCache()
        stream = EventStream(self._config, self._store, login, lines)
        app = web.Application(middlewares=middlewares(self._config, self._dispatcher.errors))
        app.on_response_prepare.append(add_headers)
        app.on_shutdown.append(stream.close)
        for routes in (
            await asyncio.to_thread(
                WebPage, self._dispatcher.registry, login, self._suggestions, members, self._store, self._found_settings
            ),
            await asyncio.to_thread(LegalPages, self._config, self._data_practices),
            login,
            stream,
            LogPages(self._config, self._store, self._clock, login, lines),
            WebRequestHandler(self._dispatcher, self._store, self._clock, login, members),
            WebFiles(self._config, self._store, self._clock, login),
            WebConversations(self._config.base_path, self._store, self._clock, login),
        ):
            app.add_routes(routes.routes())
        if self._overview is not None:
            app.add_routes(OperatorPage(self._overview, login).routes())
        return app
