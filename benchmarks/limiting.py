"""The cost of a decision about limits in SQLite, beside the `limits` library in memory and a bare dict.

A decision covers a person, a channel and a tenant together. `limits` cannot decide about several keys: it tests each
key, then counts each, and another task could come between. The database is in memory, because `accepting` measures the
write of a request with its charges to the disk.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import count
from pathlib import Path

from limits import RateLimitItemPerHour
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from benchmarks.comparison import Comparison, Pair, Scale, compared, side_by_side
from core.domain.ledger import Spend
from core.domain.limits import Charge, Rate
from core.store.sql.charge_locks import lock_charges_of
from core.store.sql.charging import admit
from core.store.sql.limit_state import limit_state
from core.store.sql.new_rows import NewRows
from core.store.sql.settlement import add_cost, settle
from core.store.sqlite.migrations import MIGRATIONS, migrate
from core.store.sqlite.transaction import SqliteTransaction

DECISIONS = 1_000
USERS = 1_000
MANY_USERS = 100_000
RATE = Rate(units=100_000_000, period="hour")

SPEND = Spend(
    job="", user_key="", tenant="", task="chat_completion", engine="", model="", units=1, outcome="ok", at=0.0
)

_jobs = count()


def compare(scale: Scale) -> Iterator[Comparison]:
    """A decision, and the same decision among many users."""
    with closing(_database()) as few, closing(_database()) as many:
        yield from _decisions(few, scale)
        users = scale.choose(MANY_USERS, 2 * USERS)
        _fill(few, USERS)
        _fill(many, users)
        pairs = side_by_side(_among(many, users // DECISIONS), _among(few, 1), scale)
        yield _per_decision(f"the same among {users:,} users", f"among {USERS:,}", pairs)


def _decisions(connection: sqlite3.Connection, scale: Scale) -> Iterator[Comparison]:
    limiter, item = MovingWindowRateLimiter(MemoryStorage()), RateLimitItemPerHour(1_000_000)
    bare: dict[str, int] = {}

    def library() -> None:
        for number in range(DECISIONS):
            keys = (f"user-{number % USERS}", "channel", "tenant")
            if all(limiter.test(item, key) for key in keys):
                for key in keys:
                    limiter.hit(item, key)

    def plain() -> None:
        for number in range(DECISIONS):
            for key in (f"user-{number % USERS}", "channel", "tenant"):
                bare[key] = bare.get(key, 0) + 1

    for baseline, name in ((library, "`limits`, moving window, 3 tests and 3 hits"), (plain, "a dict, 3 look-ups")):
        pairs = side_by_side(_among(connection, 1), baseline, scale)
        yield _per_decision("a decision about 3 limits in SQLite, settled", name, pairs)


def _database() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection, Path("memory"), MIGRATIONS)
    return connection


def _among(connection: sqlite3.Connection, stride: int) -> Callable[[], None]:
    def decide() -> None:
        for number in range(DECISIONS):
            _decide(connection, number * stride)

    return decide


def _per_decision(subject: str, baseline: str, pairs: list[Pair]) -> Comparison:
    return compared(subject, baseline, pairs, share=DECISIONS)


def _decide(connection: sqlite3.Connection, user: int) -> None:
    job = f"job-{next(_jobs)}"
    charges = [
        Charge(key=key, units=1, limit=RATE, task="chat_completion") for key in (f"user-{user}", "channel", "tenant")
    ]
    connection.execute("BEGIN IMMEDIATE")
    transaction = SqliteTransaction(connection)
    state, now = limit_state(transaction, charges), time.time()
    rows = NewRows()
    assert admit(transaction, rows, job, charges, state, now) is None
    rows.insert(transaction)
    add_cost(transaction, replace(SPEND, job=job))
    settle(transaction, job, lock_charges_of(transaction, job))
    connection.execute("COMMIT")


def _fill(connection: sqlite3.Connection, users: int) -> None:
    for user in range(users):
        _decide(connection, user)
