"""Streams as real servers send them, and as networks cut them."""

import asyncio
import gc
import tracemalloc
from contextlib import aclosing
from dataclasses import replace
from typing import Literal

import pytest

from core.domain.errors import BadInput, Interrupted, ModelUnavailable
from core.inference.huggingface.configuration import Configuration
from core.inference.huggingface.credentials import Credentials
from core.inference.huggingface.stream_formats import ANSWER_CHARACTERS, REASONING_CHARACTERS
from core.inference.huggingface.timing import Deadlines
from core.inference.outputs import Finished, Output, ReasoningChunk, TextChunk, TextReset
from core.inference.requests import ChatMessage, ChatRequest, TextRequest
from tests.core.inference.huggingface.conftest import MakeEngine, collect, text
from tests.servers.hub_server import Broken, HubServer, RawStream, Refusal, Stream

CHAT = "/chat/completions"
HELLO = ChatRequest(messages=(ChatMessage(role="user", text="hello"),))


@pytest.mark.parametrize(
    "stream",
    [
        Stream(line_end="\r\n"),
        Stream(line_end="\r"),
        Stream(space=False),
        Stream(done=False),
        Stream(finish=None),
        Stream(comments=True),
        Stream(empty_choices=True),
        Stream(usage=False),
        Stream(trailing=b'data: {"choices": []}'),
        Stream(trailing=b"\n\n: bye"),
        Stream(headers={"content-type": "text/plain"}),
        Stream(headers={"content-type": "application/json"}, comments=True),
        Stream(headers={"content-type": "application/octet-stream"}, bytewise=True),
        Stream(bytewise=True, comments=True, line_end="\r\n"),
    ],
)  # fmt: skip
async def test_every_manner_of_streaming_is_understood(server: HubServer, make: MakeEngine, stream: Stream) -> None:
    server.script[CHAT] = [stream]
    engine = await make(chat_completion=["org/chat"])

    outputs = await collect(engine.chat_completion(HELLO))

    assert text(outputs) == "Once upon a time"
    assert isinstance(outputs[-1], Finished)


async def test_separators_of_unicode_and_torn_characters_arrive_as_they_were(
    server: HubServer, make: MakeEngine
) -> None:
    words = ("a\u2028b", "\u2029", "\x85", "é€🦊")
    server.script[CHAT] = [Stream(words=words, raw_unicode=True, bytewise=True)]
    engine = await make(chat_completion=["org/chat"])

    assert text(await collect(engine.chat_completion(HELLO))) == "".join(words)


@pytest.mark.parametrize("thoughts_in", ["reasoning", "reasoning_content", "tags"])
async def test_thoughts_are_no_part_of_the_answer(
    server: HubServer, make: MakeEngine, thoughts_in: Literal["reasoning", "reasoning_content", "tags"]
) -> None:
    stream = Stream(thoughts=("Hm", ", what", " now <b>"), thoughts_in=thoughts_in)
    server.script[CHAT] = [stream]
    engine = await make(chat_completion=["org/chat"])

    outputs = await collect(engine.chat_completion(HELLO))

    assert text(outputs) == "Once upon a time"
    assert "".join(output.text for output in outputs if isinstance(output, ReasoningChunk)) == "Hm, what now <b>"


async def test_an_answer_that_only_begins_like_a_thought_is_an_answer(server: HubServer, make: MakeEngine) -> None:
    server.script[CHAT] = [Stream(words=("<th", "ere> is"))]
    engine = await make(chat_completion=["org/chat"])

    assert text(await collect(engine.chat_completion(HELLO))) == "<there> is"


