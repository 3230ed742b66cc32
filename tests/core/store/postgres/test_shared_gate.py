"""The call gates of several real processes on one database, before a provider that counts."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.core.store.postgres.real_processes import RealProcess, real_processes, total, until

_GATE = """
import asyncio, json, sys
from core.domain.clock import SystemClock
from core.domain.errors import LimitReached
from core.domain.limits import Rate
from core.domain.tasks import Task
from core.inference import fair_gate
from core.inference.requests import ChatRequest
from core.inference.gate import Permit
from core.store.postgres.store import PostgresStore
from core.store.sql import provider_queue_turns, provider_queues

provider_queue_turns.LEASE_SECONDS = 2.0
provider_queue_turns.RENEWAL_SECONDS = provider_queues.RENEWAL_SECONDS = fair_gate.RENEWAL_SECONDS = 0.5

async def main(url, port):
    store = await PostgresStore.open(url)
    rates = {f"window {number}": Rate(units=40, period="hour") for number in range(3)}
    gate = fair_gate.FairGate(
        store, SystemClock(), rates, share=1.0, queues=store, at_once={"three": 3, "one": 1, "single": 1},
    )
    await gate.restore()
    serving = asyncio.create_task(gate.serve())

    async def call(engine, user):
        request = ChatRequest(messages=(), user=user)
        permit = Permit(task=Task.CHAT_COMPLETION, engine=engine, model=None, request=request)
        try:
            async for _ in gate.enter(permit):
                print(engine, "waits", flush=True)
        except LimitReached:
            print(engine, "refused", flush=True)
            return
        reader, writer = await asyncio.open_connection("127.0.0.1", int(port))
        writer.write(user.encode() + b"\\n")
        answer = await reader.readline()
        if answer.startswith(b"pause"):
            await gate.throttled(permit, float(answer.split()[1]))
        await gate.leave(permit, "ok")
        writer.close()
        print(engine, "served", flush=True)

    print("ready", flush=True)
    loop = asyncio.get_running_loop()
    async with asyncio.TaskGroup() as calls:
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            engine, *users = json.loads(line)
            for user in users:
                calls.create_task(call(engine, user))
    serving.cancel()
    await store.close()

asyncio.run(main(*sys.argv[1:]))
"""


class Provider:
    """Counts the requests under way, and answers each when it is told to, or immediately."""

    def __init__(self) -> None:
        self.users: list[str] = []
        self.most = 0
        self.held: list[asyncio.StreamWriter] = []
        self.holds = False
        self.answer = b"ok\n"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Takes a request."""
        self.users.append((await reader.readline()).decode().strip())
        self.held.append(writer)
        self.most = max(self.most, len(self.held))
        if not self.holds:
            await asyncio.sleep(0.005)
            self.finish(writer)

    def finish(self, writer: asyncio.StreamWriter | None = None) -> None:
        """Answers a request: the oldest one, or another."""
        writer = writer or self.held[0]
        self.held.remove(writer)
        writer.write(self.answer)
        writer.close()


@asynccontextmanager
async def callers(url: str, provider: Provider) -> AsyncIterator[list[RealProcess]]:
    """Starts four processes that call the same provider."""
    async with (
        await asyncio.start_server(provider.serve, "127.0.0.1") as server,
        real_processes(_GATE, url, str(server.sockets[0].getsockname()[1])) as started,
    ):
        yield started


async def test_of_a_hundred_requests_of_four_processes_exactly_the_limit_is_sent(store_url: str) -> None:
    provider = Provider()
    async with callers(store_url, provider) as processes:
        for window in ("window 0", "window 1", "window 2"):
            for number, process in enumerate(processes):
                process.send(window, *(f"user {number % 2}" for _ in range(25)))
            await until(
                lambda window=window: (
                    total(processes, f"{window} served") + total(processes, f"{window} refused")  # type: ignore[misc]
                    == 100
                )
            )
            assert total(processes, f"{window} served") == len(provider.users) == 40
            provider.users.clear()
        provider.holds, provider.most = True, 0
        for number, process in enumerate(processes):
            process.send("three", *(f"user {number}" for _ in range(10)))
        for left in range(40, 0, -1):
            await until(lambda left=left: len(provider.held) == min(3, left))  # type: ignore[misc]
            provider.finish()
        assert provider.most == 3


async def test_people_of_other_processes_go_before_a_heavy_user_and_a_pause_holds_for_all(store_url: str) -> None:
    provider = Provider()
    provider.holds = True
    async with callers(store_url, provider) as processes:
        processes[0].send("one", *["heavy"] * 12)
        await until(lambda: len(provider.held) == 1 and processes[0].told["one waits"] >= 11)
        for number, process in enumerate(processes[1:]):
            process.send("one", f"light {number}", f"light {number}")
        await until(lambda: all(each.told["one waits"] >= 2 for each in processes[1:]))
        for served in range(1, 19):
            await until(lambda served=served: len(provider.users) == served)  # type: ignore[misc]
            provider.finish()
        await until(lambda: total(processes, "one served") == 18)
        # The heavy user has one of the first three slots of four, as everybody else.
        assert Counter(provider.users[1:8])["heavy"] <= 2
        assert Counter(provider.users)["heavy"] == 12
        provider.holds, provider.answer = False, b"pause 3600\n"
        processes[0].send("pausing", "ada")
        await until(lambda: processes[0].told["pausing served"] == 1)
        processes[1].send("pausing", "bo", "cy")
        await until(lambda: processes[1].told["pausing refused"] == 2)
        assert provider.users[18:] == ["ada"]


async def test_the_line_moves_on_when_a_process_is_killed_that_waits_or_has_its_turn(store_url: str) -> None:
    provider = Provider()
    provider.holds = True
    async with callers(store_url, provider) as (holds, waits, next_one, last):
        holds.send("one", "a")
        await until(lambda: len(provider.held) == 1)
        for process, user in ((waits, "b"), (next_one, "c"), (last, "d")):
            process.send("one", user)
            await until(lambda process=process: process.told["one waits"] > 0)  # type: ignore[misc]
        waits.process.kill()
        holds.process.kill()
        await until(lambda: provider.users == ["a", "c"])
        for _ in range(2):
            provider.finish()
        await until(lambda: provider.users == ["a", "c", "d"])
        provider.finish()
        await until(lambda: next_one.told["one served"] + last.told["one served"] == 2)
