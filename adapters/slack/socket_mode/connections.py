"""Socket mode (https://docs.slack.dev/apis/events-api/using-socket-mode), based on slack_sdk's client.

The code here differs from slack_sdk's in these points: slack_sdk closes a connection before it opens the next one,
drops what Slack sends over a connection while it is replaced, reuses the address although an address is valid once,
logs a traceback for each attempt, keeps no reference to its tasks, and never gives up on a revoked token.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError as SdkApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.config import NAME
from adapters.slack.socket_mode.token_check import check_app_token
from core.domain.clock import Clock
from core.domain.errors import OperatorError
from core.store.connection_share import ConnectionShare
from core.store.ports.leases import Leases

logger = logging.getLogger(__name__)

CONNECTIONS = 2
"""If one is lost, the other goes on. Slack sends each payload to one of them
(https://docs.slack.dev/apis/events-api/using-socket-mode#using-multiple-connections)."""
SHARED_CONNECTIONS = 8
"""The connections of all processes together. Slack allows ten; a connection that is renewed counts twice for a while
(https://docs.slack.dev/apis/events-api/using-socket-mode#using-multiple-connections)."""
PING_SECONDS = 5.0
CONNECT_SECONDS = 10.0
"""Time limit for one attempt. An address is valid for half a minute."""
REPLACED_SECONDS = 30.0
"""The time that a replaced connection stays open for payloads that Slack still sends over it. Slack closes it itself
about ten seconds after its `warning` (https://docs.slack.dev/apis/events-api/using-socket-mode#disconnect)."""
SHUTDOWN_SECONDS = 2.0
"""Time limit for acknowledging received payloads at shutdown."""


class SocketMode:
    """Two connections that each renew themselves. With `leases`, processes that share a database share the app's
    connections, too; without, no other process may be connected as this app."""

    def __init__(
        self,
        app: AsyncApp,
        app_token: str,
        client: AsyncWebClient,
        clock: Clock,
        leases: Leases | None = None,
    ) -> None:
        self._share = self._shared(leases, clock, app_token) if leases is not None else None
        self._app = app
        self._app_token = app_token
        self._client = client
        self._connections: list[_Connection] = []
        self._failed = asyncio.Event()
        self._failure: OperatorError | None = None
        self._outage = False
        self._hellos_left = CONNECTIONS

    @property
    def connected(self) -> bool:
        """True if payloads can arrive now, or other processes have all connections."""
        return any(each.is_open for each in self._connections) or (self._share is not None and not self._share.held)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Connects, unless the connections are shared, and disconnects on exit."""
        if self._share is not None:
            yield
            return
        try:
            self._connections.extend(self._connection() for _ in range(CONNECTIONS))
            await asyncio.gather(*(each.connect() for each in self._connections))
            yield
        finally:
            await asyncio.gather(*(each.leave() for each in self._connections))

    async def serve(self) -> None:
        """Holds connections until cancelled. Raises `OperatorError` once Slack rejects the app-level token."""
        if self._share is not None:
            await self._share.serve()
        await self._wait_for_failure()

    async def hand_over(self, seconds: float) -> None:
        """Leaves the connections to other processes, if there are any."""
        if self._share is not None:
            await self._share.hand_over(seconds)

    def _shared(self, leases: Leases, clock: Clock, app_token: str) -> ConnectionShare:
        numbered = dict[int, _Connection]()

        async def hold(number: int, connected: Callable[[], Awaitable[None]]) -> None:
            connection = numbered[number] = self._connection()
            self._connections.append(connection)
            try:
                await connection.connect()
                if self._failure is None:
                    await connected()
                await self._wait_for_failure()
            finally:
                self._connections.remove(connection)
                numbered.pop(number, None)
                await connection.leave()

        return ConnectionShare(
            leases,
            clock,
            hold,
            platform=NAME,
            # The app's id is the second part of the token, whose other parts are secret.
            group=f"slack sockets {app_token.split('-')[2] if app_token.count('-') > 2 else ''}",
            count=SHARED_CONNECTIONS,
            most=CONNECTIONS,
            interchangeable=True,
            connecting=CONNECTIONS,
            is_up=lambda number: number in numbered and numbered[number].is_open,
        )

    async def _wait_for_failure(self) -> None:
        await self._failed.wait()
        if self._failure is not None:
            raise self._failure

    def _connection(self) -> "_Connection":
        made = _Connection(
            self._app_token,
            self._on_attempt,
            self._on_hello,
            logger=self._app.logger,
            web_client=self._client,
            ping_interval=PING_SECONDS,
        )
        made.socket_mode_request_listeners.append(self._answer)  # type: ignore[arg-type]
        return made

    def _on_attempt(self, error: Exception | None) -> None:
        """Notes the result of one attempt to connect. An outage is logged once when it begins and once when it ends."""
        if isinstance(error, OperatorError):
            self._failure = error
            self._failed.set()
        elif error is not None and not self._outage:
            self._outage = True
            logger.warning(
                "Slack cannot be reached; the bot keeps trying: %s: %s", type(error).__name__, _error_text(error)
            )
        elif error is None and self._outage:
            self._outage = False
            logger.info("Slack is reached again")

    def _on_hello(self, connections: int) -> None:
        """Notes how many connections the app has, which Slack says in each hello. Only the first hellos show other
        processes: later, Slack also counts connections that were lost or are being renewed."""
        if not self._hellos_left:
            return
        self._hellos_left -= 1
        if self._share is None and connections > CONNECTIONS:
            self._hellos_left = 0
            logger.warning(
                "Slack: another process is connected as the same app. Events that Slack repeats may go to that process "
                "and be answered twice: run only one process, or let them share a database (DATABASE_URL)."
            )

    async def _answer(self, client: SocketModeClient, request: SocketModeRequest) -> None:
        begun = time.time()
        try:
            response = await run_async_bolt_app(self._app, request)
        except Exception as error:  # noqa: BLE001 - slack_bolt expects more of a payload than Slack sends
            logger.warning("Slack: a payload of the type %s was not understood: %s", request.type, type(error).__name__)
            response = BoltResponse(status=200)
        await send_async_response(client, request, response, begun)


class _Connection(SocketModeClient):
    """One connection. `attempted` receives the result of each attempt to connect, `greeted` the app's number of
    connections when a session begins."""

    def __init__(
        self,
        app_token: str,
        on_attempt: Callable[[Exception | None], None],
        on_hello: Callable[[int], None],
        **options: Any,
    ) -> None:
        super().__init__(app_token, **options)
        self._on_attempt = on_attempt
        self._on_hello = on_hello
        self._running_listeners: set[asyncio.Task[Any]] = set()
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def is_open(self) -> bool:
        """True if there is a session now."""
        return not self.closed and self.current_session is not None and not self.current_session.closed

    async def connect(self) -> None:
        """Opens a session, and leaves the previous one to its end. Tries until it succeeds or is hopeless."""
        while not self.closed:
            old = self.current_session
            try:
                session = await self._open_session()
            except OperatorError as error:
                self.closed = True
                self._on_attempt(error)
            except (SdkApiError, aiohttp.ClientError, OSError) as error:  # a timeout is an OSError
                self._on_attempt(error)
                if old is not None and isinstance(error, aiohttp.WSServerHandshakeError):
                    # The app already has the maximum number of connections.
                    await old.close()
                await asyncio.sleep(_retry_seconds(error))
            else:
                self._take_over(session)
                if old is not None and not old.closed:
                    self._start_task(self._close_later(old))
                self._on_attempt(None)
                return

    async def connect_to_new_endpoint(self, force: bool = False) -> None:
        """Connects once for all tasks that noticed the end of a session."""
        ended = self.current_session
        async with self.connect_operation_lock:
            if self.current_session is ended and (force or not await self.is_connected()):
                await self.connect()

    async def receive_messages(self) -> None:
        """Takes messages from a session until that ends, also while another one has taken over.

        Slack repeats events that nobody acknowledged, but neither commands nor clicks.
        """
        session = self.current_session
        while session is not None and not session.closed:
            message = await session.receive()
            if message.type is aiohttp.WSMsgType.TEXT:
                await self.enqueue_message(message.data)
            elif message.type is aiohttp.WSMsgType.PING:
                with suppress(ConnectionError):
                    await session.pong(message.data)
            elif message.type is aiohttp.WSMsgType.PONG and session is self.current_session:
                self.last_ping_pong_time = time.time()
            elif message.type is aiohttp.WSMsgType.CLOSE:
                await self.connect_to_new_endpoint()

    async def run_message_listeners(self, message: dict[str, Any], raw_message: str) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._running_listeners.add(task)
            task.add_done_callback(self._running_listeners.discard)
        if message.get("type") == "hello":
            self._on_hello(int(message.get("num_connections") or 0))
        await super().run_message_listeners(message, raw_message)

    async def leave(self) -> None:
        """Closes the connection once all payloads are acknowledged, after a short while, or when it is cancelled."""
        try:
            if self._running_listeners:
                await asyncio.wait(set(self._running_listeners), timeout=SHUTDOWN_SECONDS)
            with suppress(Exception):  # nothing depends on the connection any more
                await self.close()  # type: ignore[no-untyped-call]
        finally:
            late = {*self._running_listeners, *self._tasks, asyncio.ensure_future(self.message_processor)}
            for task in late:
                task.cancel()
            await self.aiohttp_client_session.close()
            await asyncio.gather(*late, return_exceptions=True)

    async def _open_session(self) -> aiohttp.ClientWebSocketResponse:
        async with asyncio.timeout(CONNECT_SECONDS):
            return await self.aiohttp_client_session.ws_connect(
                await check_app_token(self.web_client, self.app_token),
                autoping=False,
                heartbeat=self.ping_interval,
                proxy=self.proxy,
                ssl=True if self.web_client.ssl is None else self.web_client.ssl,
            )

    def _take_over(self, session: aiohttp.ClientWebSocketResponse) -> None:
        """Makes this the current session. The monitor of an earlier session notices that and ends."""
        self.current_session = session
        self.stale, self.last_ping_pong_time = False, None
        self.current_session_monitor = self._start_task(self.monitor_current_session())
        self.message_receiver = self._start_task(self.receive_messages())

    async def _close_later(self, session: aiohttp.ClientWebSocketResponse) -> None:
        await asyncio.sleep(REPLACED_SECONDS)
        with suppress(aiohttp.ClientError, OSError):
            await session.close()

    def _start_task(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _retry_seconds(error: Exception) -> float:
    """Seconds before the next attempt."""
    if isinstance(error, SdkApiError):
        asked = str((error.response.headers or {}).get("Retry-After", ""))
        return float(asked) if asked.isdecimal() else PING_SECONDS
    return PING_SECONDS


def _error_text(error: Exception) -> str:
    return str(error.response.get("error")) if isinstance(error, SdkApiError) else str(error)
