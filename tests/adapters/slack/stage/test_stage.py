"""What people see of a reply, on a Slack on loopback that holds the limits of the real one."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from core.actions import Button, Delete
from core.events import Begin, Facts, Offer, TextDelta
from core.messages import say
from tests.adapters.slack.theatre import FastClock, Theatre, played, words
from tests.servers.slack_server import SlackServer

pytestmark = pytest.mark.may_block

FACTS = Facts(part="answer", engine="understudy", model="understudy", seconds=1.0)


@pytest.fixture
def clock(request: pytest.FixtureRequest) -> FastClock:
    return FastClock(getattr(request, "param", 20))


@pytest.fixture
async def server(clock: FastClock) -> AsyncGenerator[SlackServer, None]:
    async with SlackServer(clock=clock, enforce_tiers=True) as server:
        yield server
        assert server.problems == []


@pytest.fixture
async def theatre(server: SlackServer, clock: FastClock, tmp_path: Path) -> AsyncGenerator[Theatre, None]:
    async with played(tmp_path, server, clock) as theatre:
        yield theatre


@pytest.mark.parametrize("clock", [2], indirect=True)
async def test_a_short_answer_is_one_message_with_its_question(theatre: Theatre) -> None:
    job = await theatre.ask(Begin(part="answer", kind="text"), TextDelta(part="answer", text="A **fox**."), FACTS)
    assert await theatre.ended(job) == "done"
    (answer,) = theatre.answers
    assert "ada" in answer.text
    assert "A **fox**." in answer.text
    assert "AI-generated" in answer.text
    assert {"Good answer", "Bad answer"} <= set(answer.buttons)


async def test_words_stream_into_the_thread_at_most_once_a_second(theatre: Theatre) -> None:
    acts = [each for step in words("word " * 60, 25) for each in (step, 0.4)]
    job = await theatre.ask(*acts, FACTS)
    assert await theatre.ended(job) == "done"
    root, answer = theatre.answers
    assert answer.thread == root.ts
    assert answer.markdown.split() == ["word"] * 60
    assert answer.stream is not None
    gaps = [later - earlier for earlier, later in zip(answer.stream.appends, answer.stream.appends[1:], strict=False)]
    assert len(gaps) >= 3
    assert theatre.server.tiers.refusals == []


async def test_forty_thousand_characters_arrive_complete(theatre: Theatre) -> None:
    paragraphs = [f"Paragraph {number} " + "goes on and on. " * 30 for number in range(80)]
    text = "\n\n".join(paragraphs) + "\n\n```python\n" + "print('fox')\n" * 300 + "```\n\nThe end."
    job = await theatre.mention(*words(text, 400))
    assert await theatre.ended(job) == "done"
    shown = "\n".join(answer.text for answer in theatre.answers)
    assert len(text) > 40_000
    for number in range(80):
        assert f"Paragraph {number} " in shown
    assert shown.count("print('fox')") == 300
    assert all(answer.text.count("```") % 2 == 0 for answer in theatre.answers)
    assert not any(answer.streaming for answer in theatre.answers)


@pytest.mark.parametrize("clock", [60], indirect=True)
@pytest.mark.parametrize("count", [1, 20, 100])
async def test_many_at_once_are_complete_at_whatever_pace_the_workspace_allows(theatre: Theatre, count: int) -> None:
    """As when everybody asks at once; in conversations of their own, since one takes a post a second."""
    said = [f"begin {number} " + "word " * 60 + f"end {number}" for number in range(count)]
    theatre.script.texts = {
        str(number): [each for step in words(text, 40) for each in (step, 2.0)] for number, text in enumerate(said)
    }
    channels = [theatre.server.add_channel(f"room-{number}") for number in range(count)]
    jobs = [await theatre.mention(message=str(number), channel=channels[number]) for number in range(count)]
    for job in jobs:
        assert await theatre.ended(job, seconds=60) == "done"
    for channel, text in zip(channels, said, strict=True):
        shown = " ".join(
            message.text for message in theatre.server.messages(channel) if message.author is theatre.server.bot
        )
        assert text in shown
    assert len(theatre.server.tiers.refusals) <= 2
