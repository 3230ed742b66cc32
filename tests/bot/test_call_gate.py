"""The settings for requests reach the gate that every request passes."""

import asyncio
from pathlib import Path

from bot.call_gate import call_gate
from bot.settings import Settings
from core.domain.clock import SystemClock
from core.domain.tasks import Task
from core.inference.fair_gate import FairGate
from core.inference.gate import Permit
from core.inference.prices import Prices
from core.inference.requests import ChatRequest
from core.store.sqlite.store import SqliteStore
from tests.core.store.conftest import sqlite_store

__all__ = ["sqlite_store"]


async def let_in(gate: FairGate, calls: int) -> int:
    """The number of requests that do not wait."""
    inside = 0

    async def enter(told: asyncio.Event) -> None:
        nonlocal inside
        permit = Permit(task=Task.CHAT_COMPLETION, engine="huggingface", model=None, request=ChatRequest(messages=()))
        try:
            async for _ in gate.enter(permit):
                told.set()
            inside += 1
        finally:
            told.set()

    all_told = [asyncio.Event() for _ in range(calls)]
    tasks = [asyncio.create_task(enter(told)) for told in all_told]
    await asyncio.gather(*(told.wait() for told in all_told))
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return inside


def gate(store: SqliteStore, folder: Path, **said: object) -> FairGate:
    return call_gate(Settings.load(said, environ={}, folder=folder), store, SystemClock(), Prices())


async def test_a_share_of_the_window_may_be_used_in_a_burst(sqlite_store: SqliteStore, tmp_path: Path) -> None:
    limits = "huggingface=8/hour"
    assert await let_in(gate(sqlite_store, tmp_path, provider_limits=limits), 8) == 4
    assert await let_in(gate(sqlite_store, tmp_path, provider_limits=limits, burst_share=0.25), 8) == 2
    assert await let_in(gate(sqlite_store, tmp_path, provider_limits=limits, burst_share=1.0), 9) == 8


async def test_calls_under_way_are_bounded(sqlite_store: SqliteStore, tmp_path: Path) -> None:
    assert await let_in(gate(sqlite_store, tmp_path, provider_calls="huggingface=3"), 5) == 3
    assert await let_in(gate(sqlite_store, tmp_path, provider_calls="another=3"), 5) == 5
