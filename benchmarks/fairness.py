"""The fair distribution of a provider's requests when demand is too high: the bot's own call gate, in virtual time.

The provider allows 300 requests an hour and answers immediately. The gate refuses a request that would wait too long,
and says when to try again. The user tries again at that moment, as "Remind me" does.
`python -m benchmarks.fairness` prints the tables of `docs/limits.md` and draws its picture.
"""

import asyncio
import random
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Self

from benchmarks.curves import Curve, Panel, draw
from benchmarks.virtual_time import LoopClock, run
from core.domain.errors import LimitReached
from core.domain.ledger import Spend
from core.domain.limits import MICROSECONDS, PERIODS, Rate
from core.domain.tasks import Task
from core.inference.fair_gate import FairGate
from core.inference.gate import Permit
from core.inference.outputs import Finished, Remaining
from core.inference.requests import ChatRequest
from core.quota.usage import Usage
from core.store.ports.provider_queues import ProviderQueues
from core.store.sql.message_log import ChangeNotifier
from core.store.sql.provider_queues import SqlProviderQueues
from core.store.sql.transaction import AfterCommit, E, T, Unit, UnitOfMany
from core.store.sqlite.database import SqliteUpkeep
from core.store.sqlite.migrations import MIGRATIONS

HOUR = 3_600
LIMIT = Rate(units=300, period="hour")
LONGEST_WAIT_SECONDS = 500.0
DRAWN = {
    "heavy": ("heavy user", 0),
    "light": ("light users", 1),
    "late": ("late heavy user", 2),
    "triple": ("weight three", 0),
    "single": ("weight one", 1),
}
"""The name of each group in the picture, and the style of its curve."""
PICTURE = Path(__file__).parent.parent / "docs" / "images" / "fairness.svg"


@dataclass(frozen=True, kw_only=True)
class Call:
    """A request that the gate admitted: `asked` and `begun` in seconds, to the microsecond, and the refusals before."""

    user: str
    asked: float
    begun: float
    refused: int = 0


@dataclass(frozen=True, kw_only=True)
class Change:
    """A provider with a fixed window of an hour, which reports the remaining requests after each request.

    From second `at` on it takes `later` requests an hour.
    """

    later: int
    at: float


