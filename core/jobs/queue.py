"""The queue port: from an accepted request to a running job.

The inbox in the store is the truth; a queue carries only ids of jobs that may run now. `LocalJobs` is the queue within
one process. Its sweep looks for every due job that nobody runs: after a crash, a lost acknowledgement, a lost
hand-over or a failed run.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Literal, Protocol

from core.domain.clock import Clock
from core.domain.jobs import Job
from core.store.ports import Inbox

logger = logging.getLogger(__name__)

RunJob = Callable[[Job, asyncio.Event], Awaitable[None]]
"""Runs one claimed job; the event is set when somebody stops the job.

An error that it raises is a run without an ending: the job is tried again. It raises `Postponed` if it did not begin.
"""

SWEEP_SECONDS = 1.0
"""The time between two looks for due jobs that nobody runs."""
BACK_OFF_SECONDS = 1.0
"""The time until a failed run is tried again; it doubles with each try."""
LONGEST_BACK_OFF_SECONDS = 60.0

Status = Literal["unknown", "queued", "running", "ended"]


class Postponed(Exception):
    """A job cannot run in this process for some time, in seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"postponed for {seconds:g} seconds")
        self.seconds = seconds


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
        """Takes up unfinished jobs and runs jobs until cancelled."""
        ...


class LocalJobs:
    """Runs jobs in this process, at most `slots` at the same time. A stop also reaches queued jobs."""

    def __init__(self, inbox: Inbox, run: RunJob, clock: Clock, *, slots: int = 100) -> None:
        self._inbox = inbox
        self._run_job = run
        self._clock = clock
        self._owner = secrets.token_hex(8)
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
        """Sets the flag in the inbox, then wakes the runner, or hands over a job that waits for its next run."""
        raised = await self._inbox.request_stop(id, by)
        if raised:
            await self.submit(id)
            self._stops[id].set()
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
        async with asyncio.TaskGroup() as workers:
            workers.create_task(self._sweep(), name="sweep")
            while True:
                id = await self._handed_over.get()
                workers.create_task(self._take(id), name=f"job {id}")

    async def _sweep(self) -> None:
        """Hands over every due job that nobody runs, again and again."""
        resumed = False
        while True:
            try:
                if not resumed:
                    await self._inbox.resume_jobs(self._owner, self._clock.now())
                    resumed = True
                for id in await self._inbox.due_jobs(self._owner, self._clock.now()):
                    await self.submit(id)
            except Exception:  # the store may be out of order for a while
                logger.exception("due jobs could not be looked up; this is tried again")
            await self._clock.sleep(SWEEP_SECONDS)

    async def _take(self, id: str) -> None:
        stop = self._stops[id]
        try:
            async with _SlotOrStop(self._slots, stop):
                await self._run(id, stop)
        except Exception:  # the job is still claimed by this process, and the sweep hands it over again
            logger.exception("job %s could not be claimed or put back", id)
        finally:
            self._running.discard(id)
            del self._stops[id]

    async def _run(self, id: str, stop: asyncio.Event) -> None:
        job = await self._inbox.claim_job(id, self._owner, self._clock.now())
        if job is None:
            return
        self._running.add(id)
        try:
            await self._run_job(job, stop)
        except asyncio.CancelledError:
            await self._inbox.put_back_job(id, job.run, 0.0, failed=False)
            raise
        except Postponed as postponed:
            await self._inbox.put_back_job(id, job.run, self._clock.now() + postponed.seconds, failed=False)
        except Exception:
            logger.exception("run %d of job %s stopped without an ending", job.run, id)
            back_off = min(BACK_OFF_SECONDS * 2**job.tries, LONGEST_BACK_OFF_SECONDS)
            await self._inbox.put_back_job(id, job.run, self._clock.now() + back_off, failed=True)


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
