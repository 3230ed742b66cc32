"""Models beyond the configured ones: search, permission, and their providers."""

import asyncio
from collections.abc import Sequence
from urllib.parse import parse_qs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.errors import NotAllowed
from core.domain.tasks import Task
from core.i18n.rendering import render
from core.inference.engine import ModelCard
from core.inference.huggingface.configuration import Configuration
from core.inference.huggingface.credentials import Credentials, FixedToken
from core.inference.huggingface.model_search import search_query
from core.inference.huggingface.routes import ProviderPolicy
from core.inference.outputs import Finished
from core.inference.requests import ChatMessage, ChatRequest, ModelPolicy
from tests.core.inference.huggingface.conftest import MakeEngine, QuickClock, collect
from tests.servers.hub_server import Broken, HubModel, HubServer, Refusal
from tests.servers.hub_server.server import TOKEN

UP_TO_TWO = ModelPolicy(price_limit=2.0)
HELLO = (ChatMessage(role="user", text="hello"),)


@pytest.fixture(autouse=True)
def provider_prices(server: HubServer) -> None:
    """Further models on the Hub."""
    for model in (
        HubModel(
            id="shop/bargain",
            licence="mit",
            providers={"novita": "conversational", "together": "conversational"},
            prices={"together": 0.2, "novita": 1.5},
        ),
        HubModel(
            id="shop/mixed",
            providers={"novita": "conversational", "together": "conversational"},
            prices={"novita": 9.0, "together": 1.0},
        ),
        HubModel(id="shop/dear", providers={"novita": "conversational"}, prices={"novita": 2.01}),
        HubModel(id="shop/free", providers={"novita": "conversational"}, prices={"novita": 0}),
        HubModel(id="shop/unpriced", providers={"novita": "conversational"}, prices={"novita": None}),
        HubModel(id="shop/unlisted", providers={"novita": "conversational"}),
        HubModel(
            id="shop/ill",
            providers={"novita": "conversational"},
            prices={"novita": 0.1},
            not_live=frozenset({"novita"}),
        ),
        HubModel(id="shop/base", providers={"featherless-ai": "text-generation"}, prices={"featherless-ai": 0.1}),
        HubModel(id="shop/painter", pipeline="text-to-image", providers={"fal-ai": "text-to-image"}),
    ):
        server.models[model.id] = model


async def test_everything_that_is_served_for_a_task_is_listed_whatever_it_costs(
    server: HubServer, make: MakeEngine, credentials: Credentials
) -> None:
    policy = ProviderPolicy(denied=frozenset({"together"}))
    configuration = Configuration(credentials=credentials, policy=policy)
    engine = await make(configuration=configuration, chat_completion=["org/chat"])

    chats = {card.name: card for card in await engine.served(Task.CHAT_COMPLETION)}
    assert {"org/chat", "org/other", "shop/bargain", "shop/dear", "shop/unlisted"} <= set(chats)
    assert "shop/ill" not in chats
    assert (chats["shop/bargain"].price, chats["shop/bargain"].providers) == ((1.5, 1.5), ("novita",))
    assert names(await engine.served(Task.TEXT_TO_IMAGE)) == ["org/painter", "shop/painter"]
    asked = len(server.seen)
    await engine.served(Task.TEXT_TO_IMAGE)
    assert len(server.seen) == asked  # it is kept for a while


async def test_nothing_is_listed_if_the_hub_does_not_answer(server: HubServer, make: MakeEngine) -> None:
    server.always["/api/models"] = Broken()
    engine = await make(chat_completion=["org/chat"])
    assert await engine.served(Task.CHAT_COMPLETION) == []


def names(cards: Sequence[ModelCard]) -> list[str]:
    return [card.name for card in cards]


async def test_search_finds_served_models_within_the_limit_with_price_and_licence(
    server: HubServer, make: MakeEngine
) -> None:
    engine = await make(chat_completion=["org/chat"])

    found = await engine.search(Task.CHAT_COMPLETION, "shop", UP_TO_TWO)

    assert names(found) == ["shop/bargain", "shop/mixed", "shop/free"]
    bargain, mixed, free = found
    assert (bargain.licence, bargain.price, bargain.providers) == ("mit", (0.2, 1.5), ("together", "novita"))
    assert (mixed.price, mixed.providers) == ((1.0, 1.0), ("together",))
    assert free.price == (0.0, 0.0)
    assert names(await engine.search(Task.TEXT_GENERATION, "shop", UP_TO_TWO)) == ["shop/base"]
    assert names(await engine.search(Task.TEXT_TO_IMAGE, "shop", UP_TO_TWO)) == []
    assert names(await engine.search(Task.CHAT_COMPLETION, "BARG", UP_TO_TWO)) == ["shop/bargain"]
    assert server.posts() == []


