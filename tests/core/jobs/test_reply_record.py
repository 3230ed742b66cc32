"""The record of a reply shows the same reply, also after it was stored."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from core.domain.events import (
    Begin,
    Done,
    Event,
    Facts,
    Failure,
    Offer,
    Problem,
    Progress,
    Statement,
    Stopped,
    TextDelta,
    TextReplace,
    Trouble,
)
from core.domain.sentences import say
from core.jobs.reply_record import ENDING, ReplyRecord, stored_reply
from core.replies.state import Reply

PARTS = st.sampled_from(["one", "two"])
WORDS = st.text(max_size=5)
EVENTS = st.lists(
    st.one_of(
        st.builds(Begin, part=PARTS, kind=st.just("text"), title=st.none()),
        st.builds(TextDelta, part=PARTS, text=WORDS),
        st.builds(TextReplace, part=PARTS, text=WORDS),
        st.builds(Progress, sentence=st.just(say("thinking")), part=PARTS),
        st.builds(Statement, part=PARTS, sentences=st.just((say("thinking"),))),
        st.builds(Facts, part=PARTS, engine=WORDS, model=WORDS),
        st.builds(Trouble, part=PARTS, error=st.just(Problem(sentence=say("thinking")))),
        st.builds(Offer, part=PARTS, actions=st.just(())),
    ),
    max_size=20,
)
ENDINGS = st.sampled_from([Done(), Stopped(by="Ann"), Failure(error=Problem(sentence=say("thinking")))])


def reply(events: list[Event]) -> Reply[str]:
    shown: Reply[str] = Reply("r1", "en")
    for event in events:
        shown.take(event)
    return shown


@given(events=EVENTS, ending=ENDINGS)
def test_a_stored_reply_shows_what_was_shown(events: list[Event], ending: Done | Stopped | Failure) -> None:
    record = ReplyRecord()
    for event in (*events, ending):
        record.take(event)
    found = stored_reply({ENDING: json.loads(json.dumps(record.to_json()))})
    assert found is not None
    again, last = found
    assert last == ending
    assert reply([*again, last]) == reply([*events, ending])
    texts = [event for event in again if isinstance(event, TextDelta | TextReplace)]
    assert len(texts) == len({event.part for event in texts}), "one event for each text"


@pytest.mark.parametrize("damaged", [None, {}, [], [{"event": "future"}], [{"event": "begin"}], ["done"], 3])
def test_a_damaged_ending_is_none(damaged: JsonValue) -> None:
    assert stored_reply({ENDING: damaged}) is None
    assert stored_reply({}) is None
