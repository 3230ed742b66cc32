"""`troubadour usage`: the ledger in the data folder or the database, also while the bot runs."""

import csv
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TextIO, TypeVar

from bot.database import database_urls
from bot.settings import Settings
from core.domain.ledger import Spend
from core.domain.limits import amount_shown
from core.quota.usage import bar_chart, begin_of
from core.store.sql.ledger import read_entries, read_named_usage
from core.store.sql.transaction import Transaction
from core.store.sqlite.database import DATABASE
from core.store.sqlite.ledger import read_ledger
from core.text.sanitising import one_line

COLUMNS = (
    "time", "user", "tenant", "place", "task", "engine", "model", "outcome", "calls", "tokens", "dollars", "liked",
    "disliked",
)  # fmt: skip
_TOP = 10

T = TypeVar("T")


def export(settings: Settings, days: int, out: TextIO, *, as_csv: bool) -> None:
    """Writes the ledger entries of the last days as CSV, or their totals. Raises `OperatorError`."""
    now = time.time()
    since = begin_of(days, now)
    if as_csv:
        write_csv(_read(settings, lambda transaction: read_entries(transaction, since)), out)
        return
    usage, names = _read(settings, lambda transaction: read_named_usage(transaction, since))
    sums = usage.total
    dollars = amount_shown("dollars", sums.microdollars)
    out.write(f"{sums.calls} calls, {usage.failed} failed, {sums.tokens} tokens, {dollars}\n\n")
    out.write("\n".join(bar_chart(usage.calls_by_day(now, days)).splitlines()[1:-1]) + "\n\n")
    for user, theirs in usage.people:
        shown = amount_shown("dollars", theirs.microdollars)
        out.write(f"{theirs.calls:>8} {shown:>12}  {_person(user, names) if user else 'forgotten people'}\n")
    opinions = usage.feedback[:_TOP]
    out.writelines(f"{liked:>8} liked, {disliked} disliked  {model}\n" for model, liked, disliked in opinions)


def _person(user: str, names: Mapping[str, str]) -> str:
    """The name of a person, if it is known, and the key (`Caller.key`)."""
    return f"{one_line(names[user])} ({user})" if user in names else user


def _read(settings: Settings, read: Callable[[Transaction], T]) -> T:
    if settings.database_url is None:
        return read_ledger(settings.data / DATABASE, read)
    url, _ = database_urls(settings)
    from core.store.postgres.archive import read_shared_ledger

    return read_shared_ledger(url, read)


def write_csv(spends: Sequence[Spend], out: TextIO) -> None:
    """Writes a header and a line for each ledger entry (RFC 4180). Times are ISO 8601 in UTC; unknown values are
    empty."""
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for spend in spends:
        dollars = "" if spend.microdollars is None else f"{spend.microdollars / 1e6:.6f}"
        at = datetime.fromtimestamp(spend.at, UTC).isoformat(timespec="seconds")
        who = (spend.user_key, spend.tenant, spend.place)
        what = (spend.task, spend.engine, spend.model, spend.outcome)
        tokens = "" if spend.tokens is None else spend.tokens
        writer.writerow((at, *who, *what, spend.units, tokens, dollars, spend.liked, spend.disliked))