async def test_nothing_is_found_where_the_place_does_not_allow_it(server: HubServer, make: MakeEngine) -> None:
    engine = await make(chat_completion=["org/chat"])
    for bounds in (ModelPolicy(), ModelPolicy(local_only=True, price_limit=2.0)):
        assert await engine.search(Task.CHAT_COMPLETION, "shop", bounds) == []
    assert server.seen == []


async def test_a_search_result_is_reused_for_a_while(server: HubServer, make: MakeEngine, clock: QuickClock) -> None:
    engine = await make(chat_completion=["org/chat"])
    first, second = await asyncio.gather(
        engine.search(Task.CHAT_COMPLETION, "shop", UP_TO_TWO), engine.search(Task.CHAT_COMPLETION, " Shop", UP_TO_TWO)
    )
    assert names(first) == names(second)
    await engine.permit(Task.CHAT_COMPLETION, "shop/bargain", UP_TO_TWO)
    assert sorted(seen.path.partition("?")[0] for seen in server.seen) == ["/api/models", "/router/v1/models"]
    assert {seen.token for seen in server.seen} == {f"Bearer {TOKEN}"}

    clock.time += 601
    server.models["shop/bargain"].prices = {"together": 5.0}
    assert "shop/bargain" not in names(await engine.search(Task.CHAT_COMPLETION, "shop", UP_TO_TWO))


@pytest.mark.parametrize("fault", [Refusal(status=500), Refusal(status=200, body={"data": 7}), Broken()])
async def test_a_silent_hub_or_router_is_offered_nothing_for_and_left_alone(
    server: HubServer, make: MakeEngine, clock: QuickClock, fault: Refusal | Broken
) -> None:
    engine = await make(chat_completion=["org/chat"])
    server.always["/v1/models"] = fault
    assert await engine.search(Task.CHAT_COMPLETION, "shop", UP_TO_TWO) == []
    asked = len(server.seen)
    assert await engine.search(Task.CHAT_COMPLETION, "shop", UP_TO_TWO) == []
    assert len(server.seen) == asked
    with pytest.raises(NotAllowed, match="model-prices-unknown"):
        await engine.permit(Task.CHAT_COMPLETION, "shop/bargain", UP_TO_TWO)

    del server.always["/v1/models"]
    clock.time += 11
    await engine.permit(Task.CHAT_COMPLETION, "shop/bargain", UP_TO_TWO)


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("shop/dear", "shop/dear costs $2.01 for a million tokens. The limit here is $2.00."),
        ("shop/mixed:novita", "shop/mixed:novita costs $9.00"),
        ("shop/unpriced", "The price of shop/unpriced is not known"),
        ("shop/unlisted", "add the model to TROUBADOUR_CHAT_COMPLETION_MODELS"),
        ("shop/ill", "No provider that is allowed here serves shop/ill"),
        ("shop/painter", "No provider that is allowed here serves shop/painter"),
        ("shop/nowhere", "There is no model shop/nowhere on the Hub"),
        ("a b", "“a b” is not among the models of this place"),
    ],
)
async def test_a_forbidden_model_is_refused_with_the_fix(
    server: HubServer, make: MakeEngine, model: str, said: str
) -> None:
    engine = await make(chat_completion=["org/chat"])

    with pytest.raises(NotAllowed) as raised:
        await collect(engine.chat_completion(ChatRequest(messages=HELLO, model=model, model_policy=UP_TO_TWO)))

    assert said in " ".join(render(raised.value.sentence).split())
    assert server.posts() == []


async def test_nobody_but_the_operator_names_a_server(
    server: HubServer, elsewhere: HubServer, make: MakeEngine
) -> None:
    engine = await make(chat_completion=["org/chat"])
    for model in (f"mine@{elsewhere.url}/openai/v1", f"shop/bargain@{elsewhere.url}"):
        with pytest.raises(NotAllowed, match="model-not-offered"):
            await collect(engine.chat_completion(ChatRequest(messages=HELLO, model=model, model_policy=UP_TO_TWO)))
    assert elsewhere.seen == []


