"""The store and the call gate, as the settings ask for them: limits are kept on disk, in memory or in Redis."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from bot.settings import Settings
from core.domain.clock import Clock
from core.inference.fair_gate import FairGate
from core.inference.prices import Prices
from core.inference.shared_gate import SharedGate, SharedWindow
from core.store.memory import MemoryAllowances
from core.store.shared import SharedLimitsStore
from core.store.sqlite.store import SqliteStore

MEMORY = "memory://"
"""Stands for no Redis: limits are kept in this process's memory."""


async def open_store(
    settings: Settings, folder: Path, around: AsyncExitStack
) -> tuple[SqliteStore, SharedWindow | None]:
    """The store in a claimed folder, and the providers' windows that are shared, if any; closed with `around`.

    Raises `OperatorError` where the folder cannot be used or no Redis answers.
    """
    if settings.redis_url is None:
        store = await SqliteStore.open(folder)
        around.push_async_callback(store.close)
        return store, None
    if settings.redis_url.get_secret_value() == MEMORY:
        store = await SharedLimitsStore.open_shared(folder, MemoryAllowances())
        around.push_async_callback(store.close)
        return store, None
    from core.store.redis.allowances import RedisAllowances
    from core.store.redis.connection import connect
    from core.store.redis.window import RedisWindow

    redis = await connect(settings.redis_url.get_secret_value())
    around.push_async_callback(redis.aclose)
    limits = await asyncio.to_thread(RedisAllowances, redis)
    window = await asyncio.to_thread(RedisWindow, redis, lease_seconds=settings.job_seconds)
    store = await SharedLimitsStore.open_shared(folder, limits)
    around.push_async_callback(store.close)
    return store, window


def call_gate(
    settings: Settings, store: SqliteStore, clock: Clock, prices: Prices, window: SharedWindow | None
) -> FairGate:
    """The gate before every call to an engine."""
    limits: dict[str, Any] = {
        "rates": settings.provider_rates,
        "at_once": settings.provider_places,
        "share": settings.burst_share,
        "longest_wait_seconds": settings.wait_seconds,
        "prices": prices,
    }
    return FairGate(store, clock, **limits) if window is None else SharedGate(store, clock, window=window, **limits)
