"""A simulation of the bot's own call gate, in virtual time.

The provider answers immediately. The gate refuses a request that would wait too long, and says when to try again. The
user tries again at that moment, as "Remind me" does.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import chain
from typing import Self

from benchmarks.crowds import HOUR, Change, Scenario
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
from core.store.sqlite.migrations import MIGRATIONS
from core.store.sqlite.transaction import SqliteUpkeep

LIMIT = Rate(units=300, period="hour")
LONGEST_WAIT_SECONDS = 500.0


@dataclass(frozen=True, kw_only=True)
class Call:
    """A request that the gate admitted: `asked` and `begun` in seconds, to the microsecond, and the refusals before."""

    user: str
    asked: float
    begun: float
    refused: int = 0


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
        self.result_of = Result()

    async def ask_until(self, until: float) -> Result:
        try:
            async with asyncio.timeout(until), asyncio.TaskGroup() as crowd:
                for number, (at, user) in enumerate(sorted(self._scenario.arrivals)):
                    crowd.create_task(self._ask(self._gates[number % len(self._gates)], at, user))
        except TimeoutError:
            pass
        if self._provider is not None:
            self.result_of.refused = self._provider.refused
        return self.result_of

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
                self.result_of.calls.append(Call(user=user, asked=asked, begun=begun, refused=refused))
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
