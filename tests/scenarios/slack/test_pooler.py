"""A listener and a worker whose database is behind PgBouncer in transaction mode.

Without an address that leads past it, no wake-up arrives and both look every second.
"""

from pathlib import Path

import pytest

from core.store.postgres.database import PostgresDatabase
from tests.scenarios.bot_process import ACKNOWLEDGE_SECONDS, in_role
from tests.scenarios.slack.test_commands import done
from tests.servers.postgres import PostgresServer
from tests.servers.slack_server import SlackServer

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.may_block]


@pytest.mark.parametrize("direct", [True, False])
async def test_commands_are_answered_and_stopped_behind_a_pooler(
    tmp_path: Path, postgres: PostgresServer, direct: bool
) -> None:
    url = postgres.create_prepared("store", PostgresDatabase.open)
    with postgres.pooler(default_pool_size="4") as pooler:
        async with SlackServer() as server:
            server.deliveries.acknowledge_seconds = ACKNOWLEDGE_SECONDS
            settings = {
                "DATABASE_URL": pooler.url(url),
                "TROUBADOUR_SECRET_KEY": "a key of the tests' processes, shared",
                "SLACK_ADMINS": server.user.id,
                **({"TROUBADOUR_DATABASE_DIRECT_URL": url} if direct else {}),
                **server.environ,
            }
            pace = {"TROUBADOUR_BUILTIN_ENGINE_PACE": "0.05"}
            async with in_role("work", "slack", tmp_path, (), {**settings, **pace}) as worker:
                await worker.logs("requests come from other processes")
                async with in_role("listen", "slack", tmp_path, (), settings, worker.log) as listener:
                    worker.tell(listener)
                    await server.ready()
                    for number in range(3):
                        asked = await server.command("/chat", f"Who are you, number {number}?")
                        await asked.shows(lambda message: done(message) and "Again" in message.buttons)
                    asked = await server.command("/complete", "Once upon a time --max-new-tokens 2000")
                    offer = await asked.shows(lambda message: "Stop" in message.buttons)
                    await server.press(offer, "Stop")
                    await asked.shows(lambda message: "Stopped by" in message.text and not message.streaming)
                assert any("a pooler is on the way" in line for line in listener.log) is not direct
                assert server.problems == []
                assert listener.unforeseen() == []
    postgres.drop(url)
