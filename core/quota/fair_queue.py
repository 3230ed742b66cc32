"""One provider's calls: an exact sliding window, paced, and shared max-min fairly among who waits.

While less than a share of the window is used, calls of those who have used less than they would get of it if it were
divided go straight through: alone on a provider, a person may burst. Others are paced: the room that is left is
spread over the time until calls leave the window, so that there is always a next slot soon; and each slot goes to who
has used least of the window for their weight, first come first served among equals. Who has used little takes slots
before they come, a small burst of them, and who has used much waits until they have come.
No slot stays empty while somebody waits. What the provider itself says is left counts where it is less: then it is
spread over the time until there is more. All times are microseconds.
"""

import math
from bisect import insort
from collections import Counter, deque
from dataclasses import dataclass, field, replace

from core.domain.limits import MICROSECONDS, PERIODS, Rate


@dataclass(eq=False, kw_only=True)
class Waiter:
    """One call that waits, or was let in."""

    user: str
    number: int
    weight: float = 1.0
    admitted: bool = field(default=False)


@dataclass(frozen=True, kw_only=True)
class ProviderLimit:
    """What a provider says: so many more calls until a time, then `limit` in each `window`; 0 where it does not say."""

    remaining: int
    resets_at: int
    limit: int = 0
    window: int = 0

    def at(self, now: int) -> "ProviderLimit":
        """The same, once the windows up to now have passed."""
        if now < self.resets_at or not self.limit or not self.window:
            return self
        passed = (now - self.resets_at) // self.window + 1
        return replace(self, remaining=self.limit, resets_at=self.resets_at + passed * self.window)


BURST = 0.1
"""Which share of a window may be used before its slots have come, by those who have used little."""

HORIZON = 0.1
"""How far ahead the pace looks at what leaves the window, in windows: further makes it more even, and uses less."""

SAMPLES = 32
"""How many of the calls in a window the pace looks at."""

UNLIMITED_SECONDS = 3_600
"""Where there is no rate, who used least is reckoned over an hour: a provider may still say what is left."""


