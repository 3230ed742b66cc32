"""The row of the queue before an engine, by a clock that never goes back."""

from dataclasses import dataclass, field

from core.domain.limits import MICROSECONDS, microseconds
from core.quota.fair_queue import ProviderLimit, QueueState
from core.store.sql.transaction import Transaction

_ROW = "epoch, since_us, latest_us, set_back_us, last_admitted_us, ahead, remaining, resets_at_us, quota, quota_us"
_SAVE = (
    f"INSERT INTO provider_queue (engine, {_ROW}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "  # noqa: S608 - our own names
    f"ON CONFLICT (engine) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _ROW.split(', '))}"
)


@dataclass(frozen=True, kw_only=True)
class QueueRow:
    """The row of a queue, as it is `now`: by a time that never goes back, `shift` after the clock of the process.

    `latest` is the last such time that was stored, and `set_back` what the clock was set back by before.
    """

    now: int
    shift: int
    set_back: int
    latest: int = 0
    epoch: int = 0
    since: int
    state: QueueState = field(default_factory=QueueState)


def read_queue_row(transaction: Transaction, engine: str, at: int) -> tuple[QueueRow, bool]:
    """Reads the row of a queue. Returns True with it if it is to be saved in any case: it is new, or the clock was set
    back."""
    now = microseconds(transaction.now(at / MICROSECONDS))
    found = transaction.execute(f"SELECT {_ROW} FROM provider_queue WHERE engine = ?", (engine,)).fetchone()  # noqa: S608
    if found is None:
        return QueueRow(now=now, shift=now - at, set_back=0, since=now), True
    epoch, since, latest, set_back, last_admitted, ahead, remaining, resets_at, quota, quota_us = found
    behind = max(0, latest - now - set_back)
    set_back += behind
    now += set_back
    limit = ProviderLimit(remaining=remaining, resets_at=resets_at, limit=quota, window=quota_us)
    state = QueueState(provider_limit=limit, last_admitted=last_admitted, ahead=ahead)
    row = QueueRow(now=now, shift=now - at, set_back=set_back, latest=latest, epoch=epoch, since=since, state=state)
    return row, behind > 0


def save_queue_row(transaction: Transaction, engine: str, row: QueueRow) -> None:
    """Stores the row of a queue, and the time by which it was read."""
    limit = row.state.provider_limit
    values = (
        engine,
        row.epoch,
        row.since,
        row.now,
        row.set_back,
        row.state.last_admitted,
        row.state.ahead,
        limit.remaining,
        limit.resets_at,
        limit.limit,
        limit.window,
    )
    transaction.execute(_SAVE, values)
