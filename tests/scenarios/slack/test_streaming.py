"""Answers that grow: complete whatever happens to the stream, and within the workspace's rate limits."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from aiohttp import web

from tests.scenarios.slack.bot_process import running
from tests.scenarios.slack.test_commands import done
from tests.servers.hub_server import HubServer, Stream
from tests.servers.hub_server.answers import STREAM
from tests.servers.hub_server.server import LATE, TOKEN
from tests.servers.slack_server import Message, MovableClock, SlackServer, User, UserAction
from tests.servers.slack_server.rules import TIERS

pytestmark = pytest.mark.asyncio(loop_scope="session")

NUMBER = re.compile(r"\bw(\d{5})\b")


@dataclass(frozen=True, kw_only=True)
class Slow(Stream):
    """An answer that waits for `gate` in the middle of its words."""

    gate: asyncio.Event | asyncio.Barrier | None = None

    async def send(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"content-type": STREAM})
        response.enable_chunked_encoding()
        await response.prepare(request)
        await asyncio.sleep(self.wait)
        frames = list(self._frames())
        for number, frame in enumerate(frames):
            if self.gate is not None and number == len(frames) // 2:
                await self.gate.wait()
            await response.write(frame)
            if self.pause:
                await asyncio.sleep(self.pause)
        await response.write_eof()
        return response


def numbered(count: int, *, fence: tuple[int, int] = (-1, -1)) -> tuple[str, ...]:
    """Distinct words in paragraphs; the words in `fence` are code."""
    words = []
    for number in range(count):
        begin = "\n\n```python\n" if number == fence[0] else ""
        end = "\n```\n\n" if number == fence[1] else "\n\n" if number % 60 == 59 else ""
        words.append(f"{begin} w{number:05d}{end}")
    return tuple(words)


def numbers(messages: list[Message]) -> list[int]:
    """The words of an answer in the order in which people read them."""
    return [int(found) for message in messages for found in NUMBER.findall(message.markdown or message.text)]


@asynccontextmanager
async def answering(
    folder: Path, answer: Stream | None = None, *, clock: MovableClock | None = None, **environ: str
) -> AsyncIterator[SlackServer]:
    """A Slack whose bot answers with this text, from a model of a Hugging Face on loopback."""
    async with SlackServer(clock=clock or MovableClock(), enforce_tiers=True) as server, HubServer() as hub:
        hub.add("org/chat", novita="conversational")
        if answer is not None:
            hub.always["chat/completions"] = answer
        told = {
            "HF_TOKEN": TOKEN,
            "HF_ENDPOINT": hub.url,
            "TROUBADOUR_HF_ROUTER_URL": hub.router,
            "TROUBADOUR_BUILTIN_ENGINE": "off",
            "TROUBADOUR_CHAT_COMPLETION_MODELS": "org/chat",
            **environ,
        }
        async with running(server, folder, **told) as bot:
            await server.ready()
            yield server
        assert server.problems == []
        assert bot.unforeseen() == []


def answers(asked: UserAction) -> list[Message]:
    """The messages of an answer, without its root and without ephemeral messages."""
    return [message for message in asked.messages if message.thread and not message.ephemeral]


async def complete(asked: UserAction, count: int, *, seconds: float = 90.0) -> list[Message]:
    """The answer once it is there with all its words, each once and in order."""
    await asked.shows(
        lambda _: numbers(answers(asked))[-1:] == [count - 1] and done(answers(asked)[-1]), seconds=seconds
    )
    found = answers(asked)
    assert numbers(found) == list(range(count))
    assert not any(message.stuck or message.streaming for message in found)
    return found


@pytest.mark.parametrize("thoughts", [(), ("A", " tale", "?")])
async def test_a_late_answer_streams_in_every_place(folder: Path, thoughts: tuple[str, ...]) -> None:
    gate = asyncio.Event()
    answer = Slow(words=LATE.words * 3, wait=LATE.wait, pause=LATE.pause, thoughts=thoughts, gate=gate)
    async with answering(folder, answer) as server:
        root = (await server.write("Let us talk.")).message
        places = [
            await server.mention("Tell me a tale."),
            await server.mention("Tell me a tale.", thread=root),
            await server.direct_message("Tell me a tale."),
        ]
        for asked in places:
            await asked.shows(lambda message: message.streaming and "Once" in message.text)
        gate.set()
        for asked in places:
            await asked.shows(lambda message: " ".join(["Once upon a time"] * 3) in message.text and done(message))
        methods = [call.method for call in server.state.calls if call.method.startswith("chat.")]
        assert methods.count("chat.startStream") == methods.count("chat.stopStream") == len(places)
        assert not {"chat.postMessage", "chat.update"} & set(methods)


async def test_forty_thousand_characters_arrive_complete(folder: Path) -> None:
    words = numbered(5_800, fence=(1_500, 1_900))
    assert len("".join(words)) > 40_000
    async with answering(folder, Slow(words=words, pause=0.0005)) as server:
        asked = await server.mention("Tell me everything.")
        found = await complete(asked, 5_800)
        assert len(found) >= 4
        for message in found:
            assert len(message.markdown) <= 12_000
            assert message.markdown.count("```") % 2 == 0
        refused = [(call.method, call.error) for call in server.state.calls if call.error]
        assert refused == []


async def test_a_stream_grows_no_more_than_once_a_second(folder: Path) -> None:
    async with answering(folder, Slow(words=numbered(400), pause=0.01)) as server:
        asked = await server.direct_message("Tell me everything.")
        found = await complete(asked, 400)
        assert server.state.calls
        moments = [call.at for call in server.state.calls if call.method in ("chat.startStream", "chat.appendStream")]
        assert len(moments) >= 3
        assert all(later - earlier > 0.9 for earlier, later in pairwise(moments))
        sizes = [len(look.text) for look in found[0].looks]
        assert sizes == sorted(sizes)


async def test_a_stream_that_slack_closed_is_repaired(folder: Path) -> None:
    clock, gate = MovableClock(), asyncio.Event()
    async with answering(folder, Slow(words=numbered(200), gate=gate), clock=clock) as server:
        asked = await server.mention("Tell me everything.")
        await asked.shows(lambda message: message.streaming and NUMBER.search(message.markdown))
        clock.advance(301)
        gate.set()
        await complete(asked, 200)
        assert "message_not_in_streaming_state" in [call.error for call in server.state.calls]


async def test_a_stream_that_holds_less_than_expected_goes_on_in_another(folder: Path) -> None:
    async with answering(folder, Slow(words=numbered(600), pause=0.005)) as server:
        server.state.stream_characters = 1_500
        asked = await server.mention("Tell me everything.")
        await complete(asked, 600)
        assert "msg_too_long" in [call.error for call in server.state.calls]


async def test_without_streams_it_posts_and_updates(folder: Path) -> None:
    async with answering(folder, Slow(words=numbered(300), pause=0.01)) as server:
        server.api.refuses["chat.startStream"] = "channel_type_not_supported"
        asked = await server.mention("Tell me everything.")
        await complete(asked, 300)
        again = await server.mention("Tell me more.")
        await complete(again, 300)
        methods = [call.method for call in server.state.calls]
        assert methods.count("chat.startStream") <= 2
        assert "chat.update" in methods


async def test_the_native_stop_stops(folder: Path) -> None:
    gate = asyncio.Event()
    async with answering(folder, Slow(words=numbered(200), gate=gate)) as server:
        asked = await server.direct_message("Tell me everything.")
        message = await asked.shows(lambda message: message.streaming and NUMBER.search(message.markdown))
        await server.stop_session(message)
        stopped = await asked.shows(lambda message: "Stopped by" in message.text)
        assert not stopped.streaming
        assert asked.message
        session = server.state.sessions[asked.channel.id, asked.message.ts]
        await server.state.changes.until(lambda: session.status != "processing", what="no longer processing")


async def test_without_the_native_stop_the_requester_gets_a_button(folder: Path) -> None:
    gate = asyncio.Event()
    async with answering(folder, Slow(words=numbered(200), gate=gate)) as server:
        server.team.agent_view = False
        asked = await server.mention("Tell me everything.")
        offer = await asked.shows(lambda message: "Stop" in message.buttons)
        assert asked.message
        assert offer.thread == asked.message.ts
        await server.press(offer, "Stop")
        await asked.shows(lambda message: "Stopped by" in message.text)
        await server.state.changes.until(lambda: offer.deleted, what="the offer goes away")
        # The slash command's answer stands in the thread of its question.
        asked = await server.command("/chat", "Tell me everything.")
        offer = await asked.shows(lambda message: "Stop" in message.buttons)
        assert offer.thread is not None
        gate.set()
        await asked.shows(lambda message: done(message) and "w00199" in message.text)
        await server.state.changes.until(lambda: offer.deleted, what="the offer goes away")


@pytest.mark.chaos
@pytest.mark.parametrize("count", [1, 20, 100])
async def test_many_simultaneous_answers_are_complete_within_the_budget(folder: Path, count: int) -> None:
    # No answer passes its middle before all have reached it.
    async with answering(folder, Slow(words=numbered(150), pause=0.02, gate=asyncio.Barrier(count))) as server:
        people = [server.add_user(f"guest{number}") for number in range(count)]
        all_asked = [await server.direct_message("Tell me everything.", by=person) for person in people]
        for asked in all_asked:
            await complete(asked, 150, seconds=240)
        assert server.tiers.refusals == []
        started = [call for call in server.state.calls if call.method == "chat.startStream"]
        first_minute = [call for call in started if call.at < started[0].at + 60]
        assert len(first_minute) == min(count, TIERS["t2"]), "as many grow as Slack lets begin in a minute"


@pytest.mark.chaos
async def test_twenty_simultaneous_answers_in_one_channel_are_complete_within_the_budget(folder: Path) -> None:
    async with answering(folder, Slow(words=numbered(150), pause=0.02, gate=asyncio.Barrier(20))) as server:
        people = [server.add_user(f"guest{number}") for number in range(20)]
        place = server.add_channel("hall", *people)
        all_asked = [await server.mention("Tell me everything.", by=person, at=place) for person in people]
        for asked in all_asked:
            await complete(asked, 150, seconds=240)
        assert server.tiers.refusals == []


async def test_people_and_places_choose_how_answers_grow(folder: Path) -> None:
    async with SlackServer() as server, running(server, folder, TROUBADOUR_BUILTIN_ENGINE_PACE="0.02") as bot:
        await server.ready()

        async def streams(by: User) -> bool:
            before = len(server.state.calls)
            asked = await server.mention("complete Once upon a time --max-new-tokens 60", by=by)
            await asked.shows(lambda message: done(message) and "Again" in message.buttons)
            return any(call.method == "chat.startStream" for call in server.state.calls[before:])

        async def choose(text: str, by: User) -> None:
            await (await server.command("/troubadour", f"showing {text}", by=by)).refused()

        assert await streams(server.friend)
        await choose("final", server.friend)
        assert [await streams(by) for by in (server.friend, server.user)] == [False, True]
        await choose("final --place", server.user)
        await choose("live", server.friend)
        assert [await streams(by) for by in (server.friend, server.user)] == [True, False]
        assert server.problems == []
        assert bot.unforeseen() == []
