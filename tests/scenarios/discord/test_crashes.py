"""Jobs that a crash interrupts: what a model has answered before is not asked for again."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.scenarios.bot_process import Bot
from tests.scenarios.databases import rows
from tests.scenarios.discord.bot_process import running
from tests.scenarios.discord.test_commands import done
from tests.scenarios.discord.test_faults import EDIT
from tests.servers.discord_server import DiscordServer, Message, Posting
from tests.servers.discord_server.buckets import Fault
from tests.servers.hub_server import HubServer, Stream
from tests.servers.hub_server.server import TOKEN

pytestmark = pytest.mark.asyncio(loop_scope="session")


class Turnstile(asyncio.Event):
    """Lets the first ones pass, and the others when it is set."""

    def __init__(self, first: int) -> None:
        super().__init__()
        self.first = first

    async def wait(self) -> bool:  # type: ignore[override]
        if self.first > 0:
            self.first -= 1
            return True
        return await super().wait()


@asynccontextmanager
async def answering(server: DiscordServer, hub: HubServer, folder: Path) -> AsyncIterator[Bot]:
    """Runs a bot with a model for chat and one for pictures."""
    settings = {
        "HF_TOKEN": TOKEN,
        "HF_ENDPOINT": hub.url,
        "TROUBADOUR_HF_ROUTER_URL": hub.router,
        "TROUBADOUR_BUILTIN_ENGINE": "off",
        "TROUBADOUR_CHAT_COMPLETION_MODELS": "org/chat",
        "TROUBADOUR_TEXT_TO_IMAGE_MODELS": "org/painter:fal-ai",
    }
    async with running(server, folder, **settings) as bot:
        await server.ready()
        yield bot


@asynccontextmanager
async def models() -> AsyncIterator[HubServer]:
    """A model for chat and one for pictures."""
    async with HubServer() as hub:
        hub.add("org/chat", novita="conversational")
        hub.add("org/painter", "text-to-image", **{"fal-ai": "text-to-image"})
        yield hub


async def until(holds: Callable[[], bool], seconds: float = 120.0) -> None:
    """Waits until a condition holds."""
    async with asyncio.timeout(seconds):
        while not holds():
            await asyncio.sleep(0.01)


def stored_endings(folder: Path) -> int:
    """The number of endings that were not shown yet."""
    ((count,),) = rows(folder, "SELECT count(*) FROM checkpoint WHERE name = 'ending'")
    return int(count)


def replies(server: DiscordServer, asked: Posting) -> list[Message]:
    """The messages that reply to a message."""
    return [message for message in server.state.messages.values() if message.reply_to == asked.message.id]


async def test_what_was_answered_before_a_crash_is_not_asked_for_again(tmp_path: Path) -> None:
    """One bot is killed while it has two of four pictures, an answer whose end it could not show, and another whose
    message was posted without an answer from Discord."""
    async with DiscordServer() as server, models() as hub:
        hub.held["/fal-ai/"] = Turnstile(2)
        hub.always["chat/completions"] = Stream(words=("Once ", "upon ", "a ", "time."))
        away = Fault("PATCH", EDIT, "status", status=500, times=10**6)
        async with answering(server, hub, tmp_path) as bot:
            server.fail(away)
            told = await server.slash("chat", message="Tell me")
            painted = await server.slash("imagine", prompt="a fox", count=4)
            server.fail(Fault("POST", re.compile("/channels/.*/messages$"), "silent"))
            asked = await server.mention("Tell me")
            await until(
                lambda: len(hub.posts()) == 5 and stored_endings(tmp_path) == 2 and replies(server, asked) != []
            )
            bot.kill()
        seeds = [post.body["seed"] for post in hub.posts() if "fal-ai" in post.path]
        hub.held.clear()
        hub.seen.clear()
        away.times = 0
        async with answering(server, hub, tmp_path):
            answer = await told.shows(lambda message: done(message) and "Again" in message.buttons, seconds=120)
            assert "Once upon a time." in answer.text
            await painted.shows(lambda message: done(message) and len(message.files) == 4, seconds=120)
            await asked.shows(
                lambda message: message.reply_to == asked.message.id and "Again" in message.buttons, seconds=120
            )
        (reply,) = replies(server, asked)
        assert "Once upon a time." in reply.text
        assert [post.path for post in hub.posts() if "chat" in post.path] == []
        again = [post.body["seed"] for post in hub.posts()]
        assert again[:1] == seeds[2:]
        assert len(again) == 2
        assert server.violations == []
