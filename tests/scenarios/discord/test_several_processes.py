"""One listener and several workers: what happens to an answer when a worker dies or closes."""

import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from tests.scenarios.bot_process import ACKNOWLEDGE_SECONDS, Bot, in_role
from tests.scenarios.databases import on_postgres
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


def working(server: DiscordServer, folder: Path) -> AbstractAsyncContextManager[Bot]:
    """A worker."""
    return in_role("work", "discord", folder, (), settings(server))


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
