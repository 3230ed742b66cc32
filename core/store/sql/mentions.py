"""The places, quoted people and files that requests and buttons mention, where an index finds them.

A deletion asks for the rows that mention somebody or something. Their JSON tells, but reading all of it takes long in
a large store. So `place_scope` holds the place of a row (the last of `Place.scopes`; empty if it is damaged), a table
beside each has the people whose messages it quotes, and `blob_use` has the files of each job. Rows of older programs
have no `place_scope`: `fill_in` adds all of this to them.
"""

from collections.abc import Iterable, Iterator, Sequence

from pydantic import JsonValue

from core.domain.request import Place, QuotedMessage
from core.store.sql.tables import after_prefix, blob_references, from_stored, to_json
from core.store.sql.transaction import Transaction

SOURCES = {
    "job": ("request", "coalesce(reply_to, request)"),
    "reminder": ("request", "request"),
    "stored_action": ("action", "place"),
}
"""The tables of requests and buttons, each with the JSON that quotes and the JSON with its place."""
_QUOTES = {"job": "job_quote", "reminder": "reminder_quote", "stored_action": "action_quote"}
FILL_IN_ROWS = 500
"""The rows that `fill_in` completes in one transaction."""


def note_quotes(transaction: Transaction, table: str, id: str, quoted: Iterable[QuotedMessage]) -> None:
    """Notes the authors of the messages that a new row of `table` quotes."""
    _note_authors(transaction, table, id, {message.author for message in quoted})


def forget_quotes(transaction: Transaction, table: str, ids: Sequence[str]) -> None:
    """Removes what was noted about rows whose quotes are replaced."""
    change = f"DELETE FROM {_QUOTES[table]} WHERE id IN ({transaction.dialect.texts.format('?')})"  # noqa: S608
    transaction.execute_later(change, (to_json(list(ids)),))


def note_use(transaction: Transaction, job: str, digests: Iterable[str]) -> None:
    """Notes that a job, or what belongs to it, refers to these bytes."""
    transaction.execute_many(
        "INSERT INTO blob_use (sha256, job) VALUES (?, ?) ON CONFLICT DO NOTHING",
        [(digest, job) for digest in sorted(digests)],
    )


def rows_quoting(transaction: Transaction, user: str) -> Iterator[tuple[str, str, str]]:
    """Yields the table, the id and the JSON of the rows that quote a person, and forgets that they do."""
    for table, (column, _) in SOURCES.items():
        deletion = f"DELETE FROM {_QUOTES[table]} WHERE author = ? RETURNING id"  # noqa: S608 - our own names
        for (id,) in transaction.execute(deletion, (user,)).fetchall():
            row = transaction.execute(f"SELECT {column} FROM {table} WHERE id = ?", (id,)).fetchone()  # noqa: S608
            if row is not None:
                yield table, id, row[0]


def within(column: str) -> str:
    """The condition for a place and everything in it, with the values of `place_range`."""
    return f"({column} = :scope OR ({column} >= :prefix AND {column} < :others))"


def place_range(scope: str) -> dict[str, str]:
    """The values of `within`: the channels of a tenant, or the threads of a channel, begin with their scope."""
    prefix = f"{scope}:" if scope.count(":") == 1 else f"{scope}|"
    return {"scope": scope, "prefix": prefix, "others": after_prefix(prefix)}


def rows_in_place(transaction: Transaction, table: str, scope: str) -> list[str]:
    """Returns the ids of the rows of a table within a scope."""
    query = f"SELECT id FROM {table} WHERE {within('place_scope')} ORDER BY id"  # noqa: S608 - our own names
    return [id for (id,) in transaction.execute(query, place_range(scope)).fetchall()]


def is_used(transaction: Transaction, sha256: str) -> bool:
    """Tells if anything refers to these bytes."""
    if transaction.execute("SELECT 1 FROM log_file WHERE sha256 = ? LIMIT 1", (sha256,)).fetchone() is not None:
        return True
    users = transaction.execute("SELECT job FROM blob_use WHERE sha256 = ? ORDER BY job", (sha256,)).fetchall()
    return any(sha256 in files_of_job(transaction, job) for (job,) in users)


def files_of_job(transaction: Transaction, id: str) -> set[str]:
    """The digests of the bytes that a job, its buttons, its turns, or a reminder of it refer to."""
    rows = transaction.execute(
        "SELECT request FROM job WHERE id = :id UNION ALL SELECT content FROM receipt WHERE job = :id "
        "UNION ALL SELECT content FROM checkpoint WHERE job = :id UNION ALL SELECT media FROM turn WHERE job = :id "
        "UNION ALL SELECT action FROM stored_action WHERE job = :id UNION ALL SELECT request FROM reminder "
        "WHERE id = :id",
        {"id": id},
    )
    return blob_references(*(text for (text,) in rows))


def forget_old_uses(transaction: Transaction) -> None:
    """Removes the uses of files by what was deleted since."""
    sources = (("job", "id"), ("reminder", "id"), ("turn", "job"), ("stored_action", "job"))
    gone = (f"NOT EXISTS (SELECT 1 FROM {table} WHERE {table}.{id} = blob_use.job)" for table, id in sources)  # noqa: S608
    transaction.execute(f"DELETE FROM blob_use WHERE {' AND '.join(gone)}")  # noqa: S608


def fill_in(transaction: Transaction, most: int = FILL_IN_ROWS) -> int:
    """Completes rows that an older program has written, and returns how many: if fewer than `most`, all are."""
    count = 0
    for table, (quoting, placed) in SOURCES.items():
        query = f"SELECT id, {quoting}, {placed} FROM {table} WHERE place_scope IS NULL ORDER BY id LIMIT ?"  # noqa: S608
        rows = transaction.execute(query, (most - count,)).fetchall() if count < most else []
        for id, text, of_place in rows:
            place = read_place(from_stored(of_place, f"place of {id}"))
            transaction.execute_later(
                f"UPDATE {table} SET place_scope = ? WHERE id = ?",  # noqa: S608 - our own names
                (place.scopes[-1] if place else "", id),
            )
            content = from_stored(text, f"{quoting} of {id}")
            messages = content.get("quoted") if isinstance(content, dict) else None
            if isinstance(messages, list):
                authors = [each.get("author") for each in messages if isinstance(each, dict)]
                _note_authors(transaction, table, id, {each for each in authors if isinstance(each, str)})
            if table != "stored_action":
                note_use(transaction, id, blob_references(text))
        count += len(rows)
    return count


def fill_in_all(transaction: Transaction) -> None:
    """Completes all rows that older programs have written."""
    while fill_in(transaction) == FILL_IN_ROWS:
        pass


def read_place(content: JsonValue) -> Place | None:
    """Reads a place, or the one of a request."""
    found = content.get("place", content) if isinstance(content, dict) else None
    try:
        return Place.model_validate(found)
    except ValueError:
        return None


def _note_authors(transaction: Transaction, table: str, id: str, authors: set[str]) -> None:
    transaction.execute_many(
        f"INSERT INTO {_QUOTES[table]} (id, author) VALUES (?, ?) ON CONFLICT DO NOTHING",  # noqa: S608
        [(id, author) for author in sorted(authors - {""})],
    )
