"""The dispatcher: validates, authorises, admits and accepts requests before the adapter acknowledges them.

`accept` uses only the store (and the platform where a rule needs its directory), so every platform gets its answer in
time. The verdict decides the one acknowledgement: public or private, a private refusal, a form, or nothing for a second
delivery.
"""

import logging
import math
from collections.abc import Awaitable, Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from types import MappingProxyType

from pydantic import JsonValue

from core.commands.registry import Registry
from core.commands.schema import Command, CommandOptions
from core.domain.actions import Button, Delete, Form, Remind, Report, Run, Stop, action_id, job_of_stop, kind_of
from core.domain.clock import Clock
from core.domain.errors import BadInput, LimitReached, Missing, NotAllowed, StoreAway, UserError
from core.domain.jobs import ACKNOWLEDGE_SECONDS
from core.domain.layout import Layout
from core.domain.observer import OBSERVER
from core.domain.operating_limits import OperatingLimits
from core.domain.platform_features import PlatformFeature
from core.domain.request import Address, Attachment, Caller, MediaRef, Place, QuotedMessage, Request
from core.domain.request_id import REQUEST_ID, working_for
from core.domain.sentences import CommandName, Moment, Quote, Sentence, say
from core.jobs.acknowledgements import PendingAcknowledgements
from core.jobs.admission import Admission
from core.jobs.bursts import joined_request
from core.jobs.departures import Departures
from core.jobs.queue import Jobs
from core.jobs.refusal_log import log_refusal
from core.moderation.blocked import is_blocked
from core.moderation.deny_list import NOTHING_DENIED, DenyList
from core.moderation.reports import REPORT, is_report_id, reported_message
from core.platform import CompletesRequests, Platform
from core.preferences.choices import EDITS
from core.store.error_log import ErrorLog
from core.store.ports.action_store import StoredAction
from core.store.ports.inbox import TooLateToJoin, edit_id
from core.store.ports.preferences import BOT_SCOPE
from core.store.ports.store import Store
from core.store.time_limit import store_answers_within
from core.text.pastes import PASTE_NAME, question_in

logger = logging.getLogger(__name__)

STORE_SECONDS = 2.0
"""The time that the store has for a verdict. Discord and Slack wait three seconds for the acknowledgement, with the way
there and back (https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-callback,
https://docs.slack.dev/interactivity/handling-user-interaction#acknowledgment_response)."""


FILE_LAYOUTS = frozenset({Layout.GALLERY, Layout.RECORDING})
"""The layouts of answers that are nothing without their files."""


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """The request will run. Only the caller sees the answer if `private`."""

    job: str
    private: bool
    layout: Layout


@dataclass(frozen=True, kw_only=True)
class Refused:
    """The request will not run. The sentence says why; it is shown privately where the platform can.

    `bad_input` says that the input is at fault (`BadInput`), and `option` names the option that is. `actions` are
    remedies with ids: a reminder where a limit will have room again. An adapter shows them as buttons beside the
    sentence, to the caller alone, and passes a press to `press`. `retryable` says that the store refused: the same
    request may be accepted later, where the platform delivers it again. `meant` is the line that was likely meant
    in place of the one that was typed. `request_id` is set where the log has more about it.
    """

    sentence: Sentence
    bad_input: bool = False
    option: str | None = None
    actions: tuple[Button, ...] = ()
    retryable: bool = False
    meant: str | None = None
    request_id: str | None = None

    @property
    def told(self) -> Sentence:
        """The sentence for the person, with the request's id where the log has more about it."""
        if self.request_id is None:
            return self.sentence
        return say("failure-notice", failure=self.sentence, id=self.request_id)

    @classmethod
    def because(cls, error: UserError) -> "Refused":
        """The refusal that tells an error."""
        if isinstance(error, BadInput):
            return cls(sentence=error.sentence, bad_input=True, option=error.option, meant=error.meant)
        if isinstance(error, StoreAway):
            return cls(sentence=error.sentence, retryable=True, request_id=REQUEST_ID.get() or None)
        return cls(sentence=error.sentence)


