"""The calls to a provider that several processes share: an exact sliding window in Redis, and places for calls that are
under way, at the server's own time."""

import math
from typing import TYPE_CHECKING

from core.domain.limits import MICROSECONDS, PERIODS, Rate, microseconds
from core.store.redis.connection import TAG, asked, script

if TYPE_CHECKING:
    from redis.asyncio import Redis

LEASE_SECONDS = 900.0
"""How long a call may take before its place is taken for lost, with the process that had it."""


class RedisWindow:
    """Counts calls, never more in any window than a provider's rate allows, whichever process makes them."""

    def __init__(self, redis: "Redis", *, lease_seconds: float = LEASE_SECONDS) -> None:
        self._redis = redis
        self._lease = microseconds(lease_seconds)
        self._take = redis.register_script(script("window.lua"))

    async def take(self, engine: str, task: str, call: str, *, rate: Rate | None, at_once: int | None) -> float:
        """Counts a call and takes a place for it, or neither; 0.0, or the seconds until it is worth asking again.

        Raises `UserError` where Redis does not answer.
        """
        length, units = (0, 0) if rate is None else (PERIODS[rate.period] * MICROSECONDS, rate.units)
        keys = [_calls(engine), _under_way(engine), _pause(engine, task)]
        wait = await asked(self._take(keys=keys, args=[call, length, units, at_once or 0, self._lease]))
        return int(wait) / MICROSECONDS

    async def leave(self, engine: str, call: str, *, counts: bool) -> None:
        """A call has ended, and gives up its place; one that does not count never reached the provider."""
        await asked(self._redis.zrem(_under_way(engine), call))
        if not counts:
            await asked(self._redis.zrem(_calls(engine), call))

    async def hold(self, engine: str, task: str, seconds: float) -> None:
        """The provider takes no call of a task for so long."""
        if seconds > 0:
            await asked(self._redis.set(_pause(engine, task), "1", px=math.ceil(seconds * 1000)))


def _calls(engine: str) -> str:
    return f"{TAG}:calls:{engine}"


def _under_way(engine: str) -> str:
    return f"{TAG}:under way:{engine}"


def _pause(engine: str, task: str) -> str:
    return f"{TAG}:pause:{engine}:{task}"
