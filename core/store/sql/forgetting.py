"""Deletion of everything about a person or in a place, inside a transaction."""

import hashlib

from core.store.sql.cached_answers import forget_answers
from core.store.sql.forgotten_jobs import ANONYMISE_SPEND, cut_off_job, forget_ended_job
from core.store.sql.job_rows import DELETED_AT_END
from core.store.sql.locks import job_key, person_key
from core.store.sql.memberships import forget_place
from core.store.sql.mentions import SOURCES, fill_in_all, rows_quoting
from core.store.sql.ownerless_files import needed_files, remove_ownerless_files
from core.store.sql.provider_queues import forget_calls
from core.store.sql.tables import after_prefix, from_stored, to_json
from core.store.sql.transaction import Transaction

_PEOPLE = (
    ("job", "user_key"),
    ("turn", "author"),
    ("preference", "scope"),
    ("stored_action", "requester"),
    ("blob_owner", "owner"),
    ("spend", "user_key"),
    ("feedback", "user_key"),
    ("reminder", "user_key"),
    ("cached_answer_user", "user_key"),
    ("conversation", "owner"),
    ("conversation", "titled_by"),
    ("conversation_mark", "user_key"),
    ("log_entry", "author"),
    ("log_entry", "audience"),
)
"""The columns with the keys of people, and the scopes of preferences, which begin with a tenant, too."""
_STOPPED = "stop_user = ? AND stop_user <> ''"
"""The jobs that somebody has stopped, as their index finds them."""


def forget_person(transaction: Transaction, user: str, erased: set[tuple[str, str]], sparing: str | None = None) -> int:
    """Deletes the rows of a person and adds the room and id of each of their replies to `erased`.

    The job `sparing` runs to its end.
    """
    transaction.lock(person_key(user))
    fill_in_all(transaction)
    unlocked = transaction.execute("SELECT id FROM job WHERE user_key = ? ORDER BY id", (user,)).fetchall()
    transaction.lock(*(job_key(id) for (id,) in unlocked))
    transaction.execute("UPDATE job SET forget = ? WHERE id = ? AND forget = 0", (DELETED_AT_END, sparing))
    jobs = transaction.execute(
        "SELECT id, ended_at IS NOT NULL FROM job WHERE user_key = ? AND id <> ?", (user, sparing or "")
    ).fetchall()
    count = _forget_quotes(transaction, user) + forget_answers(transaction, user)
    for id, ended in jobs:
        count += delete_lines(transaction, "reply = :reply AND author != ''", {"reply": id}, erased)
        count += forget_ended_job(transaction, id) if ended else cut_off_job(transaction, id)
    needed, texts = needed_files(transaction, user), transaction.dialect.texts.format(":needed")
    for deletion in (
        "DELETE FROM turn WHERE author = :user",
        "DELETE FROM preference WHERE scope = :user",
        "DELETE FROM conversation WHERE owner = :user AND shared = 0",
        "DELETE FROM conversation_mark WHERE user_key = :user",
        "DELETE FROM feedback WHERE user_key = :user",
        "DELETE FROM feedback WHERE job IN (SELECT job FROM spend WHERE user_key = :user)",
        f"{ANONYMISE_SPEND} WHERE user_key = :user",
        "DELETE FROM reminder WHERE user_key = :user",
        "DELETE FROM stored_action WHERE requester = :user AND job <> :sparing",
    ):
        count += transaction.execute(deletion, {"user": user, "sparing": sparing or ""}).rowcount
    disowned = transaction.execute(
        f"DELETE FROM blob_owner WHERE owner = :user AND sha256 NOT IN ({texts}) RETURNING sha256",  # noqa: S608
        {"user": user, "needed": needed},
    ).fetchall()
    count += len(disowned)
    unfinished = "SELECT 1 FROM job WHERE id = log_entry.reply AND ended_at IS NULL"
    theirs = f"(author = :user OR audience = :user) AND NOT EXISTS ({unfinished})"
    count += delete_lines(transaction, theirs, {"user": user}, erased)
    _forget_stops(transaction, user)
    forget_calls(transaction, user)
    _forget_shared_conversations(transaction, user)
    return count + remove_ownerless_files(transaction, (sha256 for (sha256,) in disowned))


