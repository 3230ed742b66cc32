"""The slack_bolt app and its listeners.

slack_bolt acknowledges an event before its listener runs, unless it processes a request before the response
(`process_before_response`). It also reads settings from the environment, keeps no reference to the tasks that it
starts, answers what it has no listener for with 404, and leaves a payload without acknowledgement if a listener raises
first. The code here guards against all of these.
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.config import NAME
from adapters.slack.inbound.context import UnreadablePayload
from adapters.slack.inbound.interaction_responses import Ack
from adapters.slack.inbound.redelivery import NotAccepted, Redelivery
from core.domain.request_id import working_for
from core.domain.sentences import say
from core.i18n.rendering import render
from core.store.error_log import ErrorLog

logger = logging.getLogger(__name__)

Body = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class EventDelivery:
    """One delivery of an event to the bot's user `me`. `attempt` is 0 for the first one."""

    body: Body
    me: str
    attempt: int


AckListener = Callable[[Ack, Body], Coroutine[Any, Any, None]]
EventListener = Callable[[Ack, EventDelivery], Coroutine[Any, Any, None]]
Authorize = Callable[[str | None, str | None], Awaitable[AuthorizeResult | None]]
Respond = Callable[[str, dict[str, Any]], Awaitable[bool]]

ANY = re.compile(r"[\s\S]*")
EVENT = "event_callback"
UNREADABLE = "Slack: %s was not understood: %s"


class _NotInstalled(Exception):
    """The app is not installed in the workspace of a payload."""


class _Unanswered(Exception):
    """A listener raised before it acknowledged. `text` says so to the person."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


@dataclass(frozen=True, kw_only=True)
class Listeners:
    """The listeners by kind of payload. Each acknowledges once it has stored what must not be lost, and may go on
    then."""

    command: AckListener
    shortcut: AckListener
    button: AckListener
    submission: AckListener
    suggestions: AckListener
    events: Mapping[str, EventListener]


class _NotedAck:
    """slack_bolt's `ack`, which notes that it was called."""

    def __init__(self, ack: Callable[[dict[str, Any] | str], Awaitable[object]]) -> None:
        self._ack = ack
        self.called: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def __call__(self, content: dict[str, Any] | str = "", /) -> None:
        await self._ack(content)
        if not self.called.done():
            self.called.set_result(None)


