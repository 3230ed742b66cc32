"""Running a job's command: from its options to the ending that comes of it."""

import asyncio
import logging
import random
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from pathlib import Path

from core.commands.context import Context, MadeFrom
from core.commands.registry import Registry
from core.commands.schema import Command
from core.conversations.conversation import Conversation
from core.domain.alerts import Notify, notify_nobody
from core.domain.clock import Clock
from core.domain.errors import NotAllowed, RunOver, UserError
from core.domain.events import Begin, Done, Ending, Event, Failure, Problem, Statement, Stopped
from core.domain.operating_limits import OperatingLimits
from core.domain.sentences import Quote, say
from core.inference.engine import SearchableEngine
from core.jobs.job_run import JobRun, Joined, NotShown
from core.jobs.refusal_log import log_refusal
from core.jobs.resumed_engine import ResumedEngine
from core.jobs.warnings import warn_before_limit
from core.moderation.deny_list import NOTHING_DENIED, DenyList
from core.platform import Platform
from core.preferences.choices import Choices
from core.preferences.limit_policies import Policies
from core.quota.policy import NO_LIMITS
from core.store.error_log import ErrorLog
from core.store.ports.store import Store

logger = logging.getLogger(__name__)

EventFilter = Callable[[AsyncGenerator[Event, None], Context], AsyncGenerator[Event, None]]
"""Stands between a command and its renderer. It may change, hold or drop events (moderation, redaction)."""


class CommandRunner:
    """Runs the commands of jobs."""

    def __init__(
        self,
        *,
        registry: Registry,
        store: Store,
        engine: SearchableEngine,
        platforms: Mapping[str, Platform],
        clock: Clock,
        operating_limits: OperatingLimits,
        ffmpeg: Path | None = None,
        filters: Sequence[EventFilter] = (),
        policies: Policies | None = None,
        notify: Notify = notify_nobody,
        deny: DenyList = NOTHING_DENIED,
    ) -> None:
        self._registry = registry
        self._store = store
        self._engine = engine
        self._platforms = platforms
        self._clock = clock
        self._operating_limits = operating_limits
        self._ffmpeg = ffmpeg
        self._filters = filters
        self._policies = policies or Policies(NO_LIMITS, store, clock)
        self._notify = notify
        self._deny = deny
        self._errors = ErrorLog(store, clock)

    async def run(self, run: JobRun, declared: Command | None, stop: asyncio.Event, made_from: MadeFrom) -> Ending:
        """Runs the command. An error that it raises is its ending; an error of the renderer or the store is raised."""
        job = run.job
        if job.stop_by is not None:
            return Stopped(by=job.stop_by)
        if declared is None:  # the package that brought the command was removed after the request was accepted
            logger.warning("job %s has a command that is gone: /%s", job.id, job.request.command)
            return Failure(error=Problem.logged(say("command-gone", name=Quote(text=job.request.command))))
        context = await self._context(run, declared, made_from)
        seconds = self._operating_limits.job_seconds
        try:
            options = declared.validate(job.request.options)
            events = declared.run(options, context)
            for each in (*self._filters, warn_before_limit):
                events = each(events, context)
            if job.request.reminded:
                await run.show(Begin(part="reminder", kind="text"))
                await run.show(Statement(part="reminder", sentences=(say("reminder-here"),)))
            seconds = self._operating_limits.seconds_for(declared.estimate(options))
            async with asyncio.timeout(seconds):
                async with aclosing(_until(stop, events)) as passed:
                    async for event in passed:
                        await run.show(event)
        except (NotShown, Joined, RunOver):
            raise
        except TimeoutError:
            logger.warning("/%s of job %s took longer than %g seconds", declared.name, job.id, seconds)
            return Failure(error=Problem.logged(say("job-too-long", seconds=seconds)))
        except UserError as error:
            if isinstance(error, NotAllowed):
                log_refusal(f"/{declared.name}", job.request.caller, job.request.place, error.sentence)
            return Failure(error=Problem.because(error))
        except Exception as error:
            logger.exception("/%s of job %s failed", declared.name, job.id)
            number = await self._errors.note(error, f"/{declared.name}", job.request.place.key)
            return Failure(error=Problem(sentence=say("internal-error", id=number), id=number))
        if stop.is_set():
            stopped = await self._store.job(job.id)
            return Stopped(by=(stopped and stopped.stop_by) or job.request.caller.name)
        return Done()

    async def _context(self, run: JobRun, declared: Command, made_from: MadeFrom) -> Context:
        job, platform, request = run.job, run.platform, run.job.request
        # A command whose answers are always private is about the public conversation.
        private = job.private and not declared.ephemeral
        admin = request.caller.admin
        return Context(
            job=job,
            engine=ResumedEngine(self._engine, run.store, job, self._clock),
            store=run.store,
            choices=await Choices.read(self._store, request.caller, request.place),
            conversation=Conversation(run.store, request, private=private),
            registry=self._registry,
            platform=platform,
            platforms=self._platforms,
            clock=self._clock,
            random=random.Random(job.id),  # noqa: S311 - seeds of pictures, not secrets
            operating_limits=self._operating_limits,
            ffmpeg=self._ffmpeg,
            admin=await platform.is_admin(request.caller, request.place) if admin is None else admin,
            policies=self._policies,
            policy=await self._policies.at(request.place),
            made_from=made_from,
            notify=self._notify,
            deny=self._deny,
        )


async def _until(stop: asyncio.Event, events: AsyncGenerator[Event, None]) -> AsyncGenerator[Event, None]:
    """Passes events on until they end or the job is stopped; then it closes the generator where it waits.

    One task drives the generator from beginning to end, so that time limits and context variables inside it hold.
    """
    passed: asyncio.Queue[Event | None] = asyncio.Queue()

    async def drive() -> None:
        try:
            async with aclosing(events):
                async for event in events:
                    passed.put_nowait(event)
        finally:
            passed.put_nowait(None)

    driver = asyncio.create_task(drive())

    async def heed() -> None:
        await stop.wait()
        driver.cancel()

    heeding = asyncio.create_task(heed())
    try:
        while (event := await passed.get()) is not None:
            yield event
        await asyncio.wait({driver})
        if not driver.cancelled():
            driver.result()
    finally:
        heeding.cancel()
        driver.cancel()
        await asyncio.gather(driver, heeding, return_exceptions=True)
