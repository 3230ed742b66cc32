"""The places of the bot, and its permissions there."""

import pytest

from tests.adapters.discord.simulated.harness import SimulatedHarness

pytestmark = pytest.mark.may_block


async def test_a_command_is_answered_where_the_bot_may_not_write(harness: SimulatedHarness) -> None:
    asked = await harness.ada.slash(harness.forbid("send_messages"), "chat", message="Hello")
    assert "Built-in engine" in (await harness.shows(asked)).text


async def test_a_mention_where_the_bot_may_not_write_is_answered_in_a_direct_message(
    harness: SimulatedHarness,
) -> None:
    quiet = harness.forbid("send_messages")
    await harness.ada.send(quiet, f"{harness.me} hello")
    await harness.until(lambda: "I may not write there" in harness.env.transcript(), "a direct message")
    assert len(quiet.history()) == 1
    await harness.ada.send(harness.channel, f"{harness.me} hello")
    await harness.written()


async def test_without_a_privileged_intent_only_messages_that_mention_the_bot_are_read(
    harness: SimulatedHarness,
) -> None:
    await harness.ada.send(harness.channel, "imagine a fox")
    assert "CENSORED" in harness.env.transcript()
    await harness.ada.send(harness.channel, f"{harness.me} !limerick a fox")
    answer = await harness.written()
    assert len([message for message in harness.channel.history() if message.author == harness.env.bot.user]) == 1
    assert "fox" in answer.text


async def test_a_reply_is_a_reply_and_pings_nobody(harness: SimulatedHarness) -> None:
    posted = await harness.ada.send(harness.channel, f"{harness.me} !complete @everyone {harness.ada.mention}")
    answer = (await harness.written()).message
    assert answer.reference is not None
    assert answer.reference.message_id == posted.id
    assert answer.mentions == []
    assert not answer.mention_everyone


async def test_a_member_is_answered_in_direct_messages_and_a_stranger_is_not(harness: SimulatedHarness) -> None:
    member, stranger = harness.guild.owner, harness.env.create_user("eve")
    await member.send_dm("hello")
    await harness.written(at=member.dm_channel)
    await stranger.send_dm("hello")
    refusal = await harness.written(lambda shown: "not set up" in shown.text, at=stranger.dm_channel)
    assert not refusal.buttons
    asked = await stranger.slash("chat", message="hello")
    assert "not set up for this place" in (await harness.shows(asked, lambda shown: shown.text)).text
    assert asked.ephemeral


async def test_a_command_in_direct_messages_is_answered(harness: SimulatedHarness) -> None:
    asked = await harness.guild.owner.slash("limerick", subject="a fox")
    assert "fox" in (await harness.shows(asked)).text


async def test_a_private_answer_is_visible_to_the_caller_alone(harness: SimulatedHarness) -> None:
    friend = harness.guild.add_member(harness.env.create_user("grace"))
    asked = await harness.ada.slash(harness.channel, "chat", message="psst", private=True)
    shown = await harness.shows(asked)
    assert shown.id in [message.id for message in harness.channel.history(viewer=harness.ada)]
    assert shown.id not in [message.id for message in harness.channel.history(viewer=friend)]
