"""Accepted requests and how far each is, in SQL."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from core.domain.errors import UserError
from core.domain.jobs import ACKNOWLEDGE_SECONDS, LEASE_SECONDS, PAYLOAD_VERSION, Job, Outcome
from core.domain.layout import Layout
from core.domain.limits import Charge
from core.domain.request import Caller, Request
from core.store.ports.inbox import EDIT_MARK
from core.store.sql.acceptance import Accepting, accept_joining, accept_together
from core.store.sql.charge_locks import lock_charges_of
from core.store.sql.forgotten_jobs import forget_ended_job, job_digest, make_nameless
from core.store.sql.job_rows import COLUMNS, CUT_OFF, read_caller_names, reply_to_json, to_job
from core.store.sql.locks import job_key
from core.store.sql.message_log import ChangeNotifier
from core.store.sql.settlement import renew_slots, restart, settle
from core.store.sql.tables import (
    Tables,
    after_prefix,
)
from core.store.sql.transaction import Result, Transaction

_STOPS = "stopped jobs"
"""The channel of listeners for stops, beside those of the rooms."""

LONGEST_DELAY_SECONDS = 3600.0
"""No job waits longer for its next run. One that seems to was delayed by a clock that was set back since."""

_RUN = COLUMNS.split(", ").index("run")
_SELECT = f"SELECT {COLUMNS} FROM job WHERE id = ?"  # noqa: S608 - our own columns
_DUE = (
    "ended_at IS NULL AND (runnable_at <= :at OR runnable_at > :farthest) AND payload_version <= :version "
    "AND (owner IS NULL OR owner = :owner OR lease_until <= :expired)"
)
_CLAIM = (
    "UPDATE job SET state = 'running', run = run + 1, crashes = crashes + CASE WHEN owner <> :owner THEN 1 ELSE 0 END, "  # noqa: S608
    "tries = tries + CASE WHEN owner = :owner THEN 1 ELSE 0 END, owner = :owner, lease_until = :until "
    f"WHERE id = :id AND {_DUE} RETURNING {COLUMNS}"
)
_FIND_DUE = (
    f"SELECT id FROM job WHERE {_DUE} "  # noqa: S608 - our own condition
    "ORDER BY CASE WHEN owner IS NULL OR owner = :owner THEN crashes ELSE crashes + 1 END, accepted_at, number"
)
_RENEW = "UPDATE job SET lease_until = :until WHERE owner = :owner AND ended_at IS NULL RETURNING id, run"
_PUT_BACK = (
    "UPDATE job SET state = 'accepted', owner = NULL, lease_until = NULL, tries = tries + :failed, "
    "runnable_at = CASE WHEN stop_by IS NULL THEN :runnable_at ELSE 0 END "
    "WHERE id = :id AND run = :run AND ended_at IS NULL"
)
_FINISH = (
    "UPDATE job SET state = :outcome, ended_at = :at, owner = NULL, lease_until = NULL "
    "WHERE id = :id AND ended_at IS NULL AND run = coalesce(:run, run) RETURNING forget"
)
_NEWEST_EDIT = (
    f"SELECT {COLUMNS} FROM job WHERE id = :id OR (id >= :edits AND id < :others) "  # noqa: S608
    "ORDER BY number DESC LIMIT 1"
)
_REFUSE = "INSERT INTO forgotten_job VALUES (?, ?) ON CONFLICT DO NOTHING"
_FIND_JOINABLE = (
    f"SELECT {COLUMNS} FROM job WHERE user_key = ? AND ended_at IS NULL AND answer_begun = 0 AND joined = 0 "  # noqa: S608
    "AND stop_by IS NULL ORDER BY number DESC LIMIT 1"
)
_FORGOTTEN = f"SELECT id FROM job WHERE forget = {CUT_OFF} AND {_DUE}"  # noqa: S608 - our own condition
_RESUME = (
    "UPDATE job SET lease_until = CASE WHEN owner IS NULL THEN NULL ELSE 0 END, "
    "runnable_at = CASE WHEN run > 0 THEN 0 WHEN runnable_at > :waiting THEN :waiting ELSE runnable_at END "
    "WHERE ended_at IS NULL AND (owner IS NULL OR owner <> :owner)"
)


class SqlInbox(Tables):
    """Implements `Inbox`."""

    _notifier: ChangeNotifier

    async def accept(
        self,
        request: Request,
        charges: Sequence[Charge],
        at: float,
        *,
        private: bool = False,
        layout: Layout = Layout.TEXT,
        runnable_at: float = 0.0,
        joins: str | None = None,
    ) -> bool:
        """As `Inbox.accept`."""
        entry = Accepting(
            request=request,
            content=request.model_dump_json(),
            charges=charges,
            at=at,
            runnable_at=runnable_at,
            private=private,
            layout=layout,
        )
        if joins is None:
            accepted = await self._database.write_together(accept_together, entry)
        else:
            accepted = await self._database.write(lambda transaction: accept_joining(transaction, entry, joins))
        if isinstance(accepted, UserError):
            raise accepted
        return accepted

    async def joinable_job(self, user: str) -> Job | None:
        """As `Inbox.joinable_job`."""
        row = await self._database.read(lambda transaction: transaction.execute(_FIND_JOINABLE, (user,)).fetchone())
        return to_job(row) if row is not None else None

    async def begin_answer(self, id: str) -> bool:
        """As `Inbox.begin_answer`."""
        change = "UPDATE job SET answer_begun = 1 WHERE id = ? AND joined = 0"
        return await self._database.write(lambda transaction: transaction.execute(change, (id,)).rowcount > 0)

    async def newest_edit(self, id: str) -> Job | None:
        """As `Inbox.newest_edit`."""
        row = await self._database.read(
            lambda transaction: transaction.execute(_NEWEST_EDIT, _with_edits(id)).fetchone()
        )
        return to_job(row) if row is not None else None

    async def delete_question(self, id: str, at: float) -> str | None:
        """As `Inbox.delete_question`."""

        def unit(transaction: Transaction) -> str | None:
            transaction.lock(job_key(id))
            row = transaction.execute(_NEWEST_EDIT, _with_edits(id)).fetchone()
            # What is already accepted stays known; its edits are not accepted any more.
            digest = job_digest(id if row is None else id + EDIT_MARK)
            transaction.execute_later(_REFUSE, (digest, transaction.now(at)))
            job = to_job(row) if row is not None else None
            return job.id if job is not None and not job.ended else None

        return await self._database.write(unit)

    async def job(self, id: str) -> Job | None:
        """As `Inbox.job`."""
        row = await self._database.read(lambda transaction: transaction.execute(_SELECT, (id,)).fetchone())
        return to_job(row) if row is not None else None

    async def platform_of_job(self, id: str) -> str | None:
        """As `Inbox.platform_of_job`."""
        query = "SELECT user_key FROM job WHERE id = ?"
        row = await self._database.read(lambda transaction: transaction.execute(query, (id,)).fetchone())
        return row[0].partition(":")[0] if row is not None else None

    async def caller_names(self, users: Collection[str]) -> Mapping[str, str]:
        """As `Inbox.caller_names`."""
        return await self._database.read(lambda transaction: read_caller_names(transaction, users))

    async def save_caller(self, id: str, caller: Caller) -> None:
        """As `Inbox.save_caller`."""

        def unit(transaction: Transaction) -> None:
            transaction.lock(job_key(id))
            row = transaction.execute(_SELECT, (id,)).fetchone()
            job = to_job(row) if row is not None else None
            if job is None or job.damaged or job.forgotten:
                return
            request = job.request.model_copy(update={"caller": caller})
            transaction.execute(
                "UPDATE job SET request = ?, reply_to = ? WHERE id = ?",
                (request.model_dump_json(), reply_to_json(request), id),
            )

        await self._database.write(unit)

    async def release_job(self, id: str) -> None:
        """As `Inbox.release_job`."""
        change = "UPDATE job SET runnable_at = 0 WHERE id = ? AND owner IS NULL AND ended_at IS NULL"
        await self._database.write(lambda transaction: transaction.execute(change, (id,)).rowcount)

    async def claim_job(self, id: str, owner: str, at: float, *, acknowledged: bool = False) -> Job | None:
        """As `Inbox.claim_job`."""

        def unit(transaction: Transaction) -> tuple[Any, ...] | None:
            transaction.lock(job_key(id))
            now = transaction.now(at)
            values = {"id": id, **_when(transaction, owner, at), "until": now + LEASE_SECONDS}
            if acknowledged:
                values["at"] = now + ACKNOWLEDGE_SECONDS
            row: tuple[Any, ...] | None = transaction.execute(_CLAIM, values).fetchone()
            if row is not None and row[_RUN] > 1:
                restart(transaction, id)
            return row

        row = await self._database.write(unit)
        job = to_job(row) if row is not None else None
        if row is not None and job is None:
            await self.finish_job(id, "failed", at)
        return job

    async def put_back_job(self, id: str, run: int, at: float, *, seconds: float = 0.0, failed: bool) -> bool:
        """As `Inbox.put_back_job`."""

        def unit(transaction: Transaction) -> bool:
            runnable_at = transaction.now(at) + seconds if seconds else 0.0
            values = {"id": id, "run": run, "runnable_at": runnable_at, "failed": int(failed)}
            return transaction.execute(_PUT_BACK, values).rowcount > 0

        return await self._database.write(unit)

    async def finish_job(self, id: str, outcome: Outcome, at: float, *, run: int | None = None) -> bool:
        """As `Inbox.finish_job`. Deletes the job if its requester was forgotten meanwhile."""

        def unit(transaction: Transaction) -> bool:
            charged = lock_charges_of(transaction, id)
            row = transaction.execute(
                _FINISH, {"id": id, "outcome": outcome, "at": transaction.now(at), "run": run}
            ).fetchone()
            if row is not None:
                settle(transaction, id, charged)
                transaction.execute_later("DELETE FROM checkpoint WHERE job = ?", (id,))
            if row is not None and row[0]:
                forget_ended_job(transaction, id)
                make_nameless(transaction, id)
                transaction.execute("INSERT INTO rewrite_due VALUES (1) ON CONFLICT DO NOTHING")
            return row is not None

        return await self._database.write(unit)

    async def due_jobs(self, owner: str, at: float) -> Sequence[str]:
        """As `Inbox.due_jobs`."""
        return await self._database.read(
            lambda transaction: _first_column(transaction.execute(_FIND_DUE, _when(transaction, owner, at)))
        )

    async def forgotten_jobs(self, owner: str, at: float) -> Sequence[str]:
        """As `Inbox.forgotten_jobs`."""
        return await self._database.read(
            lambda transaction: _first_column(transaction.execute(_FORGOTTEN, _when(transaction, owner, at)))
        )

    async def renew_leases(self, owner: str, at: float) -> Mapping[str, int]:
        """As `Inbox.renew_leases`."""

        def unit(transaction: Transaction) -> dict[str, int]:
            now = transaction.now(at)
            held = dict(transaction.execute(_RENEW, {"owner": owner, "until": now + LEASE_SECONDS}).fetchall())
            renew_slots(transaction, owner, now)
            return held

        return await self._database.write(unit)

    async def resume_jobs(self, owner: str, at: float) -> None:
        """As `Inbox.resume_jobs`."""
        values = {"owner": owner, "waiting": at + ACKNOWLEDGE_SECONDS}
        await self._database.write(lambda transaction: transaction.execute(_RESUME, values).rowcount)

    async def unfinished_jobs(self) -> Sequence[str]:
        """As `Inbox.unfinished_jobs`."""
        return await self._database.read(
            lambda transaction: _first_column(
                transaction.execute("SELECT id FROM job WHERE ended_at IS NULL ORDER BY accepted_at, number")
            )
        )

    async def request_stop(self, id: str, by: str, user: str = "") -> bool:
        """As `Inbox.request_stop`."""
        change = (
            "UPDATE job SET stop_user = CASE WHEN stop_by IS NULL THEN ? ELSE stop_user END, "
            "stop_by = coalesce(stop_by, ?), "
            "runnable_at = CASE WHEN owner IS NULL THEN 0 ELSE runnable_at END "
            "WHERE id = ? AND ended_at IS NULL"
        )
        return await self._database.write(
            lambda transaction: transaction.execute(change, (user, by, id)).rowcount > 0,
            lambda _: self._notifier.notify(_STOPS),
        )

    async def stopped_jobs(self, owner: str) -> Sequence[str]:
        """As `Inbox.stopped_jobs`."""
        query = "SELECT id FROM job WHERE ended_at IS NULL AND owner = ? AND stop_by IS NOT NULL ORDER BY number"
        return await self._database.read(lambda transaction: _first_column(transaction.execute(query, (owner,))))

    def listen_for_stops(self) -> AbstractContextManager[asyncio.Event]:
        """As `Inbox.listen_for_stops`."""
        return self._notifier.listen(_STOPS)


def _with_edits(id: str) -> dict[str, str]:
    """The values of `_NEWEST_EDIT`."""
    return {"id": id, "edits": id + EDIT_MARK, "others": after_prefix(id + EDIT_MARK)}


def _when(transaction: Transaction, owner: str, at: float) -> dict[str, str | float | int]:
    """The values of `_DUE`. Until the database has been up for one whole lease, no lease counts as ended."""
    now = transaction.now(at)
    return {
        "owner": owner,
        "at": now,
        "expired": now if now - transaction.up_since() >= LEASE_SECONDS else 0.0,
        "farthest": now + LONGEST_DELAY_SECONDS,
        "version": PAYLOAD_VERSION,
    }


def _first_column(rows: Result) -> list[str]:
    return [row[0] for row in rows]
