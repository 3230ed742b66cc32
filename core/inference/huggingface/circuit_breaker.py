"""A circuit breaker: requests to a provider that keeps failing pause for a while.

After `failures` in a row the circuit is open: no request is sent for `rest_seconds`. Then one request is let through.
If it succeeds, the circuit closes; if it fails, the pause starts again.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from core.domain.clock import Clock
from core.domain.observer import OBSERVER


def circuit_name(circuit: str) -> str:
    """The provider or model of a key (`Route.circuit`), without the address of a server, which stays private."""
    return circuit.removeprefix("router:").partition(" ")[0] if "://" not in circuit.partition(" ")[0] else "server"


@dataclass
class _State:
    failures: int = 0
    open_until: float = 0.0


class CircuitBreaker:
    """One state for each provider or server, by its name or address."""

    def __init__(self, clock: Clock, *, failures: int = 3, rest_seconds: float = 30.0) -> None:
        self._clock = clock
        self._failures = failures
        self._rest_seconds = rest_seconds
        self._states: dict[str, _State] = {}

    def is_open(self, provider: str) -> bool:
        """True if requests pause. The one that `rest` lets through nevertheless is a trial."""
        state = self._states.get(provider)
        return state is not None and state.failures >= self._failures

    def rest(self, provider: str) -> float:
        """The seconds left until a request may be sent. 0 lets this caller through, and only this one until its request
        is reported."""
        if not self.is_open(provider):
            return 0.0
        state = self._states[provider]
        left = state.open_until - self._clock.now()
        if left > 0:
            return left
        state.open_until = self._clock.now() + self._rest_seconds
        return 0.0

    def resting(self) -> Mapping[str, float]:
        """The providers that get no requests now, with the seconds that are left."""
        now = self._clock.now()
        left = {provider: state.open_until - now for provider, state in self._states.items() if self.is_open(provider)}
        return {provider: seconds for provider, seconds in left.items() if seconds > 0}

    def succeeded(self, provider: str) -> None:
        """Records that the provider is alive; a refusal counts, too."""
        self._states.pop(provider, None)

    def abandoned(self, provider: str) -> None:
        """Records that a trial ended before the provider answered: the next request may try."""
        if self.is_open(provider):
            self._states[provider].open_until = self._clock.now()

    def failed(self, provider: str) -> None:
        """Records that the provider did not answer, or had an error of its own."""
        state = self._states.setdefault(provider, _State())
        state.failures += 1
        if state.failures >= self._failures:
            state.open_until = self._clock.now() + self._rest_seconds
            OBSERVER.get().paused(provider)
