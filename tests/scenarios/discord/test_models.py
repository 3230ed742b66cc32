"""Models of a Hugging Face on loopback: what the bot sends them, and how it shows their output."""

import asyncio
import io
import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from PIL import Image

from tests.scenarios.bot_process import Bot
from tests.scenarios.discord.bot_process import running
from tests.scenarios.discord.test_commands import done
from tests.scenarios.discord.test_moderation import posted_message
from tests.servers.discord_server import Attached, DiscordServer, Message, Posting
from tests.servers.hub_server import HubServer, Refusal, Stream
from tests.servers.hub_server.answers import Answer
from tests.servers.hub_server.server import TOKEN

pytestmark = pytest.mark.asyncio(loop_scope="session")

TOKENS, A_SECOND = 600, 50


@asynccontextmanager
async def answering(
    folder: Path, answer: Answer, *, at: DiscordServer | None = None, **environ: str
) -> AsyncIterator[tuple[DiscordServer, HubServer, Bot]]:
    """Runs a bot with a model that gives this answer, on a given Discord or its own."""
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(DiscordServer()) if at is None else at
        hub = await stack.enter_async_context(HubServer())
        hub.add("org/chat", "image-text-to-text", novita="conversational")
        hub.always["chat/completions"] = answer
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
            yield server, hub, bot
        assert server.violations == []


def numbered(count: int) -> tuple[str, ...]:
    """Returns this many different words."""
    return tuple(f"w{number} " for number in range(count))


def answers(posted: Posting) -> Callable[[Message], bool]:
    """Returns a condition for the complete answer to this message."""
    return lambda message: message.reply_to == posted.message.id and "Again" in message.buttons


def numbers(texts: list[str]) -> list[int]:
    """Returns the numbers of the words in reading order."""
    return [int(found) for text in texts for found in re.findall(r"\bw(\d+)\b", text)]


async def test_600_tokens_at_50_a_second_are_shown_whole_without_a_request_too_many(folder: Path) -> None:
    words = Stream(words=numbered(TOKENS), pause=1 / A_SECOND)
    async with answering(folder, words) as (server, _, _):
        shown = await server.slash("chat", message="Count")
        await shown.shows(lambda message: "Again" in message.buttons, seconds=60)
        assert numbers([message.text for message in shown.messages]) == list(range(TOKENS))
        assert len(shown.messages) == 1
        assert server.buckets.refusals == 0
        grown = [len(numbers([look.text])) for look in shown.messages[0].looks]
        assert len(grown) > 5
        assert grown == sorted(grown)


async def test_several_answers_in_a_channel_share_its_bucket(folder: Path) -> None:
    words = Stream(words=numbered(150), pause=1 / A_SECOND)
    async with answering(folder, words) as (server, _, _):
        asked = [await server.mention("Count", by=by) for by in (server.user, server.friend) * 2]
        looks = []
        for each in asked:
            answer = await each.shows(answers(each))
            assert numbers([answer.content]) == list(range(150))
            looks.append(len(answer.looks))
        assert looks.count(1) == 1  # beside three that grow, one comes whole
        assert server.buckets.refusals == 0


async def test_a_very_long_answer_is_split_with_its_fences_and_comes_whole_as_a_file(folder: Path) -> None:
    code = [f"line_{number} = {number}\n" for number in range(1000)]
    answer = ["Here it is:\n\n", "```python\n", *code, "```\n", "That was all."]
    async with answering(folder, Stream(words=tuple(answer))) as (server, _, _):
        shown = await server.slash("chat", message="Write it")
        last = await shown.shows(lambda message: done(message) and message.files, seconds=60)
        messages = shown.messages
        assert len(messages) == 3
        assert messages[-1] is last
        for message in messages:
            assert message.text.count("```") % 2 == 0
        assert last.files[0].name.endswith(".md")
        assert last.files[0].bytes.decode() == "".join(answer)


async def test_the_model_gets_the_files_of_a_mention(folder: Path) -> None:
    written = io.BytesIO()
    Image.new("RGB", (64, 64), "orange").save(written, "PNG")
    names = ("one.md", "two.txt", "three.json", "four.rs", "five")
    texts = [Attached(name, f"verse {name}".encode()) for name in names]
    async with answering(folder, Stream()) as (server, hub, bot):
        posted = await server.mention("Read these.", files=[*texts, Attached("fox.png", written.getvalue())])
        await posted.shows("Once upon a time")
        [asked] = [seen for seen in hub.posts() if "chat/completions" in seen.path]
        said = json.dumps(asked.body)
        assert all(f"verse {name}" in said for name in names)
        assert "data:image/" in said
        assert f"<@{server.bot.id}>" not in said
        assert "verse" not in "".join(bot.log)


