"""The slack_bolt app and its listeners.

slack_bolt reads settings from the environment, keeps no reference to the tasks it starts, and leaves a payload without
acknowledgement if a listener raises first. The code here guards against all three.
"""

import asyncio
import logging
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.inbound.interactions import Ack
from core.domain.sentences import say
from core.i18n.rendering import render

logger = logging.getLogger(__name__)

Body = Mapping[str, Any]
AckListener = Callable[[Ack, Body], Awaitable[None]]
EventListener = Callable[[Body, str], Awaitable[None]]
Authorize = Callable[[str | None, str | None], Awaitable[AuthorizeResult | None]]
Respond = Callable[[str, dict[str, Any]], Awaitable[bool]]

ANY = re.compile(r"[\s\S]*")


@dataclass(frozen=True, kw_only=True)
class Listeners:
    """The listeners by kind of payload. Listeners of `events` do not acknowledge; they receive the id of the bot's
    user."""

    command: AckListener
    shortcut: AckListener
    button: AckListener
    submission: AckListener
    suggestions: AckListener
    events: Mapping[str, EventListener]


class ListenerTasks:
    """Tasks of running listeners, kept so that shutdown can wait for them."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    async def run(self, work: Awaitable[None]) -> None:
        """Runs a listener and raises its exceptions. The listener goes on if the caller is cancelled."""

        async def kept() -> None:
            await work

        task = asyncio.create_task(kept())
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        await asyncio.shield(task)

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
    authorize: Authorize,
    respond: Respond,
    client: AsyncWebClient,
    signing_secret: str | None,
) -> AsyncApp:
    """The app with its listeners. `client` opens the connections of socket mode."""
    library = logging.getLogger("slack_bolt")
    quiet = logging.getLogger("slack_bolt.troubadour")
    # slack_bolt warns about tokens that it finds in the environment and does not need.
    quiet.setLevel(logging.ERROR)

    async def authorized(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:
        return await authorize(team_id, enterprise_id)

    app = AsyncApp(
        name="troubadour",
        logger=quiet,
        client=client,
        signing_secret=signing_secret or "",
        user_facing_authorize_error_message=render(say("slack-not-installed")),
        authorize=authorized,  # type: ignore[arg-type] # None means that the app is not installed
    )
    quiet.setLevel(max(logging.WARNING, library.level))

    def answered(answer: AckListener) -> Callable[..., Awaitable[None]]:
        async def listen(ack: Any, body: dict[str, Any]) -> None:
            await tasks.run(answer(ack, body))

        return listen

    def heard(listener: EventListener) -> Callable[..., Awaitable[None]]:
        async def listen(body: dict[str, Any], context: Any) -> None:
            await tasks.run(listener(body, context.bot_user_id or ""))

        return listen

    app.command(ANY)(answered(listeners.command))
    app.message_shortcut(ANY)(answered(listeners.shortcut))
    app.action(ANY)(answered(listeners.button))
    app.view(ANY)(answered(listeners.submission))
    app.options(ANY)(answered(listeners.suggestions))
    for event, listener in listeners.events.items():
        app.event(event)(heard(listener))

    @app.error
    async def failed(error: Exception, body: dict[str, Any], response: BoltResponse | None) -> BoltResponse | None:
        number = secrets.token_hex(4)
        what = body.get("command") or body.get("type") or "request"
        logger.error("error %s: %s could not be answered", number, what, exc_info=error)
        text = render(say("internal-error", id=number))
        if response is not None:
            # The payload is not acknowledged yet, so this response is the acknowledgement.
            return BoltResponse(status=200, body=text if body.get("command") else "")
        if url := body.get("response_url"):
            await respond(str(url), {"text": text, "response_type": "ephemeral", "replace_original": False})
        return None

    return app
