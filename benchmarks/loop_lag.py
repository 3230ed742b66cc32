"""The lag of an event loop: how late short sleeps end."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

TICK_SECONDS = 0.005


@asynccontextmanager
async def loop_lag() -> AsyncIterator[list[float]]:
    """Collects the lag of short sleeps, in seconds, while the block runs."""
    late: list[float] = [0.0]

    async def tick() -> None:
        while True:
            start = time.perf_counter()
            await asyncio.sleep(TICK_SECONDS)
            late.append(time.perf_counter() - start - TICK_SECONDS)

    ticking = asyncio.create_task(tick())
    try:
        yield late
    finally:
        ticking.cancel()
