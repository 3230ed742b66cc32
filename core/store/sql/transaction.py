"""The small part of a database that the store's units need, the same for SQLite and PostgreSQL."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
E = TypeVar("E")

Values = Sequence[Any] | Mapping[str, Any]
"""The values of a statement, for its `?` or for its `:names`."""


class Result(Protocol):
    """The rows of a statement, each as a tuple, and how many rows it has changed."""

    @property
    def rowcount(self) -> int:
        """The number of rows that an INSERT, UPDATE or DELETE has changed."""
        ...

    def fetchone(self) -> Any:
        """Returns the next row, or None."""
        ...

    def fetchall(self) -> list[Any]:
        """Returns all rows that are left."""
        ...

    def __iter__(self) -> Iterator[Any]:
        """Yields the rows that are left."""
        ...


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """The parts of statements that the two databases write differently.

    `texts` and `numbers` are queries for the elements of a JSON list that stands in the place of `{}`.
    """

    name: str
    texts: str
    numbers: str


class Transaction(Protocol):
    """An open transaction. Statements are in the SQL that both databases read, with `?` or `:names` for values."""

    @property
    def dialect(self) -> Dialect:
        """The SQL of this database."""
        ...

    def execute(self, statement: str, values: Values = (), /) -> Result:
        """Carries out one statement."""
        ...

    def execute_later(self, statement: str, values: Values = (), /) -> None:
        """Carries out one statement whose result nobody needs, before the next one or the commit at the latest.

        Its errors may come that late, too.
        """
        ...

    def execute_many(self, statement: str, rows: Iterable[Values], /) -> None:
        """Carries out a statement for each row of values, as `execute_later` does."""
        ...

    def lock(self, *keys: str, shared: Iterable[str] = ()) -> None:
        """Holds these keys from the next statement until the end, once no other transaction holds one of them.

        A unit that looks at rows and then decides names its keys before it looks, in the order of
        `core.store.sql.locks`. The `shared` keys, which almost every transaction needs, are locked last. Where units
        run one after the other, as in SQLite, this does nothing.
        """
        ...

    def as_kept(self, text: str) -> str:
        """Returns a text as the database keeps it, and as its rows have it."""
        ...

    def now(self, at: float) -> float:
        """Returns the time by the clock that all processes share: the database's, or `at`, the only process's own."""
        ...

    def up_since(self) -> float:
        """Returns when the database was started, by the same clock; 0 where it does not run apart from its process.

        A lease may have ended only because its owner could not reach a database that was away.
        """
        ...


Unit = Callable[[Transaction], T]
"""Work inside a transaction. It may run several times, with the earlier runs undone, so it executes only SQL."""


class Upkeep(Protocol):
    """The database right after a commit, on the thread that has committed, outside any transaction."""

    def run(self, unit: Unit[T]) -> T:
        """Runs a unit in a transaction of its own."""
        ...

    def rewrite(self) -> None:
        """Removes all copies of deleted rows from the files, as far as that is this program's to do."""
        ...

    def empty_log(self) -> None:
        """Removes the older pages from the write-ahead log, as far as that is this program's to do."""
        ...


TOGETHER = 64
"""The most entries that a unit of several gets. They hold the locks of all of them, and the values of a statement are
limited (https://sqlite.org/limits.html#max_variable_number)."""

UnitOfMany = Callable[[Transaction, Sequence[E]], Sequence[T]]
"""A unit for several callers. It returns a result for each entry, in their order."""

AfterCommit = Callable[[Upkeep], None]
"""Work after a commit. It runs once."""


class UnitRunner(Protocol):
    """A database that runs units, each whole in one transaction and on a thread: a cancelled caller tears nothing."""

    async def write(self, unit: Unit[T], after_commit: AfterCommit | None = None, /, *, long: bool = False) -> T:
        """Runs a unit in a transaction and returns its result once the transaction is durable.

        A unit that raises is undone, and its caller gets the exception. A submitted unit runs even if its caller is
        cancelled. Raises `StoreAway` if the database is full, fails or cannot be reached, or has not finished within
        some seconds, or some minutes for a `long` unit.
        """
        ...

    def attempts(
        self, unit: Unit[T], after_commit: AfterCommit | None = None, /, *, long: bool = False
    ) -> Callable[[], Awaitable[T]]:
        """Returns a function that does what `write` does, and may be called again after each `StoreAway`.

        If a transaction was committed without anybody being told, it returns what that has returned, and the unit does
        not run again.
        """
        ...

    async def write_together(self, unit: UnitOfMany[E, T], entry: E, /) -> T:
        """Does what `write` does. The unit may get the entries of others who wait for it, to share a transaction.

        If it raises, it runs again for each of them alone.
        """
        ...

    async def read(self, query: Unit[T], /, *, long: bool = False) -> T:
        """Runs a query on one snapshot of everything committed so far. Raises `StoreAway` as `write` does."""
        ...

    @property
    def units_in_hand(self) -> int:
        """The number of units that wait for their turn, or run."""
        ...

    @property
    def unfenced(self) -> "UnitRunner":
        """The database for what is to be cleaned up after a run that is over."""
        ...

    async def close(self) -> None:
        """Runs all submitted units, then closes."""
        ...
