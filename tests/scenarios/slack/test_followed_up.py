"""Questions that people delete, edit or follow up before they are answered."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.scenarios.slack.bot_process import running
from tests.scenarios.slack.test_commands import done
from tests.servers.hub_server import HubServer, Stream
from tests.servers.hub_server.server import TOKEN
from tests.servers.slack_server import SlackServer

pytestmark = pytest.mark.asyncio(loop_scope="session")
SILENT = Stream(words=("Never.",), wait=3600.0)


@asynccontextmanager
async def talking(folder: Path, *words: str, **environ: str) -> AsyncIterator[tuple[SlackServer, HubServer]]:
    """Runs a bot with a model that says these words."""
    async with SlackServer() as server, HubServer() as hub:
        hub.add("org/chat", novita="conversational")
        hub.always["chat/completions"] = Stream(words=words)
        settings = {
            "HF_TOKEN": TOKEN,
            "HF_ENDPOINT": hub.url,
            "TROUBADOUR_HF_ROUTER_URL": hub.router,
            "TROUBADOUR_BUILTIN_ENGINE": "off",
            "TROUBADOUR_CHAT_COMPLETION_MODELS": "org/chat",
            **environ,
        }
        async with running(server, folder, **settings) as bot:
            await server.ready()
            yield server, hub
            assert bot.unforeseen() == []
        assert server.problems == []


def prompt(hub: HubServer) -> str:
    """Returns the last message of the last prompt."""
    content: Any = hub.posts()[-1].body["messages"][-1]["content"]
    return str(content)


async def test_a_deleted_question_stops_its_answer(folder: Path) -> None:
    async with talking(folder, "Yes.") as (server, hub):
        hub.script["chat/completions"] = [SILENT]
        asked = await server.direct_message("Tell me everything.")
        await hub.changes.until(lambda: hub.posts(), what="a request")
        assert asked.message is not None
        await server.delete(asked.message)
        await asked.shows("Stopped")


@pytest.mark.parametrize("where", ["direct", "channel"])
async def test_an_edited_question_is_answered_again_in_the_same_reply_if_its_author_wants_that(
    folder: Path, where: str
) -> None:
    async with talking(folder, "A ", "fox.") as (server, hub):
        ask = server.direct_message if where == "direct" else server.mention
        asked = await ask("A tale?")
        first = await asked.shows(done)
        assert asked.message is not None
        marked = asked.message.body.removesuffix("A tale?")
        await server.edit(asked.message, f"{marked}A song?")
        await (await server.command("/troubadour", "showing --edits yes")).shows("within 15 minutes")
        assert len(hub.posts()) == 1
        hub.always["chat/completions"] = Stream(words=("A ", "poem."))
        await server.edit(asked.message, f"{marked}A poem?")
        again = await asked.shows(lambda message: "poem" in message.text and done(message))
        assert again is first
        assert "fox" not in again.text
        assert prompt(hub).endswith("A poem?")
        assert "A tale?" not in str(hub.posts()[-1].body)
        assert len(hub.posts()) == 2


@pytest.mark.parametrize("where", ["thread", "channel", "direct"])
async def test_a_second_message_joins_the_first_and_nobody_waits(folder: Path, where: str) -> None:
    async with talking(folder, "Once.", TROUBADOUR_USER_LIMITS="chat_completion=2/hour") as (server, hub):
        hub.script["chat/completions"] = [SILENT]
        options: dict[str, Any] = {"at": server.add_channel()}
        if where == "thread":
            options["thread"] = (await server.write("a thread", **options)).message
        if where == "direct":
            options = {}
        ask = server.direct_message if where == "direct" else server.mention
        first = await ask("Tell me a tale", **options)
        await hub.changes.until(lambda: hub.posts(), what="a request")
        second = await ask("about a fox.", **options)
        answer = await second.shows(done)
        assert "Once." in answer.text
        assert prompt(hub).endswith("Tell me a tale\n\nabout a fox.")
        assert len(hub.posts()) == 2
        assert [each for each in first.messages if each is not answer] == []
        await (await ask("And then?", **options)).shows(done)
