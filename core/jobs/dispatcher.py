"""The dispatcher: validates, authorises, admits and accepts requests before the adapter acknowledges them.

`accept` uses only the store (and the platform where a rule needs its directory), so every platform gets its answer in
time. The verdict decides the one acknowledgement: public or private, a private refusal, a form, or nothing for a second
delivery.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from types import MappingProxyType

from pydantic import JsonValue

from core.commands.registry import Registry
from core.commands.schema import Command, CommandOptions
from core.domain.actions import Button, Form, action_id, kind_of
from core.domain.clock import Clock
from core.domain.errors import BadInput, LimitReached, Missing, StoreAway, UserError
from core.domain.jobs import ACKNOWLEDGE_SECONDS
from core.domain.observer import OBSERVER
from core.domain.operating_limits import OperatingLimits
from core.domain.platform_features import PlatformFeature
from core.domain.request import Address, Attachment, Caller, Place, QuotedMessage, Request
from core.domain.request_id import working_for
from core.domain.sentences import CommandName, Quote, say
from core.jobs.acknowledgements import PendingAcknowledgements
from core.jobs.admission import Admission
from core.jobs.authorization import Authorization
from core.jobs.bursts import joined_request
from core.jobs.button_actions import ButtonActions
from core.jobs.departures import Departures
from core.jobs.queue import Jobs
from core.jobs.refusal_log import log_refusal
from core.jobs.verdicts import Accepted, Duplicate, NeedsForm, Pressed, Refused, Verdict
from core.moderation.deny_list import NOTHING_DENIED, DenyList
from core.platform import Platform
from core.preferences.choices import EDITS
from core.store.error_log import ErrorLog
from core.store.ports.action_store import StoredAction
from core.store.ports.inbox import TooLateToJoin, edit_id
from core.store.ports.store import Store
from core.store.time_limit import store_answers_within
from core.text.pastes import PASTE_NAME, question_in

logger = logging.getLogger(__name__)

STORE_SECONDS = 2.0
"""The time that the store has for a verdict. Discord and Slack wait three seconds for the acknowledgement, with the way
there and back (https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-callback,
https://docs.slack.dev/interactivity/handling-user-interaction#acknowledgment_response)."""

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
        self._clock = clock
        self._operating_limits = operating_limits
        self._deny = deny
        self._has_answers = has_answers
        self._authorization = Authorization(store, platforms, features)
        self._button_actions = ButtonActions(
            registry=registry,
            store=store,
            jobs=jobs,
            authorization=self._authorization,
            platforms=platforms,
            clock=clock,
            accept=self._accept,
        )

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
            await self._authorization.check(request, declared)
            if declared.spends and self._deny:
                self._deny.check(_texts(options))
            private = options.is_private(declared.ephemeral)
            if private:
                self._authorization.check_private(request)
            accepted = await self._admit(request, declared, options, private=private, joins=joins)
        except LimitReached as error:
            return Refused(sentence=error.sentence, actions=await self._button_actions.reminder(request, error))
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
            verdict = await self._button_actions.run(id, pressing, model)
        if isinstance(verdict, Refused):
            log_refusal(f"the button {kind_of(id) or '?'}", caller, place, verdict.sentence)
        return verdict

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


def _texts(options: CommandOptions) -> list[str]:
    """The texts among the options."""
    return [value for _, value in options if isinstance(value, str)]