class Provider:
    """Accepts requests within its own window and refuses others."""

    def __init__(self, limit: int, change: Change) -> None:
        self.refused = 0
        self._limit, self._change = limit, change
        self._hour = -1
        self._used = 0

    def call(self, at: float) -> Remaining:
        """Accepts a request and returns the remaining ones. Raises `LimitReached` for a refusal."""
        at = round(at, 6)
        hour, limit = int(at // HOUR), self._limit if at < self._change.at else self._change.later
        if hour != self._hour:
            self._hour, self._used = hour, 0
        until = (hour + 1) * HOUR - at
        if self._used >= limit:
            self.refused += 1
            raise LimitReached("gate-held", seconds=until)
        self._used += 1
        return Remaining(calls=limit - self._used, seconds=until, limit=limit, window=HOUR)


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """The arrivals of requests in seconds, with their users; `weights` of users, 1.0 for the others."""

    name: str
    arrivals: Sequence[tuple[float, str]]
    weights: Mapping[str, float] = field(default_factory=dict)
    change: Change | None = None


@dataclass(kw_only=True)
class Result:
    """The result of a scenario: the requests in their order, and the number that the provider refused."""

    calls: list[Call] = field(default_factory=list)
    refused: int = 0


def simulate(
    scenario: Scenario,
    rate: Rate = LIMIT,
    until: float = 2 * HOUR,
    share: float = 0.5,
    longest_wait: float = LONGEST_WAIT_SECONDS,
    processes: int = 1,
) -> Result:
    """Simulates a scenario until a second. Several processes share a database; each user's requests go around."""
    with _database() as database:
        queues = [None] if processes == 1 else [_Queues(database) for _ in range(processes)]
        return run(_Crowd(scenario, rate, share, longest_wait, queues).ask_until(until))


@contextmanager
def _database() -> Iterator["_MemoryDatabase"]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for statement in chain.from_iterable(MIGRATIONS):
            connection.execute(statement)
        yield _MemoryDatabase(connection)


class _MemoryDatabase:
    """A database whose units take no time, so that virtual time does not pass them by."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._upkeep = SqliteUpkeep(connection)
        self.notifier = ChangeNotifier()

    async def write(self, unit: Unit[T], after_commit: AfterCommit | None = None, /, *, long: bool = False) -> T:  # noqa: ARG002
        """See `UnitRunner.write`."""
        result = self._upkeep.run(unit)
        if after_commit is not None:
            after_commit(self._upkeep)
        return result

    def attempts(
        self, unit: Unit[T], after_commit: AfterCommit | None = None, /, *, long: bool = False
    ) -> Callable[[], Awaitable[T]]:
        """See `UnitRunner.attempts`."""
        return lambda: self.write(unit, after_commit, long=long)

    async def write_together(self, unit: UnitOfMany[E, T], entry: E, /) -> T:
        """See `UnitRunner.write_together`."""
        return await self.write(lambda transaction: unit(transaction, [entry])[0])

    async def read(self, query: Unit[T], /, *, long: bool = False) -> T:  # noqa: ARG002
        """See `UnitRunner.read`."""
        return self._upkeep.run(query)

    @property
    def units_in_hand(self) -> int:
        """See `UnitRunner.units_in_hand`."""
        return 0

    @property
    def unfenced(self) -> Self:
        """See `UnitRunner.unfenced`."""
        return self

    async def close(self) -> None:
        """See `UnitRunner.close`."""


class _Queues(SqlProviderQueues):
    """The queues of one process. All processes learn of changes as those of one database do."""

    def __init__(self, database: _MemoryDatabase) -> None:
        self._database = database
        self._notifier = database.notifier


class _Crowd:
    def __init__(
        self,
        scenario: Scenario,
        rate: Rate,
        share: float,
        longest_wait: float,
        queues: Sequence[ProviderQueues | None],
    ) -> None:
        self._scenario = scenario
        self._clock = LoopClock()
        self._gates = [
            FairGate(
                _NullLedger(),
                self._clock,
                {"hub": rate},
                longest_wait_seconds=longest_wait,
                share=share,
                queues=each,
            )
            for each in queues
        ]
        self._provider = None if scenario.change is None else Provider(rate.units, scenario.change)
        self._result = Result()

    async def ask_until(self, until: float) -> Result:
        try:
            async with asyncio.timeout(until), asyncio.TaskGroup() as crowd:
                for number, (at, user) in enumerate(sorted(self._scenario.arrivals)):
                    crowd.create_task(self._ask(self._gates[number % len(self._gates)], at, user))
        except TimeoutError:
            pass
        if self._provider is not None:
            self._result.refused = self._provider.refused
        return self._result

    async def _ask(self, gate: FairGate, asked: float, user: str) -> None:
        await self._clock.sleep(asked)
        request = ChatRequest(messages=(), user=user, weight=self._scenario.weights.get(user, 1.0))
        refused = 0
        while True:
            permit = Permit(task=Task.CHAT_COMPLETION, engine="hub", model=None, request=request)
            try:
                async for _ in gate.enter(permit):
                    pass
            except LimitReached as refusal:
                refused += 1
                await self._clock.sleep(refusal.seconds)
                continue
            if await self._call(gate, permit):
                begun = round(self._clock.now(), 6)
                self._result.calls.append(Call(user=user, asked=asked, begun=begun, refused=refused))
                return

    async def _call(self, gate: FairGate, permit: Permit) -> bool:
        try:
            remaining = None if self._provider is None else self._provider.call(self._clock.now())
        except LimitReached as refusal:
            await gate.throttled(permit, refusal.seconds)
            await gate.leave(permit, "failed")
            return False
        await gate.leave(permit, "ok", Finished(engine="hub", model="m", remaining=remaining))
        return True


class _NullLedger:
    """A ledger that stores nothing."""

    async def record(self, spend: Spend, call: str | None = None) -> None:
        """See `Ledger.record`."""

    async def spends(self, user: str | None, since: float) -> Sequence[Spend]:  # noqa: ARG002
        """See `Ledger.spends`."""
        return ()

    async def usage(self, since: float, *, user: str | None = None, tenant: str | None = None) -> Usage:  # noqa: ARG002
        """See `Ledger.usage`."""
        return Usage(groups=())

    async def begin_call(self, call: str, engine: str, at: float, job: str) -> None:
        """See `Ledger.begin_call`."""

    async def unfinished_calls(self, engine: str, since: float) -> Sequence[float]:  # noqa: ARG002
        """See `Ledger.unfinished_calls`."""
        return ()


def fullest_window(calls: Sequence[Call], rate: Rate) -> int:
    """The largest number of requests that began in any window of the rate's period."""
    begun = sorted(round(call.begun * MICROSECONDS) for call in calls)
    first = most = 0
    for last, at in enumerate(begun):
        while begun[first] <= at - PERIODS[rate.period] * MICROSECONDS:
            first += 1
        most = max(most, last - first + 1)
    return most


def heavy_and_light(heavy: str, seed: int = 1) -> Scenario:
    """A user with 1,000 requests, `first`, `last` or in `bursts`, and twenty users with 5 requests each in an hour."""
    chance = random.Random(seed)  # noqa: S311 - arrival times
    light = [(chance.uniform(0, HOUR), f"light {user}") for user in range(20) for _ in range(5)]
    match heavy:
        case "first":
            asks = [0.0] * 1000
        case "last":
            asks = [HOUR / 2] * 1000
        case _:
            asks = [300.0 * burst for burst in range(10) for _ in range(100)]
    return Scenario(name=heavy, arrivals=[(at, "heavy") for at in asks] + light)


def come_and_go(seed: int = 1) -> Scenario:
    """Two users with 500 requests, from the start and from half past, and thirty users who stay for ten minutes.

    Each of the thirty has 4 requests.
    """
    chance = random.Random(seed)  # noqa: S311 - arrival times
    stays = [(chance.uniform(0, HOUR - 600), f"light {user}") for user in range(30)]
    light = [(came + chance.uniform(0, 600), user) for came, user in stays for _ in range(4)]
    heavy = [(0.0, "heavy")] * 500 + [(HOUR / 2, "late")] * 500
    return Scenario(name="users come and go", arrivals=heavy + light)


def weighted() -> Scenario:
    """Two users with 1,000 requests each in the first minutes; one has three times the weight."""
    arrivals = [(0.1 * number, user) for number in range(1000) for user in ("single", "triple")]
    return Scenario(name="weights 1 and 3", arrivals=arrivals, weights={"triple": 3.0})


def shrinking(seed: int = 1) -> Scenario:
    """The heavy user first, but after twenty minutes the provider takes 120 requests an hour."""
    change = Change(later=120, at=HOUR / 3)
    return Scenario(name="the quota shrinks to 120", arrivals=heavy_and_light("first", seed).arrivals, change=change)


def light(calls: Sequence[Call]) -> list[Call]:
    """The requests of the light users."""
    return [call for call in calls if call.user.startswith("light")]


def longest_wait(calls: Sequence[Call]) -> float:
    """The longest time from arrival to beginning, in seconds."""
    return max(call.begun - call.asked for call in calls)


def in_hour(calls: Sequence[Call], hour: int) -> list[Call]:
    """The requests that began in an hour; the first hour is 0."""
    return [call for call in calls if hour * HOUR <= call.begun < (hour + 1) * HOUR]


def crowd_table() -> Iterator[str]:
    """The table of one heavy user and twenty light users."""
    yield (
        "| the heavy user asks | light served | of them refused before | longest wait | heavy in the first hour "
        "| fullest hour | used of the first and second hour |"
    )
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for heavy in ("first", "last", "bursts"):
        calls = _result(heavy).calls
        served = light(calls)
        early = sum(call.user == "heavy" for call in in_hour(calls, 0))
        used = " and ".join(f"{len(in_hour(calls, hour)) / LIMIT.units:.0%}" for hour in (0, 1))
        yield (
            f"| {heavy} | {len(served)} of 100 | {sum(call.refused > 0 for call in served)} "
            f"| {longest_wait(served):.0f} s | {early} | {fullest_window(calls, LIMIT)} | {used} |"
        )


def change_table() -> Iterator[str]:
    """The table of scenarios with a change."""
    yield "| what changes | what comes of it |"
    yield "| --- | --- |"
    calls = _result("come and go").calls
    served, lights = Counter(call.user for call in in_hour(calls, 0)), light(calls)
    yield (
        f"| users come and go | {len(lights)} of 120 light calls served, {sum(call.refused > 0 for call in lights)} "
        f"refused before, the longest wait {longest_wait(lights):.0f} s; in the first hour {served['heavy']} for who "
        f"asked from the start, {served['late']} for who came at half past |"
    )
    served = Counter(call.user for call in _result("weighted").calls)
    yield (
        f"| weights 1 and 3 | {served['single']} and {served['triple']} calls in two hours "
        f"(1 to {served['triple'] / served['single']:.1f}) |"
    )
    result = _result("shrinking")
    served_light = light(result.calls)
    yield (
        f"| the provider takes 120 an hour after twenty minutes | calls refused: {result.refused}, by which it "
        f"told; {len(in_hour(result.calls, 1))} of 120 used in the next hour; {len(served_light)} of 100 light served, "
        f"{sum(call.refused > 0 for call in served_light)} of them refused by the gate until the provider took more |"
    )


def _scenario(name: str) -> Scenario:
    match name:
        case "come and go":
            return come_and_go()
        case "weighted":
            return weighted()
        case "shrinking":
            return shrinking()
        case heavy:
            return heavy_and_light(heavy)


@cache
def _result(name: str) -> Result:
    return simulate(_scenario(name))


def picture() -> str:
    """Draws the requests over two hours, as an SVG."""
    names = ("first", "last", "bursts", "come and go", "weighted", "shrinking")
    return draw("Calls served over two hours, 300 an hour allowed", [_panel(name) for name in names])


def _panel(name: str) -> Panel:
    scenario, calls = _scenario(name), _result(name).calls
    groups: dict[str, list[float]] = {}
    for call in calls:
        groups.setdefault(call.user.split()[0], []).append(call.begun / 60)
    titles = {"first": "heavy user first", "last": "heavy user at half past", "bursts": "heavy user in bursts"}
    curves = [Curve(name=DRAWN[group][0], at=times, style=DRAWN[group][1]) for group, times in sorted(groups.items())]
    return Panel(title=titles.get(scenario.name, scenario.name), curves=curves)


def main() -> None:
    """Prints the tables and draws the picture."""
    print("\n".join([*crowd_table(), "", *change_table()]))
    PICTURE.write_text(picture(), encoding="utf-8")
    print(f"drew {PICTURE}")


if __name__ == "__main__":
    main()
