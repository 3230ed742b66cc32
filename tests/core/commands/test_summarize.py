"""`/summarize`: what the model reads, links and spoilers in the answer, long ranges, and who stays out."""

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from datetime import datetime

import pytest

from core.commands.catalogue import BUILT_IN
from core.commands.parts.reading_in_parts import AT_ONCE, NOTES_TOKENS
from core.commands.summarize import summarize_whole
from core.domain.actions import Run
from core.domain.errors import NotAllowed
from core.domain.events import Done, Event, Facts, Progress
from core.domain.limits import Rate
from core.domain.request import QuotedMessage, Request
from core.domain.sentences import say
from core.domain.tasks import Task
from core.i18n.rendering import render
from core.inference.engine import Capacity
from core.inference.fair_gate import FairGate
from core.inference.outputs import Output
from core.inference.requests import ChatRequest, InferenceRequest
from core.inference.router import Router
from core.moderation.blocked import Person, block
from core.platform import ChannelHistory, ChannelMessage, ChannelPosition
from core.store.sqlite.store import SqliteStore
from core.text.moments import moment_of
from tests.core.commands.reading import buttons, every, failed, stated, written
from tests.core.conftest import Core
from tests.core.recording_platform import ANN, BEN, HALL, RecordingPlatform, request
from tests.core.scripted_engine import Answer, ScriptedEngine, text

NOW = 1_800_000_000.0


class ReadablePlatform(RecordingPlatform):
    """A platform whose channels can be read."""

    def __init__(self) -> None:
        super().__init__()
        self.history = ChannelHistory(messages=())
        self.asked: list[tuple[str | None, float]] = []

    def position(self, text: str) -> ChannelPosition | None:
        channel, _, at = text.removeprefix("link:").partition("@")
        return ChannelPosition(channel=channel, message="1", at=float(at)) if text.startswith("link:") else None

    async def read_channel(self, request: Request, channel: str | None, since: float, limit: int) -> ChannelHistory:
        self.asked.append((channel, since))
        if channel == "secret":
            raise NotAllowed("summary-not-readable")
        return self.history


def message(
    number: int, words: str, author: str = BEN.key, name: str = "Ben", reply_to: str | None = None
) -> ChannelMessage:
    at, link = NOW + number, f"https://m/{number}"
    return ChannelMessage(id=str(number), author=author, name=name, text=words, at=at, link=link, reply_to=reply_to)


class SmallEngine(ScriptedEngine):
    """An engine whose model takes little, and that summarises by naming the numbers that it was sent."""

    async def capacity(self, request: InferenceRequest) -> Capacity:
        return Capacity(tokens=3_000, sees=False, prices=(0.1, 0.4))


def numbers(asked: InferenceRequest) -> Answer:
    assert isinstance(asked, ChatRequest)
    found = re.findall(r"\[(m\d+)\]", asked.messages[-1].text)
    return text("Decisions\n" + "\n".join(f"- said [{number}]" for number in found) + "\n- invented [m99999]")


@pytest.fixture
def engine() -> SmallEngine:
    return SmallEngine(numbers)


@pytest.fixture
def platform() -> ReadablePlatform:
    return ReadablePlatform()


@pytest.fixture
async def core(store: SqliteStore, engine: SmallEngine, platform: ReadablePlatform) -> AsyncIterator[Core]:
    core = Core(store, [*BUILT_IN, summarize_whole], [engine])
    core.platform = platform
    core.platforms[platform.name] = platform
    core.start()
    yield core
    await core.shut_down()


def notes(events: list[Event]) -> str:
    return "\n".join(render(note) for fact in every(Facts, events) for note in fact.notes)


async def test_each_point_links_to_its_message_and_invented_numbers_are_left_out(
    core: Core, engine: SmallEngine, platform: ReadablePlatform
) -> None:
    platform.history = ChannelHistory(
        messages=[message(1, "we go on Thursday"), message(2, "agreed", ANN.key, "Ann", reply_to="1")],
        unreadable=3,
        why=say("summary-why-discord"),
    )
    events = await core.play(request("summarize"))
    assert written(events) == "Decisions\n- said [↗](https://m/1)\n- said [↗](https://m/2)\n- invented "
    (asked,) = engine.asked
    assert isinstance(asked, ChatRequest)
    assert asked.messages[-1].text.endswith("Ann (to m1): agreed")
    assert "2 messages since" in notes(events)
    assert "3 messages could not be read." in notes(events)
    assert "Message Content Intent" in notes(events)
    assert await core.store.load_turns("test:home:hall||public", 9) == []


