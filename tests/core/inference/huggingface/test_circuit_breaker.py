"""Requests to a failing provider pause, and start again."""

from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from hypothesis.strategies import floats

from core.inference.huggingface.circuit_breaker import CircuitBreaker
from tests.core.inference.huggingface.conftest import QuickClock


class Circuit(RuleBasedStateMachine):
    """The breaker beside the rule it keeps: three failures in a row, then one call each thirty seconds."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = QuickClock()
        self.breaker = CircuitBreaker(self.clock)
        self.failures = 0
        self.blocked_until = 0.0

    @rule()
    def succeed(self) -> None:
        self.breaker.succeeded("x")
        self.failures, self.blocked_until = 0, 0.0

    @rule()
    def fail(self) -> None:
        self.breaker.failed("x")
        self.failures += 1
        if self.failures >= 3:
            self.blocked_until = self.clock.now() + 30

    @rule(seconds=floats(0, 40))
    def wait(self, seconds: float) -> None:
        self.clock.time += seconds

    @rule()
    def call(self) -> None:
        rest = self.breaker.rest("x")
        assert (rest == 0) == (self.failures < 3 or self.clock.now() >= self.blocked_until)
        if rest == 0 and self.failures >= 3:
            self.blocked_until = self.clock.now() + 30  # the one that was let through is on its way

    @rule()
    def call_and_stop(self) -> None:
        is_trial = self.breaker.is_open("x")
        assert is_trial == (self.failures >= 3)
        if self.breaker.rest("x") == 0 and is_trial:
            self.breaker.abandoned("x")
            self.blocked_until = self.clock.now()

    @invariant()
    def others_are_not_touched(self) -> None:
        assert self.breaker.rest("y") == 0


TestCircuit = Circuit.TestCase
