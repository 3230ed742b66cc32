"""The runner: runs a job and renders its events.

The runner forwards the events of a command, and it alone produces the ending: `Done`, `Stopped` or `Failure`. A stop
closes the command's generator, which closes the request to the provider; the job's own task is never cancelled for it.
A job that a shutdown interrupts stays unfinished in the inbox and runs again from the start, with the same seeds, into
the same reply. So does a job whose reply could not be opened or written, until it was tried too often. Such a run takes
from the store what engines have finished. An ending is stored with its reply before it is shown, and the job ends when
it was shown: a run that finds a stored ending only shows it.

Everything that a run writes goes through a store that is fenced (`Store.fenced`). A run that has lost its job ends
silently.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace

from core.commands.context import MadeFrom
from core.commands.registry import Registry
from core.domain.clock import Clock
from core.domain.errors import NotAllowed, RunOver
from core.domain.events import Done, Ending, Event, Failure, Problem, Progress, Stopped
from core.domain.jobs import Job, Outcome
from core.domain.operating_limits import OperatingLimits
from core.domain.sentences import CommandName, say
from core.jobs.command_runner import CommandRunner
from core.jobs.job_run import JobRun, Joined
from core.jobs.lease import Lease
from core.jobs.next_steps import next_steps
from core.jobs.refusal_log import log_refusal
from core.jobs.reply_record import stored_reply
from core.jobs.worker import Postponed
from core.media.documents.cache import READ_DOCUMENTS
from core.platform import CompletesRequests, ContinuesReplies, DiscardsReplies, NotifiesFailures, Platform
from core.store.ports.store import Store

logger = logging.getLogger(__name__)

PLATFORM_SECONDS = 300.0
"""The time until a job is looked at again whose adapter is switched off."""

TAKE_OVER_SECONDS = 0.2
"""The time until a job looks again if the reply that it takes over has ended."""

_OUTCOMES: Mapping[type[Event], Outcome] = {Done: "done", Stopped: "stopped", Failure: "failed"}


class Runner:
    """Runs jobs of the inbox. A queue calls `run`. `note_answers` is told of each job that has answered its request."""

    def __init__(
        self,
        *,
        registry: Registry,
        store: Store,
        platforms: Mapping[str, Platform],
        clock: Clock,
        operating_limits: OperatingLimits,
        commands: CommandRunner,
        note_answers: Callable[[Job], Awaitable[None]] | None = None,
    ) -> None:
        self._registry = registry
        self._store = store
        self._platforms = platforms
        self._clock = clock
        self._operating_limits = operating_limits
        self._commands = commands
        self._note_answers = note_answers

    async def run(self, job: Job, stop: asyncio.Event, lease: Lease) -> None:
        """Runs a claimed job to its ending, as long as it holds the lease.

        Raises what prevents an ending (the renderer does not open, a write fails), so that the job is tried again, and
        `Postponed` if its adapter is switched off.
        """
        platform = self._platforms.get(job.request.address.platform)
        if job.forgotten:
            await self._withdraw(job, platform)
            return
        if platform is None:
            # Its adapter is switched off this time. The job stays in the inbox for a start that has it.
            logger.warning("job %s waits for the adapter %s", job.id, job.request.address.platform)
            raise Postponed(PLATFORM_SECONDS)
        limits = self._operating_limits
        excess = max(job.crashes - limits.crashes, job.tries - limits.tries)
        run = JobRun(job, platform, self._store, self._clock, lease)
        try:
            if excess >= 0 or job.damaged:
                await self._give_up(run, excess)
            else:
                await self._run(run, stop)
        except RunOver:
            logger.info("run %d of job %s is over: the job has ended or runs again", job.run, job.id)

    async def _withdraw(self, job: Job, platform: Platform | None) -> None:
        """Removes what earlier runs have shown of a job whose requester was forgotten, and ends the job.

        Raises what prevents the removal, unless that was tried too often.
        """
        READ_DOCUMENTS.clear()
        try:
            if platform is not None:
                await platform.withdraw(job)
        except Exception:
            if job.tries < self._operating_limits.tries:
                raise
            logger.exception("the reply of job %s stays where it is, and its requester was forgotten", job.id)
        await self._store.finish_job(job.id, "stopped", self._clock.now(), run=job.run)

    async def _run(self, run: JobRun, stop: asyncio.Event) -> None:
        stored = stored_reply(await run.store.checkpoints(run.job.id)) if run.job.run > 1 else None
        await run.lease.hold()
        if run.job.joined:
            await self._end_joined(run)
            return
        if run.job.request.replaces is not None:
            await self._take_over(run, run.job.request.replaces)
        if stored is None and run.job.stop_by is None and isinstance(run.platform, CompletesRequests):
            try:
                await self._complete(run, run.platform)
            except NotAllowed as refusal:
                request = run.job.request
                log_refusal(f"/{request.command}", request.caller, request.place, refusal.sentence)
                await run.platform.refuse(run.job, refusal.sentence)
                await self._finish(run, Failure(error=Problem(sentence=refusal.sentence)))
                return
        job, declared, made_from = run.job, self._registry.find(run.job.request.command), MadeFrom()
        run.renderer = renderer = await run.platform.open(job, run.store)
        try:
            if stored is None:
                async with run.telling_of_pauses():
                    ending = await self._commands.run(run, declared, stop, made_from)
                    await run.begin_answer()
                    job = await self._with_known_quotes(run)
                    shown = await run.save_ending(ending, next_steps(job, declared, ending, made_from))
            else:
                told, ending = stored
                # The crash may have come between the ending and its buttons.
                shown = [await run.save_actions(event) for event in told]
            for event in (*shown, ending):
                await run.lease.hold()
                await renderer.render(event)
            if isinstance(ending, Done) and self._note_answers is not None:
                await self._note_answers(job)
            await self._finish(run, ending)
        except Joined:
            if isinstance(renderer, DiscardsReplies):
                await renderer.discard()
            await self._end_joined(run)
        except asyncio.CancelledError:
            run.patience.ended = True
            if not run.lease.lost:
                with suppress(Exception):
                    await renderer.render(Progress(sentence=say("interrupted-by-restart")))
            raise
        finally:
            with suppress(RunOver):
                await renderer.close()

    async def _end_joined(self, run: JobRun) -> None:
        """Ends a job whose question another one answers, and removes what shows that it ran."""
        if await run.store.receipt(run.job.id):
            await run.platform.withdraw(run.job)
        await self._finish(run, Stopped(by=run.job.request.caller.name))

    async def _take_over(self, run: JobRun, replaced: str) -> None:
        """Takes over the messages of the reply to a question that was edited. Raises `Postponed` until that has ended.

        Later questions hear the new answer in place of the old one.
        """
        earlier = await run.store.job(replaced)
        if earlier is not None and not earlier.ended:
            raise Postponed(TAKE_OVER_SECONDS)
        if isinstance(run.platform, ContinuesReplies) and not await run.store.receipt(run.job.id):
            receipt = await run.store.receipt(replaced)
            if run.platform.continues(receipt):
                await run.store.save_receipt(run.job.id, receipt)
                await run.store.save_receipt(replaced, {})
        await run.store.delete_turns(replaced)

    async def _with_known_quotes(self, run: JobRun) -> Job:
        """The job without the quoted messages whose authors were forgotten while it ran."""
        stored = await run.store.job(run.job.id) if run.job.request.quoted else None
        if stored is None:
            return run.job
        return replace(run.job, request=run.job.request.model_copy(update={"quoted": stored.request.quoted}))

    async def _complete(self, run: JobRun, platform: CompletesRequests) -> None:
        """Adds everything that the payload left open. Raises `NotAllowed` for a caller who may not ask."""
        accepted = run.job.request.caller
        run.job = replace(run.job, request=await platform.complete(run.job))
        if run.job.request.caller != accepted:
            await run.store.save_caller(run.job.id, run.job.request.caller)
        declared = self._registry.find(run.job.request.command)
        if declared is not None and declared.admin and not run.job.request.caller.admin:
            raise NotAllowed("admins-only", command=CommandName(name=declared.name))

    async def _finish(self, run: JobRun, ending: Ending) -> None:
        await run.store.finish_job(run.job.id, _OUTCOMES[type(ending)], self._clock.now(), run=run.job.run)
        run.lease.given_back = True

    async def _give_up(self, run: JobRun, excess: int) -> None:
        """Ends a job that was tried too often, by plainer means with each time that this fails as well."""
        job = run.job
        if job.damaged:
            sentence = say("request-damaged")
        elif job.crashes >= self._operating_limits.crashes:
            sentence = say("crashed-too-often", count=job.crashes)
        else:
            sentence = say("tried-too-often", count=job.crashes + job.tries)
        ending: Ending = Failure(error=Problem(sentence=sentence, id=job.id))
        if job.stop_by is not None:
            ending = Stopped(by=job.stop_by)
        logger.error(
            "job %s is given up after %d crashes and %d failed runs%s",
            *(job.id, job.crashes, job.tries, ": its request is damaged" if job.damaged else ""),
        )
        if not (excess <= 0 and await self._show_ending(run, ending)) and excess <= 1:
            await self._notify_failure(run, ending)
        await self._finish(run, ending)

    async def _show_ending(self, run: JobRun, ending: Ending) -> bool:
        job = run.job
        try:
            renderer = await run.platform.open(job, run.store)
            try:
                if not job.damaged and (
                    offer := next_steps(job, self._registry.find(job.request.command), ending, MadeFrom())
                ):
                    await renderer.render(await run.save_actions(offer))
                await renderer.render(ending)
            finally:
                await renderer.close()
        except RunOver:
            raise
        except Exception:
            logger.exception("the reply of job %s cannot show its ending", job.id)
            return False
        return True

    async def _notify_failure(self, run: JobRun, ending: Ending) -> None:
        job, platform = run.job, run.platform
        if not isinstance(ending, Failure) or not isinstance(platform, NotifiesFailures):
            return
        try:
            await platform.notify_failure(job, say("failure-notice", failure=ending.error.sentence, id=job.id))
        except Exception:
            logger.exception("nobody can be told that job %s has failed", job.id)
