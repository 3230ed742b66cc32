"""The queue port: from an accepted request to a running job.

The inbox in the store is the truth; a queue carries only ids of jobs that may run now. `LocalJobs` is the queue within
one process: after a crash it finds its jobs in the inbox.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Literal, Protocol

from core.store.ports import Inbox

logger = logging.getLogger(__name__)

RunJob = Callable[[str, asyncio.Event], Awaitable[None]]
"""Runs one job by its id; the event is set when somebody stops the job."""

Status = Literal["unknown", "queued", "running", "ended"]


class Jobs(Protocol):
    """A queue of accepted jobs."""

    async def submit(self, id: str) -> None:
        """Hands over an accepted job. A job that is handed over twice runs once."""
        ...

    async def request_stop(self, id: str, by: str) -> bool:
        """Sets the job's durable stop flag and wakes its runner; False if the job has ended."""
        ...

    async def status(self, id: str) -> Status:
        """The state of a job."""
        ...

    async def run_worker(self) -> None:
        """Takes up unfinished jobs, then runs jobs until cancelled."""
        ...


class LocalJobs:
    """Runs jobs in this process, at most `slots` at the same time. A stop also reaches queued jobs."""

    def __init__(self, inbox: Inbox, play: RunJob, *, slots: int = 100) -> None:
        self._inbox = inbox
        self._play = play
        self._slots = asyncio.Semaphore(slots)
        self._stops: dict[str, asyncio.Event] = {}
        self._running: set[str] = set()
        self._handed_over: asyncio.Queue[str] = asyncio.Queue()

    async def submit(self, id: str) -> None:
        """Queues a job of the inbox."""
        if id not in self._stops:
            self._stops[id] = asyncio.Event()
            self._handed_over.put_nowait(id)

    async def request_stop(self, id: str, by: str) -> bool:
        """Sets the flag in the inbox, then wakes the runner."""
        raised = await self._inbox.request_stop(id, by)
        if raised and (stop := self._stops.get(id)):
            stop.set()
        return raised

    async def status(self, id: str) -> Status:
        """The state from memory for a running job, from the inbox otherwise."""
        if id in self._running:
            return "running"
        job = await self._inbox.job(id)
        if job is None:
            return "unknown"
        return "ended" if job.ended else "queued"

    async def run_worker(self) -> None:
        """Runs jobs until cancelled. Cancelling leaves running jobs unfinished in the inbox for the next start."""
        for id in await self._inbox.unfinished_jobs():
            await self.submit(id)
        async with asyncio.TaskGroup() as players:
            while True:
                id = await self._handed_over.get()
                players.create_task(self._take(id), name=f"job {id}")

    async def _take(self, id: str) -> None:
        stop = self._stops[id]
        try:
            async with _SlotOrStop(self._slots, stop):
                self._running.add(id)
                await self._play(id, stop)
        except Exception:  # the player answers for its jobs' errors; one that escapes must not end the others
            logger.exception("job %s could not be played", id)
        finally:
            self._running.discard(id)
            del self._stops[id]


class _SlotOrStop:
    """Waits for a slot, or goes ahead without one as soon as the job is stopped."""

    def __init__(self, slots: asyncio.Semaphore, stop: asyncio.Event) -> None:
        self._slots = slots
        self._stop = stop
        self._held = False

    async def __aenter__(self) -> None:
        slot = asyncio.ensure_future(self._slots.acquire())
        stopping = asyncio.ensure_future(self._stop.wait())
        try:
            await asyncio.wait({slot, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
            if not slot.done():
                slot.cancel()
                await asyncio.gather(slot, return_exceptions=True)
            self._held = slot.done() and not slot.cancelled()

    async def __aexit__(self, *_: object) -> None:
        if self._held:
            self._slots.release()
