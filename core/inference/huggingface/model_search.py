"""Models beyond the configured ones: the Hub's search, and the router's list with its prices.

Both use our own connections, as huggingface_hub's listing has no time limit.
"""

import asyncio
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from core.domain.clock import Clock
from core.domain.tasks import Task
from core.inference.huggingface.credentials import Credentials
from core.inference.huggingface.expiring_cache import ExpiringCache
from core.inference.huggingface.json_bodies import parse_body
from core.inference.huggingface.provider_mappings import HUB_TASKS, HubModel, read_model
from core.inference.huggingface.transport import (
    HttpRequest,
    Transport,
    TransportError,
)

T = TypeVar("T")

TIMEOUT_SECONDS = 10.0
SEARCH_LIMIT = 100
SERVED_LIMIT = 1_000
"""The most models that are listed for a task, which is also the most that the Hub sends at once."""
_LISTING_BYTES = 16_000_000
_EXPANDED = ("inferenceProviderMapping", "pipeline_tag", "tags")

LIST_WAIT_SECONDS = 2.0
"""The longest time that an answer waits for the list to tell a model's context length."""

PricesByProvider = Mapping[str, float]
"""US dollars for a million tokens of output, by provider; only providers that serve the model now."""


@dataclass(frozen=True, kw_only=True)
class ProviderOffer:
    """An entry of the router's list: a model at a provider that serves it now. `price` and `input_price` are US dollars
    for a million tokens of output and input, `context` is in tokens, `throughput` in tokens per second of output."""

    price: float | None
    context: int | None
    input_price: float | None = None
    throughput: float | None = None

    def cost(self, read: int, written: int) -> float | None:
        """The cost of so many tokens, in US dollars; None if a price is unknown."""
        if self.price is None or self.input_price is None:
            return None
        return (self.input_price * read + self.price * written) / 1e6


_Search = tuple[Task, str, int]
"""The task, a part of the name, and the most results."""
OffersByModel = Mapping[str, Mapping[str, ProviderOffer]]
"""By model and provider."""


class ModelSearch:
    """Searches the Hub and the router's list. Close it with `aclose`."""

    def __init__(self, transport: Transport, credentials: Credentials, clock: Clock) -> None:
        self._transport = transport
        self._credentials = credentials
        self._offers: ExpiringCache[None, OffersByModel] = ExpiringCache(self._fetch_offers, clock)
        self._found: ExpiringCache[_Search, Sequence[HubModel]] = ExpiringCache(self._search_hub, clock)

    async def aclose(self) -> None:
        """Cancels running look-ups."""
        await self._offers.aclose()
        await self._found.aclose()

    async def prices(self) -> Mapping[str, PricesByProvider] | None:
        """The prices of every model on the router's list; None if the router does not answer."""
        offers = await self._offers.get(None)
        return None if offers is None else {model: _prices(offered) for model, offered in offers.items()}

    def known_prices(self, model: str) -> PricesByProvider:
        """The prices of a model, without a request."""
        return _prices((self._offers.known(None) or {}).get(model, {}))

    async def cost(self, model: str, provider: str | None, read: int, written: int, *, request: bool) -> float | None:
        """The cost of an answer in US dollars: the highest possible one, if the provider is unknown. None if the list
        does not tell in time, or if it is not known and `request` is false."""
        listed = await self._offers_in_time() if request else self._offers.known(None) or {}
        offers = listed.get(model, {})
        chosen = [offers[provider]] if provider is not None and provider in offers else list(offers.values())
        costs = [offer.cost(read, written) for offer in chosen]
        return max((cost for cost in costs if cost is not None), default=None)

    async def context(self, model: str, provider: str | None = None) -> int | None:
        """The context length of a model at a provider, in tokens; the shortest one, if the router chooses. None if the
        list does not tell in time."""
        offered = (await self._offers_in_time()).get(model, {})
        contexts = [offer.context for name, offer in offered.items() if provider in (None, name) and offer.context]
        return min(contexts, default=None)

    async def ranked(self, model: str, policy: str) -> Sequence[str]:
        """The providers of a model, ranked as the router's `cheapest` or `fastest`, without those whose figure is
        unknown."""
        offered = (await self._offers_in_time()).get(model, {})
        found = {name: offer.price if policy == "cheapest" else offer.throughput for name, offer in offered.items()}
        ranked = sorted((figure, name) for name, figure in found.items() if figure is not None)
        return [name for _, name in (ranked if policy == "cheapest" else reversed(ranked))]

    async def _offers_in_time(self) -> OffersByModel:
        """The list, or its last known state if the router takes too long."""
        try:
            async with asyncio.timeout(LIST_WAIT_SECONDS):
                offers = await self._offers.get(None)
        except TimeoutError:
            offers = self._offers.known(None)
        return offers or {}

    async def found(self, task: Task, typed: str) -> Sequence[HubModel]:
        """The most popular models on the Hub for a task that some provider serves, with `typed` in their names; none if
        the Hub does not answer."""
        return await self._found.get((task, typed.strip().lower(), SEARCH_LIMIT)) or ()

    async def served(self, task: Task) -> Sequence[HubModel]:
        """All models on the Hub for a task that some provider serves, the most popular first; none if the Hub does not
        answer."""
        return await self._found.get((task, "", SERVED_LIMIT)) or ()

    async def _fetch_offers(self, _: None) -> OffersByModel | None:
        """https://huggingface.co/docs/inference-providers/hub-api"""
        return await self._fetch(f"{self._credentials.router.rstrip('/')}/v1/models", read_offers)

    async def _search_hub(self, key: _Search) -> Sequence[HubModel] | None:
        """https://huggingface.co/docs/inference-providers/hub-api#list-models"""
        return await self._fetch(f"{self._credentials.hub.rstrip('/')}/api/models?{search_query(*key)}", read_models)

    async def _fetch(self, url: str, read: Callable[[bytes], T]) -> T | None:
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                async with self._transport.send(
                    HttpRequest(method="GET", url=url, provider="Hugging Face")
                ) as response:
                    body = await response.read(_LISTING_BYTES)
            return await asyncio.to_thread(read, body)
        except (TransportError, TimeoutError, ValueError):
            return None


