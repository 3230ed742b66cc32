"""Moderation of a shared bot: deny-list, blocks, reports, and the admin channel."""

import re
from pathlib import Path

import pytest

from tests.scenarios.bot_process import Bot
from tests.scenarios.discord.bot_process import running
from tests.scenarios.discord.test_commands import done
from tests.servers.discord_server import CallbackKind, Channel, DiscordServer, Fault, Message

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def posted_message(server: DiscordServer, channel: Channel, words: str) -> Message:
    """Waits for a message of the bot in a channel."""
    return await server.state.changes.until(
        lambda: next(
            (
                message
                for message in server.state.messages.values()
                if message.channel is channel and message.author is server.bot and words in message.text
            ),
            None,
        ),
        what=f"in the channel: {words}",
    )


async def test_denied_words_are_refused_privately_and_removed_from_answers(folder: Path) -> None:
    (folder / "deny.txt").write_text("# not here\nmallard\n/wren+/\nBuilt-in\n", encoding="utf-8")
    async with DiscordServer() as server, running(server, folder, TROUBADOUR_DENY_LIST="deny.txt") as bot:
        await server.ready()
        for prompt in ("Paint a MALLARD", "a w\u0433enn m\u0430ll\u0430rd"):
            shown = await server.slash("imagine", prompt=prompt)
            assert "other words" in await shown.refused()
        posted = await server.mention("Who are you?")
        answer = await posted.shows(done)
        assert "▒▒▒" in answer.text
        assert "Built-in engine" not in "".join(look.content for look in answer.looks).split("-# ")[0]
        assert server.violations == []
        assert not any("MALLARD" in line for line in bot.log)
    assert bot.process.returncode == 0


@pytest.mark.one_process
async def test_a_bad_list_stops_the_start_with_one_sentence(folder: Path) -> None:
    (folder / "deny.txt").write_text("fine\n/(/\n", encoding="utf-8")
    async with DiscordServer() as server, running(server, folder, TROUBADOUR_DENY_LIST="deny.txt") as bot:
        assert await bot.process.wait() != 0
    assert "Line 2 of deny.txt cannot be used" in "".join(bot.log)
    assert "Traceback" not in "".join(bot.log)


async def test_an_admin_blocks_and_unblocks_somebody(server: DiscordServer, place: Channel) -> None:
    blocked = await server.slash("troubadour-admin block", at=place, user=server.friend)
    message = await blocked.shows(done)
    assert message.ephemeral
    assert "Grace" in message.text
    for asked in (
        await server.slash("limerick", by=server.friend, at=place, subject="a fox"),
        await server.slash(
            "limerick", by=server.friend, at=server.state.direct_channel(server.friend), subject="a fox"
        ),
    ):
        assert "asked me not to answer you" in await asked.refused()
    listed = await server.slash("troubadour-admin block", at=place)
    await listed.shows("Grace")
    lifted = await server.slash("troubadour-admin block", at=place, user=server.friend, lift=True)
    await lifted.shows(done)
    answered = await server.slash("limerick", by=server.friend, at=place, subject="a fox")
    await answered.shows(done)


async def test_only_admins_block_and_a_refusal_is_one_line_in_the_log(
    shared: tuple[DiscordServer, Bot], server: DiscordServer, place: Channel
) -> None:
    _, bot = shared
    already = len(bot.log)
    shown = await server.slash("troubadour-admin block", by=server.friend, at=place, permitted=True, user=server.user)
    assert await shown.refused()
    await (await server.mention("!imagine a fox --sed 7", at=place)).shows("--seed")
    await bot.logs("refused a message")
    lines = [line for line in bot.log[already:] if "refused" in line]
    assert ["/troubadour block" in line and "admins-only" in line for line in lines] == [True, False]
    assert not any("fox" in line for line in lines)


async def test_a_report_reaches_the_admin_channel_even_after_a_restart(folder: Path) -> None:
    async with DiscordServer() as server:
        office = await server.add_channel("office")
        channel = {"DISCORD_ADMIN_CHANNEL": str(office.id)}
        async with running(server, folder, **channel):
            await server.ready()
            answer = await (await server.slash("limerick", subject="a fox")).shows(done)
            reply = await (await server.mention("Who are you?")).shows(done)
        async with running(server, folder, **channel) as bot:
            await server.ready()
            await bot.logs("connected to Discord")
            for message in (answer, reply):
                chosen = await server.menu("Report", message, by=server.friend)
                assert (await chosen.acknowledged()).kind is CallbackKind.MODAL
                assert (await chosen.opened()).filled["message"] == str(message.id)
                sent = await server.submit(chosen, reason="It says @everyone <@1> [x](https://x.example)")
                thanks = await sent.shows("Thank you")
                assert thanks.ephemeral
                alert = await posted_message(server, office, str(message.id))
                assert f"/channels/{server.guild.id}/{message.channel.id}/{message.id}" in alert.text
                assert "Grace" in alert.text
                assert not alert.pinged_everybody
                assert alert.mentions == []
                assert "@everyone" not in alert.text
            line = await bot.logs(r"job \d+ was reported")
            assert "everyone" not in line
            aside = await server.write("just talking")
            chosen = await server.menu("Report", aside.message, by=server.friend)
            assert "not one of my answers" in await chosen.refused()
            typed = await server.slash("troubadour report", reason="again", message=str(answer.id))
            await typed.shows("Thank you")
            assert server.violations == []
        assert "It says" not in "".join(bot.log)
        # One for the first report of each of two answers, and one for a later report of one of them.
        assert len([message for message in server.state.messages.values() if message.channel is office]) == 3


async def test_an_admin_channel_that_cannot_be_written_to_is_logged(folder: Path) -> None:
    async with DiscordServer() as server, running(server, folder, DISCORD_ADMIN_CHANNEL="123456789012345678") as bot:
        await server.ready()
        answer = await (await server.slash("limerick", subject="a fox")).shows(done)
        # Nobody reports an answer before Discord's response has told the bot its id.
        await (await server.slash("troubadour help")).shows("/imagine")
        chosen = await server.menu("Report", answer)
        sent = await server.submit(chosen, reason="no")
        await sent.shows("Thank you")
        await bot.logs("admin channel 123456789012345678 did not get an alert")
        assert not any("Traceback" in line for line in bot.log)


async def test_a_token_that_becomes_invalid_is_an_alert(folder: Path) -> None:
    async with DiscordServer() as server, running(server, folder) as bot:
        await server.ready()
        server.gateway.token = "another"
        await server.gateway.invalidate()
        await bot.logs("does not let me in any more")
    assert bot.process.returncode == 0


async def test_a_token_that_only_requests_reject_is_an_alert_too(folder: Path) -> None:
    async with DiscordServer() as server, running(server, folder) as bot:
        await server.ready()
        server.fail(Fault("POST", re.compile("/typing$"), "status", status=401))
        posted = await server.mention("Who are you?")
        await bot.logs("does not let me in any more")
        await posted.shows(done)
        assert server.violations == []
