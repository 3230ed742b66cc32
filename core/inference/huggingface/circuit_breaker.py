"""A circuit breaker: a provider that keeps failing is left alone for a while.

After `failures` in a row it is open: nobody calls for `rest_seconds`. Then one call is let through; if it succeeds all
is as before, if it fails the rest begins anew.
"""

from dataclasses import dataclass

from core.domain.clock import Clock


@dataclass
class _State:
    failures: int = 0
    open_until: float = 0.0


class CircuitBreaker:
    """One state for each provider, by name."""

    def __init__(self, clock: Clock, *, failures: int = 3, rest_seconds: float = 30.0) -> None:
        self._clock = clock
        self._failures = failures
        self._rest_seconds = rest_seconds
        self._states: dict[str, _State] = {}

    def rest(self, provider: str) -> float:
        """How many seconds a provider is still left alone; 0 lets the caller through, and only this one until the call
        is reported."""
        state = self._states.get(provider)
        if state is None or state.failures < self._failures:
            return 0.0
        left = state.open_until - self._clock.now()
        if left > 0:
            return left
        state.open_until = self._clock.now() + self._rest_seconds
        return 0.0

    def succeeded(self, provider: str) -> None:
        """The provider answered, be it with a refusal: it is alive."""
        self._states.pop(provider, None)

    def failed(self, provider: str) -> None:
        """The provider did not answer, or with an error of its own."""
        state = self._states.setdefault(provider, _State())
        state.failures += 1
        if state.failures >= self._failures:
            state.open_until = self._clock.now() + self._rest_seconds