async def test_it_is_private_unless_it_is_shared(core: Core, platform: ReadablePlatform) -> None:
    platform.history = ChannelHistory(messages=[message(1, "hello")])
    await core.play(request("summarize", "r1"))
    await core.play(request("summarize", "r2", share=True))
    jobs = [await core.store.job(id) for id in ("r1", "r2")]
    assert [job.private for job in jobs if job] == [True, False]


async def test_spoilers_stay_spoilers_and_the_model_does_not_see_them(
    core: Core, engine: SmallEngine, platform: ReadablePlatform
) -> None:
    platform.history = ChannelHistory(messages=[message(1, "the butler ||did it|| in the end")])
    engine._answer = lambda _: text("- The butler [hidden 1] [m1]")
    events = await core.play(request("summarize"))
    assert "did it" not in str(engine.asked[0])
    assert written(events) == "- The butler ||did it|| [↗](https://m/1)"


async def test_blocked_and_forgotten_people_stay_out(
    core: Core, engine: SmallEngine, platform: ReadablePlatform
) -> None:
    gone = "test:home:gone"
    platform.history = ChannelHistory(
        messages=[message(1, "secret", gone, "Gone"), message(2, "rude", "test:home:rude", "Rude"), message(3, "hi")]
    )
    await core.store.forget_person(gone, NOW + 2)
    await block(core.store, HALL, Person(user="rude", name="Rude"), NOW)
    await core.play(request("summarize"))
    sent = str(engine.asked[0])
    assert "secret" not in sent
    assert "rude" not in sent.lower()
    assert "hi" in sent


async def test_a_long_range_says_its_cost_first_and_is_read_in_parts(
    core: Core, engine: SmallEngine, platform: ReadablePlatform
) -> None:
    platform.history = ChannelHistory(messages=[message(number, f"word {number} " * 8) for number in range(1, 1501)])
    events = await core.play(request("summarize", "r1", since="link:hall@5"))
    assert engine.asked == []
    assert "There are 1,500 messages." in stated(events)
    assert re.search(r"That costs about \$0\.\d\d", stated(events))
    ((label, button),) = (each for each in buttons(events).items() if each[0].startswith("Summarise ("))
    run = button.action
    assert isinstance(run, Run)
    assert f"about {run.options['requests']} requests" in stated(events)
    engine._answer = numbers_of_notes
    pressed = request(run.command, "r2").model_copy(update={"options": run.options})
    whole = await core.play(pressed)
    assert isinstance(whole[-1], Done)
    assert label == f"Summarise ({len(engine.asked)} requests)"
    assert platform.asked == [("hall", 5.0), ("hall", 5.0)]
    links = set(re.findall(r"https://m/(\d+)", written(whole)))
    assert links == {str(number) for number in range(1, 1501)}
    assert all(isinstance(asked, ChatRequest) and not asked.cacheable for asked in engine.asked)
    assert [each for each in every(Progress, whole) if each.fraction]


def numbers_of_notes(asked: InferenceRequest) -> Answer:
    assert isinstance(asked, ChatRequest)
    found = re.findall(r"m\d+", asked.messages[-1].text)
    return text(f"- [{', '.join(dict.fromkeys(found))}]")


class Provider(ScriptedEngine):
    """A provider that writes eighty tokens a second: all requests that it has end together, and the clock goes on."""

    def __init__(self) -> None:
        super().__init__(numbers_of_notes, name="hub")
        self.time = NOW
        self.waiting = 0
        self._ended = asyncio.Event()

    def now(self) -> float:
        """The time of a clock that only `end_all` moves."""
        return self.time

    async def sleep(self, seconds: float) -> None:
        """Waits until the clock has moved so far."""
        until = self.time + seconds
        while self.time < until:
            await self._ended.wait()

    def end_all(self) -> None:
        """Lets the requests end that have come so far, each with notes of full length."""
        self.time += 1.0 + NOTES_TOKENS / 80
        self.waiting = 0
        ended, self._ended = self._ended, asyncio.Event()
        ended.set()

    async def _play(self, request: InferenceRequest) -> AsyncGenerator[Output, None]:
        self.waiting += 1
        await self._ended.wait()
        async with aclosing(super()._play(request)) as outputs:
            async for output in outputs:
                yield output


