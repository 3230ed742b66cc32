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
import random
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path

from core.commands.context import Context, MadeFrom
from core.commands.registry import Registry
from core.commands.schema import Command
from core.conversations.conversation import Conversation
from core.domain.actions import Button, action_id
from core.domain.alerts import Notify, notify_nobody
from core.domain.clock import Clock
from core.domain.errors import NotAllowed, RunOver, UserError
from core.domain.events import (
    Begin,
    Done,
    Ending,
    Event,
    Failure,
    Offer,
    Picture,
    Problem,
    Progress,
    Recording,
    Statement,
    Stopped,
    TextDelta,
    TextReplace,
    Trouble,
)
from core.domain.jobs import Job, Outcome
from core.domain.operating_limits import OperatingLimits
from core.domain.sentences import CommandName, Quote, say
from core.inference.engine import SearchableEngine
from core.jobs.lease import Lease
from core.jobs.next_steps import next_steps
from core.jobs.refusal_log import log_refusal
from core.jobs.reply_record import ENDING, ReplyRecord, stored_reply
from core.jobs.resumed_engine import ResumedEngine
from core.jobs.warnings import warn_before_limit
from core.jobs.worker import Postponed
from core.media.documents.cache import READ_DOCUMENTS
from core.moderation.deny_list import NOTHING_DENIED, DenyList
from core.platform import CompletesRequests, ContinuesReplies, DiscardsReplies, NotifiesFailures, Platform, Renderer
from core.preferences.choices import Choices
from core.preferences.limit_policies import Policies
from core.quota.policy import NO_LIMITS
from core.store.error_log import ErrorLog
from core.store.ports.action_store import StoredAction
from core.store.ports.store import Store

logger = logging.getLogger(__name__)

EventFilter = Callable[[AsyncGenerator[Event, None], Context], AsyncGenerator[Event, None]]
"""Stands between a command and its renderer. It may change, hold or drop events (moderation, redaction)."""

PLATFORM_SECONDS = 300.0
"""The time until a job is looked at again whose adapter is switched off."""

TAKE_OVER_SECONDS = 0.2
"""The time until a job looks again if the reply that it takes over has ended."""

_OUTCOMES: Mapping[type[Event], Outcome] = {Done: "done", Stopped: "stopped", Failure: "failed"}


class _NotShown(Exception):
    """An event of the command could not be saved or rendered, for the reason in `__cause__`."""


class _Joined(Exception):
    """Another request answers the question of this job, too, and nothing of this answer may be seen."""


