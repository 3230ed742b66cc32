"""Units of one run of a job, which change nothing once the run no longer holds its job."""

from collections.abc import Awaitable, Callable

from core.domain.clock import Clock
from core.domain.errors import RunOver
from core.domain.jobs import Job
from core.domain.retries import outlast
from core.store.sql.locks import job_key
from core.store.sql.transaction import AfterCommit, E, T, Transaction, Unit, UnitOfMany, UnitRunner

_HELD = "SELECT 1 FROM job WHERE id = ? AND run = ? AND owner = ? AND ended_at IS NULL AND forget < 2"


class FencedDatabase:
    """A database for the use of one run of a job: each write is conditional on the run holding its job."""

    def __init__(self, database: UnitRunner, job: Job, clock: Clock) -> None:
        self._database = database
        self._holder = (job.id, job.run, job.owner)
        self._clock = clock

    async def write(self, unit: Unit[T], after_commit: AfterCommit | None = None, /, *, long: bool = False) -> T:
        """As `UnitRunner.write`, if the run holds its job; else raises `RunOver`. Waits while the store is away."""
        return await outlast(self.attempts(unit, after_commit, long=long), self._clock.sleep)

    def attempts(
        self, unit: Unit[T], after_commit: AfterCommit | None = None, /, *, long: bool = False
    ) -> Callable[[], Awaitable[T]]:
        """As `UnitRunner.attempts`, if the run holds its job; else raises `RunOver`."""

        def fenced(transaction: Transaction) -> T:
            transaction.lock(job_key(self._holder[0]))
            if transaction.execute(_HELD, self._holder).fetchone() is None:
                raise RunOver(f"run {self._holder[1]} of job {self._holder[0]}")
            return unit(transaction)

        return self._database.attempts(fenced, after_commit, long=long)

    async def write_together(self, unit: UnitOfMany[E, T], entry: E, /) -> T:
        """As `UnitRunner.write_together`, but alone: another run holds another job."""
        return await self.write(lambda transaction: unit(transaction, [entry])[0])

    @property
    def units_in_hand(self) -> int:
        """As `UnitRunner.units_in_hand`."""
        return self._database.units_in_hand

    @property
    def unfenced(self) -> UnitRunner:
        """The database for what is to be cleaned up after a run that is over."""
        return self._database.unfenced

    async def read(self, query: Unit[T], /, *, long: bool = False) -> T:
        """As `UnitRunner.read`."""
        return await self._database.read(query, long=long)

    async def close(self) -> None:
        """Leaves the database open for others."""
