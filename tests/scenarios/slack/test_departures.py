"""Workspaces that remove the app, and conversations that the bot is removed from."""

import asyncio
from pathlib import Path

import pytest

from tests.scenarios.bot_process import days_ahead
from tests.scenarios.databases import places_with
from tests.scenarios.slack.bot_process import manifest, running
from tests.scenarios.slack.test_commands import done
from tests.servers.slack_server import Channel, SlackServer
from tests.servers.slack_server.delivery import Delivery

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def leave_traces(server: SlackServer, place: Channel, word: str) -> None:
    """Has the bot store a picture, conversations and a persona of a conversation."""
    picture = await server.command("/imagine", f"a {word}", at=place)
    talk = await server.mention(f"tell me of {word}", at=place)
    persona = await server.command("/troubadour", f"persona a {word} --place", at=place)
    for shown in (picture, talk, persona):
        await shown.shows(done)


async def deliver_again(server: SlackServer, place: Channel, event: str) -> None:
    """Delivers an event about a conversation once more, to a process that has not received it yet."""
    events = [each.payload for each in server.deliveries.sent if each.kind == "events_api"]
    (told,) = [each for each in events if each["event"]["type"] == event and each["event"]["channel"] == place.id]
    again = Delivery("events_api", {**told, "event_id": f"{told['event_id']} elsewhere"}, attempt=1)
    await server.deliveries.send(again)
    await server.state.changes.until(lambda: again.acknowledged, what="acknowledged")


async def test_what_is_kept_of_a_place_goes_a_day_after_the_bot_lost_it(folder: Path) -> None:
    async with SlackServer() as server:
        server.configure(await manifest(folder))
        places = {
            "Xyzzykicked": server.add_channel("kicked"),
            "Xyzzydeleted": server.add_channel("deleted", kind="private"),
            "Xyzzyarchived": server.add_channel("archived"),
            "Xyzzyback": server.add_channel("back"),
            "Xyzzyunarchived": server.add_channel("unarchived"),
            "Xyzzystays": server.channel,
        }

        async def kept() -> set[str]:
            found = {word: await asyncio.to_thread(places_with, folder, word) for word in places}
            return {word for word, files in found.items() if files}

        async with running(server, folder, SLACK_ADMINS=server.user.id) as bot:
            await server.ready()
            await asyncio.gather(*(leave_traces(server, place, word) for word, place in places.items()))
            for word in ("Xyzzykicked", "Xyzzyback"):
                await server.kick(places[word])
            await server.delete_channel(places["Xyzzydeleted"])
            for word in ("Xyzzyarchived", "Xyzzyunarchived"):
                await server.archive(places[word])
            for word in places.keys() - {"Xyzzystays"}:
                await bot.logs(f"the bot is no longer in slack:{server.team.id}:{places[word].id}:")
            await server.invite(places["Xyzzyback"])
            await server.archive(places["Xyzzyunarchived"], again=False)
            await deliver_again(server, places["Xyzzyback"], "channel_left")
            await (await server.mention("Who are you?")).shows(done)
        assert await kept() == places.keys()
        async with running(server, folder, **await days_ahead(folder, 1.1)) as bot:
            await bot.logs("rows of places that the bot was removed from are deleted")
        assert await kept() == {"Xyzzyback", "Xyzzyunarchived", "Xyzzystays"}
        # The app is uninstalled while the process is down.
        await server.uninstall(server.team)
        async with running(server, folder, **await days_ahead(folder, 1.2, passed=1.1)) as bot:
            await bot.logs("Slack is off: Slack rejects this bot token")
        assert await kept() == {"Xyzzyback", "Xyzzyunarchived", "Xyzzystays"}
        async with running(server, folder, **await days_ahead(folder, 2.3, passed=1.2)) as bot:
            await bot.logs("rows of places that the bot was removed from are deleted")
        assert await kept() == set()
        assert await asyncio.to_thread(places_with, folder, server.user.name) == []
        assert server.problems == []
