"""A call gate that keeps providers' limits and shares them fairly.

It holds a request back before the provider has to refuse it. People who wait are told their position and about how long
it takes. If that would be too long, the gate refuses immediately, so that the router can try the next engine.
"""

import asyncio
import math
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing

from core.domain.clock import Clock
from core.domain.errors import CreditsUsedUp, LimitReached
from core.domain.limits import MICROSECONDS, PERIODS, Rate, microseconds
from core.domain.sentences import Moment, say
from core.domain.tasks import Task
from core.inference.engine import Finished, Rest, Waiting
from core.inference.gate import Outcome, Permit, UnlimitedGate
from core.inference.prices import Prices
from core.quota.fair_queue import FairQueue, ProviderLimit, Waiter
from core.store.ports import Ledger

CHECK_INTERVAL_US = 30 * MICROSECONDS
"""The longest time between two checks of a waiting request: somebody may have set the clock."""


class FairGate(UnlimitedGate):
    """A gate with fair queues. An engine without a rate is not limited, unless it says so itself (`throttled`).

    `share` of a rate's window may be used without pacing; `at_once` limits the requests in progress to an engine.
    """

    def __init__(
        self,
        ledger: Ledger,
        clock: Clock,
        rates: Mapping[str, Rate],
        *,
        longest_wait_seconds: float = 500.0,
        share: float = 0.5,
        at_once: Mapping[str, int] | None = None,
        prices: Prices | None = None,
    ) -> None:
        super().__init__(ledger, clock, prices)
        self._at_once = at_once or {}
        self._rates = rates
        self._share = share
        self._longest = microseconds(longest_wait_seconds)
        self._queues: dict[str, FairQueue] = {}
        self._payment_required: dict[tuple[str, Task], tuple[float, CreditsUsedUp]] = {}
        self._held_until: dict[tuple[str, Task], float] = {}
        self._wakeups: dict[Waiter, asyncio.Event] = {}
        self._latest = self._set_back = 0.0

    async def restore(self) -> None:
        """Fills the windows from the ledger after a restart, including requests that were in progress when the process
        ended."""
        for engine, rate in self._rates.items():
            since = self._clock.now() - PERIODS[rate.period]
            spent = [
                (spend.at, spend.user_key)
                for spend in await self._ledger.spends(None, since)
                if spend.engine == engine and (spend.units or spend.outcome == "failed")
            ]
            killed = [(at, "") for at in await self._ledger.unfinished_calls(engine, since)]
            for at, user in sorted(spent + killed):
                # One in the future was made by a clock that was ahead.
                self._queue(engine).record(user, min(microseconds(at), self._now()))

    def throttled(self, permit: Permit, seconds: float) -> None:
        """Holds all requests of this task to this engine for `seconds` (429, `Retry-After`)."""
        key = (permit.engine, permit.task)
        self._held_until[key] = max(self._held_until.get(key, 0.0), self._time() + seconds)
        self._wake_all()

    def payment_required(self, permit: Permit, refusal: CreditsUsedUp) -> None:
        """Sends this task straight to the next engine, without trying this one for each request."""
        self._payment_required[permit.engine, permit.task] = (self._time() + refusal.seconds, refusal)
        self._wake_all()

    def rests(self) -> Sequence[Rest]:
        """As `CallGate.rests`."""
        now = self._time()
        unpaid = {engine: until for (engine, _), (until, _) in sorted(self._payment_required.items()) if until > now}
        held = {engine: until for (engine, _), until in sorted(self._held_until.items()) if until > now}
        return [
            *(Rest(provider=engine, reason="unpaid", seconds=until - now) for engine, until in unpaid.items()),
            *(Rest(provider=engine, reason="throttled", seconds=until - now) for engine, until in held.items()),
        ]

    async def enter(self, permit: Permit) -> AsyncGenerator[Waiting, None]:
        """Waits in fair order, then records that a request begins. Raises `LimitReached` if that takes too long."""
        async with aclosing(self._wait_until_admitted(permit, self._now())) as waits:
            async for waiting in waits:
                yield waiting
        noted = False
        try:
            await self._begin(permit)
            noted = True
        finally:
            if not noted:
                self.withdraw(permit)

    async def _wait_until_admitted(self, permit: Permit, began: int) -> AsyncGenerator[Waiting, None]:
        """Ends when the permit is admitted. It has waited since `began`. A hold that begins meanwhile delays it,
        too."""
        queue, number, entered = self._queue(permit.engine), permit.number, False
        while not entered:
            async for waiting in self._wait_while_held(permit, began):
                yield waiting
            waiter = queue.join(permit.request.waits_as, permit.request.weight, number)
            number = waiter.number
            self._wakeups[waiter] = asyncio.Event()
            try:
                async for waiting in self._wait(permit, waiter, began):
                    yield waiting
                entered = waiter.admitted and not self._is_held(permit)
            finally:
                del self._wakeups[waiter]
                queue.leave(waiter)
                if waiter.admitted and not entered:
                    self.withdraw(permit)

    def withdraw(self, permit: Permit) -> None:
        """Gives back an admission whose request is not sent."""
        queue = self._queue(permit.engine)
        queue.finish(permit.request.waits_as, free=True)
        self._admit_next(queue)

    async def leave(self, permit: Permit, outcome: Outcome, finished: Finished | None = None) -> None:
        """Makes room for the next request and writes this one into the ledger. A cached answer never reached the
        provider."""
        queue = self._queue(permit.engine)
        cached = finished is not None and finished.cached
        queue.finish(permit.request.waits_as, free=cached)
        if finished is not None and finished.remaining is not None and not cached:
            left = finished.remaining
            told = ProviderLimit(
                remaining=left.calls,
                resets_at=self._now() + microseconds(left.seconds),
                limit=left.limit or 0,
                window=microseconds(left.window or 0.0),
            )
            queue.update_limit(told)
        self._admit_next(queue)
        await super().leave(permit, outcome, finished)

    def _is_held(self, permit: Permit) -> bool:
        """True if the engine accepts no requests for this task, or its credits are used up."""
        key, now = (permit.engine, permit.task), self._time()
        return self._held_until.get(key, 0.0) > now or (
            key in self._payment_required and self._payment_required[key][0] > now
        )

    async def _wait_while_held(self, permit: Permit, began: int) -> AsyncGenerator[Waiting, None]:
        """Ends when the engine accepts requests for this task again. Raises `CreditsUsedUp` while its credits are used
        up."""
        until, refusal = self._payment_required.get((permit.engine, permit.task), (0.0, None))
        if refusal is not None and until > self._time():
            raise CreditsUsedUp(refusal.sentence, seconds=until - self._time())
        while (seconds := self._held_until.get((permit.engine, permit.task), 0.0) - self._time()) > 0:
            moment = Moment(at=math.ceil(self._clock.now() + seconds))
            if self._now() - began + microseconds(seconds) > self._longest:
                raise LimitReached("gate-too-long", seconds=seconds, at=moment.at, moment=moment)
            yield Waiting(sentence=say("gate-held", moment=moment), seconds_left=seconds)
            await self._clock.sleep(seconds)

    async def _wait(self, permit: Permit, waiter: Waiter, began: int) -> AsyncGenerator[Waiting, None]:
        """Ends when the waiter is admitted or the permit is held."""
        queue = self._queue(permit.engine)
        self._admit_next(queue)
        shown = -1
        while not waiter.admitted and not self._is_held(permit):
            now = self._now()
            expected = queue.wait_us(waiter, now)
            if now - began + expected > self._longest:
                seconds = expected / MICROSECONDS
                moment = Moment(at=math.ceil(self._clock.now() + seconds))
                raise LimitReached("gate-too-long", seconds=seconds, at=moment.at, moment=moment)
            before = queue.position(waiter)
            if before != shown:
                shown = before
                yield Waiting(sentence=say("gate-waiting", count=before), seconds_left=expected / MICROSECONDS)
            await self._sleep_until_woken(waiter, self._pause(queue, before == 0, began))
            self._admit_next(queue)

    def _pause(self, queue: FairQueue, is_next: bool, began: int) -> int:
        """Microseconds until somebody can be admitted, or until the limit of the wait that started at `began`. Only the
        first in the queue checks often: the others see their position."""
        now = self._now()
        look = queue.next_check(now)
        until = now + CHECK_INTERVAL_US if look is None else min(look, now + CHECK_INTERVAL_US)
        return max(0 if is_next else MICROSECONDS, min(until, began + self._longest + 1) - now)

    async def _sleep_until_woken(self, waiter: Waiter, pause: int) -> None:
        """Ends when there is news for a waiter, or after `pause` microseconds."""
        event = self._wakeups[waiter]
        woken = asyncio.ensure_future(event.wait())
        sleeping = asyncio.ensure_future(self._clock.sleep(pause / MICROSECONDS))
        try:
            await asyncio.wait({woken, sleeping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            woken.cancel()
            sleeping.cancel()
            await asyncio.gather(woken, sleeping, return_exceptions=True)
            event.clear()

    def _admit_next(self, queue: FairQueue) -> None:
        for waiter in queue.admit(self._now()):
            self._wakeups[waiter].set()

    def _wake_all(self) -> None:
        for event in self._wakeups.values():
            event.set()

    def _queue(self, engine: str) -> FairQueue:
        if engine not in self._queues:
            self._queues[engine] = FairQueue(
                self._rates.get(engine), concurrency=self._at_once.get(engine), share=self._share
            )
        return self._queues[engine]

    def _now(self) -> int:
        return microseconds(self._time())

    def _time(self) -> float:
        """The clock's time, which goes on from where it was if the clock is set back."""
        now = self._clock.now() + self._set_back
        if now < self._latest:
            self._set_back += self._latest - now
        self._latest = max(now, self._latest)
        return self._latest
