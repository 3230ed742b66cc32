"""Several listeners and workers of one app."""

import asyncio
import signal
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
from yarl import URL

from tests.scenarios import bot_process
from tests.scenarios.bot_process import ACKNOWLEDGE_SECONDS, Bot, short_leases, soon_lost
from tests.scenarios.databases import on_postgres, rows
from tests.scenarios.slack.test_commands import done
from tests.servers.postgres import PostgresServer
from tests.servers.slack_server import SlackServer, UserAction
from tests.servers.tcp_proxy import TcpProxy

pytestmark = pytest.mark.asyncio(loop_scope="session")


def in_role(role: str, server: SlackServer, folder: Path, **environ: str) -> AbstractAsyncContextManager[Bot]:
    """A process of a bot that shares a database."""
    server.deliveries.acknowledge_seconds = ACKNOWLEDGE_SECONDS
    return bot_process.in_role(role, "slack", folder, (), {**server.environ, **environ})


async def test_a_listener_that_closes_leaves_its_connections_to_others(folder: Path, postgres: PostgresServer) -> None:
    with on_postgres(postgres):
        async with (
            SlackServer() as server,
            in_role("work", server, folder) as worker,
            in_role("listen", server, folder) as first,
        ):
            await server.ready(connections=2, seconds=60)
            async with in_role("listen", server, folder) as second:
                await server.ready(connections=4, seconds=60)
                server.sockets.fewest = 4
                asked: list[UserAction] = [await ask(server) for _ in range(4)]
                first.process.terminate()
                await first.logs("stopping", seconds=90)
                while server.sockets.connected > 2:
                    asked.append(await ask(server))
                    await asked[-1].shows(done)
                asked += [await ask(server) for _ in range(2)]
                for each in asked:
                    await each.shows(lambda message: done(message) and "fox" in message.text)
                    assert len([message for message in server.messages(each.channel) if message.thread is None]) == 1
                await first.process.wait()
                assert server.sockets.fewest == 2, "somebody was always connected"
                assert rows(folder, "SELECT 1 FROM sent_request LIMIT 1"), "requests to Slack are counted for all"
                assert first.unforeseen() == second.unforeseen() == worker.unforeseen() == []
                assert server.problems == []


async def test_a_listener_that_loses_only_slack_takes_no_part_until_it_is_back(
    folder: Path, postgres: PostgresServer
) -> None:
    with on_postgres(postgres):
        async with SlackServer() as server, TcpProxy(URL(server.api_url).port or 0) as road:
            far = {**soon_lost(), "SLACK_API_URL": f"http://127.0.0.1:{road.port}/api/"}
            async with in_role("listen", server, folder, **far) as lame:
                await server.ready(connections=2, seconds=60)
                async with in_role("listen", server, folder) as sound:
                    await server.ready(connections=4, seconds=60)
                    lame.log.clear()  # it may have been slow at the start
                    await road.cut()
                    for _ in range(2):
                        await server.sockets.disconnect("link_disabled")  # the first, which are its own
                    await lame.logs("slack is not reached from here", seconds=90)
                    assert server.sockets.connected == 2
                    road.mend()
                    await lame.logs("slack is reached again", seconds=90)
                    await server.ready(connections=4, seconds=60)
                    assert sound.unforeseen() == lame.unforeseen() == []
            assert server.problems == []


async def ask(server: SlackServer) -> UserAction:
    """Asks in a channel of its own."""
    return await server.command("/limerick", "a fox", at=server.add_channel())


@pytest.mark.parametrize("stands", ["before", "after"])
async def test_a_worker_that_stood_still_does_nothing_more(folder: Path, postgres: PostgresServer, stands: str) -> None:
    """It stands still between its check and its request, or while its message is on its way; another takes over."""
    flag = folder / "stand still"
    environ = {"TROUBADOUR_BUILTIN_ENGINE_PACE": "0.05"}
    with on_postgres(postgres):
        async with SlackServer() as server, in_role("listen", server, folder):
            await server.ready(connections=2, seconds=60)
            async with in_role("work", server, folder, **environ, **short_leases(flag)) as first:
                await first.logs("connected to Slack")
                if stands == "after":
                    flag.write_text(stands)
                asked = await server.command(
                    "/complete", "Once upon a time --max-new-tokens 60", at=(place := server.add_channel())
                )
                if stands == "before":
                    await asked.shows(lambda message: len(message.text) > 20)
                    flag.write_text(stands)
                await first.stands_still()
                async with in_role("work", server, folder, **environ, **short_leases()) as second:
                    async with asyncio.timeout(90):
                        while await asyncio.to_thread(rows, folder, "SELECT 1 FROM job WHERE ended_at IS NULL"):
                            await asyncio.sleep(0.1)
                    await asked.shows(done)
                    assert second.unforeseen() == []
                ((run, crashes),) = await asyncio.to_thread(rows, folder, "SELECT run, crashes FROM job")
                assert (run, crashes) == (2, 1)
                shown = [(message.ts, message.text) for message in server.messages(place)]
                assert len([message for message in server.messages(place) if message.thread is None]) == 1
                first.process.send_signal(signal.SIGCONT)
                await (await ask(server)).shows(done)  # which only the first can answer
                assert [(message.ts, message.text) for message in server.messages(place)] == shown
                assert first.unforeseen() == []
            assert server.problems == []
