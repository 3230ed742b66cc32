"""The runner: runs a job and renders its events.

The runner forwards the events of a command, and it alone produces the ending: `Done`, `Stopped` or `Failure`. A stop
closes the command's generator, which closes the request to the provider; the job's own task is never cancelled for it.
A job that a shutdown interrupts stays unfinished in the inbox and runs again from the start, with the same seeds, into
the same reply.
"""

import asyncio
import hashlib
import logging
import random
import secrets
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from pathlib import Path

from core.commands.context import Context, MadeFrom
from core.commands.registry import Registry
from core.commands.schema import Command, CommandOptions, MakingOptions
from core.conversations.conversation import Conversation
from core.domain.actions import Button
from core.domain.alerts import Notify, notify_nobody
from core.domain.clock import Clock
from core.domain.errors import BadInput, UserError
from core.domain.events import Begin, Done, Ending, Event, Failure, Offer, Problem, Progress, Statement, Stopped
from core.domain.jobs import Job, Outcome
from core.domain.layout import Layout
from core.domain.operating_limits import OperatingLimits
from core.domain.sentences import Quote, say
from core.inference.engine import SearchableEngine
from core.jobs.next_steps import next_steps
from core.jobs.warnings import warn_before_limit
from core.moderation.deny_list import NOTHING_DENIED, DenyList
from core.platform import Platform, Renderer
from core.preferences.choices import Choices
from core.preferences.limit_policies import Policies
from core.quota.policy import NO_LIMITS
from core.store.ports import Store, StoredAction

logger = logging.getLogger(__name__)

EventFilter = Callable[[AsyncGenerator[Event, None], Context], AsyncGenerator[Event, None]]
"""Stands between a command and its renderer. It may change, hold or drop events (moderation, redaction)."""

_OUTCOMES: Mapping[type[Event], Outcome] = {Done: "done", Stopped: "stopped", Failure: "failed"}


class Runner:
    """Runs jobs of the inbox. A queue calls `run`."""

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
        self._scaling = asyncio.Semaphore(1)

    async def run(self, id: str, stop: asyncio.Event) -> None:
        """Runs one job to its ending. Does nothing for a job that has ended or is unknown."""
        job = await self._store.start_job(id)
        if job is None:
            return
        platform = self._platforms.get(job.request.address.platform)
        if platform is None:
            # Its adapter is switched off this time. The job stays in the inbox for a start that has it.
            logger.warning("job %s waits for the adapter %s", id, job.request.address.platform)
            return
        declared = self._registry.find(job.request.command)
        renderer = await platform.open(job, declared.layout if declared else Layout.TEXT)
        made_from = MadeFrom()
        try:
            ending = await self._run_command(job, declared, platform, renderer, stop, made_from)
            if offer := next_steps(job, declared, ending, made_from):
                await renderer.render(await self._save_actions(offer, job))
            await renderer.render(ending)
            await self._store.finish_job(id, _OUTCOMES[type(ending)], self._clock.now())
        except asyncio.CancelledError:
            await renderer.render(Progress(sentence=say("interrupted-by-restart")))
            raise
        finally:
            await renderer.close()

    async def _run_command(
        self,
        job: Job,
        declared: Command | None,
        platform: Platform,
        renderer: Renderer,
        stop: asyncio.Event,
        made_from: MadeFrom,
    ) -> Ending:
        if job.stop_by is not None:
            return Stopped(by=job.stop_by)
        if declared is None:  # the package that brought the command was removed after the request was accepted
            return Failure(error=Problem(sentence=say("command-gone", name=Quote(text=job.request.command))))
        if job.attempt > self._operating_limits.attempts:
            return Failure(error=Problem(sentence=say("tried-too-often", count=job.attempt - 1)))
        try:
            options = declared.validate(job.request.options)
            context = await self._context(job, options, platform, made_from)
            events = declared.run(options, context)
            for each in (*self._filters, warn_before_limit):
                events = each(events, context)
            if job.request.reminded:
                await renderer.render(Begin(part="reminder", kind="text"))
                await renderer.render(Statement(part="reminder", sentences=(say("reminder-here"),)))
            async with asyncio.timeout(self._operating_limits.job_seconds):
                async with aclosing(_until(stop, events)) as played:
                    async for event in played:
                        await renderer.render(await self._save_actions(event, job))
        except TimeoutError:
            return Failure(error=Problem(sentence=say("job-too-long", seconds=self._operating_limits.job_seconds)))
        except UserError as error:
            return Failure(error=Problem(sentence=error.sentence, bad_input=isinstance(error, BadInput)))
        except Exception:
            number = secrets.token_hex(4)
            logger.exception("error %s in job %s (/%s)", number, job.id, declared.name)
            return Failure(error=Problem(sentence=say("internal-error", id=number), id=number))
        if stop.is_set():
            stopped = await self._store.job(job.id)
            return Stopped(by=(stopped and stopped.stop_by) or job.request.caller.name)
        return Done()

    async def _context(self, job: Job, options: CommandOptions, platform: Platform, made_from: MadeFrom) -> Context:
        request = job.request
        private = options.private if isinstance(options, MakingOptions) else False
        admin = request.caller.admin
        return Context(
            job=job,
            engine=self._engine,
            store=self._store,
            choices=await Choices.read(self._store, request.caller, request.place),
            conversation=Conversation(self._store, request, private=private),
            registry=self._registry,
            platform=platform,
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
            scaling=self._scaling,
        )

    async def _save_actions(self, event: Event, job: Job) -> Event:
        """Gives the buttons of an offer their ids, which stay the same each time the job runs."""
        if not isinstance(event, Offer):
            return event
        request = job.request
        buttons = []
        entries = {}
        for place, button in enumerate(event.actions):
            origin = f"{job.id}|{event.part}|{place}|{button.action.model_dump_json()}"
            id = f"{button.action.kind}-{hashlib.sha256(origin.encode()).hexdigest()[:16]}"
            buttons.append(Button(label=button.label, action=button.action, id=id))
            entries[id] = StoredAction(
                action=button.action, job=job.id, requester=request.caller.key, place=request.place
            )
        await self._store.save_actions(entries, self._clock.now())
        return event.model_copy(update={"actions": tuple(buttons)})


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
