"""Events have one JSON form, and come back from it unchanged."""

import json
import string

from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.actions import Button, Delete, Form, Run, Stop, kind_of
from core.domain.events import (
    EVENT,
    Begin,
    Done,
    Event,
    Facts,
    Failure,
    Offer,
    Picture,
    Problem,
    Progress,
    Recording,
    Statement,
    Stopped,
    TextDelta,
    TextFile,
    TextReplace,
    Trouble,
)
from core.domain.request import MediaRef
from core.domain.sentences import CommandName, ModelName, Moment, Names, Quote, Sentence

words = st.text(max_size=30)
plain = words | st.integers(-(2**40), 2**40) | st.floats(allow_nan=False, allow_infinity=False)
typed = (
    st.builds(Moment, at=st.floats(0, 1e10))
    | st.builds(CommandName, name=words)
    | st.builds(ModelName, name=words)
    | st.builds(Quote, text=words)
    | st.builds(Names, items=st.lists(words, max_size=3).map(tuple))
)
names = st.text(string.ascii_lowercase, min_size=1, max_size=8)
sentences = st.recursive(
    st.builds(Sentence, id=names, values=st.dictionaries(names, plain | typed, max_size=3)),
    lambda inner: st.builds(Sentence, id=names, values=st.dictionaries(names, inner | plain, max_size=2)),
    max_leaves=3,
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | words, lambda inner: st.lists(inner, max_size=2)
)
options = st.dictionaries(names, json_values, max_size=3)
media = st.builds(
    MediaRef,
    sha256=st.text("0123456789abcdef", min_size=64, max_size=64),
    media_type=words,
    size=st.integers(0, 2**40),
    name=words,
)
inputs = st.lists(media, max_size=2).map(tuple)
problems = st.builds(Problem, sentence=sentences, id=st.none() | words)
actions = (
    st.builds(Run, command=words, options=options, inputs=inputs, fresh=st.booleans())
    | st.builds(Form, command=words, options=options, inputs=inputs)
    | st.builds(Stop, job=words)
    | st.builds(Delete, job=words)
)
buttons = st.builds(Button, label=sentences, action=actions, id=st.none() | words)
fractions = st.none() | st.floats(0, 1)
events = st.one_of(
    st.builds(Begin, part=words, title=st.none() | sentences),
    st.builds(TextDelta, part=words, text=words),
    st.builds(TextReplace, part=words, text=words),
    st.builds(Statement, part=words, sentences=st.lists(sentences, max_size=3).map(tuple)),
    st.builds(Picture, part=words, media=media, width=st.integers(1, 9999), height=st.integers(1, 9999), alt=words),
    st.builds(Recording, part=words, media=media, seconds=st.floats(0, 9e9), waveform=words, transcript=words),
    st.builds(TextFile, part=words, media=media),
    st.builds(Progress, sentence=sentences, part=st.none() | words, fraction=fractions),
    st.builds(Trouble, part=words, error=problems),
    st.builds(Offer, actions=st.lists(buttons, max_size=3).map(tuple), part=st.none() | words),
    st.builds(Facts, part=words, engine=words, model=words, notes=st.lists(sentences).map(tuple)),
    st.builds(Done),
    st.builds(Stopped, by=words),
    st.builds(Failure, error=problems),
)


@settings(max_examples=400)
@given(events)
def test_an_event_comes_back_from_json_unchanged(event: Event) -> None:
    line = event.model_dump_json()
    assert EVENT.validate_json(line) == event
    assert "\n" not in line


@given(events)
def test_the_type_of_an_event_is_named_in_snake_case(event: Event) -> None:
    named = json.loads(event.model_dump_json())["event"]
    assert named == "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in type(event).__name__)[1:]


@given(words)
def test_only_the_four_kinds_are_read_from_a_buttons_id(id: str) -> None:
    assert kind_of(id) in (None, "run", "form", "stop", "delete")
    for kind in ("run", "form", "stop", "delete"):
        assert kind_of(f"{kind}-{id}") == kind
