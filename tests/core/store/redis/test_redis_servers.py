"""Servers that are started anew, that answer too late, and that are a cluster."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from core.domain.errors import LimitReached, UserError
from core.domain.limits import Budget, Charge, Places, Rate
from core.domain.tasks import Task
from core.store.redis.allowances import RedisAllowances
from core.store.redis.connection import connect
from core.store.redis.window import RedisWindow
from core.store.shared import SharedLimitsStore
from tests.core.quota.samples import charge
from tests.core.store.samples import request
from tests.servers.redis_server import free_port, redis_server

pytestmark = pytest.mark.may_block

HOURLY = Rate(units=1, period="hour")
ONE = [charge("k", HOURLY)]


async def test_a_server_that_was_started_anew_is_brought_the_scripts_again(tmp_path: Path) -> None:
    with redis_server(tmp_path) as url:
        redis = await connect(url)
        limits, window = await asyncio.to_thread(RedisAllowances, redis), await asyncio.to_thread(RedisWindow, redis)
        assert await limits.admit("a", ONE, 0.0)
        assert await window.take("hf", Task.CHAT, "call", rate=HOURLY, at_once=1) == 0.0
    with redis_server(tmp_path, port=urlsplit(url).port or 0):  # it keeps nothing, the scripts neither
        assert await limits.admit("b", ONE, 0.0)
        with pytest.raises(LimitReached):
            await limits.admit("c", ONE, 0.0)
        await limits.spend("b", "chat", 0)
        await limits.settle("b", 0.0)
        assert await limits.admit("c", ONE, 0.0)
        assert await window.take("hf", Task.CHAT, "call", rate=HOURLY, at_once=1) == 0.0
        await redis.script_flush()
        await limits.settle("c", 0.0)
        assert await limits.admit("d", ONE, 0.0)
    await redis.aclose()


async def test_a_cluster_decides_as_one_server_does(tmp_path: Path) -> None:
    # The port of its bus would else be 10,000 above its own, which may be too high for a port.
    with redis_server(tmp_path, "--cluster-enabled", "yes", "--cluster-port", str(free_port())) as url:
        port = urlsplit(url).port
        adding = await asyncio.create_subprocess_exec(
            "redis-cli", "-p", str(port), "cluster", "addslotsrange", "0", "16383", stdout=asyncio.subprocess.PIPE
        )
        await adding.communicate()
        async with asyncio.timeout(20):
            while True:
                try:
                    redis = await connect(url)
                    await redis.get("{troubadour}:is the cluster there?")
                    break
                except Exception:  # noqa: BLE001 - it takes a moment until its one node knows that it is whole
                    await asyncio.sleep(0.05)
        limits, window = await asyncio.to_thread(RedisAllowances, redis), await asyncio.to_thread(RedisWindow, redis)
        charges = [
            charge("user", Rate(units=3, period="hour"), 2),
            charge("channel", Rate(units=9, period="hour"), 2),
            charge("calls", Budget(amount=9, period="day", measure="calls"), 2),
            charge("jobs", Places(at_once=5, seconds=60.0)),
        ]
        assert await limits.admit("a", charges, time.time())
        with pytest.raises(LimitReached):
            await limits.admit("b", charges, time.time())
        await limits.spend("a", "chat", 1)
        await limits.restart("a")
        await limits.spend("a", "chat", 1)
        await limits.settle("a", time.time())
        assert sorted(await limits.arrivals(["user", "channel"])) == ["channel", "user"]
        assert await limits.spent_budgets(["calls"], time.time()) == {"calls": 1}
        assert await limits.admit("b", charges, time.time())
        assert await window.take("hf", Task.CHAT, "call", rate=HOURLY, at_once=1) == 0.0
        await window.leave("hf", "call", counts=False)
        await redis.aclose()


async def test_a_decision_whose_answer_was_lost_is_given_back(tmp_path: Path) -> None:
    with redis_server(tmp_path) as url:
        redis = await connect(url)
        limits = Mute(redis)
        store = await SharedLimitsStore.open_shared(tmp_path / "here", limits)
        with pytest.raises(UserError, match="limits-unreachable"):
            await store.accept(request("lost"), ONE, 0.0)
        with pytest.raises(LimitReached):
            await store.accept(request("next"), ONE, 0.0)
        assert await store.accept(request("lost"), ONE, 0.0), "the same again is charged already"
        await store.forget_full(0.0)
        with pytest.raises(LimitReached):
            await store.accept(request("next"), ONE, 0.0)
        await store.finish("lost", "failed", 0.0)
        limits.mute = True
        with pytest.raises(UserError, match="limits-unreachable"):
            await store.accept(request("lost again"), ONE, 0.0)
        await store.forget_full(0.0)
        assert await store.accept(request("next"), ONE, 0.0)
        await store.close()
        await redis.aclose()


async def test_a_call_that_is_told_again_because_the_answer_was_lost_counts_once(tmp_path: Path) -> None:
    with redis_server(tmp_path) as url:
        async with tearing(urlsplit(url).port or 0) as (address, tear):
            redis = await connect(address)
            limits = await asyncio.to_thread(RedisAllowances, redis)
            daily = Budget(amount=9, period="day", measure="calls")
            assert await limits.admit("a", [charge("calls", daily, 1)], time.time())
            await limits.spend("a", "chat", 1)
            tear.set()
            await limits.spend("a", "chat", 2)
            assert not tear.is_set(), "the answer was lost"
            await limits.settle("a", time.time())
            assert await limits.spent_budgets(["calls"], time.time()) == {"calls": 3}
            await redis.aclose()


@asynccontextmanager
async def tearing(port: int) -> AsyncIterator[tuple[str, asyncio.Event]]:
    """A way to a server; once the event is set, the next answer is lost with its connection."""
    tear = asyncio.Event()
    joined: set[asyncio.Task[None] | None] = set()

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answers: bool) -> None:
        while chunk := await reader.read(65536):
            if answers and tear.is_set():
                tear.clear()
                break
            writer.write(chunk)
        writer.close()

    async def join(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        joined.add(asyncio.current_task())
        its_reader, its_writer = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(carry(reader, its_writer, False), carry(its_reader, writer, True))

    async with await asyncio.start_server(join, "127.0.0.1", 0) as server:
        yield f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0", tear
        server.close()
        await asyncio.gather(*(task for task in joined if task is not None))


class Mute(RedisAllowances):
    """Redis decides, and its answer does not come, once."""

    mute = True

    async def admit(self, job: str, charges: Sequence[Charge], at: float) -> bool | None:
        answer = await super().admit(job, charges, at)
        if self.mute:
            self.mute = False
            raise UserError("limits-unreachable")
        return answer
