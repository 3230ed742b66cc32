"""What is an answer in a stream, and what is reasoning, a token of the tokenizer, a refusal or a request for a tool."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.inference.huggingface import stream_formats
from core.inference.huggingface.answer_text import Opened
from core.inference.huggingface.failures import UpstreamFailure
from core.inference.huggingface.stream_formats import StreamEnd, StreamError, StreamPiece, TextForm
from core.inference.huggingface.text_responses import TextStream, read_whole
from core.inference.huggingface.transport import HttpStatusError, ResponseInterrupted, ResponseTooLarge
from core.inference.outputs import ReasoningChunk, TextChunk, TextReset, whole_text

CHAT = TextForm()
DONE = b"data: [DONE]\n\n"


def event(delta: dict[str, Any], finish: str | None = None, *, end: str = "\n\n") -> bytes:
    """One chunk of a chat."""
    return f"data: {json.dumps({'choices': [{'index': 0, 'delta': delta, 'finish_reason': finish}]})}{end}".encode()


def words(*contents: str, finish: str | None = None) -> bytes:
    """A stream of these contents, with its end."""
    return b"".join(event({"content": each}) for each in contents) + event({}, finish) + DONE


@dataclass
class Read:
    """A stream as a user gets it. `shown` is all text that was ever shown."""

    text: str
    shown: str
    thoughts: str
    resets: int
    end: StreamEnd


def gathered(pieces: Iterable[StreamPiece]) -> Read:
    """The pieces, put together."""
    outputs = list(pieces)
    *others, end = outputs
    assert isinstance(end, StreamEnd)
    text = [each for each in others if not isinstance(each, StreamEnd)]
    return Read(
        text=whole_text(text),
        shown="".join(each.text for each in text if isinstance(each, TextChunk)),
        thoughts="".join(each.text for each in text if isinstance(each, ReasoningChunk)),
        resets=sum(isinstance(each, TextReset) for each in text),
        end=end,
    )


def read(chunks: Sequence[bytes], form: TextForm = CHAT) -> Read:
    """A whole stream."""
    stream = TextStream(form)
    pieces = [piece for chunk in chunks for piece in stream.feed(chunk)]
    return gathered([*pieces, *stream.close()])


THOUGHT = "I should greet."
NO_BLANK_LINES = b"".join(event({"content": each}, end="\n") for each in ("Hi", " there")) + b"data: [DONE]\n"

GREETINGS: dict[str, bytes] = {
    "plain": words("Hi", " there"),
    "plain, the first word with the space of its token": words(" Hi", " there"),
    "plain, after blank lines": words("\n", "\n\nHi", " there"),
    "no blank lines between events": NO_BLANK_LINES,
    "no blank lines, with CR LF": NO_BLANK_LINES.replace(b"\n", b"\r\n"),
    "comments": b": OPENROUTER PROCESSING\n\n" + words("Hi", " there").replace(b"\n\n", b"\n\n: alive\n\n"),
    "retry first": b"retry: 3000\n\n" + words("Hi", " there"),
    "tags": words("<think>", THOUGHT, "</think>", "\n\nHi", " there"),
    "tags, cut": words("<thi", "nk>\nI should", " greet.</th", "ink>\n", "\nHi there"),
    "tags in capitals and brackets": words("[THINK]", THOUGHT, "[/THINK]", "Hi", " there"),
    "brackets, cut": words("[TH", "INK]I should greet.[/THI", "NK]Hi there"),
    "tags of other models": words("◁think▷I should greet.◁/think▷Hi there"),
    "marks of Cohere": words(
        "<|START_THINKING|>", THOUGHT, "<|END_THINKING|><|START_RESPONSE|>", "Hi there", "<|END_RESPONSE|>"
    ),
    "no opening tag": words("I should", " greet.", "</think>", "\n\n", "Hi", " there"),
    "no opening tag, cut": words("I should greet.</thi", "nk>Hi there"),
    "no opening bracket": words(THOUGHT, "[/THINK]", "Hi there"),
    "an empty thought": words("<think>\n\n</think>\n\n", "Hi there"),
    "a tag after a lead-in": words("Hm. ", "<think>", THOUGHT, "</think>", "Hi", " there"),
    "harmony": words(
        "<|channel|>analysis<|message|>",
        THOUGHT,
        "<|end|><|start|>assistant<|channel|>final<|message|>",
        "Hi",
        " there",
        "<|return|>",
    ),
    "harmony, cut": words(
        "<|chan", "nel|>analy", "sis<|mess", "age|>I should greet.<|e", "nd|><|start|>assistant<|channel|>fi",
        "nal<|message|>Hi th", "ere<|ret", "urn|>",
    ),
    "harmony with a commentary": words(
        "<|start|>assistant<|channel|>commentary<|message|>", THOUGHT, "<|end|>",
        "<|start|>assistant<|channel|>final <|constrain|>text<|message|>Hi there<|end|>",
    ),
    "harmony without its tokens": words("analysis", "I should greet.", "assistant", "final", "Hi there"),
    "reasoning_content": event({"reasoning_content": THOUGHT}) + words("Hi", " there"),
    "reasoning": event({"reasoning": THOUGHT, "content": ""}) + words("Hi", " there"),
    "reasoning_details": event({"reasoning_details": [{"type": "reasoning.text", "text": THOUGHT}]})
    + words("Hi there"),
    "reasoning in two fields": event({"reasoning": THOUGHT, "reasoning_details": [{"text": THOUGHT}]})
    + words("Hi there"),
    "parts of a content": event(
        {"content": [{"type": "thinking", "thinking": [{"type": "text", "text": THOUGHT}]}]}
    )
    + event({"content": [{"type": "text", "text": "Hi there"}]})
    + DONE,
    "an end token": words("Hi", " there", "</s>"),
    "an end token, cut": words("Hi", " there<|im", "_end", "|>"),
    "end tokens and blank space": words("Hi there", "<|eot_id|>", "\n", "<|end_of_text|>\n"),
    "an end token of DeepSeek": words("Hi there<\uff5cend\u2581of\u2581sentence\uff5c>"),
    "a finish reason without [DONE]": event({"content": "Hi there"}, "stop"),
    "[DONE] without a finish reason": event({"content": "Hi there"}) + DONE,
    "a completion": b'data: {"choices": [{"text": "Hi there", "finish_reason": "stop"}]}\n\n',
    "text generation inference": b'data:{"token": {"text": "Hi there", "special": false}}\n\n'
    b'data:{"token": {"text": "</s>", "special": true}, "generated_text": "Hi there", "details": null}\n\n',
}  # fmt: skip
OTHERS: dict[str, tuple[bytes, str]] = {
    "a tag in code": (words("Write `<think>`, `", "</think>` around."), "Write `<think>`, `</think>` around."),
    "tags in a block of code": (words("So:\n```\n<think>a</think>\n```\nok"), "So:\n```\n<think>a</think>\n```\nok"),
    "a tag that nothing closes": (words("The tag <think> begins", " it."), "The tag <think> begins it."),
    "a tag that nothing follows": (words("It ends with", " </think>"), "It ends with"),
    "only the beginning of a mark": (words("a <", " b <thi"), "a < b <thi"),
    "a word like harmony's": (words("analysis", " of Verse"), "analysis of Verse"),
    "later reasoning": (
        words("A long answer that has begun well already. ", "<think>more?</think>", "Yes."),
        "A long answer that has begun well already. Yes.",
    ),
    "an end token in the middle": (words("The mark </s>", " ends it."), "The mark </s> ends it."),
    "spaces between tokens": (words("The", " quick", " brown", " fox"), "The quick brown fox"),
    "an indented line later": (words("a\n", "    b"), "a\n    b"),
    "a pair of surrogates in two pieces": (words("\ud83e", "\udd99 ok"), "🦙 ok"),
    "half a pair": (words("ok \ud83e", " more"), "ok \ufffd more"),
    "half a pair at the end": (words("ok \ud83e"), "ok \ufffd"),
    "a refusal": (
        event({"refusal": "I can't"}) + event({"refusal": " help with that."}) + DONE,
        "I can't help with that.",
    ),
    "a null byte and odd separators": (words("a\u2028b\u0085c"), "a\u2028b\u0085c"),
}  # fmt: skip
STREAMS = {**{name: (body, "Hi there") for name, body in GREETINGS.items()}, **OTHERS}


@pytest.mark.parametrize("name", STREAMS)
def test_the_answer_is_what_the_model_says(name: str) -> None:
    body, right = STREAMS[name]
    found = read([body])
    assert found.text == right
    assert found.text.encode()


@pytest.mark.parametrize("name", GREETINGS)
def test_reasoning_is_never_part_of_the_answer(name: str) -> None:
    assert read([GREETINGS[name]]).thoughts.strip() in (THOUGHT, "")


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(STREAMS)), st.lists(st.integers(0, 2_000), max_size=12), st.sampled_from([1, 3, 7, 0]))
def test_every_way_of_cutting_a_stream_gives_the_same(name: str, cuts: list[int], step: int) -> None:
    body, right = STREAMS[name]
    places = sorted({min(cut, len(body)) for cut in cuts} | (set(range(0, len(body), step)) if step else set()))
    chunks = [body[start:end] for start, end in zip([0, *places], [*places, len(body)], strict=True)]
    found, whole = read(chunks), read([body])
    assert (found.text, found.thoughts, found.end) == (right, whole.thoughts, whole.end)


MARKS = st.sampled_from(
    ["<think>", "</think>", "[THINK]", "[/THINK]", "<|channel|>", "final", "analysis", "<|message|>", "<|end|>", "</s>",
     "<|im_end|>", "`", "a", "B", " ", "\n", "<", "|>"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.lists(MARKS, max_size=12), st.lists(st.integers(0, 80), max_size=8), st.sampled_from(["no", "perhaps", "yes"])
)
def test_every_way_of_cutting_a_text_gives_the_same(marks: list[str], cuts: list[int], opened: Opened) -> None:
    text, form = "".join(marks), TextForm(opened=opened)
    places = sorted({min(cut, len(text)) for cut in cuts})
    contents = [text[start:end] for start, end in zip([0, *places], [*places, len(text)], strict=True)]
    cut, whole = read([words(*contents)], form), read([words(text)], form)
    assert (cut.text, cut.thoughts, cut.end) == (whole.text, whole.thoughts, whole.end)


@pytest.mark.parametrize("name", [name for name in GREETINGS if "no opening" not in name and "lead-in" not in name])
def test_text_that_was_shown_is_taken_back_only_for_reasoning_without_an_opening_mark(name: str) -> None:
    assert read([GREETINGS[name]]).resets == 0


def test_reasoning_that_the_prompt_has_opened_is_never_shown() -> None:
    body = GREETINGS["no opening tag"]
    for opened in ("perhaps", "yes"):
        found = read([body], TextForm(opened=opened))
        assert (found.shown, found.thoughts, found.resets) == ("Hi there", THOUGHT, 0)
    assert read([body]).end.unopened
    assert read([body], TextForm(opened="perhaps")).end.unopened


def test_an_answer_that_was_wrongly_expected_to_begin_with_reasoning_is_given_at_its_end() -> None:
    found = read([GREETINGS["plain"]], TextForm(opened="perhaps"))
    assert found.text == "Hi there"
    assert not found.end.unopened


def test_reasoning_that_a_limit_cuts_is_no_answer() -> None:
    for opened in ("perhaps", "yes"):
        found = read([words("I should", finish="length")], TextForm(opened=opened))
        assert (found.text, found.end.reason) == ("", "length")


def test_a_continued_text_keeps_its_tags_and_blank_lines() -> None:
    form = TextForm(is_chat=False)
    body = b'data: {"choices": [{"text": "\\n <think>a</think> b</s>"}]}\n\n' + DONE
    assert read([body], form).text == "\n <think>a</think> b"


@pytest.mark.parametrize(
    ("contents", "right"),
    [
        (("one\nA:", " two"), "one\n"),
        (("one\nA", ": two"), "one\n"),
        (("one\n", "A", "b", "\nA:"), "one\nAb\n"),
        (("one\nA",), "one\nA"),
        (("one ###", " A:"), "one "),
    ],
)
def test_a_stop_string_ends_the_text_whether_the_server_cuts_it_or_not(contents: tuple[str, ...], right: str) -> None:
    found = read([words(*contents)], TextForm(is_chat=False, stop=("A:", "###")))
    assert found.text == right
    assert found.end.reason == "stop"


def test_events_that_come_together_are_one_piece() -> None:
    stream = TextStream(CHAT)
    thoughts = b"".join(event({"reasoning": each}) for each in ("Hm", ", what"))
    spoken = b"".join(event({"content": each}) for each in ("On", "ce", " upon"))
    assert list(stream.feed(thoughts + spoken)) == [ReasoningChunk("Hm, what"), TextChunk("Once upon")]
    assert list(stream.feed(spoken)) == [TextChunk("Once upon")]


@pytest.mark.parametrize("cut", [False, True])
def test_text_after_a_stop_string_says_that_the_limit_was_not_reached(cut: bool) -> None:
    chunks = [event({"content": "one#"}), event({"content": " two"}, "length")]
    found = read(chunks if cut else [b"".join(chunks)], TextForm(is_chat=False, stop=("#",)))
    assert (found.text, found.end.reason) == ("one", "stop")


def test_nothing_more_is_read_when_a_server_ignores_the_stop_string() -> None:
    stream = TextStream(TextForm(is_chat=False, stop=("\n",)))
    for _ in stream.feed(event({"content": "one\n"})):
        pass
    assert not stream.done  # the number of tokens may follow
    assert not list(stream.feed(event({"content": "two"})))
    assert stream.done


@pytest.mark.parametrize(
    "body",
    [
        event({"content": "Once"}) + b'data: {"choices": [{"del',
        event({"content": "Once"}),
        event({"content": "Once"}, ""),
        b": alive\n\n",
        b"",
    ],
)
def test_a_stream_without_its_end_is_torn(body: bytes) -> None:
    with pytest.raises(ResponseInterrupted):
        read([body])


@pytest.mark.parametrize(
    "error",
    [
        b'data: {"error": {"message": "upstream timed out"}}\n\n',
        b'data: {"error": "upstream timed out", "error_type": "generation"}\n\n',
        b'data: {"object": "error", "message": "upstream timed out"}\n\n',
        b'event: error\ndata: {"message": "upstream timed out"}\n\n',
        b"event: error\ndata: upstream timed out\n\n",
        b'error: {"code": 500, "message": "upstream timed out"}\n\n',
    ],
)
def test_an_error_in_the_middle_is_one(error: bytes) -> None:
    stream = TextStream(CHAT)
    pieces: list[StreamPiece] = []
    with pytest.raises(StreamError) as raised:
        pieces += stream.feed(event({"content": "Once"}) + error)
    assert pieces == [TextChunk("Once")]
    assert raised.value.failure.message == "upstream timed out"


@pytest.mark.parametrize(
    "message",
    [
        {"content": None, "tool_calls": [{"id": "1", "type": "function", "function": {"name": "f"}}]},
        {"function_call": {"name": "f", "arguments": "{}"}},
    ],
)
def test_a_model_that_wants_a_tool_says_nothing(message: dict[str, Any]) -> None:
    whole = gathered(read_whole(json.dumps({"choices": [{"message": message}]}).encode(), CHAT))
    for found in (read([event(message) + DONE]), whole):
        assert found.text == ""
        assert found.end.wants_tool


def test_a_refusal_is_marked_as_one() -> None:
    body = {"choices": [{"message": {"content": None, "refusal": "I can't help with that."}, "finish_reason": "stop"}]}
    found = gathered(read_whole(json.dumps(body).encode(), CHAT))
    assert (found.text, found.end.declined) == ("I can't help with that.", True)
    assert read([OTHERS["a refusal"][0]]).end.declined


@pytest.mark.parametrize("error", [{"message": "no \ud83e way"}, {"message": ["\ud83e", {"msg": "\udd99"}]}])
def test_the_words_of_an_error_are_valid_text(error: object) -> None:
    with pytest.raises(StreamError) as raised:
        read([f"data: {json.dumps({'error': error})}\n\n".encode()])
    assert raised.value.failure.message.encode()


@pytest.mark.parametrize("opening", ['{"error":', '{"a":[', "["])
def test_an_error_that_is_nested_too_deeply_is_passed_over(opening: str) -> None:
    closing = opening[::-1].translate({ord("{"): "}", ord("["): "]"})
    closing = "".join(sign for sign in closing if sign in "]}")
    body = f"data: {opening * 300}1{closing * 300}\n\n".encode()
    assert read([body, GREETINGS["plain"]]).text == "Hi there"
    failure = UpstreamFailure.read(HttpStatusError(500, {}, body.removeprefix(b"data: ")))
    assert failure.status == 500


def test_an_answer_of_nothing_but_marks_has_an_end() -> None:
    stream = TextStream(CHAT)
    for _ in range(1_000):
        for piece in stream.feed(event({"content": "<think></think>" * 500})):
            assert not isinstance(piece, TextChunk)
        if stream.done:
            break
    assert stream.done


@pytest.mark.parametrize("field", ["content", "reasoning_content", "refusal"])
def test_an_answer_and_its_reasoning_have_a_longest_length(field: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_formats, "ANSWER_CHARACTERS", 1_000)
    monkeypatch.setattr(stream_formats, "REASONING_CHARACTERS", 1_000)
    stream = TextStream(CHAT)
    pieces: list[StreamPiece] = []
    for _ in range(10_000):
        pieces += stream.feed(event({field: "word "}))
        if stream.done:
            break
    found = gathered([*pieces, *stream.close()])
    assert len(found.text) + len(found.thoughts) <= 1_010
    assert found.end.reason == "length"


@pytest.mark.parametrize(
    "event",
    [b"data: " + b"[" * 100_000 + b"\n\n", b'data: {"a":' * 100_000 + b"\n\n", b"data: " + b"1" * 10_000 + b"\n\n"],
)
def test_an_event_that_is_no_json_is_passed_over(event: bytes) -> None:
    try:
        assert read([event, GREETINGS["plain"]]).text == "Hi there"
    except ResponseTooLarge:
        assert len(event) > 1_000_000
