"""Operation of the bot: registering commands, and messages about a Discord that refuses it."""

import asyncio
import os
import sys
from pathlib import Path

import aiohttp
import pytest

from tests.scenarios.bot_process import ROOT, free_port
from tests.scenarios.databases import open_store
from tests.scenarios.discord.bot_process import running
from tests.scenarios.discord.test_commands import done
from tests.servers.discord_server import DiscordServer
from tests.servers.discord_server.rules import Intent

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def troubadour(server: DiscordServer, folder: Path, *arguments: str, **environ: str) -> tuple[int | None, str]:
    """Runs one command of the command line; returns its status and output."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *arguments),
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(ROOT), **server.environ, **environ},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    return process.returncode, output.decode()


async def test_commands_are_registered_and_removed_by_hand(folder: Path) -> None:
    async with DiscordServer() as server:
        guild = server.guild.id
        status, output = await troubadour(server, folder, "discord", "sync")
        assert status == 0, output
        count = len(server.state.commands[None])
        assert f"Discord has {count} commands of this application everywhere now." in output
        assert (await troubadour(server, folder, "discord", "sync", "--guild", str(guild)))[0] == 0
        assert len(server.state.commands[guild]) == count
        assert (await troubadour(server, folder, "discord", "off", "--guild", str(guild)))[0] == 0
        assert (await troubadour(server, folder, "discord", "off"))[0] == 0
        assert (server.state.commands[None], server.state.commands[guild]) == ([], [])
        assert server.violations == []


async def test_commands_cannot_be_registered_with_a_wrong_token(folder: Path) -> None:
    async with DiscordServer(token="another.token.here") as server:
        server.token = "wrong.token.here"
        status, output = await troubadour(server, folder, "discord", "sync")
        assert status == 1
        assert output.startswith("Discord does not know this token")
        assert len(output.splitlines()) == 1


@pytest.mark.parametrize(
    ("code", "output", "setting"),
    [
        (4010, "DISCORD_SHARD_COUNT", "DISCORD_SHARD_COUNT"),
        (4011, "too many servers", "DISCORD_SHARD_COUNT"),
        (4014, "developer portal", None),
    ],
)
async def test_a_permanent_error_of_the_gateway_is_one_sentence(
    folder: Path, code: int, output: str, setting: str | None
) -> None:
    async with DiscordServer() as server:
        server.gateway.shut = code
        async with running(server, folder) as bot:
            line = await bot.logs("Discord is off")
            assert output in line
            if setting is not None:
                await bot.logs(f"Check the setting {setting}")
        assert bot.process.returncode == 0
        assert server.gateway.identifies == 1
        assert not any("Traceback" in line for line in bot.log)


async def test_the_web_room_stays_open_without_discord(folder: Path) -> None:
    async with DiscordServer(token="another.token.here") as server:
        server.token = "wrong.token.here"
        port = free_port()
        web = {"TROUBADOUR_ONLY": "discord,web", "TROUBADOUR_PORT": str(port)}
        async with running(server, folder, **web) as bot, aiohttp.ClientSession() as session:
            await bot.logs("does not know this token")
            await bot.logs("the web room is open")
            async with session.get(f"http://127.0.0.1:{port}/") as page:
                assert page.status == 200
                assert "Troubadour" in await page.text()
        assert bot.process.returncode == 0


async def test_without_a_model_the_log_and_the_answer_say_what_to_set(folder: Path) -> None:
    async with DiscordServer() as server, running(server, folder, TROUBADOUR_BUILTIN_ENGINE="local") as bot:
        await bot.logs("WARNING .* no model answers on discord: set HF_TOKEN, or TROUBADOUR_BUILTIN_ENGINE=everywhere")
        await server.ready()
        answer = await (await server.mention("Who are you?")).shows("Nothing can answer here yet")
        assert "HF_TOKEN" in answer.text
        assert server.violations == []


async def test_no_privileged_intent_is_asked_for(folder: Path) -> None:
    async with DiscordServer() as server, running(server, folder):
        await server.ready()
        (session,) = server.gateway.connected
        assert session.intents == Intent.GUILDS | Intent.GUILD_MESSAGES | Intent.DIRECT_MESSAGES


async def test_no_session_is_started_beyond_the_limit(folder: Path) -> None:
    async with DiscordServer() as server:
        server.gateway.sessions_left = 0
        async with running(server, folder) as bot:
            await bot.logs("allows no more sessions now; the next attempt is in 14400 s")
        assert bot.process.returncode == 0
        assert server.gateway.identifies == 0


async def test_the_bot_survives_a_malformed_event(folder: Path) -> None:
    async with DiscordServer() as server, running(server, folder) as bot:
        await server.ready()
        await server.gateway.dispatch("MESSAGE_CREATE", {"id": "1", "author": None, "type": 0}, guild_id=None)
        await server.gateway.dispatch("THREAD_CREATE", {"id": "1"}, guild_id=None)
        await bot.logs("THREAD_CREATE is not understood")
        await (await server.mention("Who are you?")).shows(done)
        assert (server.gateway.identifies, server.gateway.resumes) == (1, 0)
        assert server.violations == []


async def test_waiting_jobs_end_if_discord_refuses_the_bot(folder: Path) -> None:
    async with DiscordServer() as server:
        slow = {"TROUBADOUR_BUILTIN_ENGINE_PACE": "0.1"}
        async with running(server, folder, TROUBADOUR_DRAIN_SECONDS="0", **slow):
            await server.ready()
            posted = await server.mention("complete Once upon a time --max-new-tokens 400")
            await posted.shows(lambda message: "Stop" in message.buttons)
        assert await unfinished(folder) == [str(posted.message.id)]
        async with running(server, folder, DISCORD_TOKEN="wrong.token.here", **slow) as bot:
            await bot.logs("does not know this token")
            await bot.logs(f"reply of job {posted.message.id} cannot be shown")
        assert await unfinished(folder) == []


async def unfinished(folder: Path) -> list[str]:
    """Returns the jobs that a bot has left unfinished."""
    store = await open_store(folder)
    try:
        return list(await store.unfinished_jobs())
    finally:
        await store.close()