def search_query(task: Task, typed: str, limit: int = SEARCH_LIMIT) -> str:
    """The query for the Hub's search. Chat models are tagged, whatever their pipeline."""
    narrowed = ("filter", "conversational") if task is Task.CHAT_COMPLETION else ("pipeline_tag", HUB_TASKS[task])
    return urlencode(
        [
            narrowed,
            ("inference_provider", "all"),
            *([("search", typed)] if typed else []),
            ("sort", "trendingScore"),
            ("limit", limit),
            *(("expand", name) for name in _EXPANDED),
        ]
    )


def read_models(body: bytes) -> Sequence[HubModel]:
    """Reads the Hub's list. Raises ValueError."""
    from huggingface_hub.hf_api import ModelInfo

    from core.inference.huggingface.library import quiet

    quiet()
    listed = parse_body(body)
    if not isinstance(listed, list):
        raise ValueError("not a list")  # noqa: TRY004 - the response is wrong, not the argument
    try:
        infos = [ModelInfo(**{"siblings": None, **item}) for item in listed]  # type: ignore[no-untyped-call]
        return [read_model(info) for info in infos]
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError("not a list of models") from error


def read_offers(body: bytes) -> OffersByModel:
    """Reads the router's list, without invalid entries. Raises ValueError."""
    listed = _dict(parse_body(body)).get("data")
    if not isinstance(listed, list):
        raise ValueError("not a list of models")  # noqa: TRY004 - as above
    found: dict[str, Mapping[str, ProviderOffer]] = {}
    for entry in map(_dict, listed):
        if not isinstance(entry.get("id"), str):
            continue
        listed_offers = entry.get("providers")
        offers = [_dict(offer) for offer in listed_offers] if isinstance(listed_offers, list) else []
        found[entry["id"]] = {
            str(offer.get("provider")): ProviderOffer(
                price=_price(offer, "output"),
                context=_context(offer),
                input_price=_price(offer, "input"),
                throughput=_figure(offer.get("throughput")),
            )
            for offer in offers
            if offer.get("status") == "live"
        }
    return found


def _prices(offered: Mapping[str, ProviderOffer]) -> PricesByProvider:
    return {name: offer.price for name, offer in offered.items() if offer.price is not None}


def _context(offer: Mapping[str, Any]) -> int | None:
    length = offer.get("context_length")
    return length if isinstance(length, int) and not isinstance(length, bool) and length > 0 else None


def _price(offer: Mapping[str, Any], of: str) -> float | None:
    if offer.get("is_free") is True:
        return 0.0
    return _figure(_dict(offer.get("pricing")).get(of))


def _figure(value: Any) -> float | None:
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value) or value < 0:
        return None
    return float(value)


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
