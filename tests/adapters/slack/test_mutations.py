"""The main scenarios on a Slack whose payloads change within what its documentation allows."""

from pathlib import Path

import pytest

from tests.adapters.slack.harness import config_for, open_adapter
from tests.servers.mutations import SLACK, Mutations
from tests.servers.slack_server import Attached, Message, SlackServer
from tests.servers.slack_server.world import Json

pytestmark = pytest.mark.may_block
NOTE = Attached("note.txt", b"The fox met a heron.", "text/plain")
ALERT: Json = {"title": "CPU high", "text": "95 %", "fields": [{"title": "Region", "value": "eu"}], "fallback": "alert"}


def done(message: Message) -> bool:
    """True if an answer is complete."""
    return "Delete" in message.buttons


async def test_nothing_is_lost_on_a_slack_that_changes(server: SlackServer, tmp_path: Path, mutation_seed: int) -> None:
    server.api.altered = server.sockets.altered = mutated = Mutations(seed=mutation_seed, freedom=SLACK)
    async with open_adapter(tmp_path, config_for(server)):
        await server.ready(connections=2)
        painted = await server.command("/imagine", "a fox --count 2 --size small")
        picture = await painted.shows(lambda message: done(message) and len(message.pictures) == 2)
        again = await server.press(picture, "Again")
        await again.shows(lambda message: done(message) and message.pictures)
        spoken = await server.mention("Who are you?")
        await spoken.shows(done)
        direct = await server.direct_message("Who are you?")
        await direct.shows(done)
        root = await server.write("look at this", by=server.friend, files=[NOTE], attachments=[ALERT])
        assert root.message
        below = await server.mention("What is it?", thread=root.message)
        await below.shows(done)
        forwarded = await server.mention("Why?", attachments=[ALERT | {"is_share": True, "author_name": "Grace"}])
        await forwarded.shows(done)
        unasked = await server.write("Who are you?")
        assert unasked.message
        await server.edit(unasked.message, f"<@{server.bot.id}> Who are you?")
        await unasked.shows(done)
        await (await server.message_shortcut("menu-report", await below.shows(done))).opened()
        await server.open_home()
        assert (await server.home()).text
    assert mutated.made > 50
