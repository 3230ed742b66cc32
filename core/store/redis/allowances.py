"""What is left of limits, and who holds a place, in Redis or Valkey: shared by all processes that name the same one.

A decision is one script and one round trip, at the server's own time. All keys carry one hash tag, so that a cluster
keeps them on one node. Everything expires by itself.
"""

import json
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from core.errors import UserError
from core.quota.limit import MICROSECONDS, Places, Rate, microseconds
from core.quota.refusal import too_many, too_much
from core.store.port import Charge
from core.store.redis.connection import TAG, asked, script

if TYPE_CHECKING:
    from redis.asyncio import Redis

KEEP_SECONDS = 86_400
"""How long a job's charges can be settled. Longer than any job may take."""
_SPEND = "if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('HINCRBY', KEYS[1], 'spent:' .. ARGV[1], ARGV[2]) end"
_RESTART = """for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
    if field ~= 'charges' then redis.call('HDEL', KEYS[1], field) end
end"""


@dataclass(frozen=True)
class _Noted:
    """A charge as its settlement needs it."""

    kind: str
    key: str
    task: str

    @property
    def keys(self) -> tuple[str, str]:
        if self.kind == "places":
            return f"{TAG}:places:{self.key}", f"{TAG}:places:{self.key}"
        return f"{TAG}:arrival:{self.key}", f"{TAG}:charges:{self.key}"


class RedisAllowances:
    """The charges of jobs. Its scripts are read when it is made, which must not be done on the loop's thread.

    `own_time` takes the time of the caller instead of the server's: only for simulations, in which time is turned.
    """

    def __init__(self, redis: "Redis", *, own_time: bool = False) -> None:
        self._redis = redis
        self._own_time = own_time
        self._admit = redis.register_script(script("admit.lua"))
        self._settle = redis.register_script(script("settle.lua"))
        self._spend = redis.register_script(_SPEND)
        self._restart = redis.register_script(_RESTART)

    async def admit(self, job: str, charges: Sequence[Charge], at: float) -> bool:
        """Charges all limits and takes all places; False where this job was charged before.

        Raises `LimitReached` or `NotAllowed`, and then nothing is changed; `UserError` where Redis does not answer.
        """
        limited = [charge for charge in charges if charge.limit is not None]
        noted = [_noted(charge) for charge in limited]
        arguments: list[str | int] = [
            self._now(at),
            job,
            json.dumps([(each.kind, each.key, each.task) for each in noted]),
            KEEP_SECONDS * MICROSECONDS,
        ]
        for charge in limited:
            arguments += _amounts(charge)
        answer = await asked(self._admit(keys=_keys(job, noted), args=arguments))
        match answer:
            case ["held", number, wait]:
                places = limited[number - 1].limit
                assert isinstance(places, Places)  # noqa: S101 - for the reader of types
                raise too_many(at_once=places.at_once, wait_us=int(wait))
            case ["denied", number, wait]:
                raise _refusal(limited[number - 1], int(wait), at)
            case ["never", number]:
                raise _refusal(limited[number - 1], None, at)
        return bool(answer == ["charged"])

    async def restart(self, job: str) -> None:
        """A job is played again: what its first attempt cost is not charged."""
        await asked(self._restart(keys=[_job_key(job)]))

    async def spend(self, job: str, task: str, units: int) -> None:
        """Notes what a call of a job cost."""
        if units:
            await asked(self._spend(keys=[_job_key(job)], args=[task, units]))

    async def settle(self, job: str, at: float) -> None:
        """A job has ended: its estimates become what its calls cost, and its places are free."""
        written = await asked(cast("Awaitable[str | None]", self._redis.hget(_job_key(job), "charges")))
        if written is None:
            return
        noted = [_Noted(*each) for each in json.loads(written)]
        arguments: list[str | int] = [self._now(at), job]
        for each in noted:
            arguments += (each.kind, each.task)
        await asked(self._settle(keys=_keys(job, noted), args=arguments))

    async def arrivals(self, keys: Sequence[str]) -> Mapping[str, int]:
        """The theoretical arrival times of keys, in microseconds; those with everything left are left out."""
        if not keys:
            return {}
        found = await asked(self._redis.mget([f"{TAG}:arrival:{key}" for key in keys]))
        return {key: int(arrival) for key, arrival in zip(keys, found, strict=True) if arrival is not None}

    def _now(self, at: float) -> str | int:
        return microseconds(at) if self._own_time else ""


def _noted(charge: Charge) -> _Noted:
    return _Noted("places" if isinstance(charge.limit, Places) else "rate", charge.key, charge.task)


def _amounts(charge: Charge) -> tuple[str | int, ...]:
    if isinstance(charge.limit, Places):
        return ("places", charge.limit.at_once, microseconds(charge.limit.seconds), 0, charge.task)
    assert isinstance(charge.limit, Rate)  # noqa: S101 - for the reader of types
    return ("rate", charge.units, charge.limit.emission_us, charge.limit.burst, charge.task)


def _keys(job: str, noted: Sequence[_Noted]) -> list[str]:
    return [_job_key(job), *(key for each in noted for key in each.keys)]


def _job_key(job: str) -> str:
    return f"{TAG}:job:{job}"


def _refusal(charge: Charge, wait_us: int | None, at: float) -> UserError:
    assert isinstance(charge.limit, Rate)  # noqa: S101 - for the reader of types
    return too_much(scope=charge.scope, task=charge.task, rate=charge.limit, wait_us=wait_us, at=at)
