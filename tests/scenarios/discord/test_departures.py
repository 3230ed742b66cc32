"""Servers that remove the bot, deleted channels, and messages that are deleted together."""

import asyncio
from pathlib import Path

import pytest

from tests.scenarios.bot_process import days_ahead
from tests.scenarios.databases import open_store, places_with
from tests.scenarios.discord.bot_process import running
from tests.scenarios.discord.test_commands import done
from tests.servers.discord_server import Channel, DiscordServer

pytestmark = pytest.mark.asyncio(loop_scope="session")

EVERYONE = {"DISCORD_ELSEWHERE": "everyone"}


async def leave_traces(server: DiscordServer, place: Channel, word: str) -> None:
    """Has the bot store a picture, conversations and a persona of a place."""
    picture = await server.slash("imagine", at=place, prompt=f"a {word}")
    persona = await server.slash("troubadour persona", at=place, description=f"A {word}", place=True, permitted=True)
    talk = await server.mention(f"tell me of {word}", at=place)
    for shown in (picture, persona, talk):
        await shown.shows(done)


async def test_what_is_kept_of_a_place_goes_a_day_after_the_bot_lost_it(folder: Path) -> None:
    async with DiscordServer() as server:
        places = {
            "Xyzzyremoved": server.add_guild("Removed", server.user),
            "Xyzzydown": server.add_guild("Removed while it is down", server.user),
            "Xyzzyback": server.add_guild("Back", server.user),
            "Xyzzydeleted": await server.add_channel(),
            "Xyzzystays": server.channel,
        }
        guilds = {word: place.guild for word, place in places.items() if place.guild}

        async def kept() -> set[str]:
            found = {word: await asyncio.to_thread(places_with, folder, word) for word in places}
            return {word for word, files in found.items() if files}

        async with running(server, folder, **EVERYONE) as bot:
            await server.ready()
            await asyncio.gather(*(leave_traces(server, place, word) for word, place in places.items()))
            await server.outage(server.guild)
            await server.gateway.tell_guild(server.guild)
            for word in ("Xyzzyremoved", "Xyzzyback"):
                await server.remove_bot(guilds[word])
                await bot.logs(f"the bot is no longer in discord:{guilds[word].id}:")
            await server.delete_channel(places["Xyzzydeleted"])
            await bot.logs(f"the bot is no longer in discord:{server.guild.id}:{places['Xyzzydeleted'].id}:")
            assert not any(f"no longer in discord:{server.guild.id}:" in line for line in bot.log[:-1])
        await server.remove_bot(guilds["Xyzzydown"])
        async with running(server, folder, **EVERYONE, **await days_ahead(folder, 0.9)) as bot:
            await bot.logs(f"the bot is no longer in discord:{guilds['Xyzzydown'].id}:")
        assert await kept() == places.keys()
        # It came back while the process was down, and is found again although the day is over.
        await server.add_bot(guilds["Xyzzyback"])
        async with running(server, folder, **EVERYONE, **await days_ahead(folder, 2.0, passed=0.9)) as bot:
            await bot.logs("rows of places that the bot was removed from are deleted")
        assert await kept() == {"Xyzzyback", "Xyzzystays"}
        assert server.violations == []


async def test_questions_that_are_deleted_together_or_with_their_channel_stop_their_answers(folder: Path) -> None:
    async with DiscordServer() as server:
        async with running(server, folder, TROUBADOUR_BUILTIN_ENGINE_PACE="0.1") as bot:
            await server.ready()
            place = await server.add_channel()
            writing = [
                await server.mention(f"complete {word} upon a time --max-new-tokens 400", at=at)
                for word, at in (("Once", server.channel), ("Twice", server.channel), ("Thrice", place))
            ]
            for each in writing:
                await each.shows(lambda message: "Stop" in message.buttons)
            await server.delete_many(*(each.message for each in writing[:2]))
            for each in writing[:2]:
                await each.shows(lambda message: "Discord" in message.text and "Stop" not in message.buttons)
            await server.delete_channel(place)
            await bot.logs(f"the bot is no longer in discord:{server.guild.id}:{place.id}")
        assert server.violations == []
    store = await open_store(folder)
    try:
        jobs = [await store.job(str(each.message.id)) for each in writing]
        *deleted, gone = [job and job.stop_by for job in jobs]
        assert deleted == ["Discord"] * 2
        # Who shows the answer may meet the missing channel before the event about it is handled.
        assert gone in ("Discord", jobs[2] and jobs[2].request.caller.name)
    finally:
        await store.close()
