"""Texts in messages: complete, within limits, code staying code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.outbound.pages import PAGE_CHARACTERS, lay_out, split_text
from adapters.slack.outbound.reply import SlackQuestion, SlackReply
from core.domain.actions import Button, Delete
from core.domain.events import Done, Ending, Failure, Offer, Problem, Statement, Stopped, TextDelta, TextReplace
from core.domain.layout import Layout
from core.domain.sentences import say
from core.i18n.rendering import render
from core.text.markdown_lines import open_fence

BUTTON = Button(label=say("button-delete"), action=Delete(job="job-1"), id="delete-1")
LINES = st.lists(
    st.sampled_from(["```python", "```", "a line of words", "", "print(1)", "# Heading", "~~~"]), max_size=60
)


@given(LINES, st.lists(st.integers(0, 900), max_size=4))
def test_every_message_closes_its_code_and_nothing_is_lost(lines: list[str], cuts: list[int]) -> None:
    text = "\n".join(lines)
    found = split_text(text, sorted(set(cuts)))
    assert all(open_fence(page.text) is None for page in found)
    assert [page.end for page in found] == sorted(page.end for page in found)
    assert found[-1].end == len(text) or not text.strip()
    words = " ".join(page.text for page in found)
    assert words.count("a line of words") >= text.count("a line of words") - len(found)


def test_forty_thousand_characters_are_four_messages() -> None:
    found = split_text(("word " * 19 + "end.\n\n") * 404)
    assert len(found) == 4
    assert all(len(page.text) <= PAGE_CHARACTERS for page in found)
    assert all(page.text.rstrip().endswith("end.") for page in found)


def test_buttons_and_feedback_stand_under_the_last_message() -> None:
    reply = _reply(TextDelta(part="answer", text="word " * 5_000), Offer(actions=(BUTTON,)), Done())
    pages = lay_out(reply, Layout.TEXT).pages
    assert [bool(page.tail) for page in pages] == [False, False, True]


@pytest.mark.parametrize("ending", [Stopped(by="Ada"), Failure(error=Problem(sentence=say("no-picture-came")))])
def test_a_stopped_or_failed_answer_has_its_buttons(ending: Ending) -> None:
    (page,) = lay_out(_reply(Offer(actions=(BUTTON,)), ending), Layout.TEXT).pages
    (row,) = [block for block in page.tail if block["type"] == "actions"]
    assert [button["action_id"] for button in row["elements"]] == [BUTTON.id]


def test_the_question_stands_above_the_first_message_alone() -> None:
    reply = _reply(TextReplace(part="answer", text="A fox."), Done())
    (page,) = lay_out(reply, Layout.TEXT).pages
    assert page.head
    root, answer = lay_out(reply, Layout.TEXT, threaded=True).pages
    assert root.head
    assert not root.text
    assert not answer.head


def test_what_the_bot_says_itself_stands_before_the_text() -> None:
    said = Statement(part="answer", sentences=(say("no-picture-came"),))
    (page,) = lay_out(_reply(said, TextDelta(part="answer", text="A fox."), Done()), Layout.TEXT).pages
    assert page.text.split("\n\n") == [render(say("no-picture-came")), "A fox."]


def test_an_answer_without_text_says_that_it_is_done() -> None:
    (page,) = lay_out(_reply(Done()), Layout.TEXT).pages
    assert page.text == "Done."


def _reply(*events: Statement | TextDelta | TextReplace | Offer | Ending) -> SlackReply:
    reply = SlackReply(job="job-1", locale="en", question=SlackQuestion(name="Ada", command="/chat", quoted="Hello"))
    for event in events:
        reply.take(event)
    return reply
