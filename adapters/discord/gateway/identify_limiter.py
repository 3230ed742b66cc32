"""The identify rate limit: shards of one bucket identify five seconds apart, also across processes.

A shard's bucket is its number modulo `max_concurrency`, which Discord sends with the gateway's address
(https://docs.discord.com/developers/events/gateway#sharding-max-concurrency).
"""

import secrets

from core.domain.clock import Clock
from core.domain.errors import StoreAway
from core.store.ports.leases import Leases

IDENTIFY_SECONDS = 5.25
"""Discord requires five; the rest makes up for varying network delays."""
LONGEST_WAIT_SECONDS = 45.0
"""A turn further ahead than this is ignored: discord.py gives a returning shard one minute. If a shard identifies too
early, Discord closes the connection and the shard tries again."""
LOOK_SECONDS = 0.5
"""The time between two attempts to get a turn that shards of other processes want, too."""


class IdentifyLimiter:
    """Spaces out the identify requests of one process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last: dict[int, float] = {}

    async def wait(self, bucket: int) -> None:
        """Waits until a shard of this bucket may identify."""
        now = self._clock.now()
        turn = max(now, self._last.get(bucket, 0.0) + IDENTIFY_SECONDS)
        if turn - now > LONGEST_WAIT_SECONDS:
            turn = now
        self._last[bucket] = turn
        await self._clock.sleep(turn - now)


class SharedIdentifyLimiter(IdentifyLimiter):
    """Spaces out the identify requests of all processes: a turn is a lease that nobody gives back."""

    def __init__(self, clock: Clock, leases: Leases, application: str) -> None:
        super().__init__(clock)
        self._leases = leases
        self._application = application

    async def wait(self, bucket: int) -> None:
        """Waits until a shard of this bucket may identify; without the database, for shards of this process."""
        name, turn = f"discord {self._application} identify {bucket}", secrets.token_hex(8)
        try:
            while not await self._leases.take_lease(name, turn, self._clock.now(), IDENTIFY_SECONDS):
                await self._clock.sleep(LOOK_SECONDS)
        except StoreAway:
            await super().wait(bucket)
