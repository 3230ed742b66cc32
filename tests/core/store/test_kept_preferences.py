"""Preferences that are kept in memory by the only process that can change them."""

import asyncio
from typing import Any

import pytest

from core.domain.clock import SystemClock
from core.domain.layout import Layout
from core.store.sqlite.store import SqliteStore
from tests.core.store.samples import request


@pytest.fixture
def reads(sqlite_store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The queries that reach the database."""
    seen: list[object] = []
    read = sqlite_store._file.read

    async def counted(query: Any, /, *, long: bool = False) -> Any:
        seen.append(query)
        return await read(query, long=long)

    monkeypatch.setattr(sqlite_store._file, "read", counted)
    return seen


async def test_preferences_are_read_once_until_one_changes(sqlite_store: SqliteStore, reads: list[object]) -> None:
    await sqlite_store.set_preference("ada", "language", "de")
    for _ in range(10):
        assert await sqlite_store.preferences("ada") == {"language": "de"}
        assert await sqlite_store.preferences("bo") == {}
    assert len(reads) == 2
    await sqlite_store.set_preference("ada", "language", "fr")
    for _ in range(2):
        assert await sqlite_store.preferences("ada") == {"language": "fr"}
        assert await sqlite_store.preferences("bo") == {}
    assert len(reads) == 3  # those of others are as they were


async def test_a_crowd_of_unknown_people_shares_a_read(sqlite_store: SqliteStore, reads: list[object]) -> None:
    await sqlite_store.set_preference("7", "language", "de")
    found = await asyncio.gather(*(sqlite_store.preferences(str(number % 100)) for number in range(200)))
    assert found == ([{}] * 7 + [{"language": "de"}] + [{}] * 92) * 2
    assert len(reads) == 1


async def test_what_changes_while_it_is_read_is_read_again(sqlite_store: SqliteStore) -> None:
    await asyncio.gather(
        *(sqlite_store.preferences("ada") for _ in range(3)),
        sqlite_store.set_preference("ada", "language", "de"),
        *(sqlite_store.preferences("ada") for _ in range(3)),
    )
    assert await sqlite_store.preferences("ada") == {"language": "de"}


async def test_a_caller_that_is_cancelled_leaves_the_read_to_others(sqlite_store: SqliteStore) -> None:
    first, second = (asyncio.create_task(sqlite_store.preferences("ada")) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    assert await second == {}


async def test_what_a_caller_does_with_them_changes_nothing(sqlite_store: SqliteStore) -> None:
    await sqlite_store.set_preference("ada", "language", "de")
    dict(await sqlite_store.preferences("ada")).clear()
    assert await sqlite_store.preferences("ada") == {"language": "de"}


async def test_a_run_of_a_job_changes_them_for_everybody(sqlite_store: SqliteStore) -> None:
    await sqlite_store.accept(request("a"), (), 1.0, private=False, layout=Layout.TEXT)
    claimed = await sqlite_store.claim_job("a", "owner", 10.0)
    assert claimed is not None
    assert await sqlite_store.preferences("ada") == {}
    await sqlite_store.fenced(claimed, SystemClock()).set_preference("ada", "language", "de")
    assert await sqlite_store.preferences("ada") == {"language": "de"}


async def test_they_are_gone_with_their_person(sqlite_store: SqliteStore) -> None:
    await sqlite_store.set_preference("test:home:ada", "language", "de")
    assert await sqlite_store.preferences("test:home:ada") != {}
    await sqlite_store.forget_person("test:home:ada", 1.0)
    assert await sqlite_store.preferences("test:home:ada") == {}