async def test_only_providers_within_the_limit_are_used_the_cheapest_first(server: HubServer, make: MakeEngine) -> None:
    engine = await make(chat_completion=["org/chat"])

    for model, provider in [
        ("shop/bargain", "together"),
        ("shop/mixed", "together"),
        ("shop/bargain:novita", "novita"),
    ]:
        outputs = await collect(
            engine.chat_completion(ChatRequest(messages=HELLO, model=model, model_policy=UP_TO_TWO))
        )
        assert isinstance(outputs[-1], Finished)
        assert (outputs[-1].model, outputs[-1].provider, outputs[-1].notes) == (model, provider, ())

    server.always["/together/"] = Refusal(status=410, body={"error": "deprecated"})
    outputs = await collect(
        engine.chat_completion(ChatRequest(messages=HELLO, model="shop/mixed", model_policy=UP_TO_TWO))
    )
    assert isinstance(outputs[-1], Finished)
    assert outputs[-1].model == "org/chat"  # novita serves it too, for more
    assert [note.id for note in outputs[-1].notes] == ["huggingface-instead"]
    assert not any("mixed" in str(post.body) for post in server.posts() if "novita" in post.path)


async def test_a_denied_provider_is_neither_offered_nor_used(
    make: MakeEngine, credentials: Credentials, server: HubServer
) -> None:
    policy = ProviderPolicy(denied=frozenset({"together"}))
    engine = await make(
        configuration=Configuration(credentials=credentials, policy=policy), chat_completion=["org/chat"]
    )

    found = await engine.search(Task.CHAT_COMPLETION, "shop", UP_TO_TWO)

    assert [(card.name, card.providers) for card in found] == [
        ("shop/bargain", ("novita",)),
        ("shop/free", ("novita",)),
    ]
    with pytest.raises(NotAllowed, match="model-too-dear"):
        await engine.permit(Task.CHAT_COMPLETION, "shop/mixed", UP_TO_TWO)


async def test_a_saved_preference_gives_way_and_a_note_says_so(server: HubServer, make: MakeEngine) -> None:
    engine = await make(chat_completion=["org/chat"])

    ask = ChatRequest(messages=HELLO, model="shop/dear", model_policy=UP_TO_TWO, from_preference=True)
    outputs = await collect(engine.chat_completion(ask))

    assert isinstance(outputs[-1], Finished)
    assert outputs[-1].model == "org/chat"
    assert [note.id for note in outputs[-1].notes] == ["model-passed-over"]


async def test_with_local_only_nothing_goes_anywhere_else(
    server: HubServer, elsewhere: HubServer, make: MakeEngine
) -> None:
    engine = await make(chat_completion=["org/chat", f"mine@{elsewhere.url}/openai/v1"])
    kept = ModelPolicy(local_only=True, price_limit=2.0)

    outputs = await collect(engine.chat_completion(ChatRequest(messages=HELLO, model_policy=kept)))

    assert isinstance(outputs[-1], Finished)
    assert outputs[-1].model == "mine"
    for model in ("org/chat", "shop/bargain"):
        with pytest.raises(NotAllowed, match="model-not-local"):
            await collect(engine.chat_completion(ChatRequest(messages=HELLO, model=model, model_policy=kept)))
    assert server.seen == []


async def test_without_a_token_nothing_else_than_own_servers_can_be_used(
    server: HubServer, elsewhere: HubServer, make: MakeEngine
) -> None:
    credentials = Credentials(source=FixedToken(None), hub=server.url, router=server.router)
    engine = await make(
        configuration=Configuration(credentials=credentials), chat_completion=[f"mine@{elsewhere.url}/openai/v1"]
    )
    assert await engine.search(Task.CHAT_COMPLETION, "shop", UP_TO_TWO) == []
    with pytest.raises(NotAllowed, match="model-not-offered"):
        await engine.permit(Task.CHAT_COMPLETION, "shop/bargain", UP_TO_TWO)


async def test_cards_name_providers_prices_and_problems(
    server: HubServer, make: MakeEngine, credentials: Credentials
) -> None:
    server.models["org/chat"].prices = {"novita": 0.4, "together": 0.6}
    listed = ["org/chat", "org/chat:cheapest", "org/chat:novita", "org/base", "org/painter", "org/missing",
              f"mine@{server.url}/openai/v1", f"tgi@{server.url}/tgi"]  # fmt: skip
    engine = await make(chat_completion=listed)

    before = {card.name: card for card in await engine.models(Task.CHAT_COMPLETION)}
    assert before["org/chat"].trouble is None
    assert server.seen == []
    cards = {card.name: card for card in await engine.look_up(Task.CHAT_COMPLETION)}

    def way(name: str) -> object:
        note = cards[name].note
        assert note is not None
        return note.values["way"]

    assert (way("org/chat"), cards["org/chat"].providers) == ("router", ("novita", "together"))
    assert [cards[name].price for name in listed[:3]] == [(0.4, 0.6), (0.4, 0.4), (0.4, 0.4)]
    assert (way("org/chat:novita"), cards["org/chat:novita"].providers) == ("provider", ("novita",))
    assert (way("org/base"), cards["org/base"].providers) == ("template", ("featherless-ai",))
    assert (way("mine"), way("tgi")) == ("server", "endpoint")
    assert [card.name for card in cards.values() if card.local] == ["mine", "tgi"]
    troubles = {name: card.trouble.id for name, card in cards.items() if card.trouble}
    assert troubles == {"org/painter": "huggingface-not-mapped", "org/missing": "huggingface-no-such-model"}

    policy = ProviderPolicy(denied=frozenset({"novita"}))
    engine = await make(
        configuration=Configuration(credentials=credentials, policy=policy), chat_completion=["org/chat:novita"]
    )
    [card] = await engine.models(Task.CHAT_COMPLETION)  # known before anything is looked up
    assert card.trouble is not None


