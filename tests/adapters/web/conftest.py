"""A room on loopback with scripted commands."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer

from adapters.web.config import WebConfig
from core.commands.troubadour.forget_me import forget_me
from core.store.sqlite.store import SqliteStore
from tests.adapters.web.browsing import Browser
from tests.adapters.web.scripted import GATES, SCRIPTED
from tests.adapters.web.web_assembly import WebAssembly

SECRET = b"a secret of thirty-two bytes 0123"


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    """A real store in an empty folder."""
    opened = await SqliteStore.open(tmp_path / "data")
    yield opened
    await opened.close()


@pytest.fixture
def open_gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Opens a gate of the scripted commands."""
    gates = tmp_path / "gates"
    gates.mkdir()
    monkeypatch.setenv(GATES, str(gates))
    return lambda name: (gates / name).touch()


Served = Callable[[WebAssembly], Awaitable[TestServer]]


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    """Serves a room on a loopback port."""
    async with AsyncExitStack() as stack:

        async def serve(assembly: WebAssembly) -> TestServer:
            app = await assembly.room.application()
            server = TestServer(app, access_log=None)
            await server.start_server()
            stack.push_async_callback(assembly.shut_down)
            stack.push_async_callback(server.close)
            return server

        yield serve


@pytest.fixture
async def assembly(store: SqliteStore, open_gate: Callable[[str], None]) -> WebAssembly:
    """A running room for its operator alone."""
    assembly = WebAssembly(
        store, WebConfig(secret=SECRET, heartbeat_seconds=0.05, upload_bytes=100_000), (*SCRIPTED, forget_me)
    )
    assembly.start()
    return assembly


@pytest.fixture
async def server(assembly: WebAssembly, served: Served) -> TestServer:
    return await served(assembly)


Visit = Callable[..., Awaitable[Browser]]


@pytest.fixture
async def visit(server: TestServer) -> AsyncIterator[Visit]:
    """Opens browsers, each a visitor of its own."""
    async with AsyncExitStack() as stack:

        async def open_browser(name: str = "Ada", at: TestServer | None = None) -> Browser:
            browser = Browser(at or server)
            stack.push_async_callback(browser.client.session.close)
            return await browser.visit(name)

        yield open_browser


@pytest.fixture
async def ada(visit: Visit) -> Browser:
    return await visit("Ada")


@pytest.fixture
async def ben(visit: Visit) -> Browser:
    return await visit("Ben")
