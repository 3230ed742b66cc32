"""A shutdown during an answer: a short answer is finished, a long one is handed over."""

from pathlib import Path

import pytest

from tests.scenarios.discord.bot_process import running
from tests.scenarios.discord.test_commands import done
from tests.servers.discord_server import DiscordServer

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.both_databases, pytest.mark.apart]


async def test_a_short_answer_is_finished_and_no_new_one_is_started(folder: Path) -> None:
    async with DiscordServer() as server:
        async with running(server, folder, TROUBADOUR_BUILTIN_ENGINE_PACE="0.05", TROUBADOUR_DRAIN_SECONDS="20") as bot:
            await server.ready()
            shown = await server.slash("complete", prompt="Once upon a time", max_new_tokens=60)
            await shown.shows(lambda message: "Once upon a time" in message.text and "Stop" in message.buttons)
            bot.process.terminate()
            await bot.logs("stopping: ")
            message = await shown.shows(done)
            assert "I am restarting" not in message.text
            assert await bot.process.wait() == 0
        assert len(shown.messages) == 1
        assert server.violations == []


async def test_a_long_answer_is_handed_over_and_continues_in_the_same_message(folder: Path) -> None:
    async with DiscordServer() as server:
        slow = {"TROUBADOUR_BUILTIN_ENGINE_PACE": "0.05"}
        async with running(server, folder, TROUBADOUR_DRAIN_SECONDS="0", **slow) as bot:
            await server.ready()
            shown = await server.slash("complete", prompt="Once upon a time", max_new_tokens=150)
            posted = await server.mention("complete Long ago --max-new-tokens 150")
            for each in (shown, posted):
                await each.shows(lambda message: "Stop" in message.buttons and len(message.text) > 40)
            bot.process.terminate()
            assert await bot.process.wait() == 0
        for each in (shown, posted):
            await each.shows("I am restarting")
        async with running(server, folder, TROUBADOUR_BUILTIN_ENGINE_PACE="0"):
            first = await shown.shows(lambda message: done(message) and "Once upon a time" in message.text)
            second = await posted.shows(lambda message: done(message) and message.reply_to == posted.message.id)
        assert shown.messages == [first]
        assert [each for each in posted.messages if each.reply_to == posted.message.id] == [second]
        assert "I am restarting" not in first.text + second.text
        assert server.violations == []