@pytest.mark.parametrize("style", ["chat", "completion"])
@pytest.mark.parametrize("stream", [Stream(tear=True, late=True), Stream(stall=True, late=True)])
async def test_an_answer_with_a_finish_reason_is_complete(
    server: HubServer,
    make: MakeEngine,
    monkeypatch: pytest.MonkeyPatch,
    stream: Stream,
    style: Literal["chat", "completion"],
) -> None:
    monkeypatch.setattr("core.inference.huggingface.text_responses._USAGE_SECONDS", 0.1)
    server.script["completions"] = [replace(stream, style=style)]
    engine = await make(chat_completion=["org/chat"], text_generation=["org/base"])

    outputs = await collect(
        engine.chat_completion(HELLO) if style == "chat" else engine.text_generation(TextRequest(prompt="x"))
    )

    assert text(outputs) == "Once upon a time"
    assert isinstance(outputs[-1], Finished)
    assert outputs[-1].reason == "stop"


async def test_an_answer_cut_by_its_limit_says_so(server: HubServer, make: MakeEngine) -> None:
    server.script[CHAT] = [Stream(finish="length")]
    engine = await make(chat_completion=["org/chat"])

    last = (await collect(engine.chat_completion(HELLO)))[-1]

    assert isinstance(last, Finished)
    assert last.reason == "length"


@pytest.mark.parametrize(
    ("stream", "sentence"),
    [
        (Stream(tear=True), "huggingface-torn"),
        (Stream(done=False, finish=None, usage=False), "huggingface-torn"),
        (Stream(tear=True, finish_meanwhile=""), "huggingface-torn"),
        (Stream(stall=True), "huggingface-stalled"),
        (Stream(fault={"error": {"message": "out of memory"}}), "huggingface-fault"),
        (Stream(fault={"error": "out of memory", "error_type": "generation"}), "huggingface-fault"),
        (Stream(finish="content_filter"), "huggingface-content-refused"),
    ],
)
async def test_text_before_an_interruption_is_kept_and_marked(
    server: HubServer, make: MakeEngine, credentials: Credentials, stream: Stream, sentence: str
) -> None:
    server.script[CHAT] = [stream]
    quick = Configuration(credentials=credentials, deadlines=Deadlines(between_bytes=0.2))
    engine = await make(configuration=quick, chat_completion=["org/chat", "org/other"])
    outputs: list[Output] = []

    with pytest.raises(Interrupted, match=sentence):
        await collect(engine.chat_completion(HELLO), outputs)

    assert text(outputs) == "Once upon a time"
    assert len(server.posts()) == 1  # never again after the first token


@pytest.mark.parametrize(
    "stream",
    [
        Stream(words=(), tear=True),
        Stream(words=(), fault={"error": {"message": "Model is overloaded", "code": 503}}),
        Stream(words=(), fault={"error": "Model is overloaded", "error_type": "overloaded"}),
    ],
)
async def test_a_stream_that_breaks_before_the_first_token_is_retried(
    server: HubServer, make: MakeEngine, stream: Stream
) -> None:
    server.script[CHAT] = [stream]
    engine = await make(chat_completion=["org/chat"])

    assert text(await collect(engine.chat_completion(HELLO))) == "Once upon a time"
    assert len(server.posts()) == 2


async def test_a_model_that_only_thinks_is_passed_over(server: HubServer, make: MakeEngine) -> None:
    server.script[CHAT] = [
        Stream(words=(), thoughts=("Hm",), finish="length"),
        Stream(words=(), finish="stop"),
        Stream(words=(), thoughts=("Hm",), tear=True),
    ]
    engine = await make(chat_completion=["org/chat", "org/other", "org/chat:novita", "org/chat:together"])

    last = (await collect(engine.chat_completion(HELLO)))[-1]

    assert isinstance(last, Finished)
    assert last.model == "org/chat:together"


async def test_a_content_filter_before_any_word_is_a_bad_input(server: HubServer, make: MakeEngine) -> None:
    server.script[CHAT] = [Stream(words=(), finish="content_filter")]
    engine = await make(chat_completion=["org/chat", "org/other"])

    with pytest.raises(BadInput, match="huggingface-content-refused"):
        await collect(engine.chat_completion(HELLO))


