"""The main scenarios on a Discord whose payloads change within what its documentation allows."""

from pathlib import Path

import pytest

from tests.adapters.discord.harness import config_for, opened
from tests.servers.discord_server import Attached, DiscordServer, Message
from tests.servers.mutations import DISCORD, Mutations

pytestmark = pytest.mark.may_block
NOTE = Attached("note.txt", b"The fox met a heron.", "text/plain")
EMBED = {
    "embeds": [{"type": "rich", "title": "Disk full", "fields": [{"name": "host", "value": "db1", "inline": True}]}]
}


def done(message: Message) -> bool:
    """True if an answer is complete."""
    return "Delete" in message.buttons


async def test_nothing_is_lost_on_a_discord_that_changes(
    server: DiscordServer, tmp_path: Path, mutation_seed: int
) -> None:
    mutated = Mutations(seed=mutation_seed, freedom=DISCORD)
    server.rest.altered = mutated
    server.gateway.altered = lambda _, told: mutated(told)
    async with opened(tmp_path, config_for(server)):
        await server.ready()
        painted = await server.slash("imagine", prompt="a fox", count=2, size="small")
        picture = await painted.shows(lambda message: done(message) and len(message.files) == 2)
        again = await server.press(picture, "Again")
        await again.shows(lambda message: done(message) and message.files)
        spoken = await server.mention("Who are you?")
        await spoken.shows(lambda message: done(message) and message.text)
        direct = await server.dm("Who are you?")
        await direct.shows(lambda message: done(message) and message.text)
        above = await server.write("look at this", by=server.friend, files=[NOTE], extra=EMBED)
        thread = await server.thread("foxes")
        await server.write("look at this", by=server.friend, at=thread, files=[NOTE])
        for posted in (
            await server.mention("What is it?", reply_to=above.message),
            await server.mention("What is it?", at=thread),
            await server.forward(above.message, at=server.state.direct_channel(server.friend), by=server.friend),
        ):
            await posted.shows(lambda message: done(message) and message.text)
        unasked = await server.write("Who are you?")
        await server.change(unasked.message, f"<@{server.bot.id}> Who are you?")
        await unasked.shows(lambda message: done(message) and message.text)
        assert await server.autocomplete("imagine", "model", "")
    assert mutated.made > 50
