"""Slash commands, buttons, forms and shortcuts become requests. The core decides first; then follows the
acknowledgement."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol

from pydantic import ValidationError

from adapters.slack.command_prefix import prefixed, slash_name
from adapters.slack.config import NAME, SlackConfig
from adapters.slack.inbound.channel_history import message_link
from adapters.slack.inbound.context import (
    Author,
    Payload,
    SlackInboundContext,
    attachment_of,
    author_of_command,
    author_of_interaction,
    author_of_submission,
    place_of,
    reading_payload,
)
from adapters.slack.inbound.context_resolver import SlackContextResolver
from adapters.slack.inbound.message_content import content_of
from adapters.slack.inbound.modals import (
    OPTIONS_LIMIT,
    ModalMetadata,
    ask_modal,
    asked_about,
    command_modal,
    message_modal,
    select_options,
    submitted_options,
)
from adapters.slack.inbound.typed_text import has_user_option, plain_text, slash_line
from adapters.slack.message_shortcuts import ASK_ID, command_of_shortcut, other_menus
from adapters.slack.outbound.api_client import SlackApiClient, SlackApiError
from adapters.slack.outbound.blocks import FEEDBACK
from adapters.slack.outbound.ephemeral import EphemeralSender, ephemeral_body
from adapters.slack.outbound.markup import to_mrkdwn
from adapters.slack.outbound.reportable import ReportableMessages, message_path
from core.commands.schema import Command
from core.commands.suggestions import Suggestion, Suggestions
from core.commands.typed_messages import TALK, parse_line
from core.domain.actions import Button, Form, Report, kind_of
from core.domain.clock import Clock
from core.domain.errors import BadInput, NotAllowed, UserError
from core.domain.request import QuotedMessage, Request
from core.domain.sentences import Sentence, say
from core.i18n.rendering import render
from core.jobs.dispatcher import Accepted, Dispatcher, NeedsForm, Noted, Pressed, Refused
from core.jobs.event_deduplicator import EventDeduplicator
from core.jobs.refusal_log import log_refusal
from core.moderation.reports import is_report_id, report_id
from core.replies.menus import Asked, asked_of

logger = logging.getLogger(__name__)

SUGGESTION_SECONDS = 2.5
"""Time limit for suggestions while a person types. Slack waits three seconds."""
TRIGGER_USED = "exchanged_trigger_id"
"""A form was opened with this trigger before (https://docs.slack.dev/reference/methods/views.open#errors)."""
Decide = Callable[[SlackInboundContext], Awaitable[Pressed]]


class Ack(Protocol):
    """Acknowledges once, with content to show immediately, or with nothing."""

    async def __call__(self, content: dict[str, Any] | str = "", /) -> object: ...


class SlackInteractionHandler:
    """Handles slash commands, buttons, forms, shortcuts and requests for suggestions."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        suggestions: Suggestions,
        clock: Clock,
        api_client: SlackApiClient,
        contexts: SlackContextResolver,
        config: SlackConfig,
    ) -> None:
        self._dispatcher = dispatcher
        self._suggestions = suggestions
        self._clock = clock
        self._api_client = api_client
        self._contexts = contexts
        self._config = config
        self._ephemeral = EphemeralSender(api_client, clock)
        self._opened = EventDeduplicator(clock.now)

    async def command(self, ack: Ack, payload: Payload) -> None:
        """Handles a slash command. Without text, a form asks for more."""
        with reading_payload():
            trigger, given_name, text = (
                str(payload["trigger_id"]),
                str(payload["command"]),
                str(payload.get("text") or ""),
            )
        line = slash_line(given_name, plain_text(text), self._config.prefix)
        if has_user_option(line, self._dispatcher.registry):
            line = slash_line(given_name, plain_text(text, keep_mentions=True), self._config.prefix)

        async def decide(context: SlackInboundContext) -> Pressed:
            name, given = parse_line(line, self._dispatcher.registry.syntaxes)
            return await self._dispatcher.accept(
                Request(
                    id=trigger,
                    command=name,
                    options=given,
                    caller=context.caller,
                    place=context.place,
                    address=context.target.address,
                    said=line,
                    prefer_form=True,
                )
            )

        await self._answer(ack, author_of_command(payload, self._clock.now()), decide, trigger, asked=given_name)

    async def shortcut(self, ack: Ack, payload: Payload) -> None:
        """Handles a message shortcut: passes the message's files if the command takes files, or else its text."""
        author = author_of_interaction(payload, self._clock.now())
        with reading_payload():
            trigger = str(payload["trigger_id"])
            message: Mapping[str, Any] = payload.get("message") or {}
            own = message.get("app_id") is not None and message.get("app_id") == payload.get("api_app_id")
            content = content_of(message, own=own)
            sent = [attachment_of(file, author.target.team) for file in content.whole_files]
            text = plain_text(content.whole)
            ts = str(message.get("ts") or "")
        registry = self._dispatcher.registry
        if payload.get("callback_id") == ASK_ID:
            about = QuotedMessage(
                author=f"{NAME}:{author.target.team}:{message.get('user') or ''}",
                text=text,
                attachments=tuple(sent),
                own=own,
                at=float(ts) if ts else None,
            )

            async def ask(context: SlackInboundContext) -> Pressed:  # noqa: ARG001 - everybody may ask
                return NeedsForm(command=registry.get(TALK), filled={}, inputs=())

            await self._answer(ack, author, ask, trigger, about=about)
            return

        async def decide(context: SlackInboundContext) -> Pressed:
            command = self._command_of_shortcut(str(payload.get("callback_id", "")))
            if any(parameter.refers == "message" for parameter in command.parameters):
                # The command is about an answer of the bot, not about the message's text.
                return await self._dispatcher.press(
                    report_id(NAME, message_path(context.target.channel, ts)),
                    request_id=trigger,
                    caller=context.caller,
                    place=context.place,
                    address=context.target.address,
                )
            given, files = asked_of(command, text, sent, message_link(context.target.channel, ts))
            return await self._dispatcher.accept(
                Request(
                    id=trigger,
                    command=command.name,
                    options=given,
                    caller=context.caller,
                    place=context.place,
                    address=context.target.address,
                    attachments=files,
                    prefer_form=True,
                )
            )

        await self._answer(ack, author, decide, trigger)

    async def button(self, ack: Ack, payload: Payload) -> None:
        """Handles a button of a reply. Other elements of messages and forms only need an acknowledgement."""
        with reading_payload():
            action: Mapping[str, Any] = next(iter(payload.get("actions") or ()), {})
            id, value = str(action.get("action_id", "")), str(action.get("value") or "")
            ephemeral = bool((payload.get("container") or {}).get("is_ephemeral"))
        if id == FEEDBACK:
            await self._save_feedback(ack, payload, value)
            return
        if kind_of(id) is None:
            logger.debug("Slack: the element %r is not for this bot", id)
            await ack()
            return
        author = author_of_interaction(payload, self._clock.now())
        with reading_payload():
            trigger = str(payload["trigger_id"])

        async def decide(context: SlackInboundContext) -> Pressed:
            return await self._dispatcher.press(
                id, request_id=trigger, caller=context.caller, place=context.place, address=context.target.address
            )

        # The form of a report is stored under an id of its own.
        pressed = None if is_report_id(id) else id
        await self._answer(ack, author, decide, trigger, pressed=pressed)
        url = author.target.response_url
        if url and kind_of(id) == "stop" and ephemeral:
            # The ephemeral Stop button is used up, whether or not it stopped the job.
            await self._api_client.respond(url, {"delete_original": True})

    async def submission(self, ack: Ack, payload: Payload) -> None:
        """Handles a submitted form. Errors appear beside its fields."""
        with reading_payload():
            view = payload["view"]
            id = str(payload.get("trigger_id") or view["id"])
            callback, private = str(view.get("callback_id")), str(view.get("private_metadata") or "")
            values: Mapping[str, Any] = (view.get("state") or {}).get("values") or {}
            fields = [str(block.get("block_id")) for block in view.get("blocks", ()) if block.get("type") == "input"]
        try:
            metadata = ModalMetadata.model_validate_json(private)
        except ValidationError:
            await ack(show_message(say("form-expired"), None))
            return
        author = author_of_submission(payload, metadata.target)

        async def decide(context: SlackInboundContext) -> Pressed:
            form = await self._dispatcher.saved_form(callback)
            if metadata.asks:
                return await self._ask(id, context, form.quoted, *asked_about(values))
            command = self._dispatcher.registry.get(form.command)
            with reading_payload():
                submitted = submitted_options(command, values, metadata.target.team)
            return await self._dispatcher.accept_form(
                form,
                submitted,
                request_id=id,
                caller=context.caller,
                place=context.place,
                address=context.target.address,
            )

        await self._answer(ack, author, decide, id, fields=fields)

    async def _ask(
        self, id: str, context: SlackInboundContext, about: Sequence[QuotedMessage], name: str, question: str
    ) -> Pressed:
        """Answers a question about a message, or makes what was chosen of it."""
        command = self._dispatcher.registry.get(name)
        asked: Asked = {"message": question}, ()
        if name != TALK:
            text = "\n".join(filter(None, [question, *(each.text for each in about)]))
            asked = asked_of(command, text, [file for each in about for file in each.attachments])
        return await self._dispatcher.accept(
            Request(
                id=id,
                command=name,
                options=asked[0],
                caller=context.caller,
                place=context.place,
                address=context.target.address,
                attachments=asked[1],
                quoted=tuple(about) if name == TALK else (),
            )
        )

    async def suggestions(self, ack: Ack, payload: Payload) -> None:
        """Handles a request for suggestions while a person types in a field."""
        found: list[Suggestion] = []
        with reading_payload():
            private = str((payload.get("view") or {}).get("private_metadata") or "")
        try:
            metadata = ModalMetadata.model_validate_json(private)
            async with asyncio.timeout(SUGGESTION_SECONDS):
                found = await self._suggestions.suggest(
                    metadata.command,
                    str(payload.get("action_id", "")),
                    str(payload.get("value") or ""),
                    limit=OPTIONS_LIMIT,
                    place=place_of(metadata.target, home=True),
                )
        except (UserError, ValidationError, TimeoutError) as error:
            logger.info("no suggestions for %s: %s", payload.get("action_id"), type(error).__name__)
        await ack({"options": select_options(found)})

    async def _answer(
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
            verdict = prefixed(verdict, self._config.prefix)
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
        title, locale = slash_name(form.command.name, self._config.prefix), context.caller.locale
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

    async def _save_feedback(self, ack: Ack, payload: Payload, value: str) -> None:
        author = author_of_interaction(payload, self._clock.now())
        opinion, _, job = value.partition(":")
        context = await self._contexts.resolve(author)
        sentence = context.refusal or say("slack-feedback-thanks")
        actions: tuple[Button, ...] = ()
        if context.refusal is None:
            if opinion == "bad":
                sentence, actions = await self._why(context, payload, job)
            await self._dispatcher.store.record_feedback(job, context.caller.key, opinion == "good", self._clock.now())
        await ack()
        await self._ephemeral.send(author.target, sentence, context.caller.locale, actions)

    async def _why(
        self, context: SlackInboundContext, payload: Payload, job_id: str
    ) -> tuple[Sentence, tuple[Button, ...]]:
        """Thanks, and the button that opens the form of a report about an answer.

        A message is seen, and its button pressed, before its sender has stored the report, so it is stored here too.
        """
        store = self._dispatcher.store
        job = await store.job(job_id)
        if job is None or job.request.place.tenant != context.place.tenant:
            return say("slack-feedback-thanks"), ()
        ts = str((payload.get("message") or {}).get("ts") or (payload.get("container") or {}).get("message_ts") or "")
        channel = context.target.channel
        await ReportableMessages(store, job, self._clock).add(channel, ts)
        id = report_id(NAME, message_path(channel, ts))
        return say("slack-feedback-why"), (Button(label=say("slack-say-why"), action=Report(job=job_id), id=id),)

    def _command_of_shortcut(self, callback: str) -> Command:
        command = command_of_shortcut(self._dispatcher.registry, callback)
        if command is None:
            raise BadInput("slack-no-such-shortcut")
        return command


def show_message(sentence: Sentence, locale: str | None) -> dict[str, Any]:
    """A response that replaces a form by a message."""
    return {"response_action": "update", "view": message_modal(to_mrkdwn(sentence, locale), "Troubadour", locale)}


def _refusal_beside_field(refused: Refused, fields: list[str], locale: str | None) -> dict[str, Any]:
    """A refusal beside the field with the error, or else in place of the form."""
    if not refused.bad_input or not fields:
        return show_message(refused.told, locale)
    field = refused.option if refused.option in fields else fields[0]
    return {"response_action": "errors", "errors": {field: render(refused.sentence, locale)}}