class _Patience:
    """The clock by which a run waits for a store that is out of order. An interrupted run waits no more."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.ended = False

    def now(self) -> float:
        return self._clock.now()

    async def sleep(self, seconds: float) -> None:
        if self.ended:
            raise RunOver
        await self._clock.sleep(seconds)


class _Run:
    """One run of a job: its platform, its fenced store, its lease, its renderer, and the record of its reply."""

    renderer: Renderer

    def __init__(self, job: Job, platform: Platform, store: Store, clock: Clock, lease: Lease) -> None:
        self.job = job
        self.platform = platform
        self.patience = _Patience(clock)
        self.store = store.fenced(job, self.patience)
        self.lease = lease
        self.record = ReplyRecord()
        self.answer_begun = job.request.burst is None
        self.is_paused = False

    async def hold(self) -> None:
        """Waits until the lease is held, and renewed after a pause. Raises `RunOver` once it is lost."""
        if self.is_paused:
            await self.lease.renewed()
        await self.lease.hold()


class Runner:
    """Runs jobs of the inbox. A queue calls `run`. `note_answers` is told of each job that has answered its request."""

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
        note_answers: Callable[[Job], Awaitable[None]] | None = None,
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
        self._note_answers = note_answers
        self._errors = ErrorLog(store, clock)

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
        run = _Run(job, platform, self._store, self._clock, lease)
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

    async def _run(self, run: _Run, stop: asyncio.Event) -> None:
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
                async with _telling_of_pauses(run):
                    ending = await self._run_command(run, declared, stop, made_from)
                    await self._begin_answer(run)
                    job = await self._with_known_quotes(run)
                    shown = await self._save_ending(run, ending, next_steps(job, declared, ending, made_from))
            else:
                told, ending = stored
                # The crash may have come between the ending and its buttons.
                shown = [await self._save_actions(event, run) for event in told]
            for event in (*shown, ending):
                await run.lease.hold()
                await renderer.render(event)
            if isinstance(ending, Done) and self._note_answers is not None:
                await self._note_answers(job)
            await self._finish(run, ending)
        except _Joined:
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

    async def _begin_answer(self, run: _Run) -> None:
        """Notes, before the first word is shown, that no request can join this one any more."""
        if not run.answer_begun:
            if not await run.store.begin_answer(run.job.id):
                raise _Joined
            run.answer_begun = True

    async def _end_joined(self, run: _Run) -> None:
        """Ends a job whose question another one answers, and removes what shows that it ran."""
        if await run.store.receipt(run.job.id):
            await run.platform.withdraw(run.job)
        await self._finish(run, Stopped(by=run.job.request.caller.name))

    async def _take_over(self, run: _Run, replaced: str) -> None:
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

    async def _with_known_quotes(self, run: _Run) -> Job:
        """The job without the quoted messages whose authors were forgotten while it ran."""
        stored = await run.store.job(run.job.id) if run.job.request.quoted else None
        if stored is None:
            return run.job
        return replace(run.job, request=run.job.request.model_copy(update={"quoted": stored.request.quoted}))

    async def _complete(self, run: _Run, platform: CompletesRequests) -> None:
        """Adds everything that the payload left open. Raises `NotAllowed` for a caller who may not ask."""
        accepted = run.job.request.caller
        run.job = replace(run.job, request=await platform.complete(run.job))
        if run.job.request.caller != accepted:
            await run.store.save_caller(run.job.id, run.job.request.caller)
        declared = self._registry.find(run.job.request.command)
        if declared is not None and declared.admin and not run.job.request.caller.admin:
            raise NotAllowed("admins-only", command=CommandName(name=declared.name))

    async def _finish(self, run: _Run, ending: Ending) -> None:
        await run.store.finish_job(run.job.id, _OUTCOMES[type(ending)], self._clock.now(), run=run.job.run)
        run.lease.given_back = True

    async def _give_up(self, run: _Run, excess: int) -> None:
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

    async def _show_ending(self, run: _Run, ending: Ending) -> bool:
        job = run.job
        try:
            renderer = await run.platform.open(job, run.store)
            try:
                if not job.damaged and (
                    offer := next_steps(job, self._registry.find(job.request.command), ending, MadeFrom())
                ):
                    await renderer.render(await self._save_actions(offer, run))
                await renderer.render(ending)
            finally:
                await renderer.close()
        except RunOver:
            raise
        except Exception:
            logger.exception("the reply of job %s cannot show its ending", job.id)
            return False
        return True

    async def _notify_failure(self, run: _Run, ending: Ending) -> None:
        job, platform = run.job, run.platform
        if not isinstance(ending, Failure) or not isinstance(platform, NotifiesFailures):
            return
        try:
            await platform.notify_failure(job, say("failure-notice", failure=ending.error.sentence, id=job.id))
        except Exception:
            logger.exception("nobody can be told that job %s has failed", job.id)

    async def _run_command(
        self, run: _Run, declared: Command | None, stop: asyncio.Event, made_from: MadeFrom
    ) -> Ending:
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
                await self._show(Begin(part="reminder", kind="text"), run)
                await self._show(Statement(part="reminder", sentences=(say("reminder-here"),)), run)
            seconds = self._operating_limits.seconds_for(declared.estimate(options))
            async with asyncio.timeout(seconds):
                async with aclosing(_until(stop, events)) as passed:
                    async for event in passed:
                        await self._show(event, run)
        except (_NotShown, _Joined, RunOver):
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

    async def _show(self, event: Event, run: _Run) -> None:
        try:
            if _has_words(event):
                await self._begin_answer(run)
            event = await self._save_actions(event, run)
            run.record.take(event)
            await run.hold()
            await run.renderer.render(event)
        except (_Joined, RunOver):
            raise
        except Exception as error:
            raise _NotShown from error

    async def _context(self, run: _Run, declared: Command, made_from: MadeFrom) -> Context:
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

    async def _save_ending(self, run: _Run, ending: Ending, offer: Offer | None) -> list[Event]:
        """Saves an ending with its whole reply, and its buttons at the same time. Returns what is to be shown before
        it."""
        shown: list[Event] = []
        saving = []
        if offer is not None:
            named, entries = _with_ids(offer, run.job)
            saving.append(run.store.save_actions(entries, self._clock.now()))
            shown.append(named)
        for event in (*shown, ending):
            run.record.take(event)
        saving.append(run.store.save_checkpoint(run.job.id, ENDING, run.record.to_json()))
        await asyncio.gather(*saving)
        return shown

    async def _save_actions(self, event: Event, run: _Run) -> Event:
        """Saves the buttons of an offer, and gives them their ids."""
        if not isinstance(event, Offer):
            return event
        named, entries = _with_ids(event, run.job)
        await run.store.save_actions(entries, self._clock.now())
        return named


def _with_ids(offer: Offer, job: Job) -> tuple[Offer, dict[str, StoredAction]]:
    """An offer whose buttons have ids, which stay the same each time the job runs, and what is stored under them."""
    buttons, entries = [], {}
    for place, button in enumerate(offer.actions):
        id = action_id(button.action, f"{job.id}|{offer.part}|{place}|{button.action.model_dump_json()}")
        buttons.append(Button(label=button.label, action=button.action, id=id))
        entries[id] = StoredAction(
            action=button.action, job=job.id, requester=job.request.caller.key, place=job.request.place
        )
    return offer.model_copy(update={"actions": tuple(buttons)}), entries


@asynccontextmanager
async def _telling_of_pauses(run: _Run) -> AsyncIterator[None]:
    """Says in the reply, before the lease ends, that it pauses because the store is out of order; then nothing can be
    said any more."""

    async def tell() -> None:
        while not run.lease.lost:
            await run.lease.run_short()
            run.is_paused = True
            with suppress(Exception):
                await run.renderer.render(Progress(sentence=say("paused-without-store")))
            await run.lease.renewed()
            run.is_paused = False

    telling = asyncio.create_task(tell())
    try:
        yield
    finally:
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)
        run.is_paused = False


def _has_words(event: Event) -> bool:
    """True for an event that shows something of the answer."""
    match event:
        case TextDelta(text=text) | TextReplace(text=text):
            return bool(text.strip())
        case Statement() | Picture() | Recording() | Trouble():
            return True
    return False


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
