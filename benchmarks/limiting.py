"""What a decision about limits costs: in memory beside the `limits` library and a bare dict, in Redis beside a PING.

A decision is about a person, a channel and a tenant at once. `limits` has none over several keys: it is asked for each
of them, then told of each, which another task could come between.
"""

import asyncio
import multiprocessing
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from statistics import median

from limits import RateLimitItemPerHour
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from benchmarks.comparison import ROUNDS, Comparison, side_by_side
from core.domain.limits import Charge, Rate
from core.quota.book import Book

DECISIONS = 2_000
USERS = 1_000
MANY_USERS = 1_000_000
MEMORY = Path("/proc/self/statm")
RATE = Rate(units=100_000_000, period="hour")

_jobs = count()


def compare() -> Iterator[Comparison]:
    """In memory, how it grows, how much is kept, and in Redis where there is a server."""
    yield from _decisions()
    yield from _growth()
    if MEMORY.exists():
        yield _memory()
    yield from _redis()


def _decisions() -> Iterator[Comparison]:
    book = Book()
    limiter, item = MovingWindowRateLimiter(MemoryStorage()), RateLimitItemPerHour(1_000_000)
    bare: dict[str, int] = {}

    def ours() -> None:
        for number in range(DECISIONS):
            _decide(book, number % USERS)

    def library() -> None:
        for number in range(DECISIONS):
            keys = (f"user-{number % USERS}", "channel", "tenant")
            if all(limiter.test(item, key) for key in keys):
                for key in keys:
                    limiter.hit(item, key)

    def plain() -> None:
        for number in range(DECISIONS):
            for key in (f"user-{number % USERS}", "channel", "tenant"):
                bare[key] = bare.get(key, 0) + 1

    for baseline, name in ((library, "`limits`, moving window, 3 tests and 3 hits"), (plain, "a dict, 3 look-ups")):
        mine, theirs = side_by_side(ours, baseline)
        yield _per_decision("a decision about 3 limits in memory, settled", name, mine, theirs)


def _growth() -> Iterator[Comparison]:
    few, many = Book(), Book()
    _fill(few, USERS)
    _fill(many, MANY_USERS)
    step = MANY_USERS // DECISIONS

    def at(book: Book, stride: int) -> Callable[[], None]:
        def decide() -> None:
            for number in range(DECISIONS):
                _decide(book, number * stride)

        return decide

    mine, theirs = side_by_side(at(many, step), at(few, 1))
    yield _per_decision(f"the same among {MANY_USERS:,} users", f"among {USERS:,}", mine, theirs)
    yield Comparison(
        subject=f"the longest step of the hourly sweep over {MANY_USERS:,} users",
        baseline=f"all steps over {USERS:,}",
        ours=max(_steps(many)),
        beside=sum(_steps(few)),
    )


def _steps(book: Book) -> list[float]:
    """How long each step takes the processor: another process that gets its turn is not the sweep's doing."""
    taken, sweep = [], book.sweep(time.time() + 7_200)
    while True:
        begun = time.process_time()
        going = next(sweep, False) is None
        taken.append(time.process_time() - begun)
        if not going:
            return taken


def _memory() -> Comparison:
    """Each in a process of its own, which has nothing else to put into memory meanwhile."""
    ours, bare = map(_grown_by, (_book, _bare))
    return Comparison(
        subject=f"memory for each of {MANY_USERS:,} users",
        baseline="a `dict[str, int]`",
        ours=ours / MANY_USERS,
        beside=bare / MANY_USERS,
        unit="B",
    )


def _grown_by(keep: Callable[[], object]) -> int:
    with multiprocessing.get_context("spawn").Pool(1) as process:
        return process.apply(_growth_of_memory, (keep,))


def _growth_of_memory(keep: Callable[[], object]) -> int:
    """By how many bytes this process grows when something is kept."""
    before = _resident_bytes()
    kept = keep()
    after = _resident_bytes()
    del kept
    return after - before


def _resident_bytes() -> int:
    return int(MEMORY.read_text().split()[1]) * resource.getpagesize()  # proc(5)


def _book() -> Book:
    book = Book()
    _fill(book, MANY_USERS)
    return book


def _bare() -> dict[str, int]:
    return {f"user-{number}": number + (1 << 50) for number in range(MANY_USERS)}


def _redis() -> Iterator[Comparison]:
    program = shutil.which("redis-server")
    if program is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        socket = Path(folder) / "redis.sock"
        command = [program, "--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", folder]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            while not socket.exists():
                time.sleep(0.01)
            yield from asyncio.run(_beside_ping(f"unix://{socket}"))
        finally:
            server.terminate()
            server.wait()


async def _beside_ping(url: str) -> list[Comparison]:
    from core.store.redis.allowances import RedisAllowances
    from core.store.redis.connection import connect

    redis = await connect(url)
    limits = RedisAllowances(redis)
    pairs = []
    for _ in range(ROUNDS + 1):
        begun = time.perf_counter()
        for number in range(DECISIONS // 4):
            await limits.admit(f"job-{next(_jobs)}", _charges(number % USERS), time.time())
        middle = time.perf_counter()
        for _ in range(DECISIONS // 4):
            await redis.ping()
        pairs.append((middle - begun, time.perf_counter() - middle))
    await redis.aclose()
    share = DECISIONS // 4
    return [
        Comparison(
            subject="a decision about 3 limits in Redis",
            baseline="a PING",
            ours=median(ours for ours, _ in pairs[1:]) / share,
            beside=median(ping for _, ping in pairs[1:]) / share,
        )
    ]


def _per_decision(subject: str, baseline: str, ours: float, theirs: float) -> Comparison:
    return Comparison(subject=subject, baseline=baseline, ours=ours / DECISIONS, beside=theirs / DECISIONS)


def _charges(user: int) -> list[Charge]:
    return [Charge(key=key, units=1, limit=RATE, task="chat") for key in (f"user-{user}", "channel", "tenant")]


def _decide(book: Book, user: int) -> None:
    job = f"job-{next(_jobs)}"
    book.admit(job, _charges(user), time.time())
    book.spend(job, "chat", 1)
    book.settle(job)


def _fill(book: Book, users: int) -> None:
    for user in range(users):
        _decide(book, user)