@pytest.mark.parametrize(
    "hostile",
    [
        RawStream(body=b"x" * 60_000, times=3_000),
        RawStream(head=b"data: ", body=b"x" * 60_000, times=3_000),
        RawStream(body=b"data: " + b"x" * 60_000 + b"\n", times=3_000),
    ],
)
async def test_a_server_that_never_ends_an_event_is_left_for_the_next_model(
    server: HubServer, make: MakeEngine, hostile: RawStream
) -> None:
    server.script[CHAT] = [hostile]
    engine = await make(chat_completion=["org/chat", "org/other"])

    tracemalloc.start()
    try:
        outputs = await collect(engine.chat_completion(HELLO))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert text(outputs) == "Once upon a time"
    assert len(server.posts()) == 2
    assert peak < 30_000_000  # of 180 million bytes


async def test_a_server_that_only_keeps_the_connection_open_is_left(
    server: HubServer, make: MakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.inference.huggingface.text_responses.STREAM_BYTES", 1_000_000)
    server.script[CHAT] = [RawStream(body=b":\n" * 30_000, times=3_000)]
    engine = await make(chat_completion=["org/chat", "org/other"])

    assert text(await collect(engine.chat_completion(HELLO))) == "Once upon a time"
    assert len(server.posts()) == 2


async def test_an_answer_without_end_is_kept_to_its_longest_length(server: HubServer, make: MakeEngine) -> None:
    word = b'data: {"choices": [{"delta": {"content": "' + b"word " * 2_000 + b'"}}]}\n\n'
    server.script[CHAT] = [RawStream(body=word, times=1_000)]
    engine = await make(chat_completion=["org/chat"])

    outputs = await collect(engine.chat_completion(HELLO))

    assert len(text(outputs)) == ANSWER_CHARACTERS
    assert isinstance(outputs[-1], Finished)
    assert outputs[-1].reason == "length"


async def test_reasoning_without_end_is_left_for_the_next_model(server: HubServer, make: MakeEngine) -> None:
    word = b'data: {"choices": [{"delta": {"reasoning_content": "' + b"word " * 10_000 + b'"}}]}\n\n'
    server.script[CHAT] = [RawStream(body=word, times=1_000)]
    engine = await make(chat_completion=["org/chat", "org/other"])

    outputs = await collect(engine.chat_completion(HELLO))

    assert text(outputs) == "Once upon a time"
    thoughts = sum(len(output.text) for output in outputs if isinstance(output, ReasoningChunk))
    assert thoughts == REASONING_CHARACTERS


async def test_a_model_that_wants_a_tool_is_left_for_the_next(server: HubServer, make: MakeEngine) -> None:
    call = b'data: {"choices": [{"delta": {"tool_calls": [{"id": "1"}]}, "finish_reason": "tool_calls"}]}\n\n'
    server.script[CHAT] = [RawStream(body=call), RawStream(body=call)]
    engine = await make(chat_completion=["org/chat", "org/other"])

    with pytest.raises(ModelUnavailable, match="huggingface-wants-tool"):
        await collect(engine.chat_completion(HELLO))
    assert text(await collect(engine.chat_completion(HELLO))) == "Once upon a time"


async def test_the_words_of_a_refusal_are_the_answer_and_said_to_be_one(server: HubServer, make: MakeEngine) -> None:
    refusal = b'data: {"choices": [{"delta": {"refusal": "I can\'t help."}, "finish_reason": "stop"}]}\n\n'
    server.script[CHAT] = [RawStream(body=refusal)]
    engine = await make(chat_completion=["org/chat"])

    outputs = await collect(engine.chat_completion(HELLO))

    assert text(outputs) == "I can't help."
    assert isinstance(outputs[-1], Finished)
    assert [note.id for note in outputs[-1].notes] == ["huggingface-declined"]


async def test_a_model_whose_template_opens_the_reasoning_is_known_from_its_first_answer(
    server: HubServer, make: MakeEngine
) -> None:
    server.always[CHAT] = Stream(words=("Hm, what", " now.", "</think>", "\n\nHi", " there"))
    engine = await make(chat_completion=["org/chat"])

    first = await collect(engine.chat_completion(HELLO))
    second = await collect(engine.chat_completion(HELLO))

    assert sum(isinstance(output, TextReset) for output in first) == 1
    assert text(first) == text(second) == "Hi there"
    assert not any(isinstance(output, TextReset) for output in second)
    server.always[CHAT] = Stream()
    assert text(await collect(engine.chat_completion(HELLO))) == "Once upon a time"
    fourth = await collect(engine.chat_completion(HELLO))
    assert not any(isinstance(output, ReasoningChunk) for output in fourth)


async def test_a_stop_string_that_the_server_leaves_in_is_cut(server: HubServer, make: MakeEngine) -> None:
    server.script["completions"] = [
        Stream(style="completion", words=("one\n", "A:", " two")),
        Stream(style="completion", words=("one\n",)),
        Refusal(status=400, body={"error": {"message": "Unsupported parameter: stop"}}),
        Stream(style="completion", words=("one\nA", ": two")),
    ]
    engine = await make(text_generation=["org/base"])

    for _ in range(3):
        outputs = await collect(engine.text_generation(TextRequest(prompt="x", stop=("A:",))))
        assert text(outputs) == "one\n"
        assert isinstance(outputs[-1], Finished)
        assert (outputs[-1].reason, outputs[-1].ignored) == ("stop", ())


async def test_stopping_closes_the_upstream_immediately(server: HubServer, make: MakeEngine) -> None:
    server.script[CHAT] = [Stream(stall=True)]
    engine = await make(chat_completion=["org/chat"])

    async with aclosing(engine.chat_completion(HELLO)) as outputs:
        async for output in outputs:
            if isinstance(output, TextChunk):
                break

    async with asyncio.timeout(30):
        while server.open_connections:
            await asyncio.sleep(0.005)


async def test_three_hundred_chunked_failures_leave_the_pool_as_it_was(server: HubServer, make: MakeEngine) -> None:
    server.always[CHAT] = Refusal(status=413, body={"error": "no"}, chunked=True)
    engine = await make(chat_completion=["org/chat"])
    for number in range(300):
        with pytest.raises(BadInput):
            await collect(engine.chat_completion(HELLO))
        if number == 10:
            tasks, objects = len(asyncio.all_tasks()), _streams()
    assert len(asyncio.all_tasks()) <= tasks
    assert _streams() <= objects

    server.always.clear()
    assert text(await collect(engine.chat_completion(HELLO))) == "Once upon a time"
    gc.collect()
    assert server.open_connections == 1
    assert len({seen.connection for seen in server.posts()}) == 1


def _streams() -> int:
    """The number of objects of the HTTP library."""
    gc.collect()
    return sum(str(type(each).__module__).startswith("aiohttp.client") for each in gc.get_objects())


async def test_a_hundred_streams_use_one_connection(server: HubServer, make: MakeEngine) -> None:
    engine = await make(chat_completion=["org/chat"])
    for _ in range(100):
        assert text(await collect(engine.chat_completion(HELLO))) == "Once upon a time"

    assert len({seen.connection for seen in server.posts()}) == 1
    assert len(server.seen) == 100  # and nothing was asked of the Hub


async def test_a_server_that_cannot_be_reached_is_passed_over(server: HubServer, make: MakeEngine) -> None:
    server.script[CHAT] = [Broken(), Broken(), Broken()]
    engine = await make(chat_completion=["org/chat", "org/other", "gone@http://127.0.0.1:9/v1"])

    last = (await collect(engine.chat_completion(HELLO)))[-1]
    assert isinstance(last, Finished)
    assert last.model == "org/other"


async def test_if_no_server_can_be_reached_the_first_model_is_named(server: HubServer, make: MakeEngine) -> None:
    server.always[CHAT] = Broken()
    engine = await make(chat_completion=["org/chat", "gone@http://127.0.0.1:9/v1"])

    with pytest.raises(ModelUnavailable, match=r"huggingface-unreachable.*org/chat"):
        await collect(engine.chat_completion(HELLO))