def _forget_stops(transaction: Transaction, user: str) -> None:
    """Removes the name of a person from the jobs of others that they have stopped."""
    lines = f"SELECT number, content FROM log_entry WHERE reply IN (SELECT id FROM job WHERE {_STOPPED})"  # noqa: S608
    for number, text in transaction.execute(lines, (user,)).fetchall():
        content = from_stored(text, f"log entry {number}")
        if isinstance(content, dict) and content.get("event") == "stopped":
            content["by"] = ""
            transaction.execute("UPDATE log_entry SET content = ? WHERE number = ?", (to_json(content), number))
    transaction.execute(f"UPDATE job SET stop_by = '', stop_user = '' WHERE {_STOPPED}", (user,))  # noqa: S608


def _forget_shared_conversations(transaction: Transaction, user: str) -> None:
    """Leaves the shared conversations of a person to the others, without their name and their words."""
    for change in (
        "UPDATE conversation SET title = '', titled_by = '', title_at = NULL WHERE titled_by = ? AND titled_by <> ''",
        "UPDATE conversation SET owner = '' WHERE owner = ?",
    ):
        transaction.execute(change, (user,))


def _forget_quotes(transaction: Transaction, user: str) -> int:
    """Removes a person's messages from the requests of others who pointed at them; returns from how many."""
    changed = 0
    for table, id, text in rows_quoting(transaction, user):
        column, _ = SOURCES[table]
        content = from_stored(text, f"{column} of {id}")
        if not isinstance(content, dict) or not isinstance(messages := content.get("quoted"), list):
            continue
        content["quoted"] = [each for each in messages if not isinstance(each, dict) or each.get("author") != user]
        transaction.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", (to_json(content), id))  # noqa: S608
        changed += 1
    return changed


def forget_place_and_people(transaction: Transaction, scope: str, at: float, erased: set[tuple[str, str]]) -> int:
    """Deletes the rows of a place and, of a tenant, those of all its people."""
    count, jobs, lines, disowned = forget_place(transaction, scope, at)
    erased.update(lines)
    for id in jobs:
        count += delete_lines(transaction, "reply = :reply AND author != ''", {"reply": id}, erased)
    if scope.count(":") == 1:
        count += sum(
            forget_person(transaction, user, erased) for user in sorted(known_people(transaction, f"{scope}:"))
        )
    return count + remove_ownerless_files(transaction, disowned)


def place_digest(scope: str) -> bytes:
    """Returns the digest of a place (one of `Place.scopes`), which is kept after it was forgotten."""
    return hashlib.sha256(f"tenant {scope}".encode()).digest()


def remember_forgotten(transaction: Transaction, forgotten: dict[bytes, float]) -> None:
    """Notes the times at which digests of people and places were forgotten; the last of each counts."""
    transaction.execute_many(
        "INSERT INTO forgotten_person VALUES (?, ?) ON CONFLICT (digest) DO UPDATE SET at = "
        "CASE WHEN excluded.at > forgotten_person.at THEN excluded.at ELSE forgotten_person.at END",
        list(forgotten.items()),
    )


def known_people(transaction: Transaction, prefix: str = "") -> set[str]:
    """The keys of all people of a database that begin with a prefix."""
    found = set[str]()
    for table, column in _PEOPLE:
        known = f"SELECT DISTINCT {column} FROM {table} WHERE {column} <> ''"  # noqa: S608 - our own names
        if prefix:
            values = {"prefix": prefix, "others": after_prefix(prefix)}
            rows = transaction.execute(f"{known} AND {column} >= :prefix AND {column} < :others", values)
        else:
            rows = transaction.execute(known)
        found.update(key for (key,) in rows.fetchall())
    return found


def delete_lines(transaction: Transaction, which: str, values: dict[str, str], erased: set[tuple[str, str]]) -> int:
    """Deletes lines of rooms and adds the room and id of each of their replies to `erased`; returns how many."""
    lines = transaction.execute(f"DELETE FROM log_entry WHERE {which} RETURNING room, reply", values).fetchall()  # noqa: S608
    erased.update(lines)
    return len(lines)
