"""Every refusal becomes one sentence with its fix, and the right thing happens next."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.errors import (
    BadInput,
    CreditsUsedUp,
    LimitReached,
    ModelUnavailable,
    PromptTooLong,
    TokenRejected,
    UserError,
)
from core.i18n.rendering import render
from core.inference.huggingface.configuration import Configuration
from core.inference.huggingface.credentials import Credentials
from core.inference.huggingface.failures import UpstreamFailure
from core.inference.huggingface.timing import Deadlines, RetryPolicy
from core.inference.huggingface.transport import HttpStatusError
from core.inference.outputs import Finished, Waiting
from core.inference.requests import ChatMessage, ChatRequest, ImageRequest
from tests.core.inference.huggingface.conftest import MakeEngine, QuickClock, collect, text
from tests.core.media.bombs import webp_bomb
from tests.servers.hub_server import Broken, HubServer, Refusal, Truncated
from tests.servers.hub_server.making import picture

CHAT = "/chat/completions"
HELLO = ChatRequest(messages=(ChatMessage(role="user", text="hello"),), seed=3)
CREDITS = {"error": "You have depleted your monthly included credits. Purchase pre-paid credits to continue."}
SCOPE = {"error": "This authentication method does not have sufficient permissions to call Inference Providers"}
SERVERS = {
    "error": {"message": "The requested model 'x' is not supported by any provider", "code": "model_not_supported"}
}
HTML = "<html><body><h1>502 Bad Gateway</h1></body></html>"


@pytest.mark.parametrize(
    ("refusal", "kind", "sentence"),
    [
        (Refusal(status=400, body=SERVERS), ModelUnavailable, "huggingface-model-not-served"),
        (Refusal(status=400, body={"error": "Model not supported by provider x"}), ModelUnavailable,
         "huggingface-model-not-served"),
        (Refusal(status=400, body={"error": {"message": "bad thing"}}), BadInput, "huggingface-input-refused"),
        (Refusal(status=400, body={"message": "maximum context length is 8192 tokens"}), PromptTooLong,
         "huggingface-too-long"),
        (Refusal(status=400, body={"error": {"message": "no", "code": "content_policy_violation"}}), BadInput,
         "huggingface-content-refused"),
        (Refusal(status=400, body={"error": {"code": "1301", "message": "potentially unsafe or sensitive content"}}),
         BadInput, "huggingface-content-refused"),
        (Refusal(status=400, body={"error": "triggering our content management policy"}), BadInput,
         "huggingface-content-refused"),
        (Refusal(status=401, body={"error": "Invalid username or password."}), TokenRejected,
         "huggingface-token-refused"),
        (Refusal(status=402, body=CREDITS), CreditsUsedUp, "huggingface-credits-used-up"),
        (Refusal(status=403, body=SCOPE), TokenRejected, "huggingface-not-permitted"),
        (Refusal(status=403, body={"error": "Access to model x is restricted"}), ModelUnavailable,
         "huggingface-model-gated"),
        (Refusal(status=404, body=HTML), ModelUnavailable, "huggingface-model-not-served"),
        (Refusal(status=410, body={"error": "The requested model is deprecated"}), ModelUnavailable,
         "huggingface-model-gone"),
        (Refusal(status=413, body=HTML), BadInput, "huggingface-too-large"),
        (Refusal(status=422, body="Failed to deserialize the JSON body"), BadInput, "huggingface-input-refused"),
        (Refusal(status=422, body={"detail": [{"loc": ["body", "x"], "msg": "field required"}]}), BadInput,
         "huggingface-input-refused"),
        (Refusal(status=429, headers={"retry-after": "600"}), LimitReached, "huggingface-too-many"),
        (Refusal(status=500, body={"error": "boom"}), ModelUnavailable, "huggingface-broken"),
        (Refusal(status=503, body={"error": "Model too busy"}), ModelUnavailable, "huggingface-broken"),
        (Refusal(status=504, body=HTML), ModelUnavailable, "huggingface-too-slow"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("chunked", [False, True])
async def test_each_refusal_has_its_sentence(
    server: HubServer, make: MakeEngine, refusal: Refusal, kind: type[UserError], sentence: str, chunked: bool
) -> None:
    server.always[CHAT] = Refusal(status=refusal.status, body=refusal.body, headers=refusal.headers, chunked=chunked)
    engine = await make(chat_completion=["org/chat:novita"])

    with pytest.raises(kind, match=sentence) as raised:
        await collect(engine.chat_completion(HELLO))

    assert isinstance(raised.value, kind)
    words = render(raised.value.sentence)
    assert "<" not in words
    assert "{" not in words


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504])
async def test_a_temporary_error_is_retried_with_jitter(
    server: HubServer, make: MakeEngine, clock: QuickClock, status: int
) -> None:
    server.script[CHAT] = [Refusal(status=status, body=HTML), Refusal(status=status, body=HTML)]
    engine = await make(chat_completion=["org/chat"])

    outputs = await collect(engine.chat_completion(HELLO))

    assert text(outputs) == "Once upon a time"
    assert 0.25 <= clock.slept[0] <= 0.75
    assert 0.5 <= clock.slept[1] <= 1.5
    assert not {0.5, 1.0} & set(clock.slept)
    assert [output.sentence.id for output in outputs if isinstance(output, Waiting)] == ["huggingface-trying-again"] * 2


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 410, 413, 422])
async def test_a_request_is_never_repeated_unchanged(server: HubServer, make: MakeEngine, status: int) -> None:
    server.always[CHAT] = Refusal(status=status, body={"error": "no"})
    engine = await make(chat_completion=["org/chat:novita"])

    with pytest.raises(UserError):
        await collect(engine.chat_completion(HELLO))

    # After an error that names no option, the options that not every server knows are left out, once.
    sent = [set(post.body) - {"model", "messages"} for post in server.posts()]
    everything = {"stream", "stream_options", "seed"}
    assert sent == ([everything, {"stream"}] if status in (400, 422) else [everything])


async def test_a_model_that_loads_is_waited_for_and_said_to_load(
    server: HubServer, make: MakeEngine, clock: QuickClock
) -> None:
    body = {"error": "Model org/chat is currently loading", "estimated_time": 12.5}
    server.script[CHAT] = [Refusal(status=503, body=body)] * 4
    engine = await make(chat_completion=["org/chat"])

    outputs = await collect(engine.chat_completion(HELLO))

    assert text(outputs) == "Once upon a time"
    waits = [output for output in outputs if isinstance(output, Waiting)]
    assert {(wait.sentence.id, wait.seconds_left) for wait in waits} == {("huggingface-loading", 12.5)}
    assert clock.slept == [12.5] * 4


async def test_a_model_that_loads_too_long_is_passed_over(
    server: HubServer, make: MakeEngine, credentials: Credentials, clock: QuickClock
) -> None:
    server.always["/novita/"] = Refusal(status=503, body={"error": "loading", "estimated_time": 900})
    configuration = Configuration(credentials=credentials, retry_policy=RetryPolicy(loading_seconds=50))
    engine = await make(configuration=configuration, chat_completion=["org/chat:novita", "org/chat:together"])

    outputs = await collect(engine.chat_completion(HELLO))

    assert isinstance(outputs[-1], Finished)
    assert outputs[-1].provider == "together"
    assert sum(clock.slept) <= 50


@pytest.mark.parametrize(
    "headers",
    [{"retry-after": "7"}, {"ratelimit": '"api";r=0;t=7'}],
)
async def test_a_short_wait_is_waited_as_told(
    server: HubServer, make: MakeEngine, clock: QuickClock, headers: dict[str, str]
) -> None:
    server.script[CHAT] = [Refusal(status=429, headers=headers)]
    engine = await make(chat_completion=["org/chat"])

    assert text(await collect(engine.chat_completion(HELLO))) == "Once upon a time"
    assert clock.slept == [7.0]


async def test_a_long_wait_is_refused_with_its_time(server: HubServer, make: MakeEngine) -> None:
    server.always[CHAT] = Refusal(status=429, headers={"retry-after": "600"})
    engine = await make(chat_completion=["org/chat", "org/other"])

    with pytest.raises(LimitReached) as raised:
        await collect(engine.chat_completion(HELLO))

    assert raised.value.seconds == 600
    assert "600 seconds" in render(raised.value.sentence)


@pytest.mark.parametrize(("seconds", "provider"), [(20, "novita"), (21, "together")])
async def test_a_broken_provider_that_asks_for_a_long_wait_is_passed_over(
    server: HubServer, make: MakeEngine, clock: QuickClock, seconds: int, provider: str
) -> None:
    server.script["/novita/"] = [Refusal(status=503, body={"error": "busy"}, headers={"retry-after": str(seconds)})]
    engine = await make(chat_completion=["org/chat:novita", "org/chat:together"])

    outputs = await collect(engine.chat_completion(HELLO))

    assert isinstance(outputs[-1], Finished)
    assert outputs[-1].provider == provider
    assert clock.slept == ([20.0] if provider == "novita" else [])


async def test_a_wait_that_is_longer_than_the_patience_is_told_and_not_waited(
    server: HubServer, make: MakeEngine, clock: QuickClock
) -> None:
    server.script[CHAT] = [Refusal(status=429, headers={"retry-after": "21"})]
    engine = await make(chat_completion=["org/chat"])

    with pytest.raises(LimitReached) as raised:
        await collect(engine.chat_completion(HELLO))

    assert raised.value.seconds == 21
    assert clock.slept == []


def test_a_wait_may_be_told_as_a_date() -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    wait = UpstreamFailure.read(HttpStatusError(429, {"retry-after": later}, b"")).wait
    assert wait is not None
    assert 80 < wait <= 90
    assert UpstreamFailure.read(HttpStatusError(429, {"retry-after": "soon"}, b"")).wait is None


async def test_without_credit_only_servers_of_ones_own_are_tried(
    server: HubServer, elsewhere: HubServer, make: MakeEngine
) -> None:
    server.always[CHAT] = Refusal(status=402, body=CREDITS)
    engine = await make(chat_completion=["org/chat", "org/other", f"mine@{elsewhere.url}/openai/v1"])

    outputs = await collect(engine.chat_completion(HELLO))

    assert isinstance(outputs[-1], Finished)
    assert outputs[-1].model == "mine"
    assert len(server.posts()) == 1


async def test_used_up_credit_is_checked_again_after_an_hour(
    server: HubServer, elsewhere: HubServer, make: MakeEngine, clock: QuickClock
) -> None:
    server.always[CHAT] = Refusal(status=402, body=CREDITS)
    engine = await make(chat_completion=["org/chat", f"mine@{elsewhere.url}/openai/v1"])
    for _ in range(3):
        outputs = await collect(engine.chat_completion(HELLO))
        assert isinstance(outputs[-1], Finished)
        assert outputs[-1].model == "mine"
    assert len(server.posts()) == 1
    clock.time += 3600.0
    await collect(engine.chat_completion(HELLO))
    assert len(server.posts()) == 2


async def test_an_option_that_is_not_liked_is_left_out_and_named(server: HubServer, make: MakeEngine) -> None:
    server.script[CHAT] = [
        Refusal(status=400, body={"error": {"message": "Unknown field: stream_options"}}),
        Refusal(status=422, body={"detail": "`seed` is not supported by this model"}),
    ]
    engine = await make(chat_completion=["org/chat"])

    outputs = await collect(engine.chat_completion(HELLO))

    assert isinstance(outputs[-1], Finished)
    assert outputs[-1].ignored == ("seed",)
    assert not {"seed", "stream_options"} & set(server.posts()[-1].body)


async def test_a_silent_server_is_passed_over_at_its_deadline(
    server: HubServer, make: MakeEngine, credentials: Credentials
) -> None:
    server.always["/novita/"] = Broken(silent=True)
    quick = Configuration(credentials=credentials, deadlines=Deadlines(first_byte=0.2))
    engine = await make(configuration=quick, chat_completion=["org/chat:novita", "org/chat:together"])

    outputs = await collect(engine.chat_completion(HELLO))

    assert isinstance(outputs[-1], Finished)
    assert outputs[-1].provider == "together"


async def test_a_dead_provider_is_left_alone_and_tried_again_later(
    server: HubServer, make: MakeEngine, clock: QuickClock
) -> None:
    server.always["/novita/"] = Refusal(status=500, body=HTML)
    engine = await make(chat_completion=["org/chat:novita"])
    with pytest.raises(ModelUnavailable, match="huggingface-broken"):
        await collect(engine.chat_completion(HELLO))
    asked = len(server.posts())

    with pytest.raises(ModelUnavailable, match="huggingface-resting"):
        await collect(engine.chat_completion(HELLO))
    assert len(server.posts()) == asked

    clock.time += 31
    server.always.clear()
    assert text(await collect(engine.chat_completion(HELLO))) == "Once upon a time"


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"<html>sorry</html>", "huggingface-not-media"),
        (b"\x7fELF not a picture", "huggingface-not-media"),
    ],
)
async def test_an_error_page_is_never_a_picture(
    server: HubServer, make: MakeEngine, body: bytes, sentence: str
) -> None:
    server.files["picture"] = body
    engine = await make(text_to_image=["org/painter:fal-ai"])

    with pytest.raises(ModelUnavailable, match=sentence):
        await collect(engine.text_to_image(ImageRequest(prompt="x")))


@pytest.mark.parametrize("glitch", [Refusal(status=502, body=HTML), Refusal(status=429), Broken()])
@pytest.mark.parametrize(("provider", "where"), [("fal-ai", "/files/"), ("replicate", "/v1/predictions/")])
async def test_a_finished_result_is_fetched_again_and_not_generated_again(
    server: HubServer, make: MakeEngine, provider: str, where: str, glitch: Refusal | Broken
) -> None:
    server.add("org/art", "text-to-image", **{provider: "text-to-image"})
    server.script[where] = [glitch, glitch]
    engine = await make(text_to_image=["org/art"])

    outputs = await collect(engine.text_to_image(ImageRequest(prompt="x")))

    assert isinstance(outputs[-1], Finished)
    assert len(server.posts()) == 1


@pytest.mark.parametrize("status", [404, 503])
async def test_a_lost_file_is_an_error_and_the_next_provider_answers(
    server: HubServer, make: MakeEngine, status: int
) -> None:
    server.always["/files/"] = Refusal(status=status, body=HTML)
    engine = await make(text_to_image=["org/painter:fal-ai"])
    with pytest.raises(ModelUnavailable, match="huggingface-lost"):
        await collect(engine.text_to_image(ImageRequest(prompt="x")))
    assert len(server.posts()) == 1

    engine = await make(text_to_image=["org/painter"])
    outputs = await collect(engine.text_to_image(ImageRequest(prompt="x")))
    assert isinstance(outputs[-1], Finished)
    assert outputs[-1].provider == "nscale"


async def test_a_refusal_in_a_background_job_is_a_refusal_of_content(server: HubServer, make: MakeEngine) -> None:
    server.add("org/art", "text-to-image", replicate="text-to-image")
    server.script["/v1/predictions/"] = [Refusal(status=422, body={"detail": "NSFW content detected"})]
    engine = await make(text_to_image=["org/art"])

    with pytest.raises(BadInput, match="huggingface-content-refused"):
        await collect(engine.text_to_image(ImageRequest(prompt="x")))


@pytest.mark.parametrize(
    "said",
    [
        {"images": [{"url": "http://10.0.0.1/picture"}]},
        {"images": []},
        {"images": [{"url": "http://[::1/"}]},
        {"images": [{"url": "ftp://x/y"}]},
        ["what"],
        "plain",
    ],
)
async def test_an_answer_without_a_picture_is_passed_over(server: HubServer, make: MakeEngine, said: Any) -> None:
    server.script["/fal-ai/"] = [Refusal(status=200, body=said)]
    engine = await make(text_to_image=["org/painter"])

    outputs = await collect(engine.text_to_image(ImageRequest(prompt="x")))

    assert isinstance(outputs[-1], Finished)
    assert outputs[-1].provider == "nscale"


async def test_an_unencrypted_file_elsewhere_is_not_fetched(
    server: HubServer, elsewhere: HubServer, make: MakeEngine
) -> None:
    named = f"{elsewhere.url.replace('127.0.0.1', 'localhost')}/files/picture"
    server.script["/fal-ai/"] = [Refusal(status=200, body={"images": [{"url": named}]})]
    engine = await make(text_to_image=["org/painter:fal-ai"])

    with pytest.raises(ModelUnavailable, match="huggingface-not-media"):
        await collect(engine.text_to_image(ImageRequest(prompt="x")))

    assert elsewhere.seen == []


async def test_a_flagged_picture_is_a_refusal(server: HubServer, make: MakeEngine) -> None:
    said = {"images": [{"url": f"{server.url}/files/picture"}], "has_nsfw_concepts": [True]}
    server.script["/fal-ai/"] = [Refusal(status=200, body=said)]
    engine = await make(text_to_image=["org/painter"])

    with pytest.raises(BadInput, match="huggingface-content-refused"):
        await collect(engine.text_to_image(ImageRequest(prompt="x")))


@pytest.mark.parametrize(
    ("spoilt", "sentence"),
    [
        (picture((2, 1, 0)), "huggingface-black-picture"),
        (picture()[:-200], "huggingface-torn-media"),
        (webp_bomb(), "huggingface-torn-media"),
    ],
    ids=["black", "torn", "bomb"],
)
async def test_a_black_or_torn_picture_is_passed_over_and_told_where_nothing_is_left(
    server: HubServer, make: MakeEngine, spoilt: bytes, sentence: str
) -> None:
    server.files["spoilt"] = spoilt
    server.always["/fal-ai/"] = Refusal(status=200, body={"images": [{"url": f"{server.url}/files/spoilt"}]})
    engine = await make(text_to_image=["org/painter"])

    outputs = await collect(engine.text_to_image(ImageRequest(prompt="x")))
    assert isinstance(outputs[-1], Finished)
    assert outputs[-1].provider == "nscale"
    assert [post.path.split("/")[2] for post in server.posts()] == ["fal-ai", "nscale"]

    engine = await make(text_to_image=["org/painter:fal-ai"])
    with pytest.raises(ModelUnavailable, match=sentence):
        await collect(engine.text_to_image(ImageRequest(prompt="x")))
    assert len(server.posts()) == 3


async def test_a_picture_whose_response_breaks_off_is_not_paid_for_twice(server: HubServer, make: MakeEngine) -> None:
    server.always["/nscale/"] = Truncated(server.files["picture"])
    engine = await make(text_to_image=["org/painter:nscale", "org/painter:fal-ai"])

    outputs = await collect(engine.text_to_image(ImageRequest(prompt="x")))

    assert isinstance(outputs[-1], Finished)
    assert outputs[-1].provider == "fal-ai"
    assert [post.path.split("/")[2] for post in server.posts()] == ["nscale", "fal-ai"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["error", "message", "detail", "errors", "code", "type", "estimated_time", "status", "loc"]),
        inner,
        max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@given(st.integers(400, 599), JSON)
def test_no_body_can_break_the_understanding(status: int, body: Any) -> None:
    error = UpstreamFailure.understand(body, status).error("org/model", "provider")
    assert isinstance(error, UserError)
    assert render(error.sentence)


def test_a_deeply_nested_body_is_read() -> None:
    for depth in (100, 700, 5_000):
        body = b'{"error":' * depth + b'"x"' + b"}" * depth
        assert render(UpstreamFailure.read(HttpStatusError(500, {}, body)).error("org/model", "provider").sentence)


@given(st.integers(400, 599), st.binary(max_size=100))
def test_no_bytes_can_break_the_reading(status: int, body: bytes) -> None:
    assert render(UpstreamFailure.read(HttpStatusError(status, {}, body)).error("org/model", "provider").sentence)
