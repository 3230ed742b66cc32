"""A server that fails is passed over, each by its own address; where nothing is left, the first cause is told."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.domain.errors import BadInput, LimitReached, ModelUnavailable, TokenRejected, UserError
from core.domain.sentences import Sentence
from core.i18n.rendering import render
from core.inference.huggingface.configuration import Configuration
from core.inference.huggingface.credentials import Credentials
from core.inference.huggingface.engine import HuggingFace
from core.inference.huggingface.messages import SMALL_PICTURE_BYTES
from core.inference.huggingface.timing import RetryPolicy
from core.inference.outputs import Calling, Finished, Output, TextChunk, Waiting
from core.inference.requests import ChatMessage, ChatRequest, TextRequest
from tests.core.inference.huggingface import tiny_models as tiny
from tests.core.inference.huggingface.conftest import MakeEngine, QuickClock, collect, text
from tests.servers.hub_server import Broken, HubModel, HubServer, Refusal, Stream
from tests.servers.hub_server.making import noise
from tests.servers.hub_server.server import data_uri_bytes

HELLO = ChatRequest(messages=(ChatMessage(role="user", text="hello"),), seed=3)
CHAT = "/chat/completions"
LOADING = Refusal(status=503, body={"error": {"code": 503, "message": "Loading model", "type": "unavailable_error"}})


class TwoServers:
    """Two of the operator's servers with a model of the same name, and the alerts about them."""

    def __init__(self, first: HubServer, second: HubServer) -> None:
        self.first = first
        self.second = second
        self.alerts: list[tuple[str, str]] = []

    @property
    def models(self) -> list[str]:
        return [f"mine@{server.url}/openai/v1" for server in (self.first, self.second)]

    @property
    def asked(self) -> tuple[int, int]:
        return len(self.first.posts()), len(self.second.posts())

    def notify(self, key: str, sentence: Sentence) -> None:
        self.alerts.append((key, render(sentence)))


@pytest.fixture
async def two() -> AsyncIterator[TwoServers]:
    async with HubServer(token=None) as first, HubServer(token=None) as second:
        yield TwoServers(first, second)


@pytest.fixture
def configuration(credentials: Credentials, two: TwoServers) -> Configuration:
    return Configuration(credentials=credentials, notify=two.notify)


@pytest.fixture
async def engine(make: MakeEngine, two: TwoServers, configuration: Configuration) -> HuggingFace:
    return await make(configuration=configuration, chat_completion=two.models, text_generation=two.models)


def refusal(status: int, message: Any, **headers: str) -> Refusal:
    return Refusal(status=status, body={"error": {"message": message}}, headers=headers)


@pytest.mark.parametrize(
    ("fault", "first_asked", "alert"),
    [
        (refusal(429, "slow down", **{"retry-after": "30"}), 1, "If this goes on"),
        (refusal(429, "slow down"), 1, "If this goes on"),
        (refusal(401, "no key"), 1, "TROUBADOUR_HF_KEYS"),
        (refusal(403, "Forbidden"), 1, "TROUBADOUR_HF_KEYS"),
        (refusal(403, "Your account was flagged for review"), 1, "account"),
        (refusal(403, "This model is not available in your country"), 1, "region"),
        (refusal(403, "Access to model org/m is restricted"), 1, "huggingface.co/mine"),
        (refusal(402, "Insufficient funds"), 1, "credit"),
        (refusal(400, "Invalid model name passed in model=mine"), 1, "does not serve mine"),
        (refusal(500, "mine is not a valid model identifier"), 1, "does not serve mine"),
        (refusal(404, "Not Found"), 1, "does not serve mine"),
        (refusal(400, "you must provide a chat template"), 1, "chat template"),
        (refusal(500, "CUDA out of memory at /srv/models/m.py:12"), 3, "HTTP 500"),
        (refusal(503, "busy"), 3, "busy"),
        (refusal(400, "this cannot be used"), 2, None),  # the second time without the options that are not standard
        (refusal(413, "too much"), 1, None),
        (Broken(), 3, "cannot reach"),
    ],
)
async def test_the_next_server_answers_and_the_operator_is_told_once(
    two: TwoServers, engine: HuggingFace, fault: Refusal | Broken, first_asked: int, alert: str | None
) -> None:
    two.first.always[CHAT] = fault
    two.first.always["/completions"] = fault  # the model in its own template

    outputs = await collect(engine.chat_completion(HELLO))

    assert text(outputs) == "Once upon a time"
    assert two.asked == (first_asked, 1)
    assert len({key for key, _ in two.alerts}) == len(two.alerts) == (alert is not None)
    for _, said in two.alerts:
        assert str(alert) in said
        assert two.first.url not in said


