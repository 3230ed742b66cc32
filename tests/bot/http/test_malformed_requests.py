"""Malformed requests over raw sockets, to every path of the listener: a 4xx and no traceback, whatever comes."""

import asyncio
import hashlib
import hmac
import logging
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import example, given
from hypothesis import strategies as st
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from adapters.discord.inbound.http_endpoint import DiscordHttpEndpoint
from adapters.discord.outbound.http_responses import HttpResponseApiClient
from adapters.slack.inbound.bolt_app import Listeners, ListenerTasks, bolt_app
from adapters.slack.inbound.http_endpoint import SlackHttpEndpoint
from adapters.slack.inbound.interaction_responses import Ack
from adapters.slack.inbound.redelivery import Redelivery
from adapters.web.config import WebConfig
from core.domain.clock import SystemClock
from core.store.error_log import ErrorLog
from core.store.sqlite.store import SqliteStore
from tests.adapters.web.conftest import SECRET
from tests.adapters.web.scripted import SCRIPTED
from tests.adapters.web.web_assembly import WebAssembly
from tests.bot.processes import free_port
from tests.listening import address, listener, room_endpoint

DISCORD_KEY = Ed25519PrivateKey.generate()
SIGNING_SECRET = "the signing secret of Slack"
WHILE_SECONDS = 0.1
WELL_FORMED = b"GET /api/me HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"


async def handle_nothing(payload: dict[str, Any]) -> None:
    """Handles an interaction by not responding."""


async def nothing_to_install(_: web.Request) -> web.StreamResponse:
    return web.Response(text="nothing to install")


async def listen_to_nothing(ack: Ack, _: object) -> None:
    await ack()


async def authorize_nobody(_team: str | None, _enterprise: str | None) -> AuthorizeResult | None:
    return None


async def respond_nothing(_url: str, _body: dict[str, Any]) -> bool:
    return True


def slack_app(errors: ErrorLog) -> AsyncApp:
    """An app that acknowledges everything."""
    listeners = Listeners(
        command=listen_to_nothing,
        shortcut=listen_to_nothing,
        button=listen_to_nothing,
        submission=listen_to_nothing,
        suggestions=listen_to_nothing,
        events={"message": listen_to_nothing},
    )
    return bolt_app(
        listeners,
        ListenerTasks(),
        Redelivery(SystemClock()),
        authorize_nobody,
        respond_nothing,
        AsyncWebClient(),
        SIGNING_SECRET,
        errors,
    )


def signatures(body: bytes) -> list[bytes]:
    """The headers with which both platforms would sign a body now."""
    at = b"%d" % time.time()
    mac = hmac.new(SIGNING_SECRET.encode(), b"v0:" + at + b":" + body, hashlib.sha256).hexdigest()
    return [
        b"X-Signature-Timestamp: " + at,
        b"X-Signature-Ed25519: " + DISCORD_KEY.sign(at + body).hex().encode(),
        b"X-Slack-Request-Timestamp: " + at,
        b"X-Slack-Signature: v0=" + mac.encode(),
    ]


