"""The ledger and people's feedback on answers, in SQL."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime

from core.domain.ledger import Spend
from core.domain.tasks import Task
from core.quota.usage import TOP, Usage, UsageGroup, UsageTotal
from core.store.sql.job_rows import read_caller_names
from core.store.sql.locks import job_key
from core.store.sql.settlement import add_cost, count_call
from core.store.sql.tables import Tables
from core.store.sql.transaction import Transaction

_COLUMNS = tuple(field.name for field in fields(Spend) if field.name not in ("liked", "disliked"))
_INSERT = f"INSERT INTO spend ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608
_FEEDBACK = (
    "SELECT job, CAST(sum(positive) AS BIGINT), count(*) FROM feedback "
    "WHERE job IN (SELECT job FROM spend WHERE {}) GROUP BY job"
)
_AMOUNTS = ("made", "failed", "calls", "tokens", "microdollars")
_DAY_SECONDS = 86_400
_OF_ENTRIES = (
    f"SELECT CAST(at * 1000000 AS BIGINT) / {_DAY_SECONDS * 1_000_000} AS day, user_key, task, engine, model, "  # noqa: S608
    "CASE WHEN units > 0 THEN 1 ELSE 0 END AS made, CASE WHEN outcome = 'failed' THEN 1 ELSE 0 END AS failed, "
    # As `Spend.calls`.
    f"CASE WHEN task = '{Task.AUTOMATIC_SPEECH_RECOGNITION.value}' AND units > 1 THEN 1 ELSE units END AS calls, "
    "CASE WHEN units > 0 THEN coalesce(tokens, 0) ELSE 0 END AS tokens, coalesce(microdollars, 0) AS microdollars "
    "FROM spend WHERE {}"
)
_OF_DAYS = f"SELECT day, user_key, task, engine, model, {', '.join(_AMOUNTS)} FROM daily_usage WHERE {{}}"  # noqa: S608
_SUMS = ", ".join(f"CAST(sum({name}) AS BIGINT)" for name in _AMOUNTS)
_GROUPS = f"SELECT day, task, engine, model, {_SUMS} FROM ({{}}) AS used GROUP BY 1, 2, 3, 4"  # noqa: S608 - our own names
_PEOPLE = (
    f"SELECT user_key, {_SUMS} FROM ({{}}) AS used GROUP BY user_key HAVING sum(made) > 0 "  # noqa: S608 - as above
    f"ORDER BY sum(calls) DESC, 1 LIMIT {TOP}"
)
_OPINIONS = (
    "SELECT model, CAST(sum(positive) AS BIGINT), count(*) FROM feedback JOIN (SELECT DISTINCT job, model FROM spend "
    "WHERE job IN (SELECT job FROM feedback) AND outcome = 'ok' AND {}) AS answer ON answer.job = feedback.job "
    "GROUP BY model ORDER BY 3 DESC, 1"
)
_LAST_COSTS = (
    "SELECT microdollars FROM spend WHERE at >= ? AND task = ? AND units > 0 AND microdollars IS NOT NULL "
    "ORDER BY at DESC, number DESC LIMIT ?"
)
_BEGIN_CALL = "INSERT INTO unfinished_call VALUES (?, ?, ?) ON CONFLICT (call) DO NOTHING"
_END_CALL = "DELETE FROM unfinished_call WHERE call = ?"
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM spend WHERE"  # noqa: S608 - the names of our own fields


class SqlLedger(Tables):
    """Implements `Ledger`, `CostHistory` and `FeedbackLog`."""

    async def record(self, spend: Spend, call: str | None = None) -> None:
        """As `Ledger.record`. Also adds the cost to the charges of the job."""

        def unit(transaction: Transaction) -> None:
            transaction.lock(job_key(spend.job))
            if call is not None and not transaction.execute(_END_CALL, (call,)).rowcount:
                return  # it is in the ledger, and the caller was not told
            add_cost(transaction, spend)
            transaction.execute_later(_INSERT, tuple(getattr(spend, name) for name in _COLUMNS))

        await self._database.write(unit)

    async def spends(self, user: str | None, since: float) -> Sequence[Spend]:
        """As `Ledger.spends`."""
        whose = "at >= :since" if user is None else "user_key = :user AND at >= :since"
        values = {"user": user, "since": since}
        return await self._database.read(lambda transaction: read_spends(transaction, whose, values), long=True)

    async def usage(self, since: float, *, user: str | None = None, tenant: str | None = None) -> Usage:
        """As `Ledger.usage`."""
        return await self._database.read(
            lambda transaction: read_usage(transaction, since, user=user, tenant=tenant), long=True
        )

    async def last_costs(self, since: float, limit: int) -> Mapping[str, Sequence[int]]:
        """As `CostHistory.last_costs`."""

        def query(transaction: Transaction) -> dict[str, list[int]]:
            costs = {}
            for task in Task:
                newest = transaction.execute(_LAST_COSTS, (since, task.value, limit)).fetchall()
                costs[task.value] = [cost for (cost,) in reversed(newest)]
            return {task: found for task, found in costs.items() if found}

        return await self._database.read(query, long=True)

    async def begin_call(self, call: str, engine: str, at: float, job: str) -> None:
        """As `Ledger.begin_call`."""

        def unit(transaction: Transaction) -> None:
            transaction.lock(job_key(job))
            if not transaction.execute(_BEGIN_CALL, (call, engine, at)).rowcount:
                return  # it was counted, and the caller was not told
            count_call(transaction, job)

        await self._database.write(unit)

    async def unfinished_calls(self, engine: str, since: float) -> Sequence[float]:
        """As `Ledger.unfinished_calls`."""
        query = "SELECT at FROM unfinished_call WHERE engine = ? AND at >= ? ORDER BY at"
        rows = await self._database.read(lambda transaction: transaction.execute(query, (engine, since)).fetchall())
        return [float(at) for (at,) in rows]

    async def record_feedback(self, job: str, user: str, positive: bool, at: float) -> bool:
        """As `FeedbackLog.record_feedback`."""
        statement = (
            "INSERT INTO feedback (job, user_key, positive, at) "
            "SELECT ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM spend WHERE job = ?) "
            "ON CONFLICT (job, user_key) DO UPDATE SET positive = excluded.positive, at = excluded.at"
        )
        values = (job, user, int(positive), at, job)
        return await self._database.write(lambda transaction: transaction.execute(statement, values).rowcount > 0)


def read_usage(transaction: Transaction, since: float, *, user: str | None = None, tenant: str | None = None) -> Usage:
    """As `Ledger.usage`.

    A person's is counted entry by entry. That of many people comes from the totals of days, and only that of a day of
    which the time has a part from its entries.
    """
    day = math.ceil(since / _DAY_SECONDS)
    values = {"since": since, "day": day, "midnight": day * _DAY_SECONDS, "user": user, "tenant": tenant}
    whose = "" if tenant is None else " AND tenant = :tenant"
    if user is None:
        of_first_day = _OF_ENTRIES.format(f"at >= :since AND at < :midnight{whose}")
        used = f"{of_first_day} UNION ALL {_OF_DAYS.format(f'day >= :day{whose}')}"
    else:
        whose += " AND user_key = :user"
        used = _OF_ENTRIES.format(f"at >= :since{whose}")
    groups = [
        UsageGroup(
            day=datetime.fromtimestamp(day * _DAY_SECONDS, UTC).date().isoformat(),
            task=task,
            engine=engine,
            model=model,
            made=made,
            failed=failed,
            total=_total(*sums),
        )
        for day, task, engine, model, made, failed, *sums in transaction.execute(_GROUPS.format(used), values)
    ]
    people = [(key, _total(*sums)) for key, _, _, *sums in transaction.execute(_PEOPLE.format(used), values)]
    opinions = [
        (model, liked, count - liked)
        for model, liked, count in transaction.execute(_OPINIONS.format(f"at >= :since{whose}"), values)
    ]
    return Usage(groups=groups, people=people, feedback=opinions)


def _total(calls: int, tokens: int, microdollars: int) -> UsageTotal:
    return UsageTotal(calls=calls, tokens=tokens, microdollars=microdollars)


def read_named_usage(transaction: Transaction, since: float) -> tuple[Usage, dict[str, str]]:
    """Reads everybody's usage since a time, and the names of the people in it as far as they are known."""
    usage = read_usage(transaction, since)
    return usage, read_caller_names(transaction, {user for user, _ in usage.people})


def read_entries(transaction: Transaction, since: float) -> list[Spend]:
    """Reads everybody's entries since a time, oldest first."""
    return read_spends(transaction, "at >= :since", {"since": since})


def read_spends(transaction: Transaction, whose: str, values: dict[str, str | float | None]) -> list[Spend]:
    """Reads entries of the ledger, oldest first, with the feedback on their answers."""
    rows = transaction.execute(f"{_SELECT} {whose} ORDER BY at, number", values)
    spends = [Spend(**dict(zip(_COLUMNS, row, strict=True))) for row in rows]
    feedback = {
        job: (liked, count - liked) for job, liked, count in transaction.execute(_FEEDBACK.format(whose), values)
    }
    seen: set[tuple[str, str]] = set()
    for number in reversed(range(len(spends) if feedback else 0)):
        spend = spends[number]
        of_model = (spend.job, spend.model)
        if spend.job in feedback and spend.outcome == "ok" and of_model not in seen:
            seen.add(of_model)
            liked, disliked = feedback[spend.job]
            spends[number] = replace(spend, liked=liked, disliked=disliked)
    return spends
