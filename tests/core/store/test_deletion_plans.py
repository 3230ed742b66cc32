"""The plans of deletions in SQLite: no statement reads a whole table."""

import pytest

from core.store.sql.transaction import Result, Values
from core.store.sqlite.store import SqliteStore
from core.store.sqlite.transaction import SqliteTransaction
from tests.core.store.deletions import delete_all, fill_place

_SMALL = ("json_each", "file_to_delete", "CONSTANT ROW")


async def test_no_statement_of_a_deletion_reads_a_whole_table(
    sqlite_store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    scans, explained = set[str](), 0
    execute = SqliteTransaction.execute

    def explain(transaction: SqliteTransaction, statement: str, values: Values = (), /) -> Result:
        nonlocal explained
        explained += 1
        for *_, step in transaction.connection.execute(f"EXPLAIN QUERY PLAN {statement}", values):
            if step.startswith("SCAN") and not any(name in step for name in _SMALL):
                scans.add(f"{step}: {statement}")
        return execute(transaction, statement, values)

    await fill_place(sqlite_store)
    monkeypatch.setattr(SqliteTransaction, "execute", explain)
    monkeypatch.setattr(SqliteTransaction, "execute_later", explain)
    await sqlite_store.set_preference("web:home:7", "voice", "alto")
    await delete_all(sqlite_store)
    assert explained > 200
    assert sorted(scans) == []
