"""Accepted requests, their checkpoints and the receipts of their renderers, in SQL."""

import asyncio
import hashlib
import logging
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import JsonValue, ValidationError
from pydantic_core import from_json

from core.domain.errors import UserError
from core.domain.jobs import ACKNOWLEDGE_SECONDS, LEASE_SECONDS, PAYLOAD_VERSION, Job, Outcome
from core.domain.layout import Layout
from core.domain.limits import Charge
from core.domain.request import Address, Caller, Place, Request
from core.store.ports.inbox import EDIT_MARK, TooLateToJoin
from core.store.sql.allowances import (
    LimitState,
    admit,
    clamp,
    limit_state,
    lock_charges,
    lock_charges_of,
    lock_joined_charges,
    renew_slots,
    restart,
    settle,
    uncharge_people,
)
from core.store.sql.locks import job_key
from core.store.sql.mentions import forget_quotes, note_use
from core.store.sql.message_log import ChangeNotifier
from core.store.sql.new_rows import NewRows
from core.store.sql.tables import (
    Tables,
    after_prefix,
    blob_references,
    from_stored,
    to_json,
    touch_blobs,
)
from core.store.sql.transaction import Result, Transaction

logger = logging.getLogger(__name__)

_STOPS = "stopped jobs"
"""The channel of listeners for stops, beside those of the rooms."""

LONGEST_DELAY_SECONDS = 3600.0
"""No job waits longer for its next run. One that seems to was delayed by a clock that was set back since."""

_COLUMNS = (
    "id, request, reply_to, private, layout, accepted_at, state, run, crashes, tries, stop_by, owner, joined, forget, "
    "payload_version"
)
_RUN = _COLUMNS.split(", ").index("run")
_SELECT = f"SELECT {_COLUMNS} FROM job WHERE id = ?"  # noqa: S608 - our own columns
DELETED_AT_END, CUT_OFF = 1, 2
"""The values of `forget` in a job whose requester was forgotten: the job may run to its end, or it may not."""
ANONYMISE_SPEND = "UPDATE spend SET user_key = '', tenant = '', place = '', job = ''"
"""Keeps the amounts that a provider has counted and removes the person, the place and the job."""
_DUE = (
    "ended_at IS NULL AND (runnable_at <= :at OR runnable_at > :farthest) AND payload_version <= :version "
    "AND (owner IS NULL OR owner = :owner OR lease_until <= :expired)"
)
_CLAIM = (
    "UPDATE job SET state = 'running', run = run + 1, crashes = crashes + CASE WHEN owner <> :owner THEN 1 ELSE 0 END, "  # noqa: S608
    "tries = tries + CASE WHEN owner = :owner THEN 1 ELSE 0 END, owner = :owner, lease_until = :until "
    f"WHERE id = :id AND {_DUE} RETURNING {_COLUMNS}"
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
    f"SELECT {_COLUMNS} FROM job WHERE id = :id OR (id >= :edits AND id < :others) "  # noqa: S608
    "ORDER BY number DESC LIMIT 1"
)
_REFUSE = "INSERT INTO forgotten_job VALUES (?, ?) ON CONFLICT DO NOTHING"
_JOIN = (
    "UPDATE job SET joined = 1 "
    "WHERE id = ? AND ended_at IS NULL AND answer_begun = 0 AND joined = 0 AND stop_by IS NULL"
)
_FIND_JOINABLE = (
    f"SELECT {_COLUMNS} FROM job WHERE user_key = ? AND ended_at IS NULL AND answer_begun = 0 AND joined = 0 "  # noqa: S608
    "AND stop_by IS NULL ORDER BY number DESC LIMIT 1"
)
_FORGOTTEN = f"SELECT id FROM job WHERE forget = {CUT_OFF} AND {_DUE}"  # noqa: S608 - our own condition
_RESUME = (
    "UPDATE job SET lease_until = CASE WHEN owner IS NULL THEN NULL ELSE 0 END, "
    "runnable_at = CASE WHEN run > 0 THEN 0 WHEN runnable_at > :waiting THEN :waiting ELSE runnable_at END "
    "WHERE ended_at IS NULL AND (owner IS NULL OR owner <> :owner)"
)


