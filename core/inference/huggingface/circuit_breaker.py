"""A circuit breaker: requests to a provider that keeps failing pause for a while.

After `failures` in a row the circuit is open: no request is sent for `rest_seconds`. Then one request is let through.
If it succeeds, the circuit closes; if it fails, the pause starts again. Processes that share a database have one
circuit: all their failures count, and one of them sends the request that is let through.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from core.domain.clock import Clock
from core.domain.observer import OBSERVER
from core.inference.huggingface.known_rests import KnownRests
from core.store.ports.address_rests import AddressRest, AddressRests


def circuit_name(circuit: str) -> str:
    """The provider or model of a key (`Route.circuit`), without the address of a server, which stays private."""
    return circuit.removeprefix("router:").partition(" ")[0] if "://" not in circuit.partition(" ")[0] else "server"


@dataclass(frozen=True, kw_only=True)
class Passage:
    """The breaker's answer to a request. It may be sent, as a trial or as usual, unless there are seconds to rest."""

    rest_seconds: float = 0.0
    is_trial: bool = False


class CircuitBreaker:
    """One state for each provider or server, by its name or address. `rests` are those of all processes."""

    def __init__(
        self, clock: Clock, rests: AddressRests | None = None, *, failures: int = 3, rest_seconds: float = 30.0
    ) -> None:
        self._failures = failures
        self._rest_seconds = rest_seconds
        self._rests = KnownRests(clock, "circuit", rests)

    async def enter(self, provider: str) -> Passage:
        """Lets a request through, or not. Of a circuit whose pause is over, this is one until its end is recorded, or
        until another pause is over."""
        found = await self._rests.find(provider)
        is_trial = False

        def let_one_through(rest: AddressRest | None) -> AddressRest | None:
            nonlocal is_trial
            is_trial = rest is not None and self._is_open(rest) and rest.seconds <= 0
            return replace(rest, seconds=self._rest_seconds) if rest is not None and is_trial else rest

        if found is not None and self._is_open(found) and found.seconds <= 0:
            found = await self._rests.change(provider, let_one_through)
        if is_trial or found is None or not self._is_open(found):
            return Passage(is_trial=is_trial)
        return Passage(rest_seconds=found.seconds)

    def resting(self) -> Mapping[str, float]:
        """The providers that get no requests now, as far as this process knows, with the seconds that are left."""
        return {
            provider: rest.seconds
            for provider, rest in self._rests.seen().items()
            if self._is_open(rest) and rest.seconds > 0
        }

    async def succeeded(self, provider: str) -> None:
        """Records that the provider is alive; a refusal counts, too."""
        await self._rests.forget(provider)

    async def abandoned(self, provider: str) -> None:
        """Records that a trial ended before the provider answered: the next request may try."""

        def end_rest(rest: AddressRest | None) -> AddressRest | None:
            return replace(rest, seconds=0.0) if rest is not None and self._is_open(rest) else rest

        await self._rests.change(provider, end_rest)

    async def failed(self, provider: str) -> None:
        """Records that the provider did not answer, or had an error of its own."""

        def count(rest: AddressRest | None) -> AddressRest:
            failures = (rest.failures if rest is not None else 0) + 1
            return AddressRest(failures=failures, seconds=self._rest_seconds if failures >= self._failures else 0.0)

        found = await self._rests.change(provider, count)
        if found is not None and self._is_open(found):
            OBSERVER.get().paused(provider)

    def _is_open(self, rest: AddressRest) -> bool:
        return rest.failures >= self._failures
