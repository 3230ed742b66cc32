"""One listener and several workers: what happens to an answer when a worker dies, closes or stands still, or when the
database is away."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from tests.scenarios.bot_process import ACKNOWLEDGE_SECONDS, Bot, in_role, short_leases
from tests.scenarios.databases import on_postgres, rows
from tests.scenarios.discord.test_commands import done
from tests.servers.discord_server import DiscordServer
from tests.servers.postgres import PostgresServer

pytestmark = pytest.mark.asyncio(loop_scope="session")
TAKE_OVER_SECONDS = 90.0


@pytest.fixture(autouse=True)
def _shared(postgres: PostgresServer) -> Iterator[None]:
    with on_postgres(postgres):
        yield


@asynccontextmanager
async def listening(server: DiscordServer, folder: Path) -> AsyncIterator[Bot]:
    """A listener that is connected."""
    server.state.acknowledge_seconds = ACKNOWLEDGE_SECONDS
    async with in_role("listen", "discord", folder, (), settings(server)) as bot:
        await server.ready()
        yield bot


def working(server: DiscordServer, folder: Path, **environ: str) -> AbstractAsyncContextManager[Bot]:
    """A worker."""
    return in_role("work", "discord", folder, (), {**settings(server), **environ})


def settings(server: DiscordServer) -> dict[str, str]:
    return {
        "DISCORD_GUILDS": str(server.guild.id),
        "TROUBADOUR_BUILTIN_ENGINE_PACE": "0.05",
        "TROUBADOUR_DRAIN_SECONDS": "1",
        **server.environ,
    }


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
async def test_an_answer_goes_on_elsewhere_in_the_same_message(folder: Path, end: signal.Signals) -> None:
    async with DiscordServer() as server, listening(server, folder) as listener:
        async with working(server, folder) as first:
            shown = await server.slash("complete", prompt="Once upon a time", max_new_tokens=120)
            await shown.shows(lambda message: "Once upon a time" in message.text and "Stop" in message.buttons)
            first.process.send_signal(end)
            async with working(server, folder) as second:
                message = await shown.shows(done, seconds=TAKE_OVER_SECONDS)
                assert [each.text for each in shown.messages] == [message.text]
                assert second.unforeseen() == []
        assert listener.unforeseen() == []
        assert server.violations == []


@pytest.mark.parametrize("stands", ["before", "after"])
async def test_a_worker_that_stood_still_does_nothing_more(folder: Path, stands: str) -> None:
    """It stands still between its check and its request, or while its message is on its way; another takes over."""
    flag = folder / "stand still"
    async with DiscordServer() as server, listening(server, folder) as listener:
        async with working(server, folder, **short_leases(flag)) as first:
            await first.logs("logged in to Discord")
            if stands == "after":
                flag.write_text(stands)
            posted = await server.mention("/complete Once upon a time --max-new-tokens 60")
            if stands == "before":
                await posted.shows(lambda message: len(message.text) > 20)
                flag.write_text(stands)
            await first.stands_still()
            async with working(server, folder, **short_leases()) as second:
                message = await posted.shows(done, seconds=TAKE_OVER_SECONDS)
                text, edited_at = message.text, message.edited_at
                assert second.unforeseen() == []
            ((run, crashes),) = await asyncio.to_thread(rows, folder, "SELECT run, crashes FROM job")
            assert (run, crashes) == (2, 1)
            written = await asyncio.to_thread(everything, folder)
            first.process.send_signal(signal.SIGCONT)
            later = await server.mention("/limerick a fox")  # which only the first can answer
            await later.shows(done)
            assert (message.text, message.edited_at) == (text, edited_at)
            assert [each for each in posted.messages if each.reply_to == message.reply_to] == [message]
            assert await asyncio.to_thread(everything, folder) == written
            assert first.unforeseen() == []
        assert listener.unforeseen() == []
        assert server.violations == []


def everything(folder: Path) -> list[object]:
    """Everything in the store about the first job."""
    ((id,),) = rows(folder, "SELECT id FROM job ORDER BY number LIMIT 1")
    tables = ("job WHERE id", "receipt WHERE job", "turn WHERE job", "stored_action WHERE job", "checkpoint WHERE job")
    return [rows(folder, f"SELECT * FROM {table} = '{id}'") for table in tables]  # noqa: S608


async def test_an_answer_pauses_while_the_database_is_away_and_goes_on(folder: Path, postgres: PostgresServer) -> None:
    slow = {**short_leases(seconds=10), "TROUBADOUR_BUILTIN_ENGINE_PACE": "0.3"}
    async with DiscordServer() as server, listening(server, folder):
        async with working(server, folder, **slow) as first, working(server, folder, **slow) as second:
            for worker in (first, second):
                await worker.logs("logged in to Discord")
            posted = await server.mention("/complete Once upon a time --max-new-tokens 400")
            message = await posted.shows(lambda message: len(message.text) > 20 and "Stop" in message.buttons)
            await asyncio.to_thread(postgres.stop)
            try:
                await posted.shows("My storage is out of reach", seconds=60)
                shown = len(message.text)
            finally:
                await asyncio.to_thread(postgres.start)
            await posted.shows(
                lambda message: len(message.text) > shown and "storage" not in message.text, seconds=TAKE_OVER_SECONDS
            )
            await server.press(message, "Stop")
            await posted.shows(done, seconds=TAKE_OVER_SECONDS)
            ((run, crashes),) = await asyncio.to_thread(rows, folder, "SELECT run, crashes FROM job")
            assert (run, crashes) == (1, 0), "nobody took it over"
            assert [each for each in posted.messages if each.reply_to == message.reply_to] == [message]
        assert server.violations == []


async def test_two_workers_share_the_slots_of_a_channel(folder: Path) -> None:
    half = {"TROUBADOUR_CONCURRENT_JOBS": "4"}
    async with DiscordServer() as server, listening(server, folder) as listener:
        async with working(server, folder, **half) as first, working(server, folder, **half) as second:
            for worker in (first, second):
                await worker.logs("logged in to Discord")
            asked = [await server.mention("/complete Once upon a time --max-new-tokens 120") for _ in range(8)]
            await asked[0].shows(lambda _: [done(each) for each in asked[0].messages] == [True] * 8, seconds=60)
            assert server.buckets.refusals == 0
            assert first.unforeseen() == second.unforeseen() == listener.unforeseen() == []
        assert server.violations == []
