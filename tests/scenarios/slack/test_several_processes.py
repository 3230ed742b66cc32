"""Several listeners and a worker of one app."""

from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from tests.scenarios import bot_process
from tests.scenarios.bot_process import ACKNOWLEDGE_SECONDS, Bot
from tests.scenarios.databases import on_postgres
from tests.scenarios.slack.test_commands import done
from tests.servers.postgres import PostgresServer
from tests.servers.slack_server import SlackServer, UserAction

pytestmark = pytest.mark.asyncio(loop_scope="session")


def in_role(role: str, server: SlackServer, folder: Path) -> AbstractAsyncContextManager[Bot]:
    """A process of a bot that shares a database."""
    server.deliveries.acknowledge_seconds = ACKNOWLEDGE_SECONDS
    return bot_process.in_role(role, "slack", folder, (), server.environ)


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
                assert first.unforeseen() == second.unforeseen() == worker.unforeseen() == []
                assert server.problems == []


async def ask(server: SlackServer) -> UserAction:
    """Asks in a channel of its own."""
    return await server.command("/limerick", "a fox", at=server.add_channel())