class ListenerTasks:
    """Tasks of running listeners, kept so that shutdown can wait for them."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    async def run(
        self,
        listener: Callable[[Ack], Coroutine[Any, Any, None]],
        ack: Callable[[dict[str, Any] | str], Awaitable[object]],
        on_late_error: Callable[[Exception], Coroutine[Any, Any, None]],
    ) -> None:
        """Runs a listener until it acknowledges or ends, and raises its exceptions. It goes on after that, also if the
        caller is cancelled; what it raises then goes to `on_late_error`."""
        noted = _NotedAck(ack)

        async def listen() -> None:
            try:
                await listener(noted)
            except Exception as error:
                if not noted.called.done():
                    raise
                await on_late_error(error)

        task = asyncio.create_task(listen(), name="listener")
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        await asyncio.wait({task, noted.called}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()

    async def settle(self, seconds: float) -> None:
        """Waits until all listeners are done, for at most `seconds`."""
        if self._running:
            _, late = await asyncio.wait(set(self._running), timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)


def bolt_app(
    listeners: Listeners,
    tasks: ListenerTasks,
    redelivery: Redelivery,
    authorize: Authorize,
    respond: Respond,
    client: AsyncWebClient,
    signing_secret: str | None,
    errors: ErrorLog,
) -> AsyncApp:
    """The app with its listeners. `client` opens the connections of socket mode; `errors` keeps unexpected errors."""
    library = logging.getLogger("slack_bolt")
    quiet = logging.getLogger("slack_bolt.troubadour")
    # slack_bolt warns about tokens that it finds in the environment and does not need.
    quiet.setLevel(logging.ERROR)

    async def authorized(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        if not isinstance(team_id, str | None) or not isinstance(enterprise_id, str | None):
            raise UnreadablePayload("without 'team_id'")
        try:
            found = await authorize(team_id, enterprise_id)
        except Exception as error:
            raise NotAccepted from error
        if found is None:
            raise _NotInstalled
        return found

    app = AsyncApp(
        # Bolt gives the logger of this name the level of `logger`.
        name=quiet.name,
        logger=quiet,
        client=client,
        signing_secret=signing_secret or "",
        process_before_response=True,
        raise_error_for_unhandled_request=True,
        authorize=authorized,
    )
    quiet.setLevel(max(logging.WARNING, library.level))

    async def tell(body: Body, text: str) -> None:
        if url := body.get("response_url"):
            await respond(str(url), {"text": text, "response_type": "ephemeral", "replace_original": False})

    async def log(error: Exception, body: Body) -> str:
        """Logs a bug. Returns the sentence for the person."""
        logger.error("%s could not be answered", _kind(body), exc_info=error)
        return render(say("internal-error", id=await errors.note(error, _kind(body), _place(body))))

    def late(body: Body) -> Callable[[Exception], Coroutine[Any, Any, None]]:
        async def failed(error: Exception) -> None:
            if isinstance(error, UnreadablePayload):
                logger.warning(UNREADABLE, _kind(body), error)
            else:
                await tell(body, await log(error, body))

        return failed

    def answered(answer: AckListener) -> Callable[..., Awaitable[None]]:
        async def listen(ack: Any, body: dict[str, Any]) -> None:
            with working_for(_request_id(body)):
                try:
                    await tasks.run(lambda noted: answer(noted, body), ack, late(body))
                except UnreadablePayload:
                    raise
                except Exception as error:
                    raise _Unanswered(await log(error, body)) from error

        return listen

    def heard(listener: EventListener) -> Callable[..., Awaitable[None]]:
        async def listen(ack: Any, body: dict[str, Any], context: Any, request: AsyncBoltRequest) -> None:
            delivery = EventDelivery(body=body, me=context.bot_user_id or "", attempt=_attempt(request))
            with working_for(_request_id(body)):
                try:
                    await tasks.run(lambda noted: listener(noted, delivery), ack, late(body))
                except (NotAccepted, UnreadablePayload):
                    raise
                except Exception as error:
                    await log(error, body)
                    raise NotAccepted from error

        return listen

    app.command(ANY)(answered(listeners.command))
    app.message_shortcut(ANY)(answered(listeners.shortcut))
    app.block_action(ANY)(answered(listeners.button))
    app.view_submission(ANY)(answered(listeners.submission))
    app.block_suggestion(ANY)(answered(listeners.suggestions))
    for event, listener in listeners.events.items():
        app.event(event)(heard(listener))

    @app.error
    async def failed(error: Exception, body: dict[str, Any], request: AsyncBoltRequest) -> BoltResponse:
        """The response to a payload that is not acknowledged yet. All but an event that is to come again are."""
        text = ""
        match error:
            case BoltUnhandledRequestError():
                logger.debug("Slack: %s is not for this bot", _kind(body))
            case UnreadablePayload():
                logger.warning(UNREADABLE, _kind(body), error)
            case _NotInstalled():
                logger.info("Slack: %s of a workspace that has not installed the app", _kind(body))
                text = render(say("slack-not-installed"))
            case NotAccepted() if body.get("type") == EVENT:
                cause = type(error.__cause__).__name__ if error.__cause__ else str(error)
                logger.warning("Slack: %s is left to its next delivery: %s", _kind(body), cause)
                if redelivery.wanted(_attempt(request)):
                    return BoltResponse(status=503)
            case NotAccepted():
                with working_for(_request_id(body)):
                    text = await log(error, body)
            case _Unanswered():
                text = error.text
            case _:
                # slack_bolt itself expects more of a payload.
                logger.warning(UNREADABLE, _kind(body), type(error).__name__)
        if text and not body.get("command"):
            await tell(body, text)
        return BoltResponse(status=200, body=text if body.get("command") else "")

    return app


def _attempt(request: AsyncBoltRequest) -> int:
    """The number of the delivery, 0 for the first (https://docs.slack.dev/apis/events-api#retries). In socket mode,
    slack_bolt copies it from the envelope."""
    told = request.headers.get("x-slack-retry-num") or ["0"]
    return int(told[0]) if told[0].isdecimal() else 0


def _request_id(body: Body) -> str:
    """The id of a payload, which is that of the request that it makes; that of an event is known once it is read."""
    return str(body.get("trigger_id") or body.get("event_id") or "")


def _place(body: Body) -> str:
    """The workspace of a payload and its conversation, if it is told, as a `Place.key`."""
    found = [body.get(name) for name in ("team_id", "channel_id")]
    team, channel = (name if isinstance(name, str) else "" for name in found)
    return f"{NAME}:{team}:{channel}"


def _kind(body: Body) -> str:
    """The kind of a payload, for the log."""
    event = body.get("event")
    if isinstance(event, Mapping):
        return f"the event {event.get('type')}"
    return str(body.get("command") or body.get("type") or "a payload")
