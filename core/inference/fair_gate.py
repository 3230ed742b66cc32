"""A call gate that keeps providers' limits and shares them fairly.

It holds a request back before the provider has to refuse it. People who wait are told their position and about how long
it takes. If that would be too long, the gate refuses immediately, so that the router can try the next engine.
"""

import asyncio
import math
import secrets
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import aclosing, suppress
from typing import Literal

from core.domain.clock import Clock
from core.domain.errors import CreditsUsedUp, LimitReached, StoreAway
from core.domain.limits import MICROSECONDS, PERIODS, Rate, microseconds
from core.domain.retries import outlast
from core.domain.sentences import Moment, Sentence, say
from core.inference.engine import Rest
from core.inference.gate import Outcome, Permit, UnlimitedGate
from core.inference.local_queues import LocalQueues
from core.inference.outputs import Finished, Waiting
from core.inference.prices import Prices
from core.quota.fair_queue import ProviderLimit, QueueLimits
from core.store.ports.ledger import Ledger
from core.store.ports.provider_queues import Hold, ProviderQueue, ProviderQueues, QueuedRequest

CHECK_INTERVAL_US = 30 * MICROSECONDS
"""The longest time between two checks of a waiting request: somebody may have set the clock."""
RENEWAL_SECONDS = 5.0
"""The time between two signs of life for the other processes at a queue."""


