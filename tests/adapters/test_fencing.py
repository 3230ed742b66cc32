"""Requests to a platform at the end of their run's lease, also if their process stood still meanwhile."""

import asyncio
import gc
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

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
from core.jobs.lease import LEASE, Lease, RequestCutOff

TRACES: dict[str, Callable[[], aiohttp.TraceConfig]] = {
    "discord": lambda: InvalidRequests(SystemClock(), notify_nobody).trace(),
    "slack": fencing_trace,
}


@asynccontextmanager
async def platform(
    trace: aiohttp.TraceConfig, *, silent: bool = False
) -> AsyncIterator[tuple[Callable[[], "asyncio.Task[int]"], list[str]]]:
    """A way to send a request in a task of its own, and the requests that have arrived."""
    arrived: list[str] = []

    async def receive(request: web.Request) -> web.Response:
        arrived.append(request.path)
        if silent:
            await asyncio.Event().wait()
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


@pytest.mark.parametrize("name", TRACES)
async def test_a_request_under_way_is_cut_off_at_the_end_of_the_lease(name: str) -> None:
    async with platform(TRACES[name](), silent=True) as (send, arrived), asyncio.timeout(30):
        ending = Lease(time.monotonic() - LEASE_SECONDS + 0.3, time.monotonic)
        LEASE.set(ending)
        with pytest.raises(RequestCutOff):
            await send()
        assert not ending.held
        LEASE.set(lost := Lease(time.monotonic(), time.monotonic))
        under_way = send()
        while len(arrived) < 2:
            await asyncio.sleep(0.001)
        lost.lose()
        with pytest.raises(RequestCutOff):
            await under_way


@pytest.mark.parametrize("name", TRACES)
async def test_a_request_is_not_cut_off_while_its_lease_is_renewed_or_if_it_is_cancelled(name: str) -> None:
    async with platform(TRACES[name](), silent=True) as (send, arrived), asyncio.timeout(30):
        LEASE.set(lease := Lease(time.monotonic() - LEASE_SECONDS + 0.2, time.monotonic))
        under_way = send()
        lease.renew(time.monotonic())
        while not arrived:
            await asyncio.sleep(0.001)
        await asyncio.sleep(0.25)
        assert not under_way.done()
        under_way.cancel()
        lease.lose()
        with pytest.raises(asyncio.CancelledError):
            await under_way


@pytest.mark.parametrize("name", TRACES)
async def test_nothing_is_written_if_the_process_stands_still_while_it_connects(name: str) -> None:
    now = 100.0
    trace = TRACES[name]()

    async def stand_still(*_: Any) -> None:
        nonlocal now
        now += LEASE_SECONDS

    trace.on_connection_create_end.append(stand_still)
    LEASE.set(Lease(now, lambda: now))
    async with platform(trace) as (send, arrived), asyncio.timeout(30):
        with pytest.raises(RequestCutOff):
            await send()
        assert arrived == []


@pytest.mark.parametrize("name", TRACES)
async def test_what_cuts_a_request_off_does_not_wait_for_the_collector(name: str) -> None:
    LEASE.set(Lease(time.monotonic(), time.monotonic))
    async with platform(TRACES[name]()) as (send, _):
        gc.collect()
        before = {id(each): each for each in gc.get_objects() if isinstance(each, SimpleNamespace)}
        gc.disable()
        try:
            assert await send() == 200
            kept = [each for each in gc.get_objects() if isinstance(each, SimpleNamespace) and id(each) not in before]
            assert [each for each in kept if "cut" in vars(each)] == []
        finally:
            gc.enable()