PROVIDERS = ("novita", "together", "deepinfra")
OFFERS = st.dictionaries(
    st.sampled_from(PROVIDERS),
    st.tuples(st.sampled_from(["conversational", "text-generation"]), st.none() | st.floats(0, 4), st.booleans()),
)


@given(offers=OFFERS, limit=st.floats(0.1, 4), denied=st.sets(st.sampled_from(PROVIDERS)))
@settings(max_examples=25)
def test_exactly_the_offered_models_are_allowed(
    offers: dict[str, tuple[str, float | None, bool]], limit: float, denied: set[str]
) -> None:
    async def tried() -> tuple[tuple[str, ...], tuple[str, ...]]:
        from core.inference.huggingface.engine import HuggingFace

        async with HubServer(prompt=True) as server:
            server.models["a/b"] = HubModel(
                id="a/b",
                providers={name: task for name, (task, _, _) in offers.items()},
                prices={name: price for name, (_, price, _) in offers.items()},
                not_live=frozenset(name for name, (_, _, live) in offers.items() if not live),
            )
            credentials = Credentials(source=FixedToken(TOKEN), hub=server.url, router=server.router)
            policy = ProviderPolicy(denied=frozenset(denied))
            engine = HuggingFace(Configuration(models={}, credentials=credentials, policy=policy), QuickClock())
            bounds = ModelPolicy(price_limit=limit)
            try:
                found = await engine.search(Task.CHAT_COMPLETION, "", bounds)
                try:
                    allowed = (await engine._provider_prices.permit(Task.CHAT_COMPLETION, "a/b", bounds)).only
                except NotAllowed:
                    allowed = ()
            finally:
                await engine.aclose()
            return (found[0].providers if found else ()), allowed

    offered, allowed = asyncio.run(tried())
    right = {
        name
        for name, (task, price, live) in offers.items()
        if task == "conversational" and price is not None and price <= limit and live and name not in denied
    }
    assert offered == allowed
    assert set(allowed) == right
    assert list(allowed) == sorted(allowed, key=lambda name: offers[name][1] or 0)


async def test_a_strange_list_is_read_as_far_as_it_makes_sense(server: HubServer, make: MakeEngine) -> None:
    body = """{"data": [{"id": "shop/bargain", "providers": [
      {"provider": "together", "status": "live", "pricing": {"output": -1}}, 7,
      {"provider": "novita", "status": "live", "is_free": true}]},
      null, {"providers": []}, {"id": "shop/ill", "providers": 7}, {"id": "shop/mixed"}, {"id": "shop/dear",
       "providers": [
      {"provider": "novita", "status": "live", "pricing": {"output": 1e999}}]}, {"id": "shop/free", "providers": [
      {"provider": "novita", "status": "live", "pricing": "none"}]}]}"""
    server.always["/v1/models"] = Refusal(status=200, body=body)
    engine = await make(chat_completion=["org/chat"])

    found = await engine.search(Task.CHAT_COMPLETION, "shop", UP_TO_TWO)

    assert [(card.name, card.price, card.providers) for card in found] == [("shop/bargain", (0.0, 0.0), ("novita",))]


@pytest.mark.may_block
async def test_the_query_is_the_one_of_the_hubs_own_client(server: HubServer) -> None:
    from huggingface_hub import HfApi

    def listed() -> None:
        api = HfApi(endpoint=server.url, token=TOKEN)
        expand = ["inferenceProviderMapping", "pipeline_tag", "tags"]
        wanted = {"inference_provider": "all", "search": "x y", "sort": "trending_score", "limit": 100}
        list(api.list_models(filter="conversational", expand=expand, **wanted))  # type: ignore[arg-type]
        list(api.list_models(pipeline_tag="text-generation", expand=expand, **wanted))  # type: ignore[arg-type]

    await asyncio.to_thread(listed)
    asked = [parse_qs(seen.path.partition("?")[2]) for seen in server.seen if seen.path.startswith("/api/models")]
    assert asked == [parse_qs(search_query(task, "x y")) for task in (Task.CHAT_COMPLETION, Task.TEXT_GENERATION)]
