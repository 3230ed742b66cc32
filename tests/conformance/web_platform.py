"""The web room: a browser in Python, and a second one that looks on."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from aiohttp.test_utils import TestServer

from adapters.web.config import WebConfig
from adapters.web.declaration import web
from core.store.sqlite.store import SqliteStore
from tests.adapters.web.browsing import Browser, Line, fold
from tests.adapters.web.web_assembly import WebAssembly
from tests.conformance.commands import scripted
from tests.conformance.harness import PlatformHarness, Seen, typed


class WebHarness(PlatformHarness[str]):
    declaration = web

    def __init__(self, assembly: WebAssembly, ada: Browser, ben: Browser) -> None:
        self.assembly = assembly
        self._ada = ada
        self._ben = ben
        self._pages: dict[str, list[Line]] = {}
        """The lines of each reply on the open page."""

    async def ask(self, command: str, **options: int | bool) -> str:
        return await self._ada.accepted(typed(command, options))

    async def see(self, reply: str) -> Seen:
        lines = self._pages[reply] = await self._lines(reply)
        shown = fold(lines)[reply]
        if shown.erased:
            return Seen()
        endings = [line["error"]["sentence"] for line in lines if line["event"] == "failure"]
        pictures = [line for line in lines if line["event"] == "picture"]
        files = [await (await self._ada.open(line["media"]["url"])).read() for line in pictures]
        return Seen(
            text="\n".join([*shown.text.values(), *endings]),
            buttons=tuple(button["label"] for button in _buttons(lines)),
            pictures=tuple(files),
            alternatives=tuple(line["alt"] for line in pictures),
        )

    async def is_private(self, reply: str) -> bool:
        return reply not in fold(await self._ben.sees())

    async def stop(self, reply: str) -> None:
        await self._ada.post(f"/api/buttons/stop-{reply}", {"id": self._ada.new_id()})

    async def press(self, reply: str, label: str) -> Callable[[], Awaitable[str]]:
        (id,) = [button["id"] for button in _buttons(self._pages[reply]) if button["label"] == label]
        verdict = await self._ada.post(f"/api/buttons/{id}", {"id": self._ada.new_id()})

        async def told() -> str:
            return str(verdict["sentence"])

        return told

    async def _lines(self, reply: str) -> list[Line]:
        """The lines of a reply that its last run has written."""
        lines = [line for line in await self._ada.sees() if line["reply"] == reply]
        begun = max((place for place, line in enumerate(lines) if line["event"] == "restart"), default=0)
        return lines[begun:]


def _buttons(lines: list[Line]) -> list[Line]:
    return [button for line in lines if line["event"] == "offer" for button in line["actions"]]


@asynccontextmanager
async def opened_web(folder: Path, going: asyncio.Event) -> AsyncGenerator[WebHarness, None]:
    """Opens a room with two visitors."""
    async with AsyncExitStack() as stack:
        store = await SqliteStore.open(folder)
        stack.push_async_callback(store.close)
        assembly = WebAssembly(store, WebConfig(secret=bytes(32), heartbeat_seconds=0.05), scripted(going))
        app = await assembly.room.application()
        server = TestServer(app, access_log=None)
        await server.start_server()
        assembly.start()
        stack.push_async_callback(assembly.shut_down)
        stack.push_async_callback(server.close)
        visitors = [Browser(server), Browser(server)]
        for visitor, name in zip(visitors, ("Ada", "Ben"), strict=True):
            stack.push_async_callback(visitor.client.session.close)
            await visitor.visit(name)
        yield WebHarness(assembly, *visitors)
