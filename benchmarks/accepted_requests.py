"""Requests to accept, what they are charged to, and the rows that this stores."""

import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from core.domain.limits import Budget, Charge, ConcurrencyLimit, Rate
from core.domain.request import Address, Caller, Place, Request
from core.store.ports.inbox import Inbox

RATE = Rate(units=1_000_000, period="hour")
BUDGET = Budget(amount=1_000_000, period="month", measure="calls")
CHANNELS = 8

_PENDING = (
    "INSERT INTO pending_charge (job, key, task, at_us, before_us, emission_us, units) "
    "VALUES (:id, :KEY, 'chat', 1, 1, 1, 1)"
)
_ALLOWANCE = (
    "INSERT INTO allowance (key, arrival_us, charged_us) VALUES (:KEY, 1, 1) "
    "ON CONFLICT (key) DO UPDATE SET arrival_us = excluded.arrival_us, charged_us = excluded.charged_us"
)
_JOB = (
    "INSERT INTO job (id, user_key, request, reply_to, accepted_at, private, layout, runnable_at, payload_version, "
    "place_scope) VALUES (:id, :user, :request, :reply_to, 1, 0, 'gallery', 1, 1, :channel)"
)
STATEMENTS = (
    _JOB,
    "INSERT INTO concurrency_slot (key, job, until_us) VALUES (:user, :id, 1)",
    *(
        statement.replace("KEY", key)
        for key in ("user", "channel", "tenant")
        for statement in (
            _PENDING,
            _ALLOWANCE,
        )
    ),
    "INSERT INTO pending_budget_charge (job, key, since, measure, units) VALUES (:id, 'bot', 1, 'calls', 1)",
    "INSERT INTO budget VALUES ('bot', 1, 4000000000, 1) ON CONFLICT (key) DO UPDATE SET spent = budget.spent + 1",
)
"""They store a request with its charges. The values are named as in SQLite."""

_numbers = count()


def new_requests(number: int, *, tenant: str = "") -> Iterator[Request]:
    """Requests of different people, in a few channels of one tenant or (without a name) in tenants of their own."""
    for each in (next(_numbers) for _ in range(number)):
        home = tenant or f"home-{each}"
        yield Request(
            id=f"request-{each}",
            command="imagine",
            options={"prompt": "a red fox in the snow, at dusk", "seed": 7},
            caller=Caller(platform="bench", tenant=home, user=f"ann-{each}", name="Ann", admin=False),
            place=Place(platform="bench", tenant=home, channel=f"general-{each % CHANNELS}"),
            address=Address(platform="bench"),
        )


def charges(request: Request) -> list[Charge]:
    """A rate of the person, one of the channel, one of the tenant, a slot, and a budget that everybody shares."""
    owners = {"user": request.caller.key, "channel": request.place.key, "tenant": request.place.tenant}
    rates = [Charge(key=key, units=1, limit=RATE, scope=scope, task="chat") for scope, key in owners.items()]  # type: ignore[arg-type]
    slot = Charge(key=f"jobs:{request.caller.key}", units=1, limit=ConcurrencyLimit(jobs=9))
    return [*rates, slot, replace(rates[0], key="bot", limit=BUDGET, scope="bot")]


def values_of(request: Request) -> dict[str, str]:
    """The values of `STATEMENTS` for a request."""
    return {
        "id": request.id,
        "user": request.caller.key,
        "channel": request.place.key,
        "tenant": request.place.tenant,
        "request": request.model_dump_json(),
        "reply_to": request.model_dump_json(include={"caller", "place", "address"}),
    }


async def accept(inbox: Inbox, request: Request) -> float:
    """Has a request stored with its charges. Returns the seconds that it took."""
    start = time.perf_counter()
    assert await inbox.accept(request, charges(request), time.time(), runnable_at=time.time() + 5)
    return time.perf_counter() - start
