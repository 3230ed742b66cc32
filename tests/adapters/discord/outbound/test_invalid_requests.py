"""The count of invalid requests, in virtual time."""

from pathlib import Path

import pytest

from adapters.discord.outbound import invalid_requests
from adapters.discord.outbound.invalid_requests import CALM_BELOW, PAUSE_SECONDS, WINDOW_SECONDS, InvalidRequests
from core.domain.errors import StoreAway
from core.store.sqlite.store import SqliteStore
from tests.servers.clock import MovableClock


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.moved = MovableClock()

    def now(self) -> float:
        return self.moved()

    async def sleep(self, seconds: float) -> None:
        raise AssertionError("nothing waits")


async def test_half_of_the_limit_in_ten_minutes_is_too_much() -> None:
    clock, told = Clock(), list[str]()
    invalid = InvalidRequests(clock, lambda key, _: told.append(key))
    for status in (200, 400, 404, 500):
        await invalid.count(status)
    for at in range(CALM_BELOW - 1):
        await invalid.count((401, 403, 429)[at % 3])
    await invalid.count(429, shared=True)
    assert (invalid.is_calm, told) == (True, [])
    await invalid.count(403)
    await invalid.count(403)
    assert (invalid.is_calm, told) == (False, ["discord-invalid-requests"])
    clock.moved.advance(WINDOW_SECONDS + 1)
    assert invalid.is_calm


async def test_processes_that_share_a_database_count_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invalid_requests, "CALM_BELOW", 6)
    clock, told = Clock(), list[str]()
    store = await SqliteStore.open(tmp_path)
    try:
        two = [InvalidRequests(clock, lambda key, _: told.append(key), store) for _ in range(2)]
        for at in range(5):
            await two[at % 2].count(403)
        assert ([each.is_calm for each in two], told) == ([True, True], [])
        await two[1].count(429)
        # One that gets no invalid answers adds none, and goes on until it gets one.
        assert ([each.is_calm for each in two], told) == ([True, False], ["discord-invalid-requests"])
        await two[0].count(429)
        assert [each.is_calm for each in two] == [False, False]
        clock.moved.advance(PAUSE_SECONDS)
        assert [each.is_calm for each in two] == [True, True]
        await two[0].count(403)
        assert not two[0].is_calm
        clock.moved.advance(WINDOW_SECONDS + 1)
        await two[0].count(403)
        assert two[0].is_calm
    finally:
        await store.close()


async def test_while_the_database_is_away_each_process_counts_alone() -> None:
    class Away:
        async def take_request(self, *_: object) -> float:
            raise StoreAway("store-failed")

    clock, told = Clock(), list[str]()
    invalid = InvalidRequests(clock, lambda key, _: told.append(key), Away())  # type: ignore[arg-type]
    for _ in range(CALM_BELOW):
        await invalid.count(403)
    assert (invalid.is_calm, told) == (False, ["discord-invalid-requests"])
