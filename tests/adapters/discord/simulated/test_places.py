"""Where people meet the bot, and what it may do and see there."""

import pytest

from tests.adapters.discord.simulated.harness import Services

pytestmark = pytest.mark.may_block


async def test_a_command_is_answered_where_the_bot_may_not_write(house: Services) -> None:
    asked = await house.ada.slash(house.forbid("send_messages"), "chat", message="Hello")
    assert "Built-in engine" in (await house.shows(asked)).text


async def test_a_mention_where_the_bot_may_not_write_is_left_and_does_no_harm(
    house: Services, caplog: pytest.LogCaptureFixture
) -> None:
    quiet = house.forbid("send_messages")
    await house.ada.send(quiet, f"{house.me} hello")
    await house.until(lambda: "403 (50013)" in caplog.text, "refused")
    assert len(quiet.history()) == 1
    await house.ada.send(house.channel, f"{house.me} hello")
    await house.written()


async def test_without_a_privileged_intent_only_what_names_the_bot_is_read(house: Services) -> None:
    await house.ada.send(house.channel, "imagine a fox")
    assert "CENSORED" in house.env.transcript()
    await house.ada.send(house.channel, f"{house.me} limerick a fox")
    answer = await house.written()
    assert len([message for message in house.channel.history() if message.author == house.env.bot.user]) == 1
    assert "fox" in answer.text


async def test_a_reply_is_a_reply_and_pings_nobody(house: Services) -> None:
    posted = await house.ada.send(house.channel, f"{house.me} complete @everyone {house.ada.mention}")
    answer = (await house.written()).message
    assert answer.reference is not None
    assert answer.reference.message_id == posted.id
    assert answer.mentions == []
    assert not answer.mention_everyone


async def test_a_member_is_answered_in_direct_messages_and_a_stranger_is_not(house: Services) -> None:
    member, stranger = house.guild.owner, house.env.create_user("eve")
    await member.send_dm("hello")
    await house.written(at=member.dm_channel)
    await stranger.send_dm("hello")
    refusal = await house.written(lambda shown: "not set up" in shown.text, at=stranger.dm_channel)
    assert not refusal.buttons
    asked = await stranger.slash("chat", message="hello")
    assert "not set up for this place" in (await house.shows(asked, lambda shown: shown.text)).text
    assert asked.ephemeral


async def test_a_command_in_direct_messages_is_answered(house: Services) -> None:
    asked = await house.guild.owner.slash("limerick", subject="a fox")
    assert "fox" in (await house.shows(asked)).text


async def test_an_answer_in_private_is_seen_by_who_asked_alone(house: Services) -> None:
    friend = house.guild.add_member(house.env.create_user("grace"))
    asked = await house.ada.slash(house.channel, "chat", message="psst", private=True)
    shown = await house.shows(asked)
    assert shown.id in [message.id for message in house.channel.history(viewer=house.ada)]
    assert shown.id not in [message.id for message in house.channel.history(viewer=friend)]
