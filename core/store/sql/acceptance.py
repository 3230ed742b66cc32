"""The transaction in which requests are accepted: each request, its charges and its slots, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from core.domain.errors import UserError
from core.domain.jobs import PAYLOAD_VERSION
from core.domain.layout import Layout
from core.domain.limits import Charge
from core.domain.request import Request
from core.store.ports.inbox import EDIT_MARK, TooLateToJoin
from core.store.sql.charge_locks import lock_charges, lock_joined_charges
from core.store.sql.charging import admit
from core.store.sql.forgotten_jobs import job_digest
from core.store.sql.job_rows import reply_to_json
from core.store.sql.limit_state import LimitState, clamp, limit_state
from core.store.sql.new_rows import NewRows
from core.store.sql.settlement import uncharge_people
from core.store.sql.tables import blob_references, touch_blobs
from core.store.sql.transaction import Transaction

_JOIN = (
    "UPDATE job SET joined = 1 "
    "WHERE id = ? AND ended_at IS NULL AND answer_begun = 0 AND joined = 0 AND stop_by IS NULL"
)


@dataclass(frozen=True, kw_only=True)
class Accepting:
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


def accept_together(transaction: Transaction, entries: Sequence[Accepting]) -> list[bool | UserError]:
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


def accept_joining(transaction: Transaction, entry: Accepting, joined: str) -> bool:
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
    transaction: Transaction, rows: NewRows, entry: Accepting, state: LimitState, now: float
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
            reply_to_json(request),
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


def _locked(ids: Sequence[str]) -> list[str]:
    """Requests and the questions whose edits they answer: somebody may delete such a question now."""
    return list({id: None for each in ids for id in (each, each.partition(EDIT_MARK)[0])})


def _refused_as(id: str) -> bytes:
    """The digest under which a request is refused. The edits of a question are refused together
    (`Inbox.delete_question`)."""
    question, mark, _ = id.partition(EDIT_MARK)
    return job_digest(question + mark)