async def test_a_server_that_rests_is_not_asked_until_the_time_that_it_told(
    two: TwoServers, engine: HuggingFace, clock: QuickClock
) -> None:
    two.first.always[CHAT] = refusal(429, "slow down", **{"retry-after": "600"})
    for _ in range(3):
        assert text(await collect(engine.chat_completion(HELLO))) == "Once upon a time"
    assert two.asked == (1, 3)

    clock.time += 600
    two.first.always.clear()
    assert text(await collect(engine.chat_completion(HELLO))) == "Once upon a time"
    assert two.asked == (2, 3)
    assert clock.slept == []


async def test_where_nothing_is_left_the_first_cause_is_told_with_the_soonest_time(
    two: TwoServers, engine: HuggingFace, clock: QuickClock
) -> None:
    two.first.always[CHAT] = refusal(429, "slow down", **{"retry-after": "600"})
    two.second.always[CHAT] = refusal(429, "slow down", **{"retry-after": "300"})
    for seconds in (300, 200):
        with pytest.raises(LimitReached) as raised:
            await collect(engine.chat_completion(HELLO))
        assert raised.value.seconds == seconds
        assert f"{seconds} seconds" in render(raised.value.sentence)
        clock.time += 100
    assert two.asked == (1, 1)

    two.second.always[CHAT] = refusal(401, "no key")
    clock.time += 150
    with pytest.raises(ModelUnavailable, match="huggingface-too-many") as mixed:
        await collect(engine.chat_completion(HELLO))
    assert mixed.value.kind == "limited"
    assert "250 seconds" in render(mixed.value.sentence)


async def test_a_short_wait_is_waited_where_nothing_is_left(
    two: TwoServers, engine: HuggingFace, clock: QuickClock
) -> None:
    two.first.always[CHAT] = refusal(429, "slow down", **{"retry-after": "7"})
    two.second.script[CHAT] = [refusal(429, "slow down", **{"retry-after": "5"})]

    outputs = await collect(engine.chat_completion(HELLO))

    assert text(outputs) == "Once upon a time"
    assert clock.slept == [5.0]
    assert [output.pause for output in outputs if isinstance(output, Waiting)] == [5.0]
    assert two.asked == (1, 2)


async def test_a_server_that_never_tells_how_long_rests_longer_each_time(
    two: TwoServers, engine: HuggingFace, clock: QuickClock
) -> None:
    two.first.always[CHAT] = two.second.always[CHAT] = refusal(429, "slow down")

    with pytest.raises(LimitReached) as raised:
        await collect(engine.chat_completion(HELLO))

    assert raised.value.seconds == 4
    assert clock.slept == [1.0, 2.0]
    assert two.asked == (3, 3)


@pytest.mark.parametrize(
    ("fault", "kind", "sentence"),
    [
        (refusal(401, "no key"), TokenRejected, "huggingface-key-refused"),
        (refusal(400, "this cannot be used"), BadInput, "huggingface-input-refused"),
        (refusal(404, "Not Found"), ModelUnavailable, "huggingface-model-not-served"),
        (Broken(), ModelUnavailable, "huggingface-unreachable"),
    ],
)
async def test_the_first_cause_is_told_whatever_the_next_server_says(
    two: TwoServers, engine: HuggingFace, fault: Refusal | Broken, kind: type[UserError], sentence: str
) -> None:
    two.first.always["/completions"] = fault
    two.second.always["/completions"] = refusal(500, "boom")

    with pytest.raises(kind, match=sentence):
        await collect(engine.chat_completion(HELLO))
    assert two.second.posts()


async def test_what_content_rules_forbid_is_sent_to_nobody_else(two: TwoServers, engine: HuggingFace) -> None:
    two.first.always[CHAT] = refusal(400, "rejected by our content policy")

    with pytest.raises(BadInput, match="huggingface-content-refused"):
        await collect(engine.chat_completion(HELLO))

    assert two.asked == (1, 0)


async def test_a_refused_token_does_not_stop_servers_of_ones_own(
    server: HubServer, two: TwoServers, make: MakeEngine, configuration: Configuration
) -> None:
    server.always["/router/"] = refusal(401, "Invalid username or password.")
    models = ["org/chat", "org/other", two.models[0]]
    engine = await make(configuration=configuration, chat_completion=models)

    assert text(await collect(engine.chat_completion(HELLO))) == "Once upon a time"

    assert (len(server.posts()), *two.asked) == (1, 1, 0)
    assert [key for key, _ in two.alerts] == ["huggingface-token-unknown"]


