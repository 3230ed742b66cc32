"""An answer tells its cost if the provider counts tokens and the router's list has prices."""

import pytest

from core.inference.huggingface.configuration import Configuration
from core.inference.huggingface.credentials import Credentials
from core.inference.outputs import Finished
from core.inference.requests import ChatMessage, ChatRequest
from tests.core.inference.huggingface.conftest import MakeEngine, collect
from tests.servers.hub_server import HubServer
from tests.servers.hub_server.server import HubModel

HELLO = ChatRequest(messages=(ChatMessage(role="user", text="hello"),))


@pytest.mark.parametrize(
    ("model", "price"), [("shop/two:novita", 3.0), ("shop/two:together", 1.0), ("shop/secret:novita", None)]
)
async def test_tokens_cost_what_the_list_says(
    server: HubServer, credentials: Credentials, make: MakeEngine, model: str, price: float | None
) -> None:
    both = {"novita": "conversational", "together": "conversational"}
    server.models["shop/two"] = HubModel(id="shop/two", providers=both, prices={"novita": 3.0, "together": 1.0})
    server.models["shop/secret"] = HubModel(id="shop/secret", providers=both, prices={"novita": None})
    engine = await make(
        configuration=Configuration(credentials=credentials, shows_costs=lambda: True), chat_completion=[model]
    )
    finished = (await collect(engine.chat_completion(HELLO)))[-1]
    assert isinstance(finished, Finished)
    assert finished.tokens
    assert finished.prompt_tokens == 3
    # The loopback router's price for input tokens is half of that for output tokens.
    expected = None if price is None else (3 * price / 2 + finished.tokens * price) / 1e6
    assert finished.cost_usd == (None if expected is None else pytest.approx(expected))


async def test_prices_are_fetched_once_costs_are_shown(
    server: HubServer, credentials: Credentials, make: MakeEngine
) -> None:
    server.models["shop/two"] = HubModel(id="shop/two", providers={"novita": "conversational"}, prices={"novita": 3.0})
    matter: list[bool] = []
    configured = Configuration(credentials=credentials, shows_costs=lambda: bool(matter))
    engine = await make(configuration=configured, chat_completion=["shop/two:novita"])
    costs = []
    for _ in range(2):
        finished = (await collect(engine.chat_completion(HELLO)))[-1]
        assert isinstance(finished, Finished)
        costs.append(finished.cost_usd is not None)
        matter.append(True)
    assert costs == [False, True]


@pytest.mark.parametrize(
    ("model", "prices"),
    [
        ("shop/two:novita", (1.5, 3.0)),
        ("shop/two", (1.5, 3.0)),  # the router may choose the dearest provider
        ("shop/two:together", (0.5, 1.0)),
        ("shop/secret:novita", None),
    ],
)
async def test_the_capacity_of_a_model_has_its_prices(
    server: HubServer, make: MakeEngine, model: str, prices: tuple[float, float] | None
) -> None:
    both = {"novita": "conversational", "together": "conversational"}
    server.models["shop/two"] = HubModel(id="shop/two", providers=both, prices={"novita": 3.0, "together": 1.0})
    server.models["shop/secret"] = HubModel(id="shop/secret", providers=both, prices={"novita": None})
    engine = await make(chat_completion=[model, f"mine@{server.url}/openai/v1"])
    assert (await engine.capacity(HELLO)).prices == prices


async def test_a_server_of_ones_own_has_no_price(server: HubServer, make: MakeEngine) -> None:
    engine = await make(chat_completion=[f"mine@{server.url}/openai/v1"])
    assert (await engine.capacity(HELLO)).prices is None
