"""The providers of a model: looked up at the Hub and kept for a while."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from core.domain.errors import ModelUnavailable
from core.inference.huggingface.configuration import Configuration
from core.inference.huggingface.credentials import Credentials
from core.inference.huggingface.provider_mappings import ProviderMappings
from core.inference.huggingface.routes import ProviderPolicy
from core.inference.outputs import Finished
from core.inference.requests import ChatMessage, ChatRequest, ImageRequest, TextRequest
from tests.core.inference.huggingface.conftest import MakeEngine, QuickClock, collect
from tests.servers.hub_server import HubModel, HubServer, Refusal
from tests.servers.hub_server.making import noise
from tests.servers.hub_server.server import TOKEN

HELLO = ChatRequest(messages=(ChatMessage(role="user", text="hello"),))


@pytest.fixture
async def mappings(credentials: Credentials, clock: QuickClock) -> AsyncIterator[ProviderMappings]:
    mappings = ProviderMappings(credentials, clock)
    yield mappings
    mappings.close()


async def test_a_model_is_fetched_once_with_the_right_token_and_expires(
    server: HubServer, mappings: ProviderMappings, clock: QuickClock
) -> None:
    first, again = await asyncio.gather(mappings.model("org/chat"), mappings.model("org/chat"))
    assert await mappings.model("org/chat") is first is again
    assert first.takes_pictures
    assert first.licence == "apache-2.0"
    assert [serving.provider for serving in first.live_mappings("conversational")] == ["novita", "together"]
    assert [seen.token for seen in server.seen] == [f"Bearer {TOKEN}"]

    clock.time += 601
    server.add("org/chat", "text-generation", together="conversational")
    assert not (await mappings.model("org/chat")).takes_pictures
    assert len(server.seen) == 2


async def test_a_silent_hub_leaves_what_was_known(
    server: HubServer, mappings: ProviderMappings, clock: QuickClock
) -> None:
    known = await mappings.model("org/chat")
    server.always["/api/"] = Refusal(status=500)
    clock.time += 601

    assert await mappings.model("org/chat") == known
    asked = len(server.seen)
    assert await mappings.model("org/chat") == known
    assert len(server.seen) == asked  # it is left alone for a moment
    with pytest.raises(ModelUnavailable, match="huggingface-hub-silent"):
        await mappings.model("org/other")


@pytest.mark.parametrize("said", [{"status": "ok"}, [], "null", "<html>", {"id": "x", "inferenceProviderMapping": 7}])
async def test_a_page_that_is_none_is_as_silence(server: HubServer, mappings: ProviderMappings, said: object) -> None:
    server.always["/api/"] = Refusal(status=200, body=said)

    with pytest.raises(ModelUnavailable, match="huggingface-hub-silent"):
        await mappings.model("org/chat")


async def test_a_missing_model_is_not_fetched_all_the_time(
    server: HubServer, mappings: ProviderMappings, clock: QuickClock
) -> None:
    for _ in range(3):
        with pytest.raises(ModelUnavailable, match="huggingface-no-such-model"):
            await mappings.model("org/missing")
    assert len(server.seen) == 1
    clock.time += 61
    server.add("org/missing")
    assert (await mappings.model("org/missing")).mappings == ()


async def test_models_that_are_not_served_are_skipped_without_a_request(server: HubServer, make: MakeEngine) -> None:
    server.models["org/art"] = HubModel(
        id="org/art",
        pipeline="text-to-image",
        providers={"fal-ai": "text-to-image", "brand-new": "text-to-image", "together": "image-to-image",
                   "replicate": "text-to-image"},
        not_live=frozenset({"fal-ai"}),
    )  # fmt: skip
    engine = await make(text_to_image=["org/base", "org/missing", "org/art"])

    outputs = await collect(engine.text_to_image(ImageRequest(prompt="x")))

    assert isinstance(outputs[-1], Finished)
    assert outputs[-1].provider == "replicate"
    assert len(server.posts()) == 1


@pytest.mark.parametrize(
    ("policy", "provider"),
    [
        (ProviderPolicy(allowed=frozenset({"together"})), "together"),
        (ProviderPolicy(denied=frozenset({"novita"})), "together"),
        (ProviderPolicy(denied=frozenset({"together"})), "novita"),
    ],
)
async def test_denied_providers_are_not_used_not_even_by_the_router(
    server: HubServer, make: MakeEngine, credentials: Credentials, policy: ProviderPolicy, provider: str
) -> None:
    engine = await make(
        configuration=Configuration(credentials=credentials, policy=policy), chat_completion=["org/chat"]
    )

    outputs = await collect(engine.chat_completion(HELLO))

    assert isinstance(outputs[-1], Finished)
    assert outputs[-1].provider == provider


@pytest.mark.parametrize(
    ("suffix", "order"),
    [
        ("", ["novita", "together", "nscale", "groq"]),
        (":preferred", ["novita", "together", "nscale", "groq"]),
        (":cheapest", ["nscale", "together", "novita", "groq"]),
        (":fastest", ["together", "novita", "nscale", "groq"]),
    ],
)
async def test_allowed_providers_are_tried_in_the_order_of_the_router(
    server: HubServer, make: MakeEngine, credentials: Credentials, suffix: str, order: list[str]
) -> None:
    providers = ("novita", "together", "cerebras", "nscale", "groq")
    model = server.add("org/many", "text-generation", **dict.fromkeys(providers, "conversational"))
    model.prices = {"novita": 3.0, "together": 2.0, "nscale": 1.0, "cerebras": 0.1, "groq": None}
    model.throughputs = {"novita": 50, "together": 90, "cerebras": 900}
    server.always["/chat/completions"] = Refusal(status=404)
    policy = ProviderPolicy(denied=frozenset({"cerebras"}))
    configuration = Configuration(credentials=credentials, policy=policy)
    engine = await make(configuration=configuration, chat_completion=[f"org/many{suffix}"])

    with pytest.raises(ModelUnavailable):
        await collect(engine.chat_completion(HELLO))

    assert [post.path.split("/")[2] for post in server.posts()] == order


async def test_nothing_is_sent_if_every_provider_is_denied(
    server: HubServer, make: MakeEngine, credentials: Credentials
) -> None:
    policy = ProviderPolicy(denied=frozenset({"novita", "together"}))
    engine = await make(
        configuration=Configuration(credentials=credentials, policy=policy), chat_completion=["org/chat:novita"]
    )

    with pytest.raises(ModelUnavailable, match="huggingface-not-mapped"):
        await collect(engine.chat_completion(HELLO))
    assert server.posts() == []


async def test_a_slow_hub_holds_up_nobody_else(server: HubServer, make: MakeEngine, clock: QuickClock) -> None:
    """A mapping is looked up again, and the Hub is slow, while ten large pictures are on their way: the loop still
    turns. Blocking calls would be raised by the guard."""
    answers = asyncio.Event()

    class Slow(Refusal):
        async def send(self, request):  # type: ignore[no-untyped-def]
            await answers.wait()
            return await super().send(request)

    engine = await make(chat_completion=["org/chat:novita", "org/other"], text_generation=["org/base"])
    await collect(engine.chat_completion(HELLO))  # by now the mapping is known
    clock.time += 601
    server.script["/api/models/"] = [Slow(status=500), Slow(status=500)]
    ask = ChatRequest(messages=(ChatMessage(role="user", text="what is this", pictures=(noise(),)),))
    pictures = [asyncio.create_task(collect(engine.chat_completion(ask))) for _ in range(10)]
    unknown = asyncio.create_task(collect(engine.text_generation(TextRequest(prompt="x"))))
    async with asyncio.timeout(20):
        while sum(seen.method == "GET" for seen in server.seen) < 3:
            await asyncio.sleep(0.005)
        quick = await collect(engine.chat_completion(replace(HELLO, model="org/other")))
    assert isinstance(quick[-1], Finished)
    assert not any(task.done() for task in (*pictures, unknown))

    answers.set()
    outputs = await asyncio.gather(*pictures)
    assert [found[-1].model for found in outputs if isinstance(found[-1], Finished)] == ["org/chat:novita"] * 10
    assert all(len(str(post.body)) < 3_000_000 for post in server.posts())
    with pytest.raises(ModelUnavailable):
        await unknown


async def test_a_result_is_stored_even_if_nobody_waits_any_more(server: HubServer, mappings: ProviderMappings) -> None:
    slow = asyncio.Event()

    class Slow(Refusal):
        async def send(self, request):  # type: ignore[no-untyped-def]
            await slow.wait()
            return await super().send(request)

    server.script["/api/models/org/missing"] = [Slow(status=404)]
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await mappings.model("org/missing")
    slow.set()
    with pytest.raises(ModelUnavailable, match="huggingface-no-such-model"):
        await mappings.model("org/missing")
    assert len(server.seen) == 1
    with pytest.raises(ModelUnavailable, match="huggingface-no-such-model"):
        await mappings.model("org/missing")
    assert len(server.seen) == 1


async def test_the_number_of_models_is_limited(
    server: HubServer, mappings: ProviderMappings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.inference.huggingface.provider_mappings.MODELS_LIMIT", 2)
    for model in ("org/chat", "org/other", "org/base"):
        await mappings.model(model)
    assert mappings.known("org/chat") is None
    assert mappings.known("org/other") is not None
