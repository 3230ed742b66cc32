"""The actions behind buttons: what a press does, and for whom."""

import math
from collections.abc import Awaitable, Callable, Mapping

from core.commands.registry import Registry
from core.domain.actions import Button, Delete, Form, Remind, Report, Run, Stop, action_id, job_of_stop
from core.domain.clock import Clock
from core.domain.errors import LimitReached, Missing, NotAllowed, UserError
from core.domain.request import Address, Caller, Place, Request
from core.domain.sentences import Moment, Quote, say
from core.jobs.authorization import Authorization
from core.jobs.queue import Jobs
from core.jobs.verdicts import Acknowledged, NeedsForm, Noted, Pressed, Refused, Verdict
from core.moderation.reports import REPORT, is_report_id, reported_message
from core.platform import Platform
from core.store.ports.action_store import StoredAction
from core.store.ports.store import Store


class ButtonActions:
    """Runs the stored actions of buttons. `accept` decides about the request of one that runs a command."""

    def __init__(
        self,
        *,
        registry: Registry,
        store: Store,
        jobs: Jobs,
        authorization: Authorization,
        platforms: Mapping[str, Platform],
        clock: Clock,
        accept: Callable[[Request], Awaitable[Verdict]],
    ) -> None:
        self._registry = registry
        self._store = store
        self._jobs = jobs
        self._authorization = authorization
        self._platforms = platforms
        self._clock = clock
        self._accept = accept

    async def run(self, id: str, pressing: Request, model: str | None) -> Pressed:
        """Does the work of a button. `pressing` has the person, the place and what they see above; `model` is another
        model for a command."""
        caller, place = pressing.caller, pressing.place
        try:
            stored = await self._stored(id)
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
                    declared = self._registry.get(form.command)
                    return NeedsForm(command=declared, filled=form.options, inputs=form.inputs)
                case Remind() as remind:
                    return await self._remind(id, remind, stored, caller, place, pressing.address)
                case Stop():
                    return await self._stop(stored.job, caller)
                case Delete():
                    return await self._delete(stored, caller)
                case Report():
                    return NeedsForm(command=self._registry.get(REPORT), filled={"message": reported_message(id)})
        except UserError as error:
            return Refused.because(error)

    async def reminder(self, request: Request, error: LimitReached) -> tuple[Button, ...]:
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
        await self._store.save_actions({id: stored}, self._clock.now())
        return (Button(label=say("button-remind"), action=action, id=id),)

    async def _stored(self, id: str) -> StoredAction:
        stored = await self._store.stored_action(id)
        if stored is None and (stopping := job_of_stop(id)) and (job := await self._store.job(stopping)):
            request = job.request
            stored = StoredAction(
                action=Stop(job=job.id), job=job.id, requester=request.caller.key, place=request.place
            )
        if stored is None:
            raise Missing("report-unknown") if is_report_id(id) else Missing("button-expired")
        return stored

    async def _stop(self, job_id: str, caller: Caller) -> Acknowledged | Refused:
        job = await self._store.job(job_id)
        if job is None:
            return Refused(sentence=say("reply-gone"))
        if not await self._authorization.may_manage(job.request.caller.key, caller, job.request.place):
            return Refused(sentence=say("stop-not-yours", name=Quote(text=job.request.caller.name)))
        if not await self._jobs.request_stop(job_id, caller.name, caller.key):
            return Refused(sentence=say("stop-too-late"))
        return Acknowledged(job=job_id)

    async def _delete(self, stored: StoredAction, caller: Caller) -> Acknowledged | Refused:
        job = await self._store.job(stored.job)
        if job is None:
            return Refused(sentence=say("reply-gone"))
        if not await self._authorization.may_manage(stored.requester, caller, stored.place):
            return Refused(sentence=say("delete-not-yours", name=Quote(text=job.request.caller.name)))
        if not job.ended:
            await self._jobs.request_stop(job.id, caller.name, caller.key)
        await self._store.delete_turns(job.id)
        await self._platforms[job.request.address.platform].withdraw(job)
        return Acknowledged(job=job.id)

    async def _remind(
        self, id: str, remind: Remind, stored: StoredAction, caller: Caller, place: Place, address: Address
    ) -> Noted:
        """Stores the request under the button's id, so that a second press changes nothing."""
        if caller.key != stored.requester:
            raise NotAllowed("reminder-not-yours")
        if await self._store.job(id) is not None:
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
        await self._store.save_reminder(again, remind.due_at)
        return Noted(sentence=say("reminder-set", moment=Moment(at=remind.due_at)))
