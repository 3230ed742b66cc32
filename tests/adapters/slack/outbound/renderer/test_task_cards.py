"""Task cards in streams: the steps before the first word, in workspaces with the agent view."""

import pytest

from core.domain.errors import Missing
from core.domain.events import Begin, Progress, TextDelta
from core.domain.sentences import say
from tests.adapters.slack.outbound.renderer.renderer_harness import RendererHarness, Step

pytestmark = [pytest.mark.may_block, pytest.mark.parametrize("clock", [40], indirect=True)]

BEGIN = Begin(part="answer", kind="text")
THINKING = Progress(sentence=say("thinking"), part="answer")
WRITING = Progress(sentence=say("limerick-writing"), part="answer")
WORDS = tuple(each for _ in range(20) for each in (TextDelta(part="answer", text=" fox"), 0.5))


async def test_each_step_before_the_first_word_is_a_card_of_the_answer(harness: RendererHarness) -> None:
    job = await harness.mention(BEGIN, THINKING, 3.0, WRITING, 3.0, *WORDS)
    assert await harness.ended(job) == "done"
    (answer,) = harness.answers
    assert answer.stream is not None
    cards = [(card["title"], card["status"]) for card in answer.tasks.values()]
    assert len({title for title, _ in cards}) == 2
    assert {status for _, status in cards} == {"complete"}
    assert answer.text.count("fox") == 20
    started = harness.called("chat.startStream")
    assert [chunk["type"] for chunk in started[0]["chunks"]] == ["task_update"]
    assert len(started) == 1


async def test_a_failure_before_the_first_word_ends_the_card(harness: RendererHarness) -> None:
    job = await harness.mention(BEGIN, THINKING, 3.0, Missing("button-expired"))
    assert await harness.ended(job) == "failed"
    (answer,) = harness.answers
    assert "expired" in answer.text
    assert not answer.streaming
    assert {card["status"] for card in answer.tasks.values()} == {"complete"}


async def test_a_wait_longer_than_a_stream_leaves_one_whole_answer(harness: RendererHarness) -> None:
    harness.server.state.stream_seconds = 300.0
    waiting: list[Step] = [100.0, THINKING]
    job = await harness.mention(BEGIN, THINKING, *(waiting * 7), *WORDS)
    assert await harness.ended(job) == "done"
    (answer,) = [each for each in harness.answers if not each.deleted]
    assert answer.text.count("fox") == 20
    assert not answer.streaming


async def test_where_slack_takes_no_cards_the_answer_streams_without(harness: RendererHarness) -> None:
    harness.server.state.task_cards = False
    for _ in range(2):
        job = await harness.mention(BEGIN, THINKING, 3.0, *WORDS)
        assert await harness.ended(job) == "done"
    assert [answer.text.count("fox") for answer in harness.answers] == [20, 20]
    assert all(answer.stream for answer in harness.answers)
    refused = [call for call in harness.server.state.calls if call.method == "chat.startStream" and call.error]
    assert len(refused) == 1


async def test_without_the_agent_view_progress_is_a_message(harness: RendererHarness) -> None:
    harness.server.team.agent_view = False
    job = await harness.mention(BEGIN, THINKING, 3.0, *WORDS)
    assert await harness.ended(job) == "done"
    assert not any(message.tasks for message in harness.server.state.messages.values())
