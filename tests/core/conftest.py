"""The core with a real store, a platform that records, and whatever commands and engines a test brings."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from core.caps import Caps
from core.clock import SystemClock
from core.command import Command, Registry
from core.dispatcher import Dispatcher, Verdict
from core.events import Done, Event, Failure, Stopped
from core.inference.engine import Engine, Task
from core.inference.gate import OpenGate
from core.inference.router import Router
from core.jobs import LocalJobs
from core.quota.admission import OpenAdmission, PolicyAdmission
from core.quota.policy import NO_LIMITS, Policy
from core.request import Request
from core.runner import Filter, Runner
from core.store.sqlite import SqliteStore
from tests.core.recording_platform import RecordingPlatform


class Core:
    """Everything between a request and its recorded events."""

    def __init__(
        self,
        store: SqliteStore,
        commands: Iterable[Command],
        engines: Sequence[Engine] = (),
        *,
        slots: int = 10,
        caps: Caps | None = None,
        filters: Sequence[Filter] = (),
        policy: Policy | None = None,
    ) -> None:
        self.store = store
        self.platform = RecordingPlatform()
        self.clock = SystemClock()
        caps = caps or Caps()
        platforms = {"test": self.platform}
        registry = Registry(commands)
        engine = Router(dict.fromkeys(Task, engines), OpenGate(store, self.clock))
        self.runner = Runner(
            registry=registry,
            store=store,
            engine=engine,
            platforms=platforms,
            clock=self.clock,
            caps=caps,
            filters=filters,
            policy=policy or NO_LIMITS,
        )
        self.jobs = LocalJobs(store, self.runner.play, slots=slots)
        self.dispatcher = Dispatcher(
            registry=registry,
            store=store,
            jobs=self.jobs,
            admission=PolicyAdmission(policy) if policy else OpenAdmission(),
            platforms=platforms,
            clock=self.clock,
            caps=caps,
        )
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

    async def ended(self, job: str) -> list[Event]:
        """The events of a job, once it has ended."""
        async with asyncio.timeout(20):
            while not await self._has_ended(job):
                await asyncio.sleep(0.002)
        return self.platform.shown[job]

    async def shows(self, job: str, kind: type[Event]) -> None:
        """Waits until an event of a kind was shown."""
        async with asyncio.timeout(20):
            while not any(isinstance(event, kind) for event in self.platform.shown.get(job, ())):
                await asyncio.sleep(0.002)

    async def play(self, request: Request) -> list[Event]:
        """Accepts a request and plays it to its end."""
        verdict: Verdict = await self.dispatcher.accept(request)
        assert type(verdict).__name__ == "Accepted", verdict
        events = await self.ended(request.id)
        assert isinstance(events[-1], Done | Stopped | Failure)
        return events

    async def unfinish(self, job: str) -> None:
        """Leaves a job as a crash right before its end would have."""
        await self.store._database.write(
            lambda connection: connection.execute(
                "UPDATE job SET state = 'running', ended_at = NULL WHERE id = ?", (job,)
            )
        )

    async def _has_ended(self, job: str) -> bool:
        """A job whose requester was forgotten meanwhile is gone when it ends."""
        found = await self.store.job(job)
        return found is None or found.ended


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    """A real store in an empty folder."""
    opened = await SqliteStore.open(tmp_path)
    yield opened
    await opened.close()