async def test_two_servers_with_the_same_model_have_their_own_breakers_and_keys(
    two: TwoServers, make: MakeEngine, configuration: Configuration, credentials: Credentials
) -> None:
    hosts = [server.url.removeprefix("http://") for server in (two.first, two.second)]
    keys = {hosts[0]: "first", hosts[1]: "second", "mine": "neither"}
    with_keys = replace(configuration, credentials=replace(credentials, keys=keys))
    engine = await make(configuration=with_keys, chat_completion=[two.models[0], "org/chat", two.models[1]])
    two.first.always[CHAT] = refusal(500, "boom")
    mine = replace(HELLO, model="mine")

    for _ in range(2):
        assert text(await collect(engine.chat_completion(mine))) == "Once upon a time"

    assert two.asked == (3, 2)  # the first server rests after three failures, and the second does not
    assert {post.token for post in two.first.posts()} == {"Bearer first"}
    assert {post.token for post in two.second.posts()} == {"Bearer second"}


async def test_a_model_that_a_server_breaks_at_leaves_its_other_models_alone(
    two: TwoServers, make: MakeEngine, configuration: Configuration
) -> None:
    """transformers serve answers the name of a model that it does not have with a bare 500."""
    address = two.models[0].partition("@")[2]
    engine = await make(configuration=configuration, chat_completion=[f"absent@{address}", two.models[0]])
    two.first.script[CHAT] = [refusal(500, "Internal Server Error")] * 3

    assert text(await collect(engine.chat_completion(HELLO))) == "Once upon a time"

    assert two.asked == (4, 0)


async def test_a_trial_that_the_user_stops_leaves_the_next_one_free(
    two: TwoServers, make: MakeEngine, configuration: Configuration, clock: QuickClock
) -> None:
    engine = await make(configuration=configuration, chat_completion=two.models[:1])
    two.first.always[CHAT] = refusal(500, "boom")
    with pytest.raises(ModelUnavailable, match="huggingface-broken"):
        await collect(engine.chat_completion(HELLO))
    with pytest.raises(ModelUnavailable, match="huggingface-resting"):
        await collect(engine.chat_completion(HELLO))
    clock.time += 31

    async with aclosing(engine.chat_completion(HELLO)) as outputs:
        assert isinstance(await anext(outputs), Calling)  # stopped at the gate

    two.first.always[CHAT] = Stream(words=("Once", " upon"))
    async with aclosing(engine.chat_completion(HELLO)) as outputs:
        async for output in outputs:
            if isinstance(output, TextChunk):
                break  # stopped in the middle of the answer: the server is alive
    for _ in range(2):
        assert text(await collect(engine.chat_completion(HELLO))) == "Once upon"


async def test_a_server_that_loads_is_waited_for_within_the_loading_time(
    two: TwoServers, make: MakeEngine, configuration: Configuration, clock: QuickClock
) -> None:
    patient = replace(configuration, retry_policy=RetryPolicy(loading_seconds=50))
    engine = await make(configuration=patient, chat_completion=two.models)
    two.first.script[CHAT] = [LOADING] * 3

    outputs = await collect(engine.chat_completion(HELLO))

    assert text(outputs) == "Once upon a time"
    assert {output.sentence.id for output in outputs if isinstance(output, Waiting)} == {"huggingface-loading"}
    assert two.asked == (4, 0)

    two.first.always[CHAT] = LOADING
    clock.slept.clear()
    await collect(engine.chat_completion(HELLO))
    assert sum(clock.slept) <= 50
    assert two.asked[1] == 1


async def test_an_unreachable_server_is_not_called_busy(
    two: TwoServers, engine: HuggingFace, clock: QuickClock
) -> None:
    two.first.script[CHAT] = [Broken(), Broken()]
    outputs = await collect(engine.chat_completion(HELLO))
    waits = {output.sentence.id for output in outputs if isinstance(output, Waiting)}
    assert waits == {"huggingface-reaching-again"}


async def lowered(two: TwoServers, outputs: list[Output]) -> tuple[list[int], str]:
    """The lengths that were asked for, and the note about them."""
    finished = outputs[-1]
    assert isinstance(finished, Finished)
    bodies = [post.body for post in two.first.posts()]
    asked = [body.get("max_tokens") or body["max_completion_tokens"] for body in bodies]
    return asked, " ".join(render(note) for note in finished.notes)


