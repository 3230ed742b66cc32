"""The call gate, built from the settings."""

from bot.settings import Settings
from core.domain.clock import Clock
from core.inference.fair_gate import FairGate
from core.inference.prices import Prices
from core.store.ports.store import Store


def call_gate(settings: Settings, store: Store, clock: Clock, prices: Prices) -> FairGate:
    """Builds the gate that stands before every request to an engine. Its queues are those of all processes on a
    database that processes share."""
    return FairGate(
        store,
        clock,
        settings.provider_rates,
        at_once=settings.provider_concurrency,
        share=settings.burst_share,
        longest_wait_seconds=settings.wait_seconds,
        prices=prices,
        queues=store if settings.database_url is not None else None,
    )
