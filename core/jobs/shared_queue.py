"""The queue of many processes: procrastinate carries ids of jobs through the database that they share.

The inbox stays the truth. A row of procrastinate's says only that a job may be due; whoever fetches it claims the job
in the inbox, and leaves it where it cannot. So a row that is lost, doubled or left by a process that died costs
nothing: the sweep, which runs once for all processes, hands over every due job that nobody runs. procrastinate retries
nothing, locks nothing, and its own status decides nothing.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol, Self

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.worker import Worker

from core.domain.clock import Clock
from core.domain.errors import StoreAway
from core.domain.jobs import LEASE_SECONDS, RENEWAL_SECONDS
from core.jobs.worker import JobWorker, RunJob
from core.store.ports.inbox import Inbox
from core.store.ports.leases import Leases

logger = logging.getLogger(__name__)

POLL_SECONDS = 1.0
"""The time between two looks for ids, where no wake-up arrives."""
UPKEEP_SLOTS = 20
"""The stops and periodic tasks that one process carries out at the same time; jobs take none of these slots."""
CONNECTIONS = 4
CONNECT_SECONDS = 5.0
RESTART_SECONDS = 1.0
"""The time until a process fetches again after the database was away."""
MISSED_SECONDS = 3700.0
"""The time after which periodic work that nobody did is not made up for: hourly work is done at a start."""
SWEEP_JOBS = 100
"""The most jobs that one sweep hands over."""
_JOBS, _STOPS = "jobs:", "stops:"
"""The queues of a platform begin with these."""
_TAKERS = "takes jobs/"
"""The leases of the processes that take jobs begin with this; each names its platforms."""
_LEAVINGS = (
    "DELETE FROM procrastinate_jobs WHERE status = 'doing' AND NOT EXISTS (SELECT 1 FROM procrastinate_workers "
    "WHERE id = worker_id AND last_heartbeat > now() - INTERVAL '1 minute')"
)


@dataclass(frozen=True, kw_only=True)
class PeriodicTask:
    """Work that one of all processes that have it does at each time of `cron`; its sixth field is seconds."""

    name: str
    cron: str
    run: Callable[[], Awaitable[object]]


class SharedStore(Inbox, Leases, Protocol):
    """The inbox that processes share, and what one of them does for all."""


class SharedJobs(JobWorker):
    """Runs jobs of an inbox that many processes share, while it is open.

    It takes the jobs of `platforms`, as they are when `run_worker` begins: a process has what it takes to answer there.
    Without `takes_jobs` it only hands jobs over, and does the periodic work that it is given.
    """

    def __init__(
        self,
        store: SharedStore,
        run: RunJob,
        clock: Clock,
        url: str,
        platforms: Collection[str],
        *,
        slots: int = 100,
        takes_jobs: bool = True,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(store, run, clock, slots=slots, monotonic=monotonic)
        # procrastinate logs each job with its arguments, and each of its own tasks that a lost database ends.
        logging.getLogger("procrastinate").setLevel(logging.CRITICAL)
        logging.getLogger("psycopg.pool").setLevel(logging.ERROR)
        self._leases: Leases = store
        self._platforms = platforms
        self._slot_count, self._takes_jobs = slots, takes_jobs
        self._connector = PsycopgConnector(
            conninfo=url,
            min_size=0,
            max_size=CONNECTIONS,
            timeout=CONNECT_SECONDS,
            kwargs={
                "prepare_threshold": None,
                "connect_timeout": round(CONNECT_SECONDS),
                "keepalives_idle": 10,
                "keepalives_interval": 5,
                "keepalives_count": 3,
                "tcp_user_timeout": 15_000,
            },
        )
        # Two apps, so that stops and sweeps never wait behind jobs.
        self._jobs_app = App(connector=self._connector)
        self._upkeep_app = App(connector=self._connector, periodic_defaults={"max_delay": MISSED_SECONDS})
        self._run_task = self._jobs_app.task(name="run")(self._run_fetched)
        self._stop_task = self._upkeep_app.task(name="stop")(self._stop_fetched)
        self._queues: list[str] = []
        self._fetching: Worker | None = None
        self._being_known: asyncio.Task[None] | None = None
        self._closing = False
        if takes_jobs:
            self.add_periodic(PeriodicTask(name="sweep", cron="* * * * * *", run=self.sweep))
            self.add_periodic(PeriodicTask(name="leavings", cron="17 3 * * *", run=self.delete_leavings))

    async def __aenter__(self) -> Self:
        """Opens the connections. A database that is away meanwhile is waited for later."""
        await self._connector.open_async()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Closes the connections."""
        await self._connector.close_async()

    def add_periodic(self, task: PeriodicTask) -> None:
        """Adds work, before `run_worker`. Its queue is its own, so that nobody fetches it who does not have it."""

        async def run(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives it
            try:
                await task.run()
            except Exception:  # the next time tries it again
                logger.exception("the periodic task %s failed; it is tried again", task.name)

        declared = self._upkeep_app.task(name=task.name, queue=task.name, queueing_lock=task.name)(run)
        self._upkeep_app.periodic(cron=task.cron)(declared)
        self._queues.append(task.name)

    async def release(self, id: str) -> None:
        """Makes a job due, and hands it over."""
        await self._inbox.release_job(id)
        await self.submit(id)

    async def submit(self, id: str) -> None:
        """Hands over a job of the inbox to whoever has a slot. Where that fails, the sweep does it later."""
        try:
            await self._hand_over(id, found=False)
        except (ConnectorException, StoreAway) as error:
            logger.warning("job %s could not be handed over (%s); the sweep finds it", id, type(error).__name__)

    async def request_stop(self, id: str, by: str, user: str = "") -> bool:
        """Sets the flag in the inbox, which tells the process that runs the job. One that waits ends without a slot."""
        raised = await self._inbox.request_stop(id, by, user)
        if raised and self._takes_jobs and self.has(id):
            self.stop(id)
        elif raised:
            try:
                await self._hand_over_stop(id)
            except (ConnectorException, StoreAway) as error:
                logger.warning("the stop of job %s waits for a slot (%s)", id, type(error).__name__)
        return raised

    async def leave(self) -> bool:
        """Fetches no more jobs: they go to other processes. Returns True if others take those of all its platforms."""
        self._closing = True
        if self._fetching is not None:
            self._fetching.stop()  # type: ignore[no-untyped-call]
        if self._being_known is not None:
            self._being_known.cancel()
            await asyncio.gather(self._being_known, return_exceptions=True)
        try:
            await self._leases.give_up_leases(_TAKERS, self._owner, self._clock.now())
            found = await self._leases.renew_all_leases(_TAKERS, self._owner, self._clock.now(), LEASE_SECONDS)
        except StoreAway:  # nothing is accepted
            return False
        taken = {
            platform
            for name, lease in found.items()
            if lease.owner and lease.remaining > 0
            for platform in name.removeprefix(_TAKERS).split(" ")[1:]
        }
        return taken.issuperset(self._platforms)

    async def run_worker(self) -> None:
        """Fetches and runs jobs, and does periodic work, until cancelled."""
        async with asyncio.TaskGroup() as group:
            if self._takes_jobs:
                group.create_task(super().run_worker(), name="job worker")
                group.create_task(self._fetch_jobs(), name="fetching jobs")
                self._being_known = group.create_task(self._be_known(), name="being known")
            if self._takes_jobs or self._queues:
                group.create_task(self._fetch_upkeep(), name="fetching periodic work")

    async def sweep(self) -> None:
        """Hands over every due job that nobody runs."""
        for id in (await self._inbox.due_jobs("", self._clock.now()))[:SWEEP_JOBS]:
            await self._hand_over(id, found=True)

    async def delete_leavings(self) -> None:
        """Deletes the rows of procrastinate's that processes left behind which died."""
        await self._connector.execute_query_async(_LEAVINGS)

    async def _hand_over(self, id: str, *, found: bool) -> None:
        with suppress(AlreadyEnqueued):
            if (platform := await self._inbox.platform_of_job(id)) is not None:
                await self._run_task.configure(queue=_JOBS + platform, queueing_lock=id).defer_async(id=id, found=found)

    async def _hand_over_stop(self, id: str) -> None:
        with suppress(AlreadyEnqueued):
            if (platform := await self._inbox.platform_of_job(id)) is not None:
                await self._stop_task.configure(queue=_STOPS + platform, queueing_lock=f"stop {id}").defer_async(id=id)

    async def _cut_off(self, id: str) -> None:
        """Ends the run here, or has the next one begin where its platform is."""
        if self.has(id):
            await super()._cut_off(id)
        else:
            await self._hand_over_stop(id)

    async def _run_fetched(self, id: str, found: bool) -> None:
        if self.take(id, found=found):
            await self.wait_for(id)

    async def _stop_fetched(self, id: str) -> None:
        self.take(id)
        self.stop(id)

    async def _be_known(self) -> None:
        """Lets others know that jobs are taken here, and of which platforms."""
        name = " ".join([f"{_TAKERS}{self._owner}", *self._platforms])
        while True:
            with suppress(StoreAway):
                await self._leases.take_lease(name, self._owner, self._clock.now(), LEASE_SECONDS)
            await self._clock.sleep(RENEWAL_SECONDS)

    async def _fetch_jobs(self) -> None:
        while not self._closing:
            self._fetching = self._worker(self._jobs_app, [_JOBS + name for name in self._platforms], self._slot_count)
            await self._fetch(self._fetching)

    async def _fetch_upkeep(self) -> None:
        stops = [_STOPS + name for name in self._platforms] if self._takes_jobs else []
        while True:
            await self._fetch(self._worker(self._upkeep_app, [*stops, *self._queues], UPKEEP_SLOTS))

    def _worker(self, app: App, queues: Sequence[str], concurrency: int) -> Worker:
        # What it fetched goes on here when it ends: `JobWorker` owns the runs.
        return Worker(
            app,
            queues=queues,
            concurrency=concurrency,
            fetch_job_polling_interval=POLL_SECONDS,
            shutdown_graceful_timeout=0,
            delete_jobs="always",
            install_signal_handlers=False,
        )

    async def _fetch(self, worker: Worker) -> None:
        """Fetches until the database is lost, or this is stopped; then waits for a moment."""
        try:
            await worker.run()  # type: ignore[no-untyped-call]
        except ConnectorException as error:
            if (mine := asyncio.current_task()) is not None and mine.cancelling():
                # procrastinate's last words failed, and took the place of the cancellation.
                raise asyncio.CancelledError from error
            logger.info("nothing is fetched from the database (%s); this is tried again", type(error).__name__)
        if not self._closing:
            await self._clock.sleep(RESTART_SECONDS)
