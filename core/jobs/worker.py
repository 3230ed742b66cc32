"""The worker of one process: it claims jobs of the inbox, runs them, and holds their leases."""

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable, Callable

from core.domain.clock import Clock
from core.domain.jobs import RENEWAL_SECONDS, Job
from core.domain.observer import OBSERVER
from core.domain.request_id import REQUEST_ID
from core.jobs.acknowledgements import PendingAcknowledgements
from core.jobs.lease import LEASE, Lease
from core.store.ports.inbox import Inbox

logger = logging.getLogger(__name__)

RunJob = Callable[[Job, asyncio.Event, Lease], Awaitable[None]]
"""Runs one claimed job, under a lease; the event is set when somebody stops the job.

An error that it raises is a run without an ending: the job is tried again. It raises `Postponed` if it did not begin.
"""

SWEEP_SECONDS = 1.0
"""The time between two looks for due jobs that nobody runs."""
BACK_OFF_SECONDS = 1.0
"""The time until a failed run is tried again; it doubles with each try."""
LONGEST_BACK_OFF_SECONDS = 60.0


class Postponed(Exception):
    """A job cannot run in this process for some time, in seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"postponed for {seconds:g} seconds")
        self.seconds = seconds


class _Taken:
    """A job that this process has taken, until it is over: it runs, or waits for a slot."""

    def __init__(self, *, acknowledged: bool) -> None:
        self.acknowledged = acknowledged
        self.stop = asyncio.Event()
        self.over = asyncio.Event()


class JobWorker:
    """Runs jobs in this process, at most `slots` at the same time. A stop also reaches jobs that wait for a slot.

    A job that ran when a process died is a suspect: suspects run one at a time, after the others that wait, so that
    each new crash tells more about who causes it.
    """

    def __init__(
        self,
        inbox: Inbox,
        run: RunJob,
        clock: Clock,
        *,
        slots: int = 100,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._inbox = inbox
        self._run_job = run
        self._clock = clock
        self._owner = secrets.token_hex(8)
        self._slots = asyncio.Semaphore(slots)
        self._taken: dict[str, _Taken] = {}
        self._running: dict[str, tuple[int, Lease, asyncio.Task[None]]] = {}
        self._busy = asyncio.Event()
        self._suspects = asyncio.Semaphore(1)
        self._monotonic = monotonic
        self.acknowledgements = PendingAcknowledgements()
        """The requests that jobs let go first."""
        self._handed_over: asyncio.Queue[tuple[str, bool]] = asyncio.Queue()
        self._held_back: asyncio.Queue[str] = asyncio.Queue()

    def take(self, id: str, *, found: bool = False, acknowledged: bool = False) -> bool:
        """Takes a job of the inbox; False if this process has it already. `found` says that a sweep found it, and
        `acknowledged` that it may run before it is due."""
        if id in self._taken:
            return False
        self._taken[id] = _Taken(acknowledged=acknowledged)
        self._busy.set()
        if found:
            self._handed_over.put_nowait((id, found))
        else:
            self._held_back.put_nowait(id)
        return True

    def stop(self, id: str) -> None:
        """Stops a job that this process has taken."""
        if id in self._taken:
            self._taken[id].stop.set()

    def has(self, id: str) -> bool:
        """True if this process has taken a job and is not done with it."""
        return id in self._taken

    async def wait_for(self, id: str) -> None:
        """Waits until this process is done with a job, ended or not."""
        if id in self._taken:
            await self._taken[id].over.wait()

    @property
    def running(self) -> int:
        """The number of jobs that run in this process."""
        return len(self._running)

    @property
    def waiting(self) -> int:
        """The number of jobs that this process has and that do not run, for want of a slot."""
        return len(self._taken) - len(self._running)

    async def run_worker(self) -> None:
        """Runs jobs until cancelled. Cancelling leaves running jobs unfinished in the inbox for the next start."""
        async with asyncio.TaskGroup() as workers:
            workers.create_task(self._sweep(), name="sweep")
            workers.create_task(self._renew_leases(), name="leases")
            workers.create_task(self._begin_held_back(), name="jobs that let acknowledgements go first")
            while True:
                id, found = await self._handed_over.get()
                workers.create_task(self._claim_and_run(id, found=found), name=f"job {id}")

    async def _begin_held_back(self) -> None:
        """Lets requests go first that wait for their acknowledgement; then all jobs begin that were handed over."""
        while True:
            held_back = [await self._held_back.get()]
            await self.acknowledgements.over()
            while not self._held_back.empty():
                held_back.append(self._held_back.get_nowait())
            for id in held_back:
                self._handed_over.put_nowait((id, False))

    async def _sweep(self) -> None:
        """Takes every due job that nobody runs, and stops what was stopped elsewhere, again and again."""
        with self._inbox.listen_for_stops() as stopped:
            await self._sweep_until_cancelled(stopped)

    async def _sweep_until_cancelled(self, stopped: asyncio.Event) -> None:
        resumed = False
        while True:
            stopped.clear()
            try:
                if not resumed:
                    await self._inbox.resume_jobs(self._owner, self._clock.now())
                    resumed = True
                for id in await self._inbox.forgotten_jobs(self._owner, self._clock.now()):
                    await self._cut_off(id)
                await self._take_due(self._owner)
                for id in await self._inbox.stopped_jobs(self._owner) if self._running else ():
                    self.stop(id)
            except Exception:  # the store may be out of order for a while
                logger.exception("due jobs could not be looked up; this is tried again")
            await self._pause(stopped)

    async def _take_due(self, owner: str) -> None:
        """Takes the due jobs that nobody runs, where that is not done for all processes together."""

    async def _pause(self, stopped: asyncio.Event) -> None:
        """Waits until the next sweep, or until somebody has stopped a job."""
        pausing = asyncio.ensure_future(self._clock.sleep(SWEEP_SECONDS))
        stopping = asyncio.ensure_future(stopped.wait())
        try:
            await asyncio.wait({pausing, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            pausing.cancel()
            stopping.cancel()
            await asyncio.gather(pausing, stopping, return_exceptions=True)

    async def _cut_off(self, id: str) -> None:
        """Ends the run of a job whose requester was forgotten. The next one withdraws the reply, and needs no slot."""
        if id in self._running:
            _, lease, task = self._running[id]
            lease.lose()
            task.cancel()
        else:
            self.take(id)
            self.stop(id)

    async def _renew_leases(self) -> None:
        """Renews the leases of the running jobs, and ends runs whose job was given to another."""
        while True:
            await self._busy.wait()
            await self._clock.sleep(RENEWAL_SECONDS)
            if not self._taken:
                self._busy.clear()
                continue
            sent_at, running = self._monotonic(), dict(self._running)
            try:
                held = await self._inbox.renew_leases(self._owner, self._clock.now())
            except Exception:  # the store may be out of order for a while
                logger.exception("the leases of running jobs could not be renewed; this is tried again")
                continue
            for id, (run, lease, task) in running.items():
                if held.get(id) == run:
                    lease.renew(sent_at)
                elif id in self._running and not lease.given_back:
                    lease.lose()
                    task.cancel()

    async def _claim_and_run(self, id: str, *, found: bool) -> None:
        stop = self._taken[id].stop
        try:
            if found and await self._is_suspect(id):
                async with _SlotOrStop(self._suspects, stop), _SlotOrStop(self._slots, stop):
                    await self._run(id, stop)
            else:
                async with _SlotOrStop(self._slots, stop):
                    await self._run(id, stop)
        except Exception:  # the job is still claimed by this process, and the sweep hands it over again
            logger.exception("job %s could not be claimed or put back", id)
        finally:
            self._running.pop(id, None)
            self._taken.pop(id).over.set()

    async def _is_suspect(self, id: str) -> bool:
        job = await self._inbox.job(id)
        return job is not None and (job.crashes > 0 or job.owner not in (None, self._owner))

    async def _started(self, job: Job, stop: asyncio.Event, lease: Lease) -> None:
        REQUEST_ID.set(job.id)  # for this task and those that it starts
        if not job.forgotten:  # such a lease is not renewed, and nobody else runs for long
            LEASE.set(lease)
        with OBSERVER.get().running(job):
            await self._run_job(job, stop, lease)

    async def _run(self, id: str, stop: asyncio.Event) -> None:
        lease = Lease(self._monotonic(), self._monotonic)
        acknowledged = self._taken[id].acknowledged
        job = await self._inbox.claim_job(id, self._owner, self._clock.now(), acknowledged=acknowledged)
        if job is None:
            return
        running = asyncio.create_task(self._started(job, stop, lease), name=f"run of job {id}")
        if not job.forgotten:
            self._running[id] = (job.run, lease, running)
        try:
            await running
        except asyncio.CancelledError:
            try:
                await self._inbox.put_back_job(id, job.run, self._clock.now(), failed=False)
            except Exception:  # the next start takes it up all the same
                logger.exception("job %s could not be put back", id)
            if (mine := asyncio.current_task()) is None or mine.cancelling():
                raise
        except Postponed as postponed:
            await self._inbox.put_back_job(id, job.run, self._clock.now(), seconds=postponed.seconds, failed=False)
        except Exception:
            logger.exception("run %d of job %s stopped without an ending", job.run, id)
            back_off = min(BACK_OFF_SECONDS * 2**job.tries, LONGEST_BACK_OFF_SECONDS)
            await self._inbox.put_back_job(id, job.run, self._clock.now(), seconds=back_off, failed=True)


class _SlotOrStop:
    """Waits for a slot, or goes ahead without one as soon as the job is stopped."""

    def __init__(self, slots: asyncio.Semaphore, stop: asyncio.Event) -> None:
        self._slots = slots
        self._stop = stop
        self._held = False

    async def __aenter__(self) -> None:
        if not self._slots.locked():
            self._held = await self._slots.acquire()
            return
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
