"""slack_bolt, with everything attached that comes in, over socket mode or HTTP.

Reading the library has shown what is minded here: it takes settings from the environment by itself, it keeps no
reference to the tasks it starts, a listener that raises before its acknowledgement leaves none, and its socket mode
client closes the old connection before it opens a new one.
"""

import asyncio
import logging
import re
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.intake import Ack
from core.messages import render, say

logger = logging.getLogger(__name__)

Body = Mapping[str, Any]
Answer = Callable[[Ack, Body], Awaitable[None]]
Hear = Callable[[Body, str], Awaitable[None]]
Authorize = Callable[[str | None, str | None], Awaitable[AuthorizeResult | None]]
Page = Callable[[web.Request], Awaitable[web.StreamResponse]]
Respond = Callable[[str, dict[str, Any]], Awaitable[bool]]

CONNECTIONS = 2
"""One may be renewed while the other goes on; Slack sends each payload to any one of them
(https://docs.slack.dev/apis/events-api/using-socket-mode#using-multiple-connections)."""
PING_SECONDS = 5.0
SHUTDOWN_SECONDS = 2.0
"""How long requests that are being answered may take when the bot leaves."""
EVENTS_PATH = "/slack/events"
ANY = re.compile(r"[\s\S]*")


@dataclass(frozen=True, kw_only=True)
class Listeners:
    """Who answers what comes in. What is heard needs no answer; it is called with the id of the bot's own user."""

    command: Answer
    shortcut: Answer
    button: Answer
    form: Answer
    offer: Answer
    heard: Mapping[str, Hear]


class Tasks:
    """The work that has begun, so that it is kept and can be waited for."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    async def run(self, work: Awaitable[None]) -> None:
        """Does it, and raises what it raises; it goes on where the caller is gone."""

        async def kept() -> None:
            await work

        task = asyncio.create_task(kept())
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        await asyncio.shield(task)

    async def settle(self, seconds: float) -> None:
        """Waits until all is done, but not for ever."""
        if self._running:
            _, late = await asyncio.wait(set(self._running), timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)


def bolt_app(
    listeners: Listeners,
    tasks: Tasks,
    authorize: Authorize,
    respond: Respond,
    client: AsyncWebClient,
    signing_secret: str | None,
) -> AsyncApp:
    """The app. `client` opens the connections of socket mode."""
    library = logging.getLogger("slack_bolt")
    quiet = logging.getLogger("slack_bolt.troubadour")
    # While it is built, it complains of tokens in the environment that it was not meant to find.
    quiet.setLevel(logging.ERROR)

    async def authorized(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:
        return await authorize(team_id, enterprise_id)

    app = AsyncApp(
        name="troubadour",
        logger=quiet,
        client=client,
        signing_secret=signing_secret or "",
        user_facing_authorize_error_message=render(say("slack-not-installed")),
        authorize=authorized,  # type: ignore[arg-type] # None is how it is told that the app is not installed
    )
    quiet.setLevel(max(logging.WARNING, library.level))

    def answered(answer: Answer) -> Callable[..., Awaitable[None]]:
        async def listen(ack: Any, body: dict[str, Any]) -> None:
            await tasks.run(answer(ack, body))

        return listen

    def heard(hear: Hear) -> Callable[..., Awaitable[None]]:
        async def listen(body: dict[str, Any], context: Any) -> None:
            await tasks.run(hear(body, context.bot_user_id or ""))

        return listen

    app.command(ANY)(answered(listeners.command))
    app.message_shortcut(ANY)(answered(listeners.shortcut))
    app.action(ANY)(answered(listeners.button))
    app.view(ANY)(answered(listeners.form))
    app.options(ANY)(answered(listeners.offer))
    for event, hear in listeners.heard.items():
        app.event(event)(heard(hear))

    @app.error
    async def failed(error: Exception, body: dict[str, Any], response: BoltResponse | None) -> BoltResponse | None:
        number = secrets.token_hex(4)
        what = body.get("command") or body.get("type") or "request"
        logger.error("error %s: %s could not be answered", number, what, exc_info=error)
        text = render(say("internal-error", id=number))
        if response is not None:
            # It was not acknowledged yet, so that this is the acknowledgement.
            return BoltResponse(status=200, body=text if body.get("command") else "")
        if url := body.get("response_url"):
            await respond(str(url), {"text": text, "response_type": "ephemeral", "replace_original": False})
        return None

    return app


class SocketMode:
    """Two connections, which each renew themselves."""

    def __init__(self, app: AsyncApp, app_token: str, client: AsyncWebClient) -> None:
        self._app = app
        self._app_token = app_token
        self._client = client

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Connected, until it is left."""
        connections: list[_Connection] = []
        try:
            connections.extend(self._connection() for _ in range(CONNECTIONS))
            opening = [connection.connect() for connection in connections]  # type: ignore[no-untyped-call]
            await asyncio.gather(*opening)
            yield
        finally:
            await asyncio.gather(*(connection.leave() for connection in connections))

    def _connection(self) -> "_Connection":
        made = _Connection(
            self._app_token, logger=self._app.logger, web_client=self._client, ping_interval=PING_SECONDS
        )
        made.socket_mode_request_listeners.append(self._answer)  # type: ignore[arg-type]
        return made

    async def _answer(self, client: SocketModeClient, request: SocketModeRequest) -> None:
        begun = time.time()
        response = await run_async_bolt_app(self._app, request)
        await send_async_response(client, request, response, begun)


class _Connection(SocketModeClient):
    """One connection, which keeps the tasks that it starts."""

    def __init__(self, app_token: str, **options: Any) -> None:
        super().__init__(app_token, **options)
        self._answering: set[asyncio.Task[Any]] = set()

    async def run_message_listeners(self, message: dict[str, Any], raw_message: str) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._answering.add(task)
            task.add_done_callback(self._answering.discard)
        await super().run_message_listeners(message, raw_message)

    async def leave(self) -> None:
        """Closes it once what has come in is acknowledged, or shortly after."""
        if self._answering:
            await asyncio.wait(set(self._answering), timeout=SHUTDOWN_SECONDS)
        with suppress(Exception):  # it may break while it is being torn down; nothing depends on it any more
            await self.close()  # type: ignore[no-untyped-call]
        own = (self.message_processor, self.current_session_monitor, self.message_receiver)
        await asyncio.gather(*(task for task in own if task is not None), return_exceptions=True)
        late = set(self._answering)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)


class Entrance:
    """Slack's requests over HTTP, signed; and the pages by which workspaces install the app."""

    def __init__(self, app: AsyncApp, host: str, port: int, *, events: bool, pages: Mapping[str, Page]) -> None:
        self._app = app
        self._host = host
        self._port = port
        self._events = events
        self._pages = pages

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Listening, until it is left. Raises OSError where the port is in use."""
        served = web.Application()
        if self._events:
            served.router.add_post(EVENTS_PATH, self._event)
        for path, page in self._pages.items():
            served.router.add_get(path, page)
        runner = web.AppRunner(served, access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port).start()
            yield
        finally:
            await runner.cleanup()

    async def _event(self, request: web.Request) -> web.StreamResponse:
        return await to_aiohttp_response(await self._app.async_dispatch(await to_bolt_request(request)))
