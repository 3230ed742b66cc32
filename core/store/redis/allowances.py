"""What is left of limits, and who holds a place, in Redis or Valkey: shared by all processes that name the same one.

A decision is one script and one round trip, at the server's own time. All keys carry one hash tag, so that a cluster
keeps them on one node. Everything expires by itself.
"""

import json
import secrets
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from core.domain.errors import UserError
from core.domain.limits import MICROSECONDS, Budget, Charge, Places, Rate, microseconds
from core.quota.refusal import longest, over_budget, too_many, too_much
from core.store.redis.connection import TAG, asked, script
from core.store.sqlite.allowances import KEEP_SECONDS

if TYPE_CHECKING:
    from redis.asyncio import Redis

_SPEND = """if redis.call('EXISTS', KEYS[1]) == 1 and redis.call('HSETNX', KEYS[1], 'told:' .. ARGV[1], '') == 1 then
    for place = 2, #ARGV, 2 do redis.call('HINCRBY', KEYS[1], 'spent:' .. ARGV[place], ARGV[place + 1]) end
end"""
_CLAIM = """if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end
return redis.call('GET', KEYS[1]) == ARGV[1] and 1 or 0"""
_CLAIM_SECONDS = 3600
"""A platform that has not heard that a request arrived sends it again within minutes."""
_RESTART = """for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
    if string.sub(field, 1, 6) == 'spent:' then redis.call('HDEL', KEYS[1], field) end
end"""


@dataclass(frozen=True)
class _Noted:
    """A charge as its settlement needs it; `counted` is what is counted against it."""

    kind: str
    key: str
    counted: str = ""
    units: int = 0

    @property
    def written(self) -> tuple[str | int, ...]:
        """What `_Noted` is made of again."""
        return (self.kind, self.key, self.counted, self.units)

    @property
    def keys(self) -> tuple[str, str]:
        """Its two keys in Redis."""
        if self.kind == "rate":
            return _arrival_key(self.key), f"{TAG}:charges:{self.key}"
        return f"{TAG}:{self.kind}:{self.key}", f"{TAG}:{self.kind}:{self.key}"


