"""Changes that came after a copy of a store was made, and the copy's catching up with them."""

from dataclasses import dataclass, field

from core.store.sql.charge_locks import lock_charges_of
from core.store.sql.forgetting import (
    delete_lines,
    forget_person,
    forget_place_and_people,
    known_people,
    place_digest,
    remember_forgotten,
)
from core.store.sql.forgotten_jobs import forget_ended_job, job_digest
from core.store.sql.memberships import places_of
from core.store.sql.ownerless_files import ownerless_files, remove_ownerless_files
from core.store.sql.settlement import settle
from core.store.sql.tables import person_digest
from core.store.sql.transaction import Transaction


@dataclass(kw_only=True)
class LaterChanges:
    """The changes in a database that is to be replaced by an older copy of itself.

    `forgotten` has the time of each digest of a person or a place, `jobs` the digests of forgotten jobs, `ended` the
    state of each job that has ended, `erased` the room and id of each erased reply, `left` the time at which each
    place was left.
    """

    forgotten: dict[bytes, float] = field(default_factory=dict)
    jobs: dict[bytes, float] = field(default_factory=dict)
    ended: dict[str, tuple[str, float]] = field(default_factory=dict)
    erased: set[tuple[str, str]] = field(default_factory=set)
    left: dict[str, float | None] = field(default_factory=dict)

    def read(self, transaction: Transaction) -> None:
        """Reads all of it. Raises the database's error at the first table that is damaged, or not there yet."""
        self.jobs.update(transaction.execute("SELECT digest, accepted_at FROM forgotten_job"))
        self.erased.update(transaction.execute("SELECT room, reply FROM log_entry WHERE author = ''"))
        jobs = transaction.execute("SELECT id, state, ended_at FROM job WHERE ended_at IS NOT NULL")
        self.ended.update((id, (state, at)) for id, state, at in jobs)
        self.forgotten.update(transaction.execute("SELECT digest, at FROM forgotten_person"))
        self.left.update(transaction.execute("SELECT scope, left_at FROM membership"))


def catch_up_with(
    transaction: Transaction, changes: LaterChanges, since: float, at: float, erased: set[tuple[str, str]]
) -> int:
    """Deletes and ends in a copy what was deleted and has ended since it was made; returns how many rows went.

    The room and id of each reply that goes are added to `erased`.
    """
    people = known_people(transaction)
    places = {key[:end] for key in people for end, letter in enumerate(key) if letter == ":"}
    places |= places_of(transaction)
    later = {digest for digest, when in changes.forgotten.items() if when >= since}
    forgotten = sorted(key for key in people if person_digest(key) in later)
    removed = sorted(key for key in places if place_digest(key) in later)
    remember_forgotten(transaction, changes.forgotten)
    transaction.execute_many(
        "INSERT INTO forgotten_job VALUES (?, ?) ON CONFLICT DO NOTHING", list(changes.jobs.items())
    )
    unfinished = transaction.execute("SELECT id, user_key FROM job WHERE ended_at IS NULL").fetchall()
    for id, user in unfinished:
        gone = job_digest(id) in changes.jobs or user in forgotten or user.startswith(tuple(f"{t}:" for t in removed))
        if gone or id in changes.ended:
            state, ended_at = changes.ended.get(id, ("stopped", at))
            transaction.execute("UPDATE job SET state = ?, ended_at = ? WHERE id = ?", (state, ended_at, id))
            transaction.execute("DELETE FROM checkpoint WHERE job = ?", (id,))
            settle(transaction, id, lock_charges_of(transaction, id))
    count = sum(forget_person(transaction, user, erased) for user in forgotten)
    count += sum(forget_place_and_people(transaction, place, at, erased) for place in removed)
    transaction.execute_many(
        "INSERT INTO membership VALUES (?, ?) ON CONFLICT (scope) DO UPDATE SET left_at = excluded.left_at",
        list(changes.left.items()),
    )
    for (id,) in transaction.execute("SELECT id FROM job").fetchall():
        if job_digest(id) in changes.jobs:
            count += delete_lines(transaction, "reply = :reply AND author != ''", {"reply": id}, erased)
            count += forget_ended_job(transaction, id)
    for room, reply in changes.erased:
        which = "room = :room AND reply = :reply AND author != ''"
        count += delete_lines(transaction, which, {"room": room, "reply": reply}, erased)
    return count + remove_ownerless_files(transaction, ownerless_files(transaction))
