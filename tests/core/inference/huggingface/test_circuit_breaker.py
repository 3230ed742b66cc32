"""Requests to a failing provider pause, and start again: one circuit of one process, or of all."""

from collections.abc import Coroutine
from typing import Any, TypeVar

from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from hypothesis.strategies import floats, sampled_from

from core.inference.huggingface.circuit_breaker import CircuitBreaker
from core.inference.local_rests import LocalAddressRests
from tests.core.inference.huggingface.conftest import QuickClock

T = TypeVar("T")

PROCESSES = sampled_from(range(2))


class Circuit(RuleBasedStateMachine):
    """The breakers beside the rule they keep together: three failures in a row, then one call each thirty seconds."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = QuickClock()
        rests = LocalAddressRests()
        self.breakers = [CircuitBreaker(self.clock, rests) for _ in range(2)]
        self.failures = 0
        self.blocked_until = 0.0

    @rule(process=PROCESSES)
    def succeed(self, process: int) -> None:
        run(self.breakers[process].enter("x"))
        if self.failures >= 3 and self.clock.now() >= self.blocked_until:
            self.blocked_until = self.clock.now() + 30
        run(self.breakers[process].succeeded("x"))
        self.failures, self.blocked_until = 0, 0.0

    @rule(process=PROCESSES)
    def fail(self, process: int) -> None:
        run(self.breakers[process].failed("x"))
        self.failures += 1
        if self.failures >= 3:
            self.blocked_until = self.clock.now() + 30

    @rule(seconds=floats(0, 40))
    def wait(self, seconds: float) -> None:
        self.clock.time += seconds

    @rule(process=PROCESSES)
    def call(self, process: int) -> None:
        passage = run(self.breakers[process].enter("x"))
        passes = self.failures < 3 or self.clock.now() >= self.blocked_until
        assert (passage.rest_seconds == 0) == passes
        assert passage.is_trial == (passes and self.failures >= 3)
        if passage.is_trial:
            self.blocked_until = self.clock.now() + 30  # the one that was let through is on its way

    @rule(process=PROCESSES)
    def call_and_stop(self, process: int) -> None:
        if run(self.breakers[process].enter("x")).is_trial:
            run(self.breakers[process].abandoned("x"))
            self.blocked_until = self.clock.now()

    @invariant()
    def others_are_not_touched(self) -> None:
        assert run(self.breakers[0].enter("y")).rest_seconds == 0


def run(work: Coroutine[Any, Any, T]) -> T:
    """Runs what never waits."""
    try:
        work.send(None)
    except StopIteration as ended:
        return ended.value  # type: ignore[no-any-return]
    raise AssertionError("it waits")


TestCircuit = Circuit.TestCase
