"""One run of a job: everything that belongs to it while it lasts, and what it shows and saves."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from core.domain.actions import Button, action_id
from core.domain.clock import Clock
from core.domain.errors import RunOver
from core.domain.events import (
    Ending,
    Event,
    Offer,
    Picture,
    Progress,
    Recording,
    Statement,
    TextDelta,
    TextReplace,
    Trouble,
)
from core.domain.jobs import Job
from core.domain.sentences import say
from core.jobs.lease import Lease
from core.jobs.reply_record import ENDING, ReplyRecord
from core.platform import Platform, Renderer
from core.store.ports.action_store import StoredAction
from core.store.ports.store import Store


class NotShown(Exception):
    """An event of the command could not be saved or rendered, for the reason in `__cause__`."""


class Joined(Exception):
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


class JobRun:
    """One run of a job: its platform, its fenced store, its lease, its renderer, and the record of its reply."""

    renderer: Renderer

    def __init__(self, job: Job, platform: Platform, store: Store, clock: Clock, lease: Lease) -> None:
        self._clock = clock
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

    async def begin_answer(self) -> None:
        """Notes, before the first word is shown, that no request can join this one any more. Raises `Joined`."""
        if not self.answer_begun:
            if not await self.store.begin_answer(self.job.id):
                raise Joined
            self.answer_begun = True

    async def show(self, event: Event) -> None:
        """Saves and renders an event of the command. Raises `NotShown`, `Joined` and `RunOver`."""
        try:
            if _has_words(event):
                await self.begin_answer()
            event = await self.save_actions(event)
            self.record.take(event)
            await self.hold()
            await self.renderer.render(event)
        except (Joined, RunOver):
            raise
        except Exception as error:
            raise NotShown from error

    async def save_ending(self, ending: Ending, offer: Offer | None) -> list[Event]:
        """Saves an ending with its whole reply, and its buttons at the same time. Returns what is to be shown before
        it."""
        shown: list[Event] = []
        saving = []
        if offer is not None:
            named, entries = _with_ids(offer, self.job)
            saving.append(self.store.save_actions(entries, self._clock.now()))
            shown.append(named)
        for event in (*shown, ending):
            self.record.take(event)
        saving.append(self.store.save_checkpoint(self.job.id, ENDING, self.record.to_json()))
        await asyncio.gather(*saving)
        return shown

    async def save_actions(self, event: Event) -> Event:
        """Saves the buttons of an offer, and gives them their ids."""
        if not isinstance(event, Offer):
            return event
        named, entries = _with_ids(event, self.job)
        await self.store.save_actions(entries, self._clock.now())
        return named

    @asynccontextmanager
    async def telling_of_pauses(self) -> AsyncIterator[None]:
        """Says in the reply, before the lease ends, that it pauses because the store is out of order; then nothing can
        be said any more."""

        async def tell() -> None:
            while not self.lease.lost:
                await self.lease.run_short()
                self.is_paused = True
                with suppress(Exception):
                    await self.renderer.render(Progress(sentence=say("paused-without-store")))
                await self.lease.renewed()
                self.is_paused = False

        telling = asyncio.create_task(tell())
        try:
            yield
        finally:
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)
            self.is_paused = False


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


def _has_words(event: Event) -> bool:
    """True for an event that shows something of the answer."""
    match event:
        case TextDelta(text=text) | TextReplace(text=text):
            return bool(text.strip())
        case Statement() | Picture() | Recording() | Trouble():
            return True
    return False
