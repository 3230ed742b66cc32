"""The event stream: every line once, from every number, as long as a browser listens."""

import asyncio
from contextlib import suppress

from aiohttp.test_utils import TestServer

from adapters.web.config import WebConfig
from core.store.sqlite.store import SqliteStore
from tests.adapters.web.browsing import Browser, fold
from tests.adapters.web.conftest import SECRET, Served, Visit
from tests.adapters.web.scripted import SCRIPTED
from tests.adapters.web.web_assembly import WebAssembly


async def test_a_browser_may_come_back_from_every_line(assembly: WebAssembly, ada: Browser) -> None:
    replies = [await ada.accepted(line) for line in ("One\ntwo\nthree", "/draw a fox --count 2", "/rewrite better")]
    for reply in replies:
        await assembly.wait_for(reply)  # behind the ending, the log is still being folded
    lines = await ada.sees()
    whole = fold(lines)
    assert [shown.ending for shown in whole.values()] == ["done"] * 3
    for cut in range(len(lines) + 1):
        after = lines[cut - 1]["number"] if cut else 0
        rest = await ada.sees(after, resumed=True)
        assert [line["number"] for line in rest] == [line["number"] for line in lines[cut:]]
        assert fold([*lines[:cut], *rest]) == whole


async def test_last_event_id_takes_precedence_over_the_query(ada: Browser) -> None:
    reply = await ada.accepted("Hello")
    await ada.sees_ending(reply)
    last = (await ada.sees())[-1]["number"]
    async with (
        asyncio.timeout(20),
        ada.client.get("/api/room?after=0", headers={"Last-Event-ID": str(last)}) as response,
    ):
        text = b""
        while b"event: here" not in text:
            text += await response.content.readany()
    assert b"id: " not in text


async def test_numbers_that_are_none_are_refused(ada: Browser) -> None:
    for after in ("x", "-1", "1.5", "9" * 30, "٣"):
        assert "error" in await ada.get(f"/api/room?after={after}", status=400)


async def test_lines_come_as_they_are_written_to_everybody(ada: Browser, ben: Browser) -> None:
    heard: list[list[str]] = [[], []]

    async def listen(browser: Browser, into: list[str]) -> None:
        async for event, data in browser.stream():
            if event == "message":
                into.append(data["event"])
                if data["event"] == "done":
                    return

    async with asyncio.timeout(20), asyncio.TaskGroup() as listeners:
        for browser, into in zip((ada, ben), heard, strict=True):
            listeners.create_task(listen(browser, into))
        await ada.accepted("Hello")
    assert heard[0] == heard[1]
    assert heard[0][0] == "asked"


async def test_silence_is_filled_with_heartbeats(ada: Browser) -> None:
    async with asyncio.timeout(20):
        async for event, _ in ada.stream():
            if event == "comment":
                break


async def test_a_closed_stream_leaves_no_task(server: TestServer, assembly: WebAssembly, ada: Browser) -> None:
    before = len(asyncio.all_tasks())
    app = await assembly.room.application()
    other = TestServer(app, access_log=None)
    await other.start_server()
    ben = await Browser(other).visit("Ben")
    caught_up = asyncio.Event()
    listening = asyncio.create_task(_listen(ben, caught_up))
    async with asyncio.timeout(20):
        await caught_up.wait()
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening
        await ben.client.session.close()
        await other.close()
        while len(asyncio.all_tasks()) > before:
            await asyncio.sleep(0.005)


async def _listen(browser: Browser, caught_up: asyncio.Event) -> None:
    async for event, _ in browser.stream():
        if event == "here":
            caught_up.set()


async def test_closing_the_room_ends_its_streams(store: SqliteStore, served: Served, visit: Visit) -> None:
    assembly = WebAssembly(store, WebConfig(secret=SECRET), SCRIPTED)
    server = TestServer(await assembly.room.application(), access_log=None)
    await server.start_server()
    browser = await Browser(server).visit("Ada")
    closing: asyncio.Task[None] | None = None
    async with asyncio.timeout(20):
        async for event, _ in browser.stream():
            if event == "here":
                closing = asyncio.create_task(server.close())
        assert closing is not None
        await closing
    await browser.client.session.close()


async def test_lines_of_another_version_are_passed_over(store: SqliteStore, ada: Browser) -> None:
    await store.append("web:room:lobby", "web-x", "web:room:x", None, [{"event": "hologram", "beam": 3}], 0.0)
    assert await ada.sees() == []