@pytest.mark.parametrize(
    ("message", "room"),
    [
        (
            "`inputs` tokens + `max_new_tokens` must be <= 2048. Given: 2 `inputs` tokens and 4096 `max_new_tokens`",
            2046,
        ),
        ("max_tokens is too large: 4096. This model supports at most 1024 completion tokens", 1024),
    ],
)
async def test_an_answer_that_may_not_be_so_long_is_asked_for_as_long_as_it_may(
    two: TwoServers, engine: HuggingFace, message: str, room: int
) -> None:
    two.first.script["/completions"] = [refusal(400, message)]
    outputs = await collect(engine.text_generation(TextRequest(prompt="x", max_new_tokens=4096)))
    assert await lowered(two, outputs) == ([4096, room], f"at most {room:,} tokens, because mine takes no more")

    two.first.seen.clear()
    two.first.script["/completions"] = [
        refusal(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."),
        refusal(400, message),
    ]
    outputs = await collect(engine.chat_completion(replace(HELLO, max_new_tokens=4096)))
    asked, _ = await lowered(two, outputs)
    assert asked == [4096, 4096, room]


async def test_a_conversation_is_trimmed_whatever_words_say_that_it_is_too_long(
    two: TwoServers, engine: HuggingFace
) -> None:
    two.first.script[CHAT] = [
        Refusal(status=400, body={"error": {"message": "no", "code": "context_length_exceeded"}}),
        Refusal(status=400, body={"error": {"message": "no", "code": 400, "type": "exceed_context_size_error"}}),
        refusal(400, "Please reduce the length of the messages."),
    ]
    turns = [ChatMessage(role="user" if at % 2 else "assistant", text=str(at)) for at in range(16)]

    outputs = await collect(engine.chat_completion(ChatRequest(messages=tuple(turns))))

    assert text(outputs) == "Once upon a time"
    assert [len(post.body["messages"]) for post in two.first.posts()] == [15, 7, 3, 1]


async def test_pictures_are_made_smaller_once_for_a_server_that_finds_them_too_large(
    two: TwoServers, engine: HuggingFace
) -> None:
    two.first.always[CHAT] = refusal(413, "Payload Too Large")
    seen = ChatMessage(role="user", text="what is this?", pictures=(noise(600),))

    outputs = await collect(engine.chat_completion(ChatRequest(messages=(seen,))))

    assert text(outputs) == "Once upon a time"
    sizes = [
        [len(data_uri_bytes(part["image_url"]["url"])) for part in post.body["messages"][0]["content"][1:]]
        for post in two.first.posts()
    ]
    assert len(sizes) == 2
    assert sizes[0][0] > SMALL_PICTURE_BYTES >= sizes[1][0]
    assert len(two.second.posts()) == 1


async def test_a_model_without_a_template_at_the_server_gets_its_own_from_the_hub(
    server: HubServer, two: TwoServers, make: MakeEngine, configuration: Configuration, tmp_path: Path
) -> None:
    server.models["org/base"] = HubModel(id="org/base", files=tiny.tokenizer_files(tmp_path / "made"))
    models = [f"org/base@{served.url}/openai/v1" for served in (two.first, two.second)]
    engine = await make(configuration=replace(configuration, cache=tmp_path / "cache"), chat_completion=models)
    two.first.always[CHAT] = Refusal(status=422, body={"error": "Template error: template not found"})

    for _ in range(2):
        assert text(await collect(engine.chat_completion(HELLO))) == "Once upon a time"

    paths = [post.path.removeprefix("/openai/v1") for post in two.first.posts()]
    assert paths == [CHAT, "/completions", "/completions"]  # the second time that is known
    assert two.second.posts() == []
    assert two.alerts == []


async def test_only_options_that_were_sent_are_left_out(two: TwoServers, engine: HuggingFace) -> None:
    two.first.always["/completions"] = refusal(
        400, "please stop the stream: the voice, top_p and the seed of this answer are bad"
    )
    await collect(engine.text_generation(TextRequest(prompt="x", seed=3)))
    sent = [sorted(set(post.body) - {"model", "prompt"}) for post in two.first.posts()]
    assert sent == [["seed", "stream"], ["seed"], []]


async def test_options_that_a_server_does_not_name_are_left_out_together_once(
    two: TwoServers, engine: HuggingFace
) -> None:
    two.first.script["/completions"] = [refusal(422, "OpenAIException - Error code: 422")]
    request = TextRequest(prompt="x", seed=3, temperature=0.5, repetition_penalty=1.2, max_new_tokens=9)
    outputs = await collect(engine.text_generation(request))
    [everything, standard] = [set(post.body) - {"model", "prompt"} for post in two.first.posts()]
    assert everything - standard == {"seed", "repetition_penalty"}
    assert isinstance(outputs[-1], Finished)
    assert outputs[-1].ignored == ("repetition_penalty", "seed")


async def test_the_log_has_a_servers_words_without_those_of_the_question(
    two: TwoServers, engine: HuggingFace, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    said = "worker 7 at http://user:secret@10.0.0.7/x?token=abcdef failed on: my secret wish"
    two.first.always[CHAT] = refusal(500, said)
    await collect(engine.chat_completion(ChatRequest(messages=(ChatMessage(role="user", text="my secret wish"),))))
    logged = "\n".join(record.getMessage() for record in caplog.records)
    assert "worker 7 at http://" in logged
    for hidden in ("user:secret", "abcdef", "my secret wish"):
        assert hidden not in logged