class Listener:
    """A listener with a room and the endpoints of both platforms, served by its own thread, and what it logs as an
    error."""

    def __init__(self, folder: Path, port: int) -> None:
        self.port = port
        self.errors: list[logging.LogRecord] = []
        self._folder = folder
        self._opened = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(),))

    def open(self) -> None:
        self._thread.start()
        assert self._opened.wait(20)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._serving.cancel)
        self._thread.join(20)
        self._loop.close()

    def cookie(self) -> str:
        """The cookie of a visitor."""
        head = self.send(WELL_FORMED)
        (line,) = [line for line in head.split(b"\r\n") if line.startswith(b"Set-Cookie: ")]
        return line.removeprefix(b"Set-Cookie: ").partition(b";")[0].decode()

    def send(self, data: bytes) -> bytes:
        """Sends bytes. Returns everything that comes back; after a while of nothing, the end is sent, too."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=WHILE_SECONDS) as connection:
            received = b""
            try:
                connection.sendall(data)
                while chunk := self._receive(connection):
                    received += chunk
            except (ConnectionResetError, BrokenPipeError):
                pass
            return received

    def _receive(self, connection: socket.socket) -> bytes:
        try:
            return connection.recv(65536)
        except TimeoutError:
            connection.shutdown(socket.SHUT_WR)
            connection.settimeout(20)
            return connection.recv(65536)

    def expect_no_error(self) -> None:
        """Fails if anything was logged, but for the payloads of Slack that nobody understands."""
        errors, self.errors[:] = list(self.errors), []
        found = [record.getMessage() for record in errors]
        assert [each for each in found if "was not understood" not in each] == []

    async def _serve(self) -> None:
        store = await SqliteStore.open(self._folder)
        room = WebAssembly(store, WebConfig(secret=SECRET, port=self.port), SCRIPTED).room
        discord = DiscordHttpEndpoint(DISCORD_KEY.public_key().public_bytes_raw().hex(), SystemClock())
        slack = SlackHttpEndpoint(SIGNING_SECRET)
        endpoints = [room_endpoint(await room.application()), discord.http, slack.http]
        async with (
            aiohttp.ClientSession() as session,
            listener(endpoints, address(self.port)).listening(),
        ):
            with slack.serving(slack_app(ErrorLog(store, SystemClock())), {"/slack/install": nothing_to_install}):
                handling = discord.serve(HttpResponseApiClient(session), handle_nothing)
                self._serving = asyncio.create_task(handling)
                self._opened.set()
                await asyncio.gather(self._serving, return_exceptions=True)
        await store.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listener]:
    opened = Listener(tmp_path_factory.mktemp("room"), free_port())
    handler = logging.Handler(logging.WARNING)
    handler.emit = opened.errors.append  # type: ignore[method-assign, assignment]
    logging.getLogger().addHandler(handler)
    opened.open()
    yield opened
    assert b"200 OK" in opened.send(WELL_FORMED)
    opened.close()
    logging.getLogger().removeHandler(handler)


PLATFORMS = ("/discord/interactions", "/slack/events")
"""The paths to which platforms post."""
PATHS = (
    "/",
    "/enter",
    "/static/room.js",
    "/api/me",
    "/api/words",
    "/api/commands",
    "/api/suggest",
    "/api/requests",
    "/api/forms",
    "/api/buttons/",
    "/api/uploads",
    f"/media/{'0' * 64}/",
    "/livez",
    "/readyz",
    "/favicon.ico",
    *PLATFORMS,
    "/slack/install",
    "/slack/oauth_redirect",
    "/slack/",
    "/discord/",
    "*",
)
"""All paths but the event stream, which does not end by itself."""
NOISE = st.binary(max_size=40)
TEXT = st.text(max_size=30).map(lambda text: text.encode("utf-8", "surrogatepass").replace(b"\n", b"?"))
METHOD = st.sampled_from([b"GET", b"POST", b"HEAD", b"PUT", b"OPTIONS", b"BREW", b"get", b""]) | NOISE
PATH = st.tuples(st.sampled_from(PATHS).map(str.encode), TEXT | st.just(b"") | st.just(b"%ff%00/../..")).map(b"".join)
VERSION = st.sampled_from([b"HTTP/1.1", b"HTTP/1.0", b"HTTP/2.0", b"HTTP/9", b""])
JSON = st.recursive(
    st.sampled_from([b"null", b"1", b"1e999", b"-0", b"true", b'"\\ud800"', b'"\\u0000"', b'"/imagine x"', b'"chat"']),
    lambda inner: (
        st.lists(inner, max_size=4).map(lambda each: b"[" + b",".join(each) + b"]")
        | st.lists(st.tuples(st.sampled_from(["id", "line", "command", "options", "attachments", "name"]), inner)).map(
            lambda pairs: b"{" + b",".join(f'"{key}":'.encode() + value for key, value in pairs) + b"}"
        )
    ),
)
BODY = JSON | NOISE | st.sampled_from([b"", b"{" * 500, b"[" * 20_000, b'{"line":"' + b"x" * 500 + b'"}'])
HEADER = st.tuples(
    st.sampled_from(
        [
            b"Host",
            b"Origin",
            b"Cookie",
            b"Content-Length",
            b"Transfer-Encoding",
            b"Content-Type",
            b"Content-Encoding",
            b"Expect",
            b"Range",
            b"If-None-Match",
            b"Accept-Language",
            b"X-Forwarded-For",
            b"X-File-Name",
            b"X-Signature-Ed25519",
            b"X-Signature-Timestamp",
            b"X-Slack-Signature",
            b"X-Slack-Request-Timestamp",
            b"X-Slack-Retry-Num",
            b"Upgrade",
            b"Connection",
        ]
    )
    | NOISE,
    st.sampled_from(
        [b"", b"127.0.0.1", b"[::1", b"chunked", b"gzip", b"-1", b"99999999999999999999", b"bytes=9-1", b"9" * 400]
    )
    | NOISE
    | TEXT,
).map(b": ".join)


@given(
    line=st.tuples(METHOD, PATH, VERSION).map(b" ".join) | NOISE,
    headers=st.lists(HEADER, max_size=4),
    body=BODY,
    is_visitor=st.booleans(),
)
@example(
    line=b"POST /slack/events HTTP/1.1",
    headers=[b"X-Slack-Signature: v0=", b"X-Slack-Request-Timestamp: " + b"9" * 400],
    body=b"{}",
    is_visitor=False,
)
def test_a_malformed_request_is_refused_without_a_traceback(
    served: Listener, line: bytes, headers: list[bytes], body: bytes, is_visitor: bool
) -> None:
    given_headers = [b"Host: 127.0.0.1", b"Connection: close", *headers]
    if is_visitor:
        given_headers += [b"Origin: http://127.0.0.1", b"Cookie: " + served.cookie().encode()]
        given_headers += [b"Content-Type: application/json"]
    if not any(header.lower().startswith((b"content-length", b"transfer-encoding")) for header in headers):
        given_headers.append(b"Content-Length: %d" % len(body))
    answer = served.send(line + b"\r\n" + b"\r\n".join(given_headers) + b"\r\n\r\n" + body)
    served.expect_no_error()
    if answer:
        status = int(answer.split(None, 2)[1])
        assert status < 500, answer[:200]


@given(
    path=st.sampled_from(PLATFORMS).map(str.encode),
    body=BODY | st.tuples(st.sampled_from([b"payload=", b"payload=%7B", b"command="]), BODY).map(b"".join),
    kind=st.sampled_from(
        [b"application/json", b"application/x-www-form-urlencoded", b"text/plain; charset=rot13", b""]
    ),
)
def test_a_signed_request_that_says_nothing_is_answered_without_a_traceback(
    served: Listener, path: bytes, body: bytes, kind: bytes
) -> None:
    headers = [b"Host: bot.example.org", b"Connection: close", b"Content-Type: " + kind, *signatures(body)]
    headers.append(b"Content-Length: %d" % len(body))
    answer = served.send(b"POST " + path + b" HTTP/1.1\r\n" + b"\r\n".join(headers) + b"\r\n\r\n" + body)
    served.expect_no_error()
    # Slack gets a 200 for what it signed and nobody understands: it would send it again, three times.
    assert int(answer.split(None, 2)[1]) in (200, 202, 400, 401), answer[:200]
