"""People of whom the payload does not say who they are: the running job looks them up."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from adapters.slack.users import FRESH_SECONDS, PROFILE
from core.quota.place_rules import parse_rates
from core.quota.policy import QuotaPolicy
from tests.adapters.slack.harness import AdapterHarness, Held, config_for, open_adapter
from tests.adapters.slack.oauth.test_installations import Moved
from tests.adapters.slack.outbound.renderer.renderer_harness import FastClock
from tests.servers.slack_server import Fault, MovableClock, SlackServer, User

STRANGERS = 200
ONE_AN_HOUR = QuotaPolicy(user=parse_rates(["chat_completion=1/hour"]))


def looked_up(server: SlackServer) -> list[str]:
    """The ids of the people who were looked up, in order."""
    return [str(call.arguments.get("user")) for call in server.state.calls if call.method == "users.info"]


def refusals(server: SlackServer, user: User) -> list[str]:
    """What only this person sees."""
    return [message.text for message in server.state.messages.values() if message.for_user is user]


async def remembered(harness: AdapterHarness, user: User) -> dict[str, Any]:
    """What the store remembers of a person."""
    found = (await harness.store.preferences(f"slack:{user.team.id}:{user.id}"))[PROFILE]
    assert isinstance(found, dict)
    return found


async def test_two_hundred_strangers_are_all_answered_and_counted(tmp_path: Path) -> None:
    """Slack looks up a hundred people a minute."""
    clock = FastClock(10)
    async with SlackServer(clock=clock) as server:
        people = [server.add_user(f"singer{number}") for number in range(STRANGERS)]
        async with open_adapter(tmp_path, config_for(server), clock=clock) as harness:
            await server.ready(connections=2)
            server.deliveries.acknowledge_seconds = 60.0
            asked = [await server.direct_message("good evening", by=person) for person in people]
            for each in asked:
                await each.shows(lambda message: "Again" in message.buttons)
                assert not each.delivery.failed
            spends = await harness.store.spends(None, 0.0)
        assert sorted(spend.user_key for spend in spends) == sorted(
            f"slack:{server.team.id}:{each.id}" for each in people
        )
        # On a busy machine the fast clock passes the time for which a look-up is fresh.
        assert len(set(looked_up(server))) == STRANGERS
        # By this clock a request may travel for a second, and the first of a minute come late.
        assert len(server.tiers.refusals) < 5, "without a budget of its own, Slack would refuse a hundred"


async def test_nobody_waits_for_a_look_up_to_be_acknowledged(
    server: SlackServer, harness: AdapterHarness, held: Held
) -> None:
    server.conversations.looking_up.clear()
    asked = [
        await server.command("/chat", "hello"),
        await server.mention("hello"),
        await server.direct_message("hello", by=server.friend),
        await server.command("/troubadour", "pause"),
    ]
    for each in asked:
        assert not (await each.acknowledged()).failed
    assert not any(each.messages for each in asked)
    server.conversations.looking_up.set()
    for each in asked:
        await each.shows(lambda message: message.text)


async def test_who_is_looked_up_by_the_job_is_named_from_then_on(
    server: SlackServer, harness: AdapterHarness, held: Held
) -> None:
    server.conversations.looking_up.clear()
    asked = await server.command("/wait")
    await asked.acknowledged()
    server.conversations.looking_up.set()
    message = await asked.shows(lambda message: "Stop" in message.buttons)
    job = await harness.store.job(asked.trigger)
    assert job is not None
    assert job.request.caller.name == server.user.name
    pressed = await server.press(message, "Stop", by=server.friend)
    assert f"Only {server.user.name} and administrators" in await pressed.refused()
    held.going.set()
    await asked.shows("last")


async def test_who_was_seen_before_a_restart_is_still_known(server: SlackServer, tmp_path: Path) -> None:
    guest = server.add_user("visitor", guest=True)
    async with open_adapter(tmp_path, config_for(server)) as harness:
        await server.ready(connections=2)
        await (await server.mention("hello")).shows(lambda message: "Again" in message.buttons)
        assert "guests" in await (await server.mention("hello", by=guest)).refused()
        assert (await remembered(harness, guest))["guest"]
    server.api.refuses["users.info"] = "service_unavailable"
    async with open_adapter(tmp_path, config_for(server)):
        await server.ready(connections=2)
        await (await server.mention("hello again")).shows(lambda message: "Again" in message.buttons)
        asked = await server.command("/chat", "hello", by=guest)
        assert "guests" in await asked.refused()
    assert len(looked_up(server)) == 2


async def test_who_is_no_guest_any_more_is_served_and_who_became_one_is_not(
    server: SlackServer, tmp_path: Path
) -> None:
    clock = server.clock
    assert isinstance(clock, MovableClock)
    guest = server.add_user("visitor", guest=True)
    async with open_adapter(tmp_path, config_for(server), clock=Moved(clock)) as harness:
        await server.ready(connections=2)
        assert "guests" in await (await server.direct_message("hello", by=guest)).refused()
        await (await server.direct_message("hello", by=server.friend)).shows(lambda message: "Again" in message.buttons)
        guest.guest, server.friend.guest = False, True
        clock.advance(FRESH_SECONDS + 1)
        served = await server.direct_message("hello again", by=guest)
        await served.shows(lambda message: "Again" in message.buttons)
        once_more = await server.direct_message("hello again", by=server.friend)
        await once_more.shows(lambda message: "Again" in message.buttons)
        async with asyncio.timeout(20):
            while not (await remembered(harness, server.friend))["guest"]:
                await asyncio.sleep(0.01)
        refused = await server.direct_message("and again", by=server.friend)
        assert "guests" in await refused.refused()


async def test_a_guest_whom_the_job_turns_away_is_told_alone_and_charged_nothing(
    server: SlackServer, tmp_path: Path
) -> None:
    clock = server.clock
    assert isinstance(clock, MovableClock)
    guest = server.add_user("visitor", guest=True)
    async with open_adapter(tmp_path, config_for(server), policy=ONE_AN_HOUR, clock=Moved(clock)):
        await server.ready(connections=2)
        assert "guests" in await (await server.mention("hello", by=guest)).refused()
        assert [message for message in server.messages() if message.author.bot and not message.ephemeral] == []
        guest.guest = False
        clock.advance(FRESH_SECONDS + 1)
        served = await server.mention("hello", by=guest)
        await served.shows(lambda message: "Again" in message.buttons)


@pytest.mark.parametrize("fault", [Fault(status=429, retry_after=1), Fault("internal_error", status=500)])
async def test_a_look_up_that_fails_is_made_again(server: SlackServer, harness: AdapterHarness, fault: Fault) -> None:
    server.api.faults["users.info"].append(fault)
    asked = await server.mention("hello")
    await asked.shows(lambda message: "Again" in message.buttons)
    assert refusals(server, server.user) == []


async def test_without_look_ups_the_reason_is_told(tmp_path: Path) -> None:
    async with SlackServer() as server, open_adapter(tmp_path, config_for(server)):
        await server.ready(connections=2)
        server.api.refuses["users.info"] = "missing_scope"
        assert "users:read" in await (await server.mention("hello")).refused()


async def test_an_administrator_of_another_workspace_is_none_here(server: SlackServer, tmp_path: Path) -> None:
    stranger = server.add_user("trent", team=server.add_team("Elsewhere"), admin=True)
    shared = server.add_channel("shared", server.user, stranger, shared=True)
    async with open_adapter(tmp_path, config_for(server, strangers=True)):
        await server.ready(connections=2)
        asked = await server.mention("troubadour pause", by=stranger, at=shared)
        assert "administrators" in await asked.refused()


async def test_people_whom_a_message_names_are_called_by_their_names(
    server: SlackServer, harness: AdapterHarness
) -> None:
    asked = await server.mention(f"greet <@{server.friend.id}> for me")
    await asked.shows(lambda message: "Again" in message.buttons)
    turns = await harness.store.load_turns(f"slack:{server.team.id}:{server.channel.id}|{asked.thread}|public", 10)
    assert "greet @grace for me" in [turn.text for turn in turns]
