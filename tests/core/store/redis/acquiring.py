"""A process that asks for many places or units at once: `python -m tests.core.store.redis.acquiring URL COUNT [hold]`.

It prints how many it was given. With `hold` it then waits to be killed.
"""

import asyncio
import os
import sys

from core.domain.errors import LimitReached
from core.domain.limits import Places, Rate
from core.store.redis.allowances import RedisAllowances
from core.store.redis.connection import connect
from tests.core.quota.samples import charge

HUNDRED = Rate(units=100, period="hour")
HELD_SECONDS = 2.0
TEN_AT_ONCE = Places(at_once=10, seconds=HELD_SECONDS)


async def acquire(url: str, count: int, *, hold: bool) -> None:
    """Asks `count` times at once."""
    redis = await connect(url)
    allowances = await asyncio.to_thread(RedisAllowances, redis)
    charges = [charge("jobs", TEN_AT_ONCE)] if hold else [charge("user", HUNDRED), charge("wide", HUNDRED)]

    async def one(number: int) -> bool:
        try:
            return bool(await allowances.admit(f"{os.getpid()}-{number}", charges, 0.0))
        except LimitReached:
            return False

    given = await asyncio.gather(*(one(number) for number in range(count)))
    print(sum(given), flush=True)  # noqa: T201 - read by the test
    if hold:
        await asyncio.Event().wait()
    await redis.aclose()


if __name__ == "__main__":
    asyncio.run(acquire(sys.argv[1], int(sys.argv[2]), hold="hold" in sys.argv))
