"""The web room over a real store, queue and runner, with whatever commands a test brings."""

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress

from adapters.web.config import WebConfig
from adapters.web.room import WebRoom
from core.caps import Caps
from core.clock import SystemClock
from core.command import Command, Registry
from core.dispatcher import Dispatcher
from core.inference.engine import Engine, Task
from core.inference.gate import OpenGate
from core.inference.router import Router
from core.jobs import LocalJobs
from core.quota.admission import OpenAdmission
from core.runner import Runner
from core.stage import Platform
from core.store.sqlite import SqliteStore
from core.suggestions import Suggestions


class House:
    """Everything behind the room's port."""

    def __init__(
        self,
        store: SqliteStore,
        config: WebConfig,
        commands: Iterable[Command],
        engines: Sequence[Engine] = (),
        *,
        slots: int = 10,
    ) -> None:
        self.store = store
        self.clock = SystemClock()
        caps = Caps()
        platforms: dict[str, Platform] = {}
        registry = Registry(commands)
        engine = Router(dict.fromkeys(Task, engines), OpenGate(store, self.clock))
        self.runner = Runner(
            registry=registry, store=store, engine=engine, platforms=platforms, clock=self.clock, caps=caps
        )
        self.jobs = LocalJobs(store, self.runner.play, slots=slots)
        self.dispatcher = Dispatcher(
            registry=registry,
            store=store,
            jobs=self.jobs,
            admission=OpenAdmission(),
            platforms=platforms,
            clock=self.clock,
            caps=caps,
        )
        self.taking = True
        self.room = WebRoom(
            self.dispatcher, store, self.clock, config, Suggestions(registry, engine), taking=lambda: self.taking
        )
        platforms[self.room.name] = self.room
        self._worker: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Starts the worker."""
        self._worker = asyncio.create_task(self.jobs.run_worker())

    async def shut_down(self) -> None:
        """Cancels the worker, as a shutdown does."""
        if self._worker is not None:
            self._worker.cancel()
            with suppress(asyncio.CancelledError):
                await self._worker
            self._worker = None

    async def ended(self, job: str) -> None:
        """Waits until a job has ended."""
        async with asyncio.timeout(20):
            while (found := await self.store.job(job)) and not found.ended:
                await asyncio.sleep(0.005)
