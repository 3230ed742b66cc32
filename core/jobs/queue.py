"""The queue port: from an accepted request to a running job.

The inbox in the store is the truth; a queue carries only ids of jobs that may run now. `LocalJobs` is the queue within
one process, `core.jobs.shared_queue` the one of many. A sweep looks for every due job that nobody runs: after a crash,
a lost acknowledgement, a lost hand-over or a failed run.
"""

from typing import Protocol

from core.jobs.acknowledgements import PendingAcknowledgements
from core.jobs.worker import JobWorker


class Jobs(Protocol):
    """A queue of accepted jobs."""

    acknowledgements: PendingAcknowledgements

    async def release(self, id: str) -> None:
        """Hands over an accepted job whose acknowledgement has gone out. A job that is handed over twice runs once.
        Raises `StoreAway`."""
        ...

    async def request_stop(self, id: str, by: str, user: str = "") -> bool:
        """Sets the job's durable stop flag and wakes its runner; False if the job has ended."""
        ...

    @property
    def running(self) -> int:
        """The number of jobs that run in this process."""
        ...

    @property
    def waiting(self) -> int:
        """The number of jobs that this process has and that do not run, for want of a slot."""
        ...

    async def leave(self) -> bool:
        """Leaves jobs that do not run yet to other processes. Returns False if there are none that take them."""
        ...

    async def run_worker(self) -> None:
        """Takes up unfinished jobs and runs jobs until cancelled."""
        ...


class LocalJobs(JobWorker):
    """Runs the jobs of an inbox that belongs to this process alone."""

    async def release(self, id: str) -> None:
        """Takes a job of the inbox, which becomes due and is claimed in one transaction."""
        self.take(id, acknowledged=True)

    async def request_stop(self, id: str, by: str, user: str = "") -> bool:
        """Sets the flag in the inbox, then wakes the runner, or takes a job that waits for its next run."""
        raised = await self._inbox.request_stop(id, by, user)
        if raised:
            self.take(id)
            self.stop(id)
        return raised

    async def leave(self) -> bool:
        """Goes on: what waits here has nowhere else to go."""
        return False

    async def _take_due(self, owner: str) -> None:
        """Takes every due job that nobody runs."""
        for id in await self._inbox.due_jobs(owner, self._clock.now()):
            self.take(id, found=True)
