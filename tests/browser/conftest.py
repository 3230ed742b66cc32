"""A real Chromium and rooms for it to visit."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, expect, sync_playwright

from core.store.sqlite.store import SqliteStore
from tests.adapters.web.filled_log import fill
from tests.browser.rooms import Program, Room, Tab, free_port

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)
REPLIES = 120
"""The number of replies in a long room: more than two pages."""
TIMEOUT_MILLISECONDS = 20_000
"""Milliseconds after which an expectation fails."""

NewVisitor = Callable[..., BrowserContext]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks all tests here as browser tests."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium for all tests here; it ends before any asynchronous test runs."""
    expect.set_options(timeout=TIMEOUT_MILLISECONDS)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="package")
def gates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which files open the gates of scripted commands."""
    return tmp_path_factory.mktemp("gates")


@pytest.fixture(scope="package")
def scripted(chromium: str, gates: Path) -> Iterator[Program]:
    """The program that serves scripted rooms."""
    program = Program("-m", "tests.browser.scripted_room", gates=gates)
    yield program
    program.kill()


@pytest.fixture
def room(scripted: Program, gates: Path, tmp_path: Path) -> Iterator[Room]:
    """An empty room with scripted commands."""
    opened = Room(free_port(), gates)
    scripted.tell(f"{tmp_path / 'data'} {opened.port}")
    scripted.hear("ready")
    yield opened
    opened.close_gates()


@pytest.fixture
def locked(scripted: Program, gates: Path, tmp_path: Path) -> Room:
    """A room whose password is `sesame`."""
    opened = Room(free_port(), gates)
    scripted.tell(f"{tmp_path / 'data'} {opened.port} sesame")
    scripted.hear("ready")
    return opened


@pytest.fixture
def long_room(scripted: Program, gates: Path, tmp_path: Path) -> Iterator[Room]:
    """A room with `REPLIES` replies."""
    fill_data(tmp_path / "data", REPLIES)
    opened = Room(free_port(), gates)
    scripted.tell(f"{tmp_path / 'data'} {opened.port}")
    scripted.hear("ready")
    yield opened
    opened.close_gates()


def fill_data(data: Path, replies: int) -> None:
    """Adds replies to the log in a data folder, whose room may be open."""

    async def add() -> None:
        store = await SqliteStore.open(data)
        await fill(store, replies)
        await store.close()

    with ThreadPoolExecutor(1) as thread:  # Playwright's event loop runs in this one
        thread.submit(asyncio.run, add()).result()


@pytest.fixture
def complaints() -> list[str]:
    """Errors from consoles. A test that cuts the connection clears them."""
    return []


@pytest.fixture
def new_visitor(browser: Browser, complaints: list[str]) -> Iterator[NewVisitor]:
    """Opens browsers with their own cookies. At the end, no page may have an error."""
    contexts = []

    def make(**options: object) -> BrowserContext:
        settings = {"viewport": {"width": 1280, "height": 860}, "locale": "en-GB", **options}
        context = browser.new_context(**settings)  # type: ignore[arg-type]
        context.set_default_timeout(TIMEOUT_MILLISECONDS)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on("console", lambda message: _hear(message, complaints))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


def _hear(message: ConsoleMessage, complaints: list[str]) -> None:
    if message.type in ("error", "warning"):
        complaints.append(message.text)


@pytest.fixture
def visitor(new_visitor: NewVisitor) -> BrowserContext:
    return new_visitor()


@pytest.fixture
def tab(visitor: BrowserContext, room: Room) -> Tab:
    """The first tab in an empty room."""
    return Tab(visitor.new_page()).open(room.url)
