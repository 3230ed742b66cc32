"""A fair queue for requests to one provider: an exact sliding window, paced, shared max-min fairly by weight.

As long as less than a share of the window is used, users below their fair part of it are not paced: a person who is
alone on a provider may burst. All other requests are paced. The remaining room is spread over the time until earlier
requests leave the window, so the next slot is always near. Each slot goes to the user with the least use of the window
for their weight, and among equals to the first who came. Users with little use may take a small burst of slots early;
users with much use wait until the slots come. No slot stays empty while somebody waits.

If the provider reports fewer remaining requests than the window has, its number counts and is spread over the time
until its limit resets. All times are in microseconds.
"""

import math
from bisect import insort
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from core.domain.limits import MICROSECONDS, PERIODS, Rate


@dataclass(eq=False, kw_only=True)
class Waiter:
    """One request that waits, or was admitted."""

    user: str
    number: int
    weight: float = 1.0
    admitted: bool = field(default=False)


@dataclass(frozen=True, kw_only=True)
class ProviderLimit:
    """A provider's own report: `remaining` requests until `resets_at`, then `limit` in each `window`; 0 if unknown."""

    remaining: int
    resets_at: int
    limit: int = 0
    window: int = 0

    def at(self, now: int) -> "ProviderLimit":
        """Returns the limit as of now, after any resets."""
        if now < self.resets_at or not self.limit or not self.window:
            return self
        passed = (now - self.resets_at) // self.window + 1
        return replace(self, remaining=self.limit, resets_at=self.resets_at + passed * self.window)


@dataclass(frozen=True, kw_only=True)
class QueueLimits:
    """The limits of one provider: a rate, and the most requests in flight; None is no limit.

    `share` is the share of the window that may be used without pacing.
    """

    rate: Rate | None = None
    concurrency: int | None = None
    share: float = 0.5

    @property
    def window(self) -> int:
        """The time over which use is counted, in microseconds."""
        return (UNLIMITED_SECONDS if self.rate is None else PERIODS[self.rate.period]) * MICROSECONDS


@dataclass(frozen=True, kw_only=True)
class QueueState:
    """Everything that a queue decides by, except its requests. `ahead` is how many slots are used before they came."""

    provider_limit: ProviderLimit = ProviderLimit(remaining=0, resets_at=0)
    last_admitted: int = 0
    ahead: float = 0.0


BURST = 0.1
"""The share of a window that users with little use may take before its slots come."""

HORIZON = 0.1
"""The part of a window in which the pace looks ahead for requests that leave it. More is more even and uses less."""

SAMPLES = 32
"""The number of requests in a window that the pace looks at."""

UNLIMITED_SECONDS = 3_600
"""The window over which use is counted if there is no rate: a provider may still report a limit of its own."""