@dataclass(frozen=True, kw_only=True)
class _Accepting:
    """A request that is to be accepted; the rest is described in `Inbox.accept`."""

    request: Request
    content: str
    charges: Sequence[Charge]
    at: float
    runnable_at: float
    private: bool
    layout: Layout

    @cached_property
    def digests(self) -> set[str]:
        """The digests of the stored bytes that the request mentions."""
        return blob_references(self.content)


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
        entry = _Accepting(
            request=request,
            content=request.model_dump_json(),
            charges=charges,
            at=at,
            runnable_at=runnable_at,
            private=private,
            layout=layout,
        )
        if joins is None:
            accepted = await self._database.write_together(_accept, entry)
        else:
            accepted = await self._database.write(lambda transaction: _join(transaction, entry, joins))
        if isinstance(accepted, UserError):
            raise accepted
        return accepted

    async def joinable_job(self, user: str) -> Job | None:
        """As `Inbox.joinable_job`."""
        row = await self._database.read(lambda transaction: transaction.execute(_FIND_JOINABLE, (user,)).fetchone())
        return _job(row) if row is not None else None

    async def begin_answer(self, id: str) -> bool:
        """As `Inbox.begin_answer`."""
        change = "UPDATE job SET answer_begun = 1 WHERE id = ? AND joined = 0"
        return await self._database.write(lambda transaction: transaction.execute(change, (id,)).rowcount > 0)

    async def newest_edit(self, id: str) -> Job | None:
        """As `Inbox.newest_edit`."""
        row = await self._database.read(
            lambda transaction: transaction.execute(_NEWEST_EDIT, _with_edits(id)).fetchone()
        )
        return _job(row) if row is not None else None

    async def delete_question(self, id: str, at: float) -> str | None:
        """As `Inbox.delete_question`."""

        def unit(transaction: Transaction) -> str | None:
            transaction.lock(job_key(id))
            row = transaction.execute(_NEWEST_EDIT, _with_edits(id)).fetchone()
            # What is already accepted stays known; its edits are not accepted any more.
            digest = job_digest(id if row is None else id + EDIT_MARK)
            transaction.execute_later(_REFUSE, (digest, transaction.now(at)))
            job = _job(row) if row is not None else None
            return job.id if job is not None and not job.ended else None

        return await self._database.write(unit)

    async def job(self, id: str) -> Job | None:
        """As `Inbox.job`."""
        row = await self._database.read(lambda transaction: transaction.execute(_SELECT, (id,)).fetchone())
        return _job(row) if row is not None else None

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
            job = _job(row) if row is not None else None
            if job is None or job.damaged or job.forgotten:
                return
            request = job.request.model_copy(update={"caller": caller})
            transaction.execute(
                "UPDATE job SET request = ?, reply_to = ? WHERE id = ?",
                (request.model_dump_json(), _reply_to(request), id),
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
        job = _job(row) if row is not None else None
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
                _make_nameless(transaction, id)
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


class SqlCheckpoints(Tables):
    """Implements `Checkpoints`."""

    async def checkpoints(self, job: str) -> Mapping[str, JsonValue]:
        """As `Checkpoints.checkpoints`."""
        query = "SELECT name, content FROM checkpoint WHERE job = ?"
        rows = await self._database.read(lambda transaction: transaction.execute(query, (job,)).fetchall())
        found = ((name, from_stored(content, f"checkpoint of job {job}")) for name, content in rows)
        return {name: content for name, content in found if content is not None}

    async def save_checkpoint(self, job: str, name: str, content: JsonValue) -> None:
        """As `Checkpoints.save_checkpoint`."""
        change = (
            "INSERT INTO checkpoint SELECT ?, ?, ? WHERE EXISTS (SELECT 1 FROM job WHERE id = ? AND ended_at IS NULL) "
            "ON CONFLICT (job, name) DO UPDATE SET content = excluded.content"
        )
        values = (job, name, to_json(content), job)
        digests = blob_references(values[2])

        def unit(transaction: Transaction) -> None:
            transaction.lock(job_key(job))
            transaction.execute(change, values)
            note_use(transaction, job, digests)

        await self._database.write(unit)


class SqlReceipts(Tables):
    """Implements `Receipts`."""

    async def receipt(self, job: str) -> dict[str, JsonValue]:
        """As `Receipts.receipt`."""
        row = await self._database.read(
            lambda transaction: transaction.execute("SELECT content FROM receipt WHERE job = ?", (job,)).fetchone()
        )
        content = from_stored(row[0], f"receipt of job {job}") if row else {}
        return content if isinstance(content, dict) else {}

    async def save_receipt(self, job: str, content: Mapping[str, JsonValue], messages: Sequence[str] = ()) -> None:
        """As `Receipts.save_receipt`."""
        change = "INSERT INTO receipt VALUES (?, ?) ON CONFLICT (job) DO UPDATE SET content = excluded.content"
        text = to_json(dict(content))
        digests = blob_references(text)

        def unit(transaction: Transaction) -> None:
            transaction.execute(change, (job, text))
            note_use(transaction, job, digests)
            transaction.execute_many(
                "INSERT INTO reply_message VALUES (?, ?) ON CONFLICT (message) DO UPDATE SET job = excluded.job",
                [(message, job) for message in sorted(messages)],
            )

        await self._database.write(unit)

    async def job_of_message(self, message: str) -> str | None:
        """As `Receipts.job_of_message`."""
        query = "SELECT job FROM reply_message WHERE message = ?"
        row = await self._database.read(lambda transaction: transaction.execute(query, (message,)).fetchone())
        return str(row[0]) if row is not None else None


def _accept(transaction: Transaction, entries: Sequence[_Accepting]) -> list[bool | UserError]:
    """Decides about requests in their order. A refusal is returned, so that what a corrected clock changed stays."""
    charges = [charge for entry in entries for charge in entry.charges]
    ids = [entry.request.id for entry in entries]
    lock_charges(transaction, _locked(ids), charges)
    state = limit_state(transaction, charges, {id: _refused_as(id) for id in ids})
    now = transaction.now(max(entry.at for entry in entries))
    state = clamp(transaction, charges, state, now)
    rows = NewRows()
    decided = [_decide(transaction, rows, entry, state, now) for entry in entries]
    rows.insert(transaction)
    digests = {
        digest for entry, accepted in zip(entries, decided, strict=True) if accepted is True for digest in entry.digests
    }
    touch_blobs(transaction, digests, now)
    return decided


def _locked(ids: Sequence[str]) -> list[str]:
    """Requests and the questions whose edits they answer: somebody may delete such a question now."""
    return list({id: None for each in ids for id in (each, each.partition(EDIT_MARK)[0])})


def _refused_as(id: str) -> bytes:
    """The digest under which a request is refused. The edits of a question are refused together
    (`Inbox.delete_question`)."""
    question, mark, _ = id.partition(EDIT_MARK)
    return job_digest(question + mark)


def _with_edits(id: str) -> dict[str, str]:
    """The values of `_NEWEST_EDIT`."""
    return {"id": id, "edits": id + EDIT_MARK, "others": after_prefix(id + EDIT_MARK)}


def _join(transaction: Transaction, entry: _Accepting, joined: str) -> bool:
    """Accepts a request in place of another. Raises `TooLateToJoin`, or the refusal."""
    id = entry.request.id
    charged = lock_joined_charges(transaction, id, entry.charges, joined)
    if limit_state(transaction, (), {id: _refused_as(id)}).known:
        return False
    if not transaction.execute(_JOIN, (joined,)).rowcount:
        raise TooLateToJoin
    uncharge_people(transaction, joined, charged)
    now = transaction.now(entry.at)
    state = clamp(transaction, entry.charges, limit_state(transaction, entry.charges), now)
    rows = NewRows()
    decided = _decide(transaction, rows, entry, state, now)
    if isinstance(decided, UserError):
        raise decided
    rows.insert(transaction)
    touch_blobs(transaction, entry.digests, now)
    return decided


def _decide(
    transaction: Transaction, rows: NewRows, entry: _Accepting, state: LimitState, now: float
) -> bool | UserError:
    """Decides about one request: `rows` get what is to be stored, `state` what it is charged to."""
    request = entry.request
    if request.id in state.known:
        return False
    if (refusal := admit(transaction, rows, request.id, entry.charges, state, now)) is not None:
        return refusal
    state.known.add(request.id)
    rows.add(
        "job (id, user_key, request, reply_to, accepted_at, private, layout, runnable_at, payload_version, "
        "place_scope)",
        (
            request.id,
            request.caller.key,
            entry.content,
            _reply_to(request),
            now,
            int(entry.private),
            entry.layout.value,
            entry.runnable_at + (now - entry.at) if entry.runnable_at else 0.0,
            PAYLOAD_VERSION,
            request.place.scopes[-1],
        ),
    )
    for author in sorted({message.author for message in request.quoted} - {""}):
        rows.add("job_quote (id, author)", (request.id, author), "ON CONFLICT DO NOTHING")
    for digest in sorted(entry.digests):
        rows.add("blob_use (sha256, job)", (digest, request.id), "ON CONFLICT DO NOTHING")
    return True


def read_caller_names(transaction: Transaction, users: Collection[str]) -> dict[str, str]:
    """Reads the names of people, as `Inbox.caller_names`."""
    newest = "SELECT request FROM job WHERE user_key = ? AND forget = 0 ORDER BY number DESC LIMIT 1"
    found = {}
    for user in sorted(set(users) - {""}):
        row = transaction.execute(newest, (user,)).fetchone()
        content = from_stored(row[0], "a request") if row is not None else None
        caller = content.get("caller") if isinstance(content, dict) else None
        if isinstance(caller, dict) and isinstance(name := caller.get("name"), str) and name:
            found[user] = name
    return found


def job_digest(job: str) -> bytes:
    """Returns the digest of a forgotten job's id, which is kept so that a late second delivery is still a duplicate."""
    return hashlib.sha256(job.encode()).digest()


def forget_ended_job(transaction: Transaction, id: str) -> int:
    """Deletes a job and everything that belongs to it except the log entries of its reply; returns how many rows."""
    transaction.execute(
        "INSERT INTO forgotten_job SELECT ?, accepted_at FROM job WHERE id = ? ON CONFLICT DO NOTHING",
        (job_digest(id), id),
    )
    transaction.execute_later("DELETE FROM blob_use WHERE job = ?", (id,))
    return sum(
        transaction.execute(deletion, (id,)).rowcount
        for deletion in (
            "DELETE FROM receipt WHERE job = ?",
            "DELETE FROM reply_message WHERE job = ?",
            "DELETE FROM stored_action WHERE job = ?",
            "DELETE FROM turn WHERE job = ?",
            "DELETE FROM feedback WHERE job = ?",
            f"{ANONYMISE_SPEND} WHERE job = ?",
            "DELETE FROM job WHERE id = ?",
        )
    )


def _make_nameless(transaction: Transaction, id: str) -> None:
    """The last reply of a forgotten person, which says so, does not tell whose it is."""
    for number, text in transaction.execute("SELECT number, content FROM log_entry WHERE reply = ?", (id,)).fetchall():
        content = from_stored(text, f"log entry {number}")
        if isinstance(content, dict) and content.get("event") == "asked":
            content.update({name: "" for name in ("name", "user") if name in content})
            transaction.execute(
                "UPDATE log_entry SET author = '', content = ? WHERE number = ?", (to_json(content), number)
            )


def cut_off_job(transaction: Transaction, id: str) -> int:
    """Ends the runs of a job whose requester is forgotten, and deletes everything but what withdraws its reply.

    Returns how many rows were deleted. The queue has the reply withdrawn, and with the job's end the rest goes.
    """
    content, reply_to = transaction.execute("SELECT request, reply_to FROM job WHERE id = ?", (id,)).fetchone()
    request, _ = _request(id, content, reply_to)
    remains = "{}"
    if request is not None:
        kept = {name: getattr(request, name) for name in ("caller", "place", "address", "reminded")}
        remains = Request(id=id, command="", **kept).model_dump_json()
    forget_quotes(transaction, "job", [id])
    transaction.execute(
        "UPDATE job SET forget = ?, request = ?, stop_by = coalesce(stop_by, ''), runnable_at = 0 WHERE id = ?",
        (CUT_OFF, remains, id),
    )
    return sum(
        transaction.execute(deletion, (id,)).rowcount
        for deletion in (
            "DELETE FROM checkpoint WHERE job = ?",
            "DELETE FROM turn WHERE job = ?",
            "DELETE FROM stored_action WHERE job = ?",
            "DELETE FROM feedback WHERE job = ?",
            f"{ANONYMISE_SPEND} WHERE job = ?",
        )
    )


def _job(row: tuple[Any, ...]) -> Job | None:
    """Builds a job of its row; None if the row is damaged."""
    id, content, reply_to, private, layout, accepted_at, state, *progress = row
    run, crashes, tries, stop_by, owner, joined, forget, version = progress
    request, damaged = _request(id, content, reply_to, is_newer=version > PAYLOAD_VERSION)
    if request is None:
        return None
    try:
        return Job(
            id=id,
            request=request,
            private=bool(private),
            layout=Layout(layout),
            accepted_at=accepted_at,
            state=state,
            run=run,
            crashes=crashes,
            tries=tries,
            stop_by=stop_by,
            owner=owner,
            damaged=damaged,
            joined=bool(joined),
            forgotten=forget == CUT_OFF,
        )
    except ValueError as error:
        _log_damage(id, error)
        return None


def _request(id: str, content: str, reply_to: str | None, *, is_newer: bool = False) -> tuple[Request | None, bool]:
    """Reads a stored request; if it is damaged, what is left of it, and True. None if that is nothing.

    One that is newer than this version understands only seems to be damaged: it waits for a newer process.
    """
    kept = from_stored(reply_to, f"address of job {id}") if reply_to else None
    whole: JsonValue = None
    try:
        request = Request.model_validate_json(content)
    except ValidationError as error:
        if not is_newer:
            _log_damage(id, error)
        with suppress(ValueError):
            whole = from_json(content, allow_partial=True)
        for readable in (kept, whole):
            with suppress(ValueError, TypeError, KeyError):
                return _remains(id, readable), True
        return None, True
    with suppress(ValueError, TypeError, KeyError):
        return request.model_copy(update={"address": Address.model_validate(kept["address"])}), False  # type: ignore[index,call-overload]
    return request, False


def _remains(id: str, readable: Any) -> Request:
    """A request without anything but its place and its caller. Raises `ValueError`, `TypeError` or `KeyError`."""

    def known(model: type[Caller] | type[Place] | type[Address], fields: Any) -> dict[str, Any]:
        return {name: value for name, value in fields.items() if name in model.model_fields}

    return Request(
        id=id,
        command="",
        caller=Caller.model_validate(known(Caller, readable["caller"])),
        place=Place.model_validate(known(Place, readable["place"])),
        address=Address.model_validate(known(Address, readable["address"])),
    )


def _reply_to(request: Request) -> str:
    """The part of a request that is stored twice, so that there is somebody to tell if the rest is damaged."""
    return request.model_dump_json(include={"caller", "place", "address"})


def _log_damage(id: str, error: Exception) -> None:
    # The message of the error would quote the request.
    logger.error("the stored form of job %s is damaged: %s", id, type(error).__name__)


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
