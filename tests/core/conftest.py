"""The core with a real store, a platform that records, and whatever commands and engines a test brings."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from pathlib import Path
from typing import Unpack

import pytest

from core.commands.schema import Command
from core.domain.actions import stop_id
from core.domain.events import Done, Event, Failure, Stopped
from core.domain.request import Address, Caller, Request
from core.inference.engine import Engine
from core.jobs.verdicts import Pressed, Verdict
from core.quota.policy import QuotaPolicy
from core.store.sql.store import SqlStore
from core.store.sqlite.store import SqliteStore
from tests.assembly import Assembly, Parts
from tests.core.recording_platform import HALL, RecordingPlatform


class Core(Assembly):
    """The core with a platform that records."""

    def __init__(
        self,
        store: SqlStore,
        commands: Iterable[Command],
        engines: Sequence[Engine] = (),
        *,
        policy: QuotaPolicy | None = None,
        **parts: Unpack[Parts],
    ) -> None:
        super().__init__(store, commands, engines, policy=policy, **parts)
        self.platform = RecordingPlatform()
        self.platforms[self.platform.name] = self.platform

    async def ended(self, job: str) -> list[Event]:
        """The events of a job, once it has ended."""
        await self.wait_for(job)
        return self.platform.shown[job]

    async def shows(self, job: str, kind: type[Event]) -> None:
        """Waits until an event of a kind was shown."""
        await self.until(lambda: any(isinstance(event, kind) for event in self.platform.shown.get(job, ())))

    async def until(self, look: Callable[[], object]) -> None:
        """Waits until something is so."""
        async with asyncio.timeout(30):
            while not look():
                await asyncio.sleep(0.002)

    async def play(self, request: Request) -> list[Event]:
        """Accepts a request and plays it to its end."""
        verdict: Verdict = await self.accept(request)
        assert type(verdict).__name__ == "Accepted", verdict
        events = await self.ended(request.id)
        assert isinstance(events[-1], Done | Stopped | Failure)
        return events

    async def press_stop(self, job: str, caller: Caller) -> Pressed:
        """Presses the Stop button of a job, for which nothing is stored."""
        address = Address(platform="test")
        return await self.dispatcher.press(
            stop_id(job), request_id=f"stopping-{job}", caller=caller, place=HALL, address=address
        )

    async def unfinish(self, job: str) -> None:
        """Leaves a job as a crash right before its end would have."""
        await self.store._database.write(
            lambda connection: connection.execute(
                "UPDATE job SET state = 'running', ended_at = NULL, owner = 'gone' WHERE id = ?", (job,)
            )
        )


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    """A real store in an empty folder."""
    opened = await SqliteStore.open(tmp_path)
    yield opened
    await opened.close()
