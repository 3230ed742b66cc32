"""The call gate, as the settings ask for it."""

from bot.settings import Settings
from core.domain.clock import Clock
from core.inference.fair_gate import FairGate
from core.inference.prices import Prices
from core.store.ports import Ledger


def call_gate(settings: Settings, ledger: Ledger, clock: Clock, prices: Prices) -> FairGate:
    """The gate before every call to an engine."""
    return FairGate(
        ledger,
        clock,
        settings.provider_rates,
        at_once=settings.provider_concurrency,
        share=settings.burst_share,
        longest_wait_seconds=settings.wait_seconds,
        prices=prices,
    )
