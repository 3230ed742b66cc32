"""The port of the inbox: accepted requests, each with its job."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from core.domain.jobs import Job, Outcome
from core.domain.layout import Layout
from core.domain.limits import Charge
from core.domain.request import Caller, Request

EDIT_MARK = "-edit-"
"""Stands in the id of a job that answers an edited question, after the id of the first job."""


class TooLateToJoin(Exception):
    """A request cannot join an earlier one: its answer has begun, or it has ended."""


class Inbox(Protocol):
    """Accepted requests, each with its job. A job has the id of its request."""

    async def accept(
        self,
        request: Request,
        charges: Sequence[Charge],
        at: float,
        *,
        private: bool = False,
        layout: Layout = Layout.TEXT,
        runnable_at: float = 0.0,
        joins: str | None = None,
    ) -> bool:
        """Stores a request and its charges in one transaction; returns False if this id was accepted before.

        The job is due at `runnable_at`, or as soon as it is released. Raises `LimitReached` if a limit has no room and
        `NotAllowed` if it never will; then nothing is stored.

        With `joins`, the request answers that job's question, too: the job is `joined` from now on, and its people are
        not charged for it. Raises `TooLateToJoin` if its answer has begun.
        """
        ...

    async def joinable_job(self, user: str) -> Job | None:
        """Returns the newest unfinished job of a person (`Caller.key`) whose answer has not begun and that is not
        joined."""
        ...

    async def begin_answer(self, id: str) -> bool:
        """Notes that the answer of a job is about to be seen; from now on nothing joins it. False if it is joined."""
        ...

    async def newest_edit(self, id: str) -> Job | None:
        """Returns the newest of a job and those that answer edits of its question (`edit_id`)."""
        ...

    async def delete_question(self, id: str, at: float) -> str | None:
        """Notes that somebody has deleted the message with the question of a job, accepted or not.

        From now on, neither the question is accepted nor an edit of it. Returns the newest job that answers it, if that
        has not ended.
        """
        ...

    async def job(self, id: str) -> Job | None:
        """Returns one job, or None if it is unknown.

        A job whose stored form is damaged comes back as `damaged` if its place can still be read, else as None.
        """
        ...

    async def platform_of_job(self, id: str) -> str | None:
        """Returns the name of the platform that a job came from, or None if it is unknown."""
        ...

    async def caller_names(self, users: Collection[str]) -> Mapping[str, str]:
        """Returns the names of people (`Caller.key`) in their newest requests, without people who have none here."""
        ...

    async def save_caller(self, id: str, caller: Caller) -> None:
        """Replaces the caller in the stored request of a job, after a look-up has told who it is."""
        ...

    async def release_job(self, id: str) -> None:
        """Makes a job due that nobody has claimed."""
        ...

    async def claim_job(self, id: str, owner: str, at: float, *, acknowledged: bool = False) -> Job | None:
        """Claims a due job for a process, for `LEASE_SECONDS`, and begins a new run of it. One that is `acknowledged`
        is due though its row still waits for that.

        Returns None if the job is unknown, has ended, is not due, is held by another process, or is newer than this
        one understands. A job whose lease has ended counts a crash; one that `owner` itself holds counts a try, because
        its run stopped without putting it back. A job of whose stored form nothing can be read ends as failed.
        """
        ...

    async def forgotten_jobs(self, owner: str, at: float) -> Sequence[str]:
        """Returns the due jobs of people who were forgotten meanwhile, also those that `owner` runs now."""
        ...

    async def renew_leases(self, owner: str, at: float) -> Mapping[str, int]:
        """Renews the leases of all jobs that `owner` holds; returns their runs by job.

        A lease that has ended is renewed as long as nobody else has claimed its job. The places (`ConcurrencyLimit`)
        of these jobs, and of due jobs that nobody holds, are renewed with them.
        """
        ...

    async def put_back_job(self, id: str, run: int, at: float, *, seconds: float = 0.0, failed: bool) -> bool:
        """Gives up the claim of a run that stopped without an ending; `failed` counts a try.

        The job is due again after `seconds`, or now if somebody has stopped it. Returns False if the run is over.
        """
        ...

    async def finish_job(self, id: str, outcome: Outcome, at: float, *, run: int | None = None) -> bool:
        """Ends a job: settles its charges at the actual cost and frees its slots. Only the first call counts.

        With `run`, only that run can end it. Returns False if nothing was ended.
        """
        ...

    async def due_jobs(self, owner: str, at: float) -> Sequence[str]:
        """Returns the ids of jobs that `owner` may claim now; those that it holds itself are included.

        The oldest come first, but after all others those that ran when a process died, the fewest crashes first.
        """
        ...

    async def resume_jobs(self, owner: str, at: float) -> None:
        """Ends the leases of all other processes, when `owner` has taken over the data folder.

        Jobs that have run before are due immediately, the others in five seconds at most.
        """
        ...

    async def unfinished_jobs(self) -> Sequence[str]:
        """Returns the ids of jobs that have not ended, oldest first."""
        ...

    async def request_stop(self, id: str, by: str, user: str = "") -> bool:
        """Sets the durable stop flag; returns False if the job is unknown or has ended. The first `by` stays.

        `by` is for display; `user` is the `Caller.key` of a person whose name it is.

        A job that nobody runs is due immediately, to say that it was stopped.
        """
        ...

    async def stopped_jobs(self, owner: str) -> Sequence[str]:
        """Returns the ids of the jobs that `owner` runs and that somebody has stopped."""
        ...

    def listen_for_stops(self) -> AbstractContextManager[asyncio.Event]:
        """Returns an event that is set whenever a job has been stopped, also through another process."""
        ...


def edit_id(job: str, edited: str) -> str:
    """Returns the id of the job that answers the edited question of another; `edited` tells the edits apart."""
    return f"{job}{EDIT_MARK}{edited}"