@dataclass(frozen=True, kw_only=True)
class NeedsForm:
    """More input is needed: show this command's form with these raw options. `inputs` belong to the request that it
    sends."""

    command: Command
    filled: Mapping[str, JsonValue] = field(default_factory=dict)
    inputs: tuple[MediaRef, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Duplicate:
    """The request was delivered before: acknowledge it and show nothing."""

    job: str


@dataclass(frozen=True, kw_only=True)
class Acknowledged:
    """A button has done its work, which its reply shows."""

    job: str


@dataclass(frozen=True, kw_only=True)
class Noted:
    """A button has done its work, which this sentence tells, privately where the platform can."""

    sentence: Sentence


Verdict = Accepted | Refused | NeedsForm | Duplicate
Pressed = Verdict | Acknowledged | Noted
_VERDICTS: Mapping[type[object], str] = {
    Accepted: "accepted",
    Refused: "refused",
    NeedsForm: "needs_form",
    Duplicate: "duplicate",
}


async def _has_none(_: Request) -> bool:
    return False


class Dispatcher:
    """Answers adapters. Nothing that a user can cause raises from `accept` or `press`.

    `features` are those of each platform by its name; a platform that is not in it can do everything. `has_answers`
    tells if a request at its limit can be answered from the cache alone.
    """

    def __init__(
        self,
        *,
        registry: Registry,
        store: Store,
        jobs: Jobs,
        admission: Admission,
        platforms: Mapping[str, Platform],
        clock: Clock,
        operating_limits: OperatingLimits,
        deny: DenyList = NOTHING_DENIED,
        has_answers: Callable[[Request], Awaitable[bool]] = _has_none,
        features: Mapping[str, AbstractSet[PlatformFeature]] = MappingProxyType({}),
    ) -> None:
        self.registry = registry
        self.store = store
        self.jobs = jobs
        self.departures = Departures(store, jobs, platforms, clock)
        self.errors = ErrorLog(store, clock)
        self.undecided = PendingAcknowledgements()
        """The requests that have no verdict yet. An adapter adds those that it reads, or whose verdict it writes."""
        self._admission = admission
        self._platforms = platforms
        self._clock = clock
        self._operating_limits = operating_limits
        self._deny = deny
        self._features = features
        self._has_answers = has_answers

    async def accept(self, request: Request) -> Verdict:
        """Decides about a request. After `Accepted`, the request is in the store and will run.

        It runs as soon as the adapter has acknowledged it and calls `release`, or else after a few seconds.
        """
        with working_for(request.id), store_answers_within(STORE_SECONDS):
            verdict = await self._accept(request)
            if isinstance(verdict, Refused):
                log_refusal(f"/{request.command}", request.caller, request.place, verdict.sentence)
            return verdict

    async def _accept(self, request: Request, *, joins: str | None = None) -> Verdict:
        """Decides. With `joins`, it answers the question of that job, too; raises `TooLateToJoin` if that has begun."""
        OBSERVER.get().asked(request.id)
        self.jobs.acknowledgements.begin(request.id)
        accepted = False
        try:
            with self.undecided.one_more():
                verdict = await self._decide(request, joins=joins)
            accepted = isinstance(verdict, Accepted)
        finally:
            if not accepted:
                self.jobs.acknowledgements.end(request.id)
        declared = self.registry.find(request.command)
        name = declared.name if declared is not None else ""
        OBSERVER.get().decided(request.id, request.place.platform, name, _VERDICTS[type(verdict)])
        return verdict

    async def _decide(self, request: Request, *, joins: str | None) -> Verdict:
        try:
            declared = self.registry.get(request.command)
            if request.prefer_form and declared.asks_more(request):
                return NeedsForm(command=declared, filled=request.options, inputs=request.inputs)
            request = await self._with_paste_as_file(request, declared)
            options = declared.validate(request.options)
            self._check_attachments(request)
            await self._authorise(request, declared)
            if declared.spends and self._deny:
                self._deny.check(_texts(options))
            private = options.is_private(declared.ephemeral)
            if private:
                self._check_private(request)
            accepted = await self._admit(request, declared, options, private=private, joins=joins)
        except LimitReached as error:
            return Refused(sentence=error.sentence, actions=await self._reminder(request, error))
        except UserError as error:
            return Refused.because(error)
        if not accepted:
            return Duplicate(job=request.id)
        return Accepted(job=request.id, private=private, layout=declared.layout)

    async def accept_message(self, request: Request) -> Verdict:
        """Decides about a message, which cannot open a form: if more input is needed, the refusal has a button for it.

        The button is stored under an id of the message, so that a second delivery stores nothing more. A message that
        follows another of the same person before the first word of its answer joins it, and both share one answer.
        """
        with store_answers_within(STORE_SECONDS):
            return await self._accept_message(request)

    async def _accept_message(self, request: Request) -> Verdict:
        request = request.model_copy(update={"prefer_form": True})
        verdict = await self._join(request) or await self.accept(request)
        if not isinstance(verdict, NeedsForm):
            return verdict
        button = await self.save_form(
            verdict, request.id, request.caller, request.place, request.quoted, request.reply_to
        )
        return Refused(sentence=say("form-wanted", command=CommandName(name=verdict.command.name)), actions=(button,))

    async def save_form(
        self,
        form: NeedsForm,
        request_id: str,
        caller: Caller,
        place: Place,
        quoted: Sequence[QuotedMessage] = (),
        reply_to: str | None = None,
    ) -> Button:
        """Stores everything that a form does not show until it is submitted. Returns the button that opens it."""
        options, inputs = dict(form.filled), form.inputs
        action = Form(
            command=form.command.name, options=options, inputs=inputs, quoted=tuple(quoted), reply_to=reply_to
        )
        id = action_id(action, request_id)
        stored = StoredAction(action=action, job=request_id, requester=caller.key, place=place)
        await self.store.save_actions({id: stored}, self._clock.now())
        return Button(label=say("button-form"), action=action, id=id)

    async def saved_form(self, id: str) -> Form:
        """The form that was saved under this id. Raises `Missing`."""
        with store_answers_within(STORE_SECONDS):
            stored = await self.store.stored_action(id)
        if stored is None or not isinstance(stored.action, Form):
            raise Missing("form-expired")
        return stored.action

    async def accept_form(
        self,
        form: Form,
        submitted: Mapping[str, JsonValue],
        *,
        request_id: str,
        caller: Caller,
        place: Place,
        address: Address,
    ) -> Verdict:
        """Decides about a form that somebody has submitted with these raw options."""
        return await self.accept(
            Request(
                id=request_id,
                command=form.command,
                options={**form.options, **submitted},
                caller=caller,
                place=place,
                address=address,
                inputs=form.inputs,
                quoted=form.quoted,
                reply_to=form.reply_to,
            )
        )

    async def accept_edit(self, request: Request, edited: str) -> Verdict | None:
        """Decides about a message that somebody has edited; `edited` tells its edits apart.

        It is new if nothing has answered it yet. Otherwise it is answered again, in the same reply, where the person
        has switched that on, and None is returned where not.
        """
        with store_answers_within(STORE_SECONDS):
            return await self._accept_edit(request, edited)

    async def _accept_edit(self, request: Request, edited: str) -> Verdict | None:
        answered = await self.store.newest_edit(request.id)
        if answered is None:
            return await self.accept_message(request)
        if (await self.store.preferences(request.caller.key)).get(EDITS) != "yes":
            return None
        same = answered.request.said == request.said
        if same or answered.joined or answered.request.caller.key != request.caller.key:
            return None
        again = request.model_copy(update={"id": edit_id(request.id, edited), "replaces": answered.id, "burst": None})
        verdict = await self.accept_message(again)
        if isinstance(verdict, Accepted):
            await self.jobs.request_stop(answered.id, request.caller.name)
        return verdict

    async def _join(self, request: Request) -> Accepted | None:
        """Accepts a message together with the one before it; None if there is none that it can join."""
        if request.burst is None:
            return None
        try:
            earlier = await self.store.joinable_job(request.caller.key)
            joined = joined_request(earlier.request, request) if earlier is not None else None
            if earlier is None or joined is None:
                return None
            verdict = await self._accept(joined, joins=earlier.id)
            if not isinstance(verdict, Accepted):
                return None  # together they are too long, or it came before
            await self.jobs.request_stop(earlier.id, request.caller.name)
        except (TooLateToJoin, StoreAway):
            return None
        return verdict

    async def release(self, job: str) -> None:
        """Lets an accepted job run, after its acknowledgement has gone out."""
        OBSERVER.get().acknowledged(job)
        self.jobs.acknowledgements.end(job)
        try:
            await self.jobs.release(job)
        except UserError as error:
            logger.warning("job %s could not be released (%s); it runs when it is due", job, error.sentence.id)

    async def press(
        self,
        id: str,
        *,
        request_id: str,
        caller: Caller,
        place: Place,
        address: Address,
        above: tuple[str, ...] | None = None,
        model: str | None = None,
    ) -> Pressed:
        """Does the work of a button for the person who pressed it, in the place where they pressed it.

        `above` are the answers that they see above what the button runs (`Request.above`), and `model` is another model
        for it.
        """
        pressing = Request(id=request_id, command="", caller=caller, place=place, address=address, above=above)
        with store_answers_within(STORE_SECONDS):
            verdict = await self._press(id, pressing, model)
        if isinstance(verdict, Refused):
            log_refusal(f"the button {kind_of(id) or '?'}", caller, place, verdict.sentence)
        return verdict

    async def _press(self, id: str, pressing: Request, model: str | None) -> Pressed:
        caller, place = pressing.caller, pressing.place
        try:
            stored = await self._stored_action(id)
            match stored.action:
                case Run() as run:
                    return await self._accept(
                        Request(
                            id=pressing.id,
                            command=run.command,
                            options=run.options if model is None else {**run.options, "model": model},
                            caller=caller,
                            place=place,
                            address=pressing.address,
                            attachments=run.attachments,
                            inputs=run.inputs,
                            quoted=run.quoted,
                            reply_to=run.reply_to,
                            fresh=run.fresh,
                            above=pressing.above,
                        )
                    )
                case Form() as form:
                    declared = self.registry.get(form.command)
                    return NeedsForm(command=declared, filled=form.options, inputs=form.inputs)
                case Remind() as remind:
                    return await self._remind(id, remind, stored, caller, place, pressing.address)
                case Stop():
                    return await self._stop(stored.job, caller)
                case Delete():
                    return await self._delete(stored, caller)
                case Report():
                    return NeedsForm(command=self.registry.get(REPORT), filled={"message": reported_message(id)})
        except UserError as error:
            return Refused.because(error)

    async def _stop(self, job_id: str, caller: Caller) -> Acknowledged | Refused:
        job = await self.store.job(job_id)
        if job is None:
            return Refused(sentence=say("reply-gone"))
        if not await self._may_manage(job.request.caller.key, caller, job.request.place):
            return Refused(sentence=say("stop-not-yours", name=Quote(text=job.request.caller.name)))
        if not await self.jobs.request_stop(job_id, caller.name, caller.key):
            return Refused(sentence=say("stop-too-late"))
        return Acknowledged(job=job_id)

    async def is_admin(self, caller: Caller, place: Place) -> bool:
        """True if a caller administers a place. The platform is asked only where the payload does not say."""
        if caller.admin is not None:
            return caller.admin
        platform = self._platforms.get(caller.platform)
        return platform is not None and await platform.is_admin(caller, place)

    def _is_looked_up_later(self, request: Request) -> bool:
        """True if the running job finds out who the caller is (`CompletesRequests`)."""
        platform = self._platforms.get(request.address.platform)
        return request.caller.admin is None and isinstance(platform, CompletesRequests)

    async def _authorise(self, request: Request, declared: Command) -> None:
        if not request.place.home:
            raise NotAllowed("place-not-listed")
        if declared.layout in FILE_LAYOUTS and not request.place.takes_files:
            raise NotAllowed("place-takes-no-files")
        if (
            declared.admin
            and not self._is_looked_up_later(request)
            and not await self.is_admin(request.caller, request.place)
        ):
            raise NotAllowed("admins-only", command=CommandName(name=declared.name))
        paused = (await self.store.preferences(BOT_SCOPE)).get("paused")
        if paused and declared.spends:
            raise NotAllowed("bot-paused")
        if declared.spends and await is_blocked(self.store, request.caller, request.place):
            raise NotAllowed("blocked-here")

    def _check_private(self, request: Request) -> None:
        features = self._features.get(request.address.platform)
        if features is not None and PlatformFeature.PRIVATE_ANSWERS not in features:
            raise NotAllowed("private-not-here")

    async def _with_paste_as_file(self, request: Request, declared: Command) -> Request:
        """The request with a text that is longer than a message as its first file, and the words around it."""
        for parameter in declared.parameters:
            text, longest = request.options.get(parameter.name), parameter.max_length
            if not (parameter.pastes and longest and isinstance(text, str) and len(text) > longest):
                continue
            data, owner = text.encode("utf-8", "replace"), request.caller.key
            media = await self.store.put(data, "text/plain", PASTE_NAME, owner, self._clock.now())
            return request.model_copy(
                update={
                    "options": {**request.options, parameter.name: question_in(text)},
                    "attachments": (Attachment.stored(media), *request.attachments),
                }
            )
        return request

    def _check_attachments(self, request: Request) -> None:
        if len(request.attachments) > self._operating_limits.attachments:
            raise BadInput(
                "attachments-too-many", given=len(request.attachments), maximum=self._operating_limits.attachments
            )
        for attachment in request.attachments:
            if attachment.size > self._operating_limits.attachment_bytes:
                megabytes = self._operating_limits.attachment_bytes / 1_000_000
                raise BadInput("attachment-too-large", name=Quote(text=attachment.name), maximum=f"{megabytes:g} MB")

    async def _admit(
        self, request: Request, declared: Command, options: CommandOptions, *, private: bool, joins: str | None
    ) -> bool:
        """Charges and stores the request; at a limit, only cached results remain. False for a second delivery."""
        at = self._clock.now()
        due = at + ACKNOWLEDGE_SECONDS
        charges = await self._admission.charges(request, declared, options)
        try:
            return await self.store.accept(
                request, charges, at, private=private, layout=declared.layout, runnable_at=due, joins=joins
            )
        except LimitReached:
            if not await self._has_answers(request):
                raise
            cached = request.model_copy(update={"cached_only": True})
            return await self.store.accept(
                cached, (), at, private=private, layout=declared.layout, runnable_at=due, joins=joins
            )

    async def _reminder(self, request: Request, error: LimitReached) -> tuple[Button, ...]:
        """A button that runs a refused request once there is room; none where that time is unknown."""
        if error.at is None:
            return ()
        action = Remind(
            command=request.command,
            options=dict(request.options),
            attachments=request.attachments,
            inputs=request.inputs,
            quoted=request.quoted,
            reply_to=request.reply_to,
            said=request.said,
            fresh=request.fresh,
            above=request.above,
            due_at=math.ceil(error.at),
        )
        id = action_id(action, request.id)
        stored = StoredAction(action=action, job=request.id, requester=request.caller.key, place=request.place)
        await self.store.save_actions({id: stored}, self._clock.now())
        return (Button(label=say("button-remind"), action=action, id=id),)

    async def _remind(
        self, id: str, remind: Remind, stored: StoredAction, caller: Caller, place: Place, address: Address
    ) -> Noted:
        """Stores the request under the button's id, so that a second press changes nothing."""
        if caller.key != stored.requester:
            raise NotAllowed("reminder-not-yours")
        if await self.store.job(id) is not None:
            raise Missing("button-expired")
        again = Request(
            id=id,
            command=remind.command,
            options=remind.options,
            caller=caller,
            place=place,
            address=address,
            attachments=remind.attachments,
            inputs=remind.inputs,
            quoted=remind.quoted,
            reply_to=remind.reply_to,
            said=remind.said,
            fresh=remind.fresh,
            above=remind.above,
            reminded=True,
        )
        await self.store.save_reminder(again, remind.due_at)
        return Noted(sentence=say("reminder-set", moment=Moment(at=remind.due_at)))

    async def _stored_action(self, id: str) -> StoredAction:
        stored = await self.store.stored_action(id)
        if stored is None and (stopping := job_of_stop(id)) and (job := await self.store.job(stopping)):
            request = job.request
            stored = StoredAction(
                action=Stop(job=job.id), job=job.id, requester=request.caller.key, place=request.place
            )
        if stored is None:
            raise Missing("report-unknown") if is_report_id(id) else Missing("button-expired")
        return stored

    async def _delete(self, stored: StoredAction, caller: Caller) -> Acknowledged | Refused:
        job = await self.store.job(stored.job)
        if job is None:
            return Refused(sentence=say("reply-gone"))
        if not await self._may_manage(stored.requester, caller, stored.place):
            return Refused(sentence=say("delete-not-yours", name=Quote(text=job.request.caller.name)))
        if not job.ended:
            await self.jobs.request_stop(job.id, caller.name, caller.key)
        await self.store.delete_turns(job.id)
        await self._platforms[job.request.address.platform].withdraw(job)
        return Acknowledged(job=job.id)

    async def _may_manage(self, requester: str, caller: Caller, place: Place) -> bool:
        return caller.key == requester or await self.is_admin(caller, place)


def _texts(options: CommandOptions) -> list[str]:
    """The texts among the options."""
    return [value for _, value in options if isinstance(value, str)]
