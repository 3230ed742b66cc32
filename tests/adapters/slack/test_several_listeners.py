"""Several processes that receive Slack's events, of which each gets some."""

from pathlib import Path

from adapters.slack.inbound.active_view import REMEMBERED_SECONDS
from tests.adapters.slack.harness import config_for, open_adapter
from tests.adapters.slack.oauth.test_installations import Moved
from tests.servers.slack_server import MovableClock, SlackServer

LISTENERS = 2
CONNECTIONS = 2 * LISTENERS


async def test_a_refusal_is_told_once_although_its_message_comes_to_each(server: SlackServer, tmp_path: Path) -> None:
    async with open_adapter(tmp_path, config_for(server), listeners=LISTENERS):
        await server.ready(connections=CONNECTIONS)
        asked = await server.mention("!imagine a fox --sead 7")
        await asked.refused()
        for attempt in range(1, CONNECTIONS):
            for again in await server.again(asked, attempt=attempt):
                await server.state.changes.until(lambda again=again: again.acknowledged, what="acknowledged")  # type: ignore[misc]
        await (await server.mention("!imagine a fox --sead 8")).refused()
        told = [message for message in server.messages() if message.ephemeral]
        assert len(told) == 2


async def test_a_form_opens_once_although_its_command_comes_to_each(server: SlackServer, tmp_path: Path) -> None:
    async with open_adapter(tmp_path, config_for(server), listeners=LISTENERS):
        await server.ready(connections=CONNECTIONS)
        asked = await server.command("/imagine")
        await asked.opened()
        for _ in range(LISTENERS):
            (again,) = await server.again(asked)
            await server.state.changes.until(lambda again=again: again.acknowledged, what="acknowledged")  # type: ignore[misc]
        await server.state.changes.until(
            lambda: len([call for call in server.state.calls if call.method == "views.open"]) == LISTENERS,
            what="each has tried",
        )
        await (await server.mention("!limerick a fox")).shows("fox")
        assert not any("too long" in message.text for message in server.messages())


async def test_what_a_person_looks_at_is_known_for_an_hour_to_the_one_that_gets_their_message(
    server: SlackServer, tmp_path: Path
) -> None:
    clock = server.clock
    assert isinstance(clock, MovableClock)
    async with open_adapter(tmp_path, config_for(server), clock=Moved(clock), listeners=LISTENERS) as harness:
        await server.ready(connections=CONNECTIONS)
        garden = server.add_channel("garden")

        async def is_told() -> bool:
            asked = await server.direct_message("What is this about?")
            assert asked.message
            await asked.shows(lambda message: "Again" in message.buttons)
            job = await harness.store.job(f"{server.team.id}-{asked.channel.id}-{asked.message.ts}")
            assert job is not None
            return f"I am looking at #{garden.id}" in str(job.request.options)

        # Each listener has two connections, which get the events in turn.
        await server.look_at(garden)
        assert all([await is_told() for _ in range(LISTENERS)])
        await server.look_at(None)
        assert not any([await is_told() for _ in range(LISTENERS)])
        await server.look_at(garden)
        clock.advance(REMEMBERED_SECONDS)
        assert not await is_told()