class FairGate(UnlimitedGate):
    """A gate with fair queues. An engine without a rate is not limited, unless it says so itself (`throttled`).

    `share` of a rate's window may be used without pacing; `at_once` limits the requests in progress to an engine.
    `queues` are those that processes share, which need `serve`; without them this process has its own.
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
        queues: ProviderQueues | None = None,
    ) -> None:
        super().__init__(ledger, clock, prices)
        self._at_once = at_once or {}
        self._rates = rates
        self._share = share
        self._longest = microseconds(longest_wait_seconds)
        self._provider_queues = queues or LocalQueues()
        self._queues: dict[str, ProviderQueue] = {}
        self._admitted: dict[int, str] = {}
        self._wakeups: dict[str, asyncio.Event] = {}
        self._last_number = 0
        self._latest = self._set_back = 0.0

    async def restore(self) -> None:
        """Fills the windows from the ledger after a restart, including requests that were in progress when the process
        ended."""
        for engine, rate in self._rates.items():
            queue, now = self._queue(engine), self._now()
            since, until = now - microseconds(PERIODS[rate.period]), await queue.complete_since(now)
            if until <= since:
                continue
            began = self._clock.now() - PERIODS[rate.period]
            spent = [
                (spend.at, spend.user_key)
                for spend in await self._ledger.spends(None, began)
                if spend.engine == engine and (spend.units or spend.outcome == "failed")
            ]
            killed = [(at, "") for at in await self._ledger.unfinished_calls(engine, began)]
            # Later ones are known, unless a clock that was ahead has made them. Those count as sent now.
            sent = [(microseconds(at), user) for at, user in spent + killed]
            await queue.restore([(at, user) for at, user in sent if not until <= at <= now], since, now)

    async def serve(self) -> None:
        """Tells other processes that this one lives, as long as it runs."""
        while True:
            await self._clock.sleep(RENEWAL_SECONDS)
            for queue in list(self._queues.values()):
                with suppress(StoreAway):
                    await queue.renew(self._now())

    async def throttled(self, permit: Permit, seconds: float) -> None:
        """Holds all requests of this task to this engine for `seconds` (429, `Retry-After`)."""
        await self._hold(permit, seconds)

    async def payment_required(self, permit: Permit, refusal: CreditsUsedUp) -> None:
        """Sends this task straight to the next engine, without trying this one for each request."""
        await self._hold(permit, refusal.seconds, refusal.sentence)

    def rests(self) -> Sequence[Rest]:
        """As `CallGate.rests`."""
        now, rests = self._now(), dict[tuple[str, Literal["unpaid", "throttled"]], float]()
        for engine, queue in sorted(self._queues.items()):
            for hold in queue.holds():
                key: tuple[str, Literal["unpaid", "throttled"]] = (engine, "unpaid" if hold.sentence else "throttled")
                rests[key] = max(rests.get(key, 0.0), (hold.until - now) / MICROSECONDS)
        return [
            Rest(provider=engine, reason=reason, seconds=seconds)
            for (engine, reason), seconds in sorted(rests.items(), key=lambda rest: rest[0][1], reverse=True)
            if seconds > 0
        ]

    async def enter(self, permit: Permit) -> AsyncGenerator[Waiting, None]:
        """Waits in fair order, then records that a request begins. Raises `LimitReached` if that takes too long."""
        queued = secrets.token_hex(8)
        async with aclosing(self._wait_until_admitted(permit, queued, self._now())) as waits:
            async for waiting in waits:
                yield waiting
        self._admitted[id(permit)] = queued
        noted = False
        try:
            await self._begin(permit)
            noted = True
        finally:
            if not noted:
                await self.withdraw(permit)

    async def _wait_until_admitted(self, permit: Permit, id: str, began: int) -> AsyncGenerator[Waiting, None]:
        """Ends when the permit is admitted. It has waited since `began`. A hold that begins meanwhile delays it,
        too."""
        queue, request, entered = self._queue(permit.engine), permit.request, False
        self._last_number = max(self._last_number + 1, began)
        queued = QueuedRequest(
            id=id,
            task=permit.task,
            user=request.waits_as,
            weight=request.weight,
            number=permit.number or self._last_number,
        )
        while not entered:
            async for waiting in self._wait_while_held(permit, began):
                yield waiting
            with queue.listen() as self._wakeups[id]:
                try:
                    await self._admit(lambda: queue.join(queued, self._now()))
                    async for waiting in self._wait(permit, id, began):
                        yield waiting
                    entered = queue.is_admitted(id) and not self._is_held(permit)
                finally:
                    del self._wakeups[id]
                    if not entered:
                        await self._leave(queue, id)

    async def withdraw(self, permit: Permit) -> None:
        """Gives back an admission whose request is not sent."""
        await self._leave(self._queue(permit.engine), self._admitted.pop(id(permit), ""))

    async def leave(self, permit: Permit, outcome: Outcome, finished: Finished | None = None) -> None:
        """Makes room for the next request and writes this one into the ledger. A cached answer never reached the
        provider."""
        queue, cached = self._queue(permit.engine), finished is not None and finished.cached
        told = None
        if finished is not None and finished.remaining is not None and not cached:
            left = finished.remaining
            told = ProviderLimit(
                remaining=left.calls,
                resets_at=self._now() + microseconds(left.seconds),
                limit=left.limit or 0,
                window=microseconds(left.window or 0.0),
            )
        admitted = self._admitted.pop(id(permit), "")
        with suppress(StoreAway):  # the queue tells it later
            self._wake(await queue.finish(admitted, self._now(), told, free=cached))
        await super().leave(permit, outcome, finished)

    async def _leave(self, queue: ProviderQueue, id: str) -> None:
        with suppress(StoreAway):  # the queue tells it later
            self._wake(await queue.leave(id, self._now()))

    async def _hold(self, permit: Permit, seconds: float, sentence: Sentence | None = None) -> None:
        hold = Hold(until=self._now() + microseconds(seconds), sentence=sentence)
        with suppress(StoreAway):  # the queue tells it later
            await self._queue(permit.engine).hold(permit.task, hold, self._now())
        for event in self._wakeups.values():
            event.set()

    def _holds(self, permit: Permit) -> list[Hold]:
        """The pauses of the engine for this task: no credits are left, or it accepts no requests for now."""
        now = self._now()
        return [hold for hold in self._queue(permit.engine).holds(permit.task) if hold.until > now]

    def _is_held(self, permit: Permit) -> bool:
        return bool(self._holds(permit))

    async def _wait_while_held(self, permit: Permit, began: int) -> AsyncGenerator[Waiting, None]:
        """Ends when the engine accepts requests for this task again. Raises `CreditsUsedUp` while its credits are used
        up."""
        while holds := self._holds(permit):
            hold, now = holds[0], self._now()
            seconds = (hold.until - now) / MICROSECONDS
            if hold.sentence is not None:
                raise CreditsUsedUp(hold.sentence, seconds=seconds)
            moment = Moment(at=math.ceil(self._clock.now() + seconds))
            if hold.until - began > self._longest:
                raise LimitReached("gate-too-long", seconds=seconds, at=moment.at, moment=moment)
            yield Waiting(sentence=say("gate-held", moment=moment), seconds_left=seconds)
            await self._clock.sleep(seconds)

    async def _wait(self, permit: Permit, id: str, began: int) -> AsyncGenerator[Waiting, None]:
        """Ends when the request is admitted or the permit is held."""
        queue = self._queue(permit.engine)
        shown = -1
        while not queue.is_admitted(id) and not self._is_held(permit):
            now = self._now()
            expected = queue.wait_us(id, now)
            if now - began + expected > self._longest:
                seconds = expected / MICROSECONDS
                moment = Moment(at=math.ceil(self._clock.now() + seconds))
                raise LimitReached("gate-too-long", seconds=seconds, at=moment.at, moment=moment)
            before = queue.position(id)
            if before != shown:
                shown = before
                yield Waiting(sentence=say("gate-waiting", count=before), seconds_left=expected / MICROSECONDS)
            await self._sleep_until_woken(self._wakeups[id], self._pause(queue, before == 0, began))
            if not queue.is_admitted(id) and queue.is_due(self._now()):
                await self._admit(lambda: queue.look(self._now()))

    def _pause(self, queue: ProviderQueue, is_next: bool, began: int) -> int:
        """Microseconds until somebody can be admitted, or until the limit of the wait that started at `began`. Only the
        first in the queue checks often: the others see their position."""
        now = self._now()
        look = queue.next_check(now)
        until = now + CHECK_INTERVAL_US if look is None else min(look, now + CHECK_INTERVAL_US)
        return max(0 if is_next else MICROSECONDS, min(until, began + self._longest + 1) - now)

    async def _sleep_until_woken(self, event: asyncio.Event, pause: int) -> None:
        """Ends when there is news for a waiter, or after `pause` microseconds."""
        woken = asyncio.ensure_future(event.wait())
        sleeping = asyncio.ensure_future(self._clock.sleep(pause / MICROSECONDS))
        try:
            await asyncio.wait({woken, sleeping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            woken.cancel()
            sleeping.cancel()
            await asyncio.gather(woken, sleeping, return_exceptions=True)
            event.clear()

    async def _admit(self, look: Callable[[], Awaitable[Sequence[str]]]) -> None:
        """Looks at a queue, and waits for a store that is out of order."""
        self._wake(await outlast(look, self._clock.sleep))

    def _wake(self, admitted: Iterable[str]) -> None:
        for id in admitted:
            if id in self._wakeups:
                self._wakeups[id].set()

    def _queue(self, engine: str) -> ProviderQueue:
        if engine not in self._queues:
            limits = QueueLimits(rate=self._rates.get(engine), concurrency=self._at_once.get(engine), share=self._share)
            self._queues[engine] = self._provider_queues.provider_queue(engine, limits)
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
