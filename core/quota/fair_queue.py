"""One provider's calls: an exact sliding window, paced, and shared max-min fairly among who waits.

While less than a share of the window is used, calls go straight through: alone on a provider, a person may burst. Past
that the room that is left is spread over the time until the oldest call leaves the window, so that there is always a
next slot soon; and each slot goes to who has used least of the window for their weight, first come first served among
equals. No slot stays empty while somebody waits. What the provider itself says is left counts where it is less: then
it is spread over the time until there is more. All times are microseconds.
"""

from collections import Counter, deque
from dataclasses import dataclass, field, replace

from core.quota.limit import MICROSECONDS, PERIODS, Rate


@dataclass(eq=False, kw_only=True)
class Waiter:
    """One call that waits, or was let in."""

    user: str
    number: int
    weight: float = 1.0
    let_in: bool = field(default=False)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a provider says: so many more calls until a time, then `limit` in each `window`; 0 where it does not say."""

    left: int
    until: int
    limit: int = 0
    window: int = 0

    def at(self, now: int) -> "Told":
        """The same, once the windows up to now have passed."""
        if now < self.until or not self.limit or not self.window:
            return self
        passed = (now - self.until) // self.window + 1
        return replace(self, left=self.limit, until=self.until + passed * self.window)


UNLIMITED_SECONDS = 3_600
"""Where there is no rate, who used least is reckoned over an hour: a provider may still say what is left."""


class FairQueue:
    """Who may call a provider next, and when. `rate` None does not limit; `at_once` are calls under way at most.

    With `singly` one is let in at a time, until it is `answered` whether there is room among others, too.
    """

    def __init__(
        self,
        rate: Rate | None,
        *,
        at_once: int | None = None,
        share: float = 0.5,
        singly: bool = False,
    ) -> None:
        self._rate = rate
        self._window = (UNLIMITED_SECONDS if rate is None else PERIODS[rate.period]) * MICROSECONDS
        self._straight = 0 if rate is None else max(1, int(rate.units * share))
        self._share = share
        self._at_once = at_once
        self._calls: deque[tuple[int, str]] = deque()
        self._used: Counter[str] = Counter()
        self._waiting: list[Waiter] = []
        self._numbers = 0
        self._under_way = 0
        self._told = Told(left=0, until=0)
        self._last = 0
        self._not_before = 0
        self._singly = singly
        self._asking = False

    @property
    def used(self) -> int:
        """Calls in the window, as of the last look."""
        return len(self._calls)

    def join(self, user: str, weight: float = 1.0, number: int = 0) -> Waiter:
        """Somebody wants to call; one of weight 2.0 gets twice what one of weight 1.0 does. Who comes late to the line
        with the `number` of an earlier one is before those who came to it meanwhile."""
        self._numbers = max(self._numbers + 1, number)
        waiter = Waiter(user=user, number=number or self._numbers, weight=weight)
        self._waiting.append(waiter)
        return waiter

    def leave_line(self, waiter: Waiter) -> None:
        """Somebody who waited gives up."""
        if waiter in self._waiting:
            self._waiting.remove(waiter)

    def let_in(self, now: int) -> list[Waiter]:
        """Lets in all who may call now, in fair order."""
        lucky = []
        while self._waiting and (at := self._next(now)) is not None and at <= now:
            waiter = min(self._waiting, key=self._order)
            self._waiting.remove(waiter)
            self.remember(waiter.user, now)
            self._told = replace(self._told, left=self._told.left - 1)
            self._last = now
            self._under_way += 1
            self._asking = self._singly
            waiter.let_in = True
            lucky.append(waiter)
        return lucky

    def remember(self, user: str, at: int) -> None:
        """Counts a call into the window; times may not go back."""
        self._calls.append((at, user))
        self._used[user] += 1

    def heed(self, told: Told) -> None:
        """The provider says what is left. Calls under way are taken off: it may not have counted them."""
        self._told = replace(told, left=told.left - self._under_way)

    def hold(self, until: int) -> None:
        """Nobody is let in before a time: others have used the room."""
        self._not_before = max(self._not_before, until)

    def answered(self) -> None:
        """It is known whether the one who was let in last has room."""
        self._asking = False

    def ended(self, user: str, *, free: bool) -> None:
        """A call that was let in has ended; a free one never reached the provider."""
        self._under_way -= 1
        if free:
            for place in range(len(self._calls) - 1, -1, -1):
                if self._calls[place][1] == user:
                    del self._calls[place]
                    self._used[user] -= 1
                    return

    def look_again(self, now: int) -> int | None:
        """When somebody may be let in at the earliest, or the pace may change; None: once a call has ended."""
        at = self._next(now)
        if at is None or not self._calls:
            return at
        return min(at, max(now + 1, self._calls[0][0] + self._window))

    def before(self, waiter: Waiter) -> int:
        """How many are before one who waits."""
        mine = self._order(waiter)
        return sum(self._order(other) < mine for other in self._waiting)

    def wait_us(self, waiter: Waiter, now: int) -> int:
        """About how long one will wait, should nobody lighter come."""
        first = self._next(now)
        pace = max(self._rate.emission_us, self._pace()) if self._rate is not None else 0
        return max(0, (first or now) - now) + self.before(waiter) * pace

    def _order(self, waiter: Waiter) -> tuple[float, int]:
        return self._used[waiter.user] / waiter.weight, waiter.number

    def _next(self, now: int) -> int | None:
        if self._asking or (self._at_once is not None and self._under_way >= self._at_once):
            return None
        at, told = max(self._by_window(now), self._not_before), self._told.at(now)
        self._told = told
        if now >= told.until:
            return at
        if told.left <= 0:
            return max(at, told.until)
        of = told.limit or (self._rate.units if self._rate is not None else 0)
        if told.left > of - int(of * self._share):
            return at
        return max(at, self._last + (told.until - self._last) // (told.left + 1))

    def _by_window(self, now: int) -> int:
        """When our own window has room."""
        while self._calls and self._calls[0][0] <= now - self._window:
            _, user = self._calls.popleft()
            self._used[user] -= 1
            if not self._used[user]:
                del self._used[user]
        if self._rate is None:
            return now
        if len(self._calls) < self._straight:
            return now
        if len(self._calls) >= self._rate.units:
            return max(now, self._calls[0][0] + self._window)
        return max(now, self._calls[-1][0] + max(self._rate.emission_us, self._pace()))

    def _pace(self) -> int:
        """Between two calls, so that the room lasts until the oldest call leaves the window."""
        if self._rate is None or not self._calls:
            return 0
        room = self._rate.units - len(self._calls)
        ahead = self._calls[0][0] + self._window - self._calls[-1][0]
        return ahead // room if room > 0 else ahead
