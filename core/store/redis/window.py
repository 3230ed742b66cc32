"""The calls to a provider that several processes share: an exact sliding window in Redis, at the server's own time."""

from typing import TYPE_CHECKING

from core.quota.limit import MICROSECONDS, PERIODS, Rate
from core.store.redis.connection import TAG, asked, script

if TYPE_CHECKING:
    from redis.asyncio import Redis


class RedisWindow:
    """Counts calls, never more in any window than a provider's rate allows, whichever process makes them."""

    def __init__(self, redis: "Redis") -> None:
        self._redis = redis
        self._take = redis.register_script(script("window.lua"))

    async def take(self, engine: str, rate: Rate, call: str) -> float:
        """Counts a call; 0.0, or the seconds until there is room. Raises `UserError` where Redis does not answer."""
        length = PERIODS[rate.period] * MICROSECONDS
        wait = await asked(self._take(keys=[_key(engine)], args=[length, rate.units, call]))
        return int(wait) / MICROSECONDS

    async def give_back(self, engine: str, call: str) -> None:
        """A call that was counted never reached the provider."""
        await asked(self._redis.zrem(_key(engine), call))


def _key(engine: str) -> str:
    return f"{TAG}:calls:{engine}"