class FairQueue:
    """The order and times of calls to a provider. `rate` None does not limit; `at_once` calls are under way at most."""

    def __init__(self, rate: Rate | None, *, concurrency: int | None = None, share: float = 0.5) -> None:
        self._rate = rate
        self._window = (UNLIMITED_SECONDS if rate is None else PERIODS[rate.period]) * MICROSECONDS
        self._unpaced = 0 if rate is None else max(1, int(rate.units * share))
        self._share = share
        self._concurrency = concurrency
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
        self._order: dict[Waiter, int] | None = None  # until it, or who waits, changes; and how many users there are
        self._users = 0

    @property
    def used(self) -> int:
        """Calls in the window, as of the last look."""
        return len(self._calls)

    def join(self, user: str, weight: float = 1.0, number: int = 0) -> Waiter:
        """Somebody wants to call; one of weight 2.0 gets twice what one of weight 1.0 does. Who comes late to the line
        with the `number` of an earlier one is before those who came to it meanwhile."""
        self._numbers = max(self._numbers + 1, number)
        waiter = Waiter(user=user, number=number or self._numbers, weight=weight)
        insort(self._waiting, waiter, key=lambda each: each.number)
        self._order = None
        return waiter

    def leave(self, waiter: Waiter) -> None:
        """Somebody who waited gives up."""
        if waiter in self._waiting:
            self._waiting.remove(waiter)
            self._order = None

    def admit(self, now: int) -> list[Waiter]:
        """Lets in all who may call now, in fair order."""
        lucky = []
        while self._waiting and (at := self._next(now)) is not None and at <= now:
            waiter = next(iter(self._in_order()))
            self._waiting.remove(waiter)
            self._ahead = self._ahead_by(now) + 1
            self.record(waiter.user, now)
            self._provider_limit = replace(self._provider_limit, remaining=self._provider_limit.remaining - 1)
            self._last_admitted = now
            self._in_flight += 1
            waiter.admitted = True
            lucky.append(waiter)
        return lucky

    def record(self, user: str, at: int) -> None:
        """Counts a call into the window; times may not go back."""
        self._calls.append((at, user))
        self._used[user] += 1
        self._cached_pace = self._order = None

    def update_limit(self, told: ProviderLimit) -> None:
        """The provider says what is left. Calls under way are taken off: it may not have counted them."""
        self._provider_limit = replace(told, remaining=told.remaining - self._in_flight)

    def finish(self, user: str, *, free: bool) -> None:
        """A call that was let in has ended; a free one never reached the provider."""
        self._in_flight -= 1
        if free:
            for place in range(len(self._calls) - 1, -1, -1):
                if self._calls[place][1] == user:
                    del self._calls[place]
                    self._uncount(user)
                    self._cached_pace = self._order = None
                    return

    def next_check(self, now: int) -> int | None:
        """When somebody may be let in at the earliest, or the pace may change; None: once a call has ended."""
        at = self._next(now)
        if at is None or not self._calls:
            return at
        return min(at, max(now + 1, self._calls[0][0] + self._window))

    def position(self, waiter: Waiter) -> int:
        """How many are before one who waits."""
        return self._in_order()[waiter]

    def wait_us(self, waiter: Waiter, now: int) -> int:
        """About how long one will wait, should nobody lighter come."""
        first, before = self._next(now) or now, self.position(waiter)
        return max(first, self._slot(before, waiter) if before else 0) - now

    def _in_order(self) -> dict[Waiter, int]:
        """Who waits, with how many are before them. Of a user's calls each counts those before it as if they were made:
        so they will be in the order in which they are let in, should nobody come."""
        if self._order is None:
            places, orders = Counter[str](), list[tuple[float, int, Waiter]]()
            for waiter in self._waiting:
                used = self._used[waiter.user] + places[waiter.user]
                orders.append((used / waiter.weight, waiter.number, waiter))
                places[waiter.user] += 1
            orders.sort(key=lambda order: order[:2])
            self._users = len(self._used.keys() | places.keys())
            self._order = {waiter: place for place, (_, _, waiter) in enumerate(orders)}
        return self._order

    def _next(self, now: int) -> int | None:
        if self._concurrency is not None and self._in_flight >= self._concurrency:
            return None
        at, told = self._by_window(now), self._provider_limit.at(now)
        self._provider_limit = told
        if now >= told.resets_at:
            return at
        if told.remaining <= 0:
            return max(at, told.resets_at)
        of = told.limit or (self._rate.units if self._rate is not None else 0)
        if told.remaining > of - int(of * self._share):
            return at
        return max(at, self._last_admitted + (told.resets_at - self._last_admitted) // (told.remaining + 1))

    def _by_window(self, now: int) -> int:
        """When our own window has room."""
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
        """When one who has so many before them is let in."""
        if self._rate is None or not self._calls:
            return 0
        slots = self._ahead + before - (self._burst if waiter is not None and self._is_light(waiter) else 0)
        windows, place = divmod(math.ceil(slots) - 1 - (self._rate.units - len(self._calls)), self._rate.units)
        if windows >= 0 and place < len(self._calls):  # there is no room but what leaves the window
            return self._calls[place][0] + (windows + 1) * self._window
        return self._calls[-1][0] + math.ceil(slots * self._pace())

    def _ahead_by(self, now: int) -> float:
        """How many slots are used that have not come yet."""
        if not self._calls or len(self._calls) < self._unpaced:
            return 0.0
        return max(0.0, self._ahead - (now - self._calls[-1][0]) / max(1, self._pace()))

    def _is_light(self, waiter: Waiter) -> bool:
        """Whether one has used less, for their weight, than each could who uses or wants the provider now."""
        if self._rate is None or self._share >= 1:  # nothing is paced
            return True
        self._in_order()
        return self._used[waiter.user] / waiter.weight < self._rate.units * self._share / max(1, self._users)

    def _pace(self) -> int:
        """Between two calls, so that there is room for each of them while others leave the window."""
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