class RedisAllowances:
    """The charges of jobs of one process. Its scripts are read when it is made, which must not be done on the loop's
    thread.

    `own_time` takes the time of the caller instead of the server's: only for simulations, in which time is turned.
    """

    def __init__(self, redis: "Redis", *, own_time: bool = False) -> None:
        self._redis = redis
        self._process = secrets.token_hex(8)
        self._own_time = own_time
        self._admit = redis.register_script(script("admit.lua"))
        self._settle = redis.register_script(script("settle.lua"))
        self._spend = redis.register_script(_SPEND)
        self._restart = redis.register_script(_RESTART)
        self._claim = redis.register_script(_CLAIM)

    async def claim(self, job: str) -> bool:
        """Takes a job for this process, for an hour; False where another has taken it."""
        return bool(await asked(self._claim(keys=[_claim_key(job)], args=[self._process, _CLAIM_SECONDS * 1000])))

    async def admit(self, job: str, charges: Sequence[Charge], at: float) -> bool | None:
        """Charges all limits and takes all places; False where this job was charged before, None where another process
        has taken it.

        Raises `LimitReached` or `NotAllowed`, and then nothing is changed; `UserError` where Redis does not answer.
        """
        limited = [charge for charge in charges if charge.limit is not None]
        noted = [_noted(charge) for charge in limited]
        arguments: list[str | int] = [
            self._now(at),
            job,
            json.dumps([each.written for each in noted]),
            KEEP_SECONDS * MICROSECONDS,
            self._process,
            _CLAIM_SECONDS * 1000,
        ]
        for charge in limited:
            arguments += _amounts(charge, at)
        match await asked(self._admit(keys=[*_keys(job, noted), _claim_key(job)], args=arguments)):
            case ["held", number, wait]:
                places = limited[number - 1].limit
                assert isinstance(places, Places)  # noqa: S101 - for the reader of types
                raise too_many(at_once=places.at_once, wait_us=int(wait))
            case ["refused", number, wait, *budgets]:
                raise _refusal(limited, int(number), int(wait), [int(each) for each in budgets], at)
            case ["taken"]:
                return None
            case answer:
                return bool(answer == ["charged"])

    async def restart(self, job: str) -> None:
        """A job is played again: what its first attempt cost is not charged."""
        await asked(self._restart(keys=[_job_key(job)]))

    async def spend(self, job: str, task: str, units: int, microdollars: int = 0) -> None:
        """Notes what a call of a job cost; once, although it is said again where the answer was lost."""
        if units or microdollars:
            spent: list[str | int] = [secrets.token_hex(8), task, units, "calls", units, "dollars", microdollars]
            await asked(self._spend(keys=[_job_key(job)], args=spent))

    async def settle(self, job: str, at: float) -> None:
        """A job has ended: its estimates become what its calls cost, and its places are free."""
        written = await asked(cast("Awaitable[str | None]", self._redis.hget(_job_key(job), "charges")))
        if written is None:
            return
        noted = [_Noted(*each) for each in json.loads(written)]
        arguments: list[str | int] = [self._now(at), job]
        for each in noted:
            arguments += (each.kind, each.counted, each.units)
        await asked(self._settle(keys=_keys(job, noted), args=arguments))

    async def arrivals(self, keys: Sequence[str]) -> Mapping[str, int]:
        """The theoretical arrival times of keys, in microseconds; those with everything left are left out."""
        if not keys:
            return {}
        found = await asked(self._redis.mget([_arrival_key(key) for key in keys]))
        return {key: int(arrival) for key, arrival in zip(keys, found, strict=True) if arrival is not None}

    async def spent_budgets(self, keys: Sequence[str], at: float) -> Mapping[str, int]:
        """What is spent of budgets in the day or month that they are in; those never charged are left out."""
        asking = self._redis.pipeline(transaction=False)
        for key in keys:
            asking.hmget(f"{TAG}:budget:{key}", ["until", "spent"])
        found = await asked(asking.execute()) if keys else ()
        return {key: int(spent) for key, (until, spent) in zip(keys, found, strict=True) if until and int(until) > at}

    async def forget_full(self, at: float) -> None:
        """Nothing: all keys expire by themselves."""

    def _now(self, at: float) -> str | int:
        return microseconds(at) if self._own_time else ""


def _noted(charge: Charge) -> _Noted:
    match charge.limit:
        case Places():
            return _Noted("places", charge.key)
        case Budget() as budget:
            return _Noted("budget", charge.key, budget.measure, charge.units)
        case _:
            return _Noted("rate", charge.key, charge.task, charge.units)


def _amounts(charge: Charge, at: float) -> tuple[str, int, int, int, int]:
    match charge.limit:
        case Places() as places:
            return ("places", places.at_once, microseconds(places.seconds), 0, 0)
        case Budget() as budget:
            return ("budget", charge.units, budget.amount, *budget.window(at))
        case Rate() as rate:
            return ("rate", charge.units, rate.emission_us, rate.burst, 0)
        case None:
            raise ValueError(f"{charge.key} has no limit")


def _refusal(charges: Sequence[Charge], number: int, wait: int, budgets: Sequence[int], at: float) -> UserError:
    """What holds longest, as the other stores say it."""
    refusals = []
    if number:
        charge = charges[number - 1]
        assert isinstance(charge.limit, Rate)  # noqa: S101 - for the reader of types
        wait_us = None if wait < 0 else wait
        refusals.append(too_much(scope=charge.scope, task=charge.task, rate=charge.limit, wait_us=wait_us, at=at))
    spent: UserError | None = None
    for each in budgets:
        charge = charges[each - 1]
        assert isinstance(charge.limit, Budget)  # noqa: S101 - for the reader of types
        spent = longest(over_budget(scope=charge.scope, budget=charge.limit, units=charge.units, at=at), spent)
    refusals += [spent] if spent else []
    return longest(refusals[0], refusals[-1])


def _keys(job: str, noted: Sequence[_Noted]) -> list[str]:
    return [_job_key(job), *(key for each in noted for key in each.keys)]


def _job_key(job: str) -> str:
    return f"{TAG}:job:{job}"


def _claim_key(job: str) -> str:
    return f"{TAG}:claim:{job}"


def _arrival_key(key: str) -> str:
    return f"{TAG}:arrival:{key}"