async def test_a_thread_has_a_conversation_of_its_own(folder: Path) -> None:
    async with answering(folder, Stream()) as (server, hub, _):
        thread = await server.thread("foxes")
        for said, at in (("I am in the channel", server.channel), ("I am in the thread", thread)):
            posted = await server.mention(said, at=at)
            await posted.shows(answers(posted))
        last = await server.mention("What did I say?", at=thread)
        await last.shows(answers(last))
        told_last = json.dumps([seen for seen in hub.posts() if "chat/completions" in seen.path][-1].body)
        assert "I am in the thread" in told_last
        assert "I am in the channel" not in told_last


async def test_the_output_of_a_model_pings_nobody(folder: Path) -> None:
    async with DiscordServer() as server:
        calls = ("@everyone and @here, ", f"<@{server.friend.id}> ", "<@&42> ", f"<@!{server.user.id}>")
        async with answering(folder, Stream(words=calls), at=server):
            for shown in (await server.slash("chat", message="Call them"), await server.mention("Call them")):
                message = await shown.shows(lambda message: "Again" in message.buttons)
                assert (message.mentions, message.pinged_everybody) == ([], False)
                assert "@everyone" not in message.text
                assert all("@everyone" not in look.content for look in message.looks)


async def test_a_waiting_person_sees_the_position_in_the_queue(folder: Path) -> None:
    slow = Stream(words=("Once ", "upon "), stall=True)
    async with answering(folder, slow, TROUBADOUR_PROVIDER_CALLS="huggingface=1") as (server, _, _):
        first = await server.slash("chat", message="Tell me")
        running_one = await first.shows(lambda message: "Once upon" in message.text)
        second = await server.slash("chat", by=server.friend, message="Tell me, too")
        await second.shows("Your request is next")
        await server.press(running_one, "Stop")
        await second.shows("Once upon")


@pytest.mark.parametrize("age_restricted", [False, True], ids=["for all", "age-restricted"])
async def test_a_picture_that_its_provider_flags_is_shown_nowhere(folder: Path, age_restricted: bool) -> None:
    written = io.BytesIO()
    Image.new("RGB", (64, 64), "orange").save(written, "PNG")
    async with DiscordServer() as server:
        place = await server.add_channel("attic", nsfw=age_restricted)
        async with answering(folder, Stream(), at=server, TROUBADOUR_TEXT_TO_IMAGE_MODELS="org/painter:fal-ai") as (
            _,
            hub,
            _,
        ):
            hub.add("org/painter", "text-to-image", **{"fal-ai": "text-to-image"})
            hub.files["picture"] = written.getvalue()
            flagged = {"images": [{"url": f"{hub.url}/files/picture"}], "has_nsfw_concepts": [True]}
            hub.always["/fal-ai/"] = Refusal(status=200, body=flagged)
            for shown in (
                await server.slash("imagine", at=place, prompt="a fox"),
                await server.mention("!imagine a fox", at=place),
            ):
                refused = await shown.shows(lambda message: "⚠️" in message.text and "Stop" not in message.buttons)
                assert "content" in refused.text
                assert refused.files == ()


async def test_stop_closes_the_model_s_stream(folder: Path) -> None:
    async with answering(folder, Stream(words=("Once ", "upon "), stall=True)) as (server, hub, _):
        shown = await server.slash("chat", message="Tell me")
        message = await shown.shows(lambda message: "Once upon" in message.text and "Stop" in message.buttons)
        before = hub.open_connections
        await server.press(message, "Stop")
        stopped = await shown.shows("Stopped by Ada")
        assert "Stop" not in stopped.buttons
        assert "Once upon" in stopped.text
        async with asyncio.timeout(20):
            while hub.open_connections >= before:
                await asyncio.sleep(0.01)


async def test_used_up_credit_is_reported_to_the_caller_and_once_to_administrators(folder: Path) -> None:
    spent = Refusal(status=402, body={"error": "You have exceeded your monthly included credits."})
    async with DiscordServer() as server:
        office = await server.add_channel("office")
        async with answering(folder, spent, at=server, DISCORD_ADMIN_CHANNEL=str(office.id)):
            for _ in range(2):
                shown = await server.slash("chat", message="Tell me")
                await shown.shows("credit")
            await posted_message(server, office, "credit")
        assert len([message for message in server.state.messages.values() if message.channel is office]) == 1


async def test_an_error_of_a_model_is_shown_with_advice(folder: Path) -> None:
    async with answering(folder, Refusal(status=500, body={"error": "broken"})) as (server, _, bot):
        shown = await server.slash("chat", message="Tell me a secret")
        failed = await shown.shows(lambda message: "⚠️" in message.text, seconds=60)
        assert "Stop" not in failed.buttons
        assert "secret" not in "".join(bot.log)
