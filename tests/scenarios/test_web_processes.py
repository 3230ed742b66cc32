"""The web room on two listeners, with a worker: each tab sees everything and can do everything."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from core.store.postgres.database import PostgresDatabase
from tests.adapters.web.browsing import Browser, Line, Shown, fold
from tests.scenarios.bot_process import free_port, in_role
from tests.scenarios.databases import let_limits_pass, on_postgres
from tests.scenarios.limits.rooms import PASSWORD
from tests.servers.postgres import PostgresServer

pytestmark = pytest.mark.asyncio(loop_scope="session")
SECONDS = 60


class Tab(Browser):
    """A tab whose page comes from one of several processes."""

    def __init__(self, port: int, jar: aiohttp.CookieJar) -> None:
        self.origin = f"http://127.0.0.1:{port}"
        self.client = aiohttp.ClientSession(self.origin, cookie_jar=jar)  # type: ignore[assignment]
        self._asked = 0

    async def sees_reply(self, reply: str, fits: Callable[[Shown], object]) -> Shown:
        """The state of a reply once it fits, from the stream."""
        lines: list[Line] = []
        async with asyncio.timeout(SECONDS):
            async for event, data in self.stream():
                if event == "message":
                    lines.append(data)
                    if data["reply"] == reply and fits(shown := fold(lines)[reply]):
                        return shown
        raise AssertionError

    def new_id(self) -> str:
        """An id that no tab has used."""
        return f"{self.origin.rpartition(':')[2]}-{super().new_id()}"


@asynccontextmanager
async def tabs(folder: Path, environ: Mapping[str, str]) -> AsyncIterator[tuple[Tab, Tab]]:
    """Two tabs of one browser, at two listeners, beside a worker. They share a database."""
    async with AsyncExitStack() as stack:
        jar, found = aiohttp.CookieJar(unsafe=True), []
        told = {"TROUBADOUR_BUILTIN_ENGINE_PACE": "0.1", **environ}
        worker = await stack.enter_async_context(in_role("work", "web", folder, (), told))
        for _ in range(2):
            port = free_port()
            bot = await stack.enter_async_context(in_role("listen", "web", folder, ("--port", str(port)), told))
            await bot.logs("the web room is open", seconds=SECONDS)
            tab = Tab(port, jar)
            stack.push_async_callback(tab.client.close)
            await tab.get("/api/me")
            found.append(tab)
        await worker.logs("requests come from other processes", seconds=SECONDS)
        yield found[0], found[1]
        assert worker.unforeseen() == []


@pytest.fixture(params=["direct", "pooler"])
def shared_database(request: pytest.FixtureRequest, postgres: PostgresServer) -> Iterator[dict[str, str]]:
    """The settings of processes that share a database, also with nothing but a pooler that leads to it."""
    url = postgres.create_prepared("store", PostgresDatabase.open)
    with ExitStack() as stack:
        pooled = request.param == "pooler"
        address = stack.enter_context(postgres.pooler(default_pool_size="6")).url(url) if pooled else url
        yield {"DATABASE_URL": address, "TROUBADOUR_SECRET_KEY": "a key of the tests' processes, shared"}
    postgres.drop(url)


async def test_a_tab_sees_and_does_at_one_process_what_was_asked_at_another(
    tmp_path: Path, shared_database: dict[str, str]
) -> None:
    async with tabs(tmp_path, shared_database) as (one, other):
        reply = await one.accepted("/complete Once upon a time --max-new-tokens 400")
        await other.sees_reply(reply, lambda shown: len("".join(shown.text.values())) > 20)
        await other.post(f"/api/buttons/stop-{reply}", {"id": other.new_id()})
        stopped = await one.sees_reply(reply, lambda shown: shown.ending)
        assert stopped.ending == "stopped"
        again = await button(other, reply, "run")
        pressed = await other.post(f"/api/buttons/{again}", {"id": other.new_id()})
        assert pressed["verdict"] == "accepted", pressed
        await one.post(f"/api/buttons/stop-{pressed['reply']}", {"id": one.new_id()})
        await one.sees_reply(pressed["reply"], lambda shown: shown.ending)
        paused = await one.accepted("/troubadour pause")
        await one.sees_reply(paused, lambda shown: shown.ending == "done")
        assert (await other.ask("/limerick a fox"))["verdict"] == "refused"
        resumed = await other.accepted("/troubadour pause --resume")
        await other.sees_reply(resumed, lambda shown: shown.ending == "done")
        await one.sees_reply(await one.accepted("/limerick a fox"), lambda shown: shown.ending == "done")


async def test_forms_and_blocks_of_one_process_count_at_another(tmp_path: Path, postgres: PostgresServer) -> None:
    with on_postgres(postgres):
        async with tabs(tmp_path, {}) as (one, other):
            form = await one.ask("/imagine")
            assert (form["verdict"], form["command"]["name"]) == ("form", "imagine")
            filled = {"id": other.new_id(), "command": "imagine", "options": {"prompt": "a fox"}}
            verdicts = [await tab.post("/api/requests", filled) for tab in (other, one)]
            assert [each["verdict"] for each in verdicts] == ["accepted", "duplicate"], "sent twice is once"
            answered = await one.sees_reply(verdicts[0]["reply"], lambda shown: shown.ending == "done")
            assert answered.asked == "/imagine a fox"
            edit = await button(one, verdicts[0]["reply"], "form")
            opened = await other.post(f"/api/buttons/{edit}", {"id": other.new_id()})
            assert (opened["verdict"], opened["filled"]["prompt"]) == ("form", "a fox")

            await other.post("/api/me", {"name": "Ada"})
            ben = Tab(int(other.origin.rpartition(":")[2]), aiohttp.CookieJar(unsafe=True))
            try:
                await ben.visit("Ben")
                await one.sees_reply(await ben.accepted("/limerick a heron"), lambda shown: shown.ending == "done")
                for line, verdict in (
                    ("/troubadour block Ben", "refused"),
                    ("/troubadour block Ben --lift", "accepted"),
                ):
                    told = await one.accepted(line)
                    await one.sees_reply(told, lambda shown: shown.ending == "done")
                    assert (await ben.ask("/limerick an owl"))["verdict"] == verdict
            finally:
                await ben.client.close()


async def test_a_reminder_of_one_process_comes_into_the_room_of_another(
    tmp_path: Path, postgres: PostgresServer
) -> None:
    limited = {"TROUBADOUR_WEB_PASSWORD": PASSWORD, "TROUBADOUR_USER_LIMITS": "chat_completion=1/hour"}
    with on_postgres(postgres):
        async with tabs(tmp_path, limited) as (one, other):
            await one.post("/enter", {"password": PASSWORD})
            await other.get("/api/me")
            await one.sees_reply(await one.accepted("Hello"), lambda shown: shown.ending == "done")
            refused = await other.ask("Hello again")
            assert refused["verdict"] == "refused"
            (remind,) = refused["actions"]
            assert (await one.post(f"/api/buttons/{remind['id']}", {"id": one.new_id()}))["verdict"] == "noted"
            await asyncio.to_thread(let_limits_pass, tmp_path)
            answered = await other.sees_reply(remind["id"], lambda shown: shown.ending == "done")
            assert answered.asked == "Hello again"


async def button(tab: Tab, reply: str, kind: str) -> str:
    """The id of a button of a reply."""
    found: list[Any] = [
        action["id"]
        for line in await tab.sees()
        if line["reply"] == reply and line["event"] == "offer"
        for action in line["actions"]
        if action["id"].startswith(f"{kind}-")
    ]
    return str(found[0])
