"""Requests to a platform after their process stood still: between a run's check of its lease and its request."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.discord.outbound.invalid_requests import InvalidRequests
from adapters.slack.outbound.fencing import fencing_trace
from core.domain.alerts import notify_nobody
from core.domain.clock import SystemClock
from core.domain.errors import RunOver
from core.domain.jobs import LEASE_SECONDS
from core.jobs.lease import LEASE, Lease

TRACES: dict[str, Callable[[], aiohttp.TraceConfig]] = {
    "discord": lambda: InvalidRequests(SystemClock(), notify_nobody).trace(),
    "slack": fencing_trace,
}


@asynccontextmanager
async def platform(trace: aiohttp.TraceConfig) -> AsyncIterator[tuple[Callable[[], "asyncio.Task[int]"], list[str]]]:
    """A way to send a request in a task of its own, and the requests that have arrived."""
    arrived: list[str] = []

    async def receive(request: web.Request) -> web.Response:
        arrived.append(request.path)
        return web.Response()

    app = web.Application()
    app.router.add_post("/messages", receive)
    async with TestServer(app) as server, aiohttp.ClientSession(trace_configs=[trace]) as session:

        async def post() -> int:
            async with session.post(server.make_url("/messages")) as response:
                return response.status

        yield lambda: asyncio.create_task(post()), arrived


@pytest.mark.parametrize("name", TRACES)
async def test_a_request_waits_for_the_lease_and_does_not_begin_once_it_is_lost(name: str) -> None:
    now = 100.0
    lease = Lease(now, lambda: now)
    LEASE.set(lease)
    async with platform(TRACES[name]()) as (send, arrived), asyncio.timeout(30):
        await lease.hold()  # the check of the run
        now += LEASE_SECONDS  # and the process is stopped before it sends
        waiting = send()
        await asyncio.sleep(0.05)
        assert arrived == []
        lease.renew(now)
        assert await waiting == 200
        now += LEASE_SECONDS
        late = send()
        await asyncio.sleep(0)
        lease.lose()
        with pytest.raises(RunOver):
            await late
        assert arrived == ["/messages"]


@pytest.mark.parametrize("name", TRACES)
async def test_what_belongs_to_no_run_or_follows_its_end_is_sent(name: str) -> None:
    async with platform(TRACES[name]()) as (send, arrived), asyncio.timeout(30):
        assert await send() == 200
        lease = Lease(0.0, lambda: LEASE_SECONDS)
        lease.given_back = True
        LEASE.set(lease)
        assert await send() == 200
        assert len(arrived) == 2
