"""Responses to interactions: the core decides first; then follows the acknowledgement."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from adapters.slack.command_prefix import prefixed, slash_name
from adapters.slack.inbound.context import Author, SlackInboundContext
from adapters.slack.inbound.context_resolver import SlackContextResolver
from adapters.slack.inbound.modals import ask_modal, command_modal, message_modal
from adapters.slack.message_shortcuts import other_menus
from adapters.slack.outbound.api_client import SlackApiClient, SlackApiError
from adapters.slack.outbound.ephemeral import EphemeralSender, ephemeral_body
from adapters.slack.outbound.markup import to_mrkdwn
from core.domain.actions import Button, Form
from core.domain.clock import Clock
from core.domain.errors import NotAllowed, UserError
from core.domain.request import QuotedMessage
from core.domain.sentences import Sentence, say
from core.i18n.rendering import render
from core.jobs.dispatcher import Dispatcher
from core.jobs.event_deduplicator import EventDeduplicator
from core.jobs.refusal_log import log_refusal
from core.jobs.verdicts import Accepted, NeedsForm, Noted, Pressed, Refused

logger = logging.getLogger(__name__)

TRIGGER_USED = "exchanged_trigger_id"
"""A form was opened with this trigger before (https://docs.slack.dev/reference/methods/views.open#errors)."""
Decide = Callable[[SlackInboundContext], Awaitable[Pressed]]
"""Lets the core decide what becomes of an interaction."""


class Ack(Protocol):
    """Acknowledges once, with content to show immediately, or with nothing."""

    async def __call__(self, content: dict[str, Any] | str = "", /) -> object: ...


class SlackInteractionResponder:
    """Has interactions decided and responds to them: in an acknowledgement, an ephemeral message or a form."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        clock: Clock,
        api_client: SlackApiClient,
        contexts: SlackContextResolver,
        ephemeral: EphemeralSender,
        prefix: str,
    ) -> None:
        self._dispatcher = dispatcher
        self._api_client = api_client
        self._contexts = contexts
        self._ephemeral = ephemeral
        self._prefix = prefix
        self._opened = EventDeduplicator(clock.now)

    async def respond(
        self,
        ack: Ack,
        author: Author,
        decide: Decide,
        id: str,
        *,
        pressed: str | None = None,
        fields: list[str] | None = None,
        asked: str | None = None,
        about: QuotedMessage | None = None,
    ) -> None:
        """Lets the core decide, then acknowledges: what is not stored yet would be lost with the process."""
        verdict, context = await self._decide(author, decide, asked or f"a {author.target.source}")
        match verdict:
            case Refused(actions=()) if fields is not None:
                await ack(_refusal_beside_field(verdict, fields, context.caller.locale))
            case Refused(told=sentence, actions=()) | Noted(sentence=sentence) if author.target.source == "command":
                text = to_mrkdwn(sentence, context.caller.locale)
                await ack({"response_type": "ephemeral", "text": text})
            case Refused(told=sentence, actions=actions) if author.target.source == "command":
                await ack({"response_type": "ephemeral", **ephemeral_body(sentence, context.caller.locale, actions)})
            case Refused(told=sentence, actions=actions):
                await ack()
                await self._ephemeral.send(author.target, sentence, context.caller.locale, actions)
            case Noted(sentence=sentence):
                await ack()
                await self._ephemeral.send(author.target, sentence, context.caller.locale)
            case NeedsForm():
                await ack()
                # A trigger opens one form, and Slack may send the payload twice.
                await self._opened.once(id, lambda: self._open_modal(verdict, context, id, str(pressed or ""), about))
            case Accepted(job=job):
                await ack()
                await self._dispatcher.release(job)
            case _:
                await ack()

    async def _decide(self, author: Author, decide: Decide, asked: str) -> tuple[Pressed, SlackInboundContext]:
        context = self._contexts.unknown(author)
        try:
            context = await self._contexts.resolve(author)
            if context.refusal is not None:
                raise NotAllowed(context.refusal)
            verdict = await decide(context)
        except UserError as error:
            verdict = Refused.because(error)
            log_refusal(asked, context.caller, context.place, error.sentence)
        if isinstance(verdict, Refused | Noted):
            verdict = prefixed(verdict, self._prefix)
        return verdict, context

    async def _open_modal(
        self,
        form: NeedsForm,
        context: SlackInboundContext,
        trigger: str,
        pressed: str,
        about: QuotedMessage | None = None,
    ) -> None:
        """Opens a form, or the one that asks `about` a message. The trigger is valid for three seconds; after that, a
        button opens the form."""
        quoted = () if about is None else (about,)
        if not pressed:
            saved = await self._dispatcher.save_form(form, trigger, context.caller, context.place, quoted)
            pressed = str(saved.id)
        title, locale = slash_name(form.command.name, self._prefix), context.caller.locale
        if about is None:
            view = command_modal(form.command, form.filled, pressed, context.target, locale, title)
        else:
            view = ask_modal(other_menus(self._dispatcher.registry), pressed, context.target, locale)
        try:
            await self._api_client.call(context.target.team, "views.open", trigger_id=trigger, view=view)
        except SlackApiError as error:
            if error.code == TRIGGER_USED:
                logger.info("the form of %s was opened by another process", form.command.name)
                return
            logger.warning("the form of %s was not shown: %s", form.command.name, error)
            action = Form(command=form.command.name, options=dict(form.filled), inputs=form.inputs)
            button = Button(label=say("button-form"), action=action, id=pressed)
            await self._ephemeral.send(context.target, say("slack-form-late"), locale, (button,))


def show_message(sentence: Sentence, locale: str | None) -> dict[str, Any]:
    """A response that replaces a form by a message."""
    return {"response_action": "update", "view": message_modal(to_mrkdwn(sentence, locale), "Troubadour", locale)}


def _refusal_beside_field(refused: Refused, fields: list[str], locale: str | None) -> dict[str, Any]:
    """A refusal beside the field with the error, or else in place of the form."""
    if not refused.bad_input or not fields:
        return show_message(refused.told, locale)
    field = refused.option if refused.option in fields else fields[0]
    return {"response_action": "errors", "errors": {field: render(refused.sentence, locale)}}
