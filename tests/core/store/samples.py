"""Requests, turns and log entries for tests of the store."""

import pytest
from pydantic import JsonValue

from core.domain.request import Address, Attachment, Caller, MediaRef, Place, Request
from core.store.ports.store import Store
from core.store.ports.turns import Turn
from core.store.sql.store import SqlStore
from core.store.sql.transaction import Transaction

ADA = Caller(platform="web", tenant="home", user="ada", name="Ada")
BO = Caller(platform="web", tenant="home", user="bo", name="Bo")
ONLY_SQLITE = pytest.mark.parametrize("store", ["sqlite"], indirect=True)
"""Marks what concerns only a store in a folder of its own."""
PLACE = Place(platform="web", tenant="home", channel="lounge")


def request(
    id: str, caller: Caller = ADA, inputs: tuple[MediaRef, ...] = (), attachments: tuple[Attachment, ...] = ()
) -> Request:
    """A request with a value in every field."""
    return Request(
        id=id,
        command="chat",
        options={"prompt": "Grüße, 世界", "seed": 2**32 - 1, "stop": ["a", None]},
        caller=caller,
        place=PLACE,
        address=Address(platform="web", details={"room": "lounge"}),
        inputs=inputs,
        attachments=attachments,
        said="/chat Grüße, 世界",
    )


def turn(
    job: str,
    ordinal: int = 0,
    *,
    conversation: str = "lounge",
    author: Caller = ADA,
    text: str = "Hello",
    at: float = 1.0,
    media: tuple[MediaRef, ...] = (),
) -> Turn:
    """One turn, by a person if its ordinal is even."""
    return Turn(
        conversation=conversation,
        job=job,
        ordinal=ordinal,
        role="assistant" if ordinal % 2 else "user",
        author=author.key,
        name=author.name,
        text=text,
        media=media,
        at=at,
    )


def delta(text: str) -> dict[str, JsonValue]:
    """The content of a log entry."""
    return {"event": "text_delta", "part": "answer", "text": text}


async def end_leases(store: Store) -> None:
    """Leaves all jobs as processes that died longer ago than a lease."""
    assert isinstance(store, SqlStore)
    change = "UPDATE job SET lease_until = 0 WHERE owner IS NOT NULL"
    await store._database.write(lambda transaction: transaction.execute(change).rowcount)


async def tables(store: SqlStore) -> dict[str, list[str]]:
    """Every row of every table as text."""

    def query(transaction: Transaction) -> dict[str, list[str]]:
        names = [name for (name,) in transaction.execute(_TABLES[transaction.dialect.name])]
        # The names come from the database itself.
        return {name: [repr(row) for row in transaction.execute(f'SELECT * FROM "{name}"')] for name in names}  # noqa: S608

    return await store._database.read(query)


_TABLES = {
    "SQLite": "SELECT name FROM sqlite_schema WHERE type = 'table'",
    "PostgreSQL": "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'procrastinate%'",
}