class FairQueue:
    """The order and times of requests to a provider.

    Without a rate only the provider's own report limits.
    """

    def __init__(self, limits: QueueLimits) -> None:
        self._rate = rate = limits.rate
        self._window = limits.window
        self._unpaced = 0 if rate is None else max(1, int(rate.units * limits.share))
        self._share = limits.share
        self._concurrency = limits.concurrency
        self._calls: deque[tuple[int, str]] = deque()
        self._used: Counter[str] = Counter()
        self._waiting: list[Waiter] = []
        self._numbers = 0
        self._in_flight = 0
        self._provider_limit = ProviderLimit(remaining=0, resets_at=0)
        self._last_admitted = 0
        self._burst = 0 if rate is None else int(rate.units * BURST)
        self._ahead = 0.0
        self._cached_pace: int | None = None  # until the window changes
        self._order: dict[Waiter, int] | None = None  # until the window or the waiters change
        self._users = 0

    @property
    def used(self) -> int:
        """The number of requests in the window, as of the last check."""
        return len(self._calls)

    @property
    def state(self) -> QueueState:
        """The state, with which another queue with the same requests goes on."""
        return QueueState(provider_limit=self._provider_limit, last_admitted=self._last_admitted, ahead=self._ahead)

    def resume(self, state: QueueState, waiting: Iterable[Waiter], in_flight: int) -> None:
        """Goes on where another queue has stopped. The requests of the window are those that were recorded here."""
        self._provider_limit = state.provider_limit
        self._last_admitted, self._ahead = state.last_admitted, state.ahead
        self._waiting = sorted(waiting, key=lambda each: each.number)
        self._in_flight = in_flight
        self._order = None

    def join(self, user: str, weight: float = 1.0, number: int = 0) -> Waiter:
        """Adds a request to the queue. A user of weight 2.0 gets twice as much as a user of weight 1.0.

        A request that comes back with its earlier `number` goes before those that came meanwhile.
        """
        self._numbers = max(self._numbers + 1, number)
        waiter = Waiter(user=user, number=number or self._numbers, weight=weight)
        insort(self._waiting, waiter, key=lambda each: each.number)
        self._order = None
        return waiter

    def leave(self, waiter: Waiter) -> None:
        """Removes a request that no longer waits."""
        if waiter in self._waiting:
            self._waiting.remove(waiter)
            self._order = None

    def admit(self, now: int) -> list[Waiter]:
        """Admits and returns all requests that may be sent now, in fair order."""
        admitted = []
        while self._waiting and (at := self._next(now)) is not None and at <= now:
            waiter = next(iter(self._in_order()))
            self._waiting.remove(waiter)
            self._ahead = self._ahead_by(now) + 1
            self.record(waiter.user, now)
            self._provider_limit = replace(self._provider_limit, remaining=self._provider_limit.remaining - 1)
            self._last_admitted = now
            self._in_flight += 1
            waiter.admitted = True
            admitted.append(waiter)
        return admitted

    def record(self, user: str, at: int) -> None:
        """Counts a request into the window; times must not go back."""
        self._calls.append((at, user))
        self._used[user] += 1
        self._cached_pace = self._order = None

    def update_limit(self, report: ProviderLimit) -> None:
        """Takes a provider's report, less the requests in flight: the provider may not have counted them."""
        self._provider_limit = replace(report, remaining=report.remaining - self._in_flight)

    def finish(self, user: str, *, free: bool) -> None:
        """Ends an admitted request. A `free` one never reached the provider and leaves the window."""
        self._in_flight -= 1
        if free:
            for place in range(len(self._calls) - 1, -1, -1):
                if self._calls[place][1] == user:
                    del self._calls[place]
                    self._uncount(user)
                    self._cached_pace = self._order = None
                    return

    def next_check(self, now: int) -> int | None:
        """Returns the earliest time at which a request may be admitted or the pace may change.

        None means: after a request in flight has ended.
        """
        at = self._next(now)
        if at is None or not self._calls:
            return at
        return min(at, max(now + 1, self._calls[0][0] + self._window))

    def position(self, waiter: Waiter) -> int:
        """Returns how many requests are before this one."""
        return self._in_order()[waiter]

    def wait_us(self, waiter: Waiter, now: int) -> int:
        """Estimates how long a request will wait if no user with less use comes."""
        first, before = self._next(now) or now, self.position(waiter)
        return max(first, self._slot(before, waiter) if before else 0) - now

    def _in_order(self) -> dict[Waiter, int]:
        """Returns all waiters in order, with the number of waiters before each.

        Each request of a user counts the user's earlier ones as if they were sent. So this is the order in which
        requests are admitted if nobody else comes.
        """
        if self._order is None:
            queued, orders = Counter[str](), list[tuple[float, int, Waiter]]()
            for waiter in self._waiting:
                used = self._used[waiter.user] + queued[waiter.user]
                orders.append((used / waiter.weight, waiter.number, waiter))
                queued[waiter.user] += 1
            orders.sort(key=lambda order: order[:2])
            self._users = len(self._used.keys() | queued.keys())
            self._order = {waiter: place for place, (_, _, waiter) in enumerate(orders)}
        return self._order

    def _next(self, now: int) -> int | None:
        if self._concurrency is not None and self._in_flight >= self._concurrency:
            return None
        at, report = self._by_window(now), self._provider_limit.at(now)
        self._provider_limit = report
        if now >= report.resets_at:
            return at
        if report.remaining <= 0:
            return max(at, report.resets_at)
        of = report.limit or (self._rate.units if self._rate is not None else 0)
        if report.remaining > of - int(of * self._share):
            return at
        return max(at, self._last_admitted + (report.resets_at - self._last_admitted) // (report.remaining + 1))

    def _by_window(self, now: int) -> int:
        """Returns when our own window has room."""
        while self._calls and self._calls[0][0] <= now - self._window:
            _, user = self._calls.popleft()
            self._cached_pace = self._order = None
            self._uncount(user)
        if self._rate is None:
            return now
        if len(self._calls) >= self._rate.units:
            return max(now, self._calls[0][0] + self._window)
        head = next(iter(self._in_order()), None)
        if len(self._calls) < self._unpaced and (head is None or self._is_light(head)):
            return now
        return max(now, self._slot(0, head))

    def _uncount(self, user: str) -> None:
        self._used[user] -= 1
        if not self._used[user]:
            del self._used[user]

    def _slot(self, before: int, waiter: Waiter | None) -> int:
        """Returns when a request with so many before it is admitted."""
        if self._rate is None or not self._calls:
            return 0
        slots = self._ahead + before - (self._burst if waiter is not None and self._is_light(waiter) else 0)
        windows, place = divmod(math.ceil(slots) - 1 - (self._rate.units - len(self._calls)), self._rate.units)
        if windows >= 0 and place < len(self._calls):  # room comes only from requests that leave the window
            return self._calls[place][0] + (windows + 1) * self._window
        return self._calls[-1][0] + math.ceil(slots * self._pace())

    def _ahead_by(self, now: int) -> float:
        """Returns how many slots are used before they have come."""
        if not self._calls or len(self._calls) < self._unpaced:
            return 0.0
        return max(0.0, self._ahead - (now - self._calls[-1][0]) / max(1, self._pace()))

    def _is_light(self, waiter: Waiter) -> bool:
        """Tests for a user whose use, for their weight, is below an equal part among all current users."""
        if self._rate is None or self._share >= 1:  # nothing is paced
            return True
        self._in_order()
        return self._used[waiter.user] / waiter.weight < self._rate.units * self._share / max(1, self._users)

    def _pace(self) -> int:
        """Returns the time between two requests with which each finds room as others leave the window."""
        if self._rate is None or not self._calls:
            return 0
        if self._cached_pace is None:
            room, last = self._rate.units - len(self._calls), self._calls[-1][0]
            pace = 0
            for left in range(0, len(self._calls), max(1, len(self._calls) // SAMPLES)):
                ahead = self._calls[left][0] + self._window - last
                if left and ahead > self._window * HORIZON:
                    break
                pace = max(pace, ahead // max(1, room + left))
            self._cached_pace = pace
        return self._cached_pace