async def test_three_thousand_messages_take_under_two_minutes_at_sixty_requests_a_minute(
    store: SqliteStore, platform: ReadablePlatform
) -> None:
    provider = Provider()
    gate = FairGate(store, provider, {"hub": Rate(units=60, period="minute")})
    core = Core(store, [*BUILT_IN, summarize_whole], [Router({task: [provider] for task in Task}, gate)])
    core.platforms["test"] = core.platform = platform
    core.start()
    platform.history = ChannelHistory(messages=[message(number, f"word {number} " * 20) for number in range(1, 3001)])
    told = buttons(await core.play(request("summarize", "r1", since="link:hall@5")))
    ((label, button),) = (each for each in told.items() if each[0].startswith("Summarise ("))
    assert isinstance(button.action, Run)
    left = int(re.sub(r"\D", "", label))
    assert 15 < left < 60
    await core.accept(request(button.action.command, "r2").model_copy(update={"options": button.action.options}))
    while left:
        together = min(AT_ONCE, left - 1) or 1  # the answer is written from all notes
        await core.until(lambda: provider.waiting == together)  # noqa: B023 - awaited within the loop
        provider.end_all()
        left -= together
    whole = await core.ended("r2")
    assert set(re.findall(r"https://m/(\d+)", written(whole))) == {str(number) for number in range(1, 3001)}
    assert provider.time - NOW < 120
    await core.shut_down()


async def test_who_may_not_read_a_channel_gets_no_summary(core: Core, engine: SmallEngine) -> None:
    events = await core.play(request("summarize", channel="secret"))
    assert "You may not read that channel" in failed(events)
    assert engine.asked == []


async def test_a_message_that_a_menu_adds_counts_as_read(
    core: Core, engine: SmallEngine, platform: ReadablePlatform
) -> None:
    platform.history = ChannelHistory(messages=[], unreadable=1, why=say("summary-why-discord"))
    added = QuotedMessage(id="7", author=BEN.key, name="Ben", text="the plan is off", at=NOW)
    asked = request("summarize", since=f"link:hall@{NOW}").model_copy(update={"quoted": (added,)})
    events = await core.play(asked)
    assert "the plan is off" in str(engine.asked[0])
    assert "could not be read" not in notes(events)


async def test_a_moment_that_nobody_understands_is_said(core: Core) -> None:
    assert "--since must be a day" in failed(await core.play(request("summarize", since="the other day")))


@pytest.mark.parametrize(
    ("said", "seconds_ago"),
    [("3 hours", 10_800), ("vor 2 Tagen", 172_800), ("il y a 5 minutes", 300), ("1d ago", 86_400), ("3時間前", 10_800)],
)
def test_a_time_ago_is_understood(said: str, seconds_ago: float) -> None:
    assert moment_of(said, NOW) == NOW - seconds_ago


@pytest.mark.parametrize(
    "said", ["yesterday", "gestern", "hier", "ayer", "ontem", "昨日", "2027-01-14", "since yesterday"]
)
def test_a_day_begins_at_midnight(said: str) -> None:
    assert moment_of(said, NOW) == 1_799_884_800.0


@pytest.mark.parametrize(
    ("said", "zone", "right"),
    [
        ("today", "America/New_York", "2027-01-15T00:00-05:00"),
        ("yesterday", "Asia/Tokyo", "2027-01-14T00:00+09:00"),
        ("2027-07-01", "Europe/Berlin", "2027-07-01T00:00+02:00"),
        ("2027-01-10T08:00+00:00", "Europe/Berlin", "2027-01-10T08:00+00:00"),
        ("today", "Nowhere/At_All", "2027-01-15T00:00+00:00"),
        ("today", "../etc/passwd", "2027-01-15T00:00+00:00"),
    ],
)
def test_a_day_begins_where_the_person_is(said: str, zone: str, right: str) -> None:
    assert moment_of(said, NOW, zone) == datetime.fromisoformat(right).timestamp()
