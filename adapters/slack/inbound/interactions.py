"""Slash commands, buttons, forms and shortcuts become requests."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from adapters.slack.config import NAME, SlackConfig
from adapters.slack.inbound.channel_history import message_link
from adapters.slack.inbound.context import (
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
from adapters.slack.inbound.feedback import SlackFeedbackHandler
from adapters.slack.inbound.interaction_responses import Ack, SlackInteractionResponder, show_message
from adapters.slack.inbound.message_content import content_of
from adapters.slack.inbound.modals import OPTIONS_LIMIT, ModalMetadata, asked_about, select_options, submitted_options
from adapters.slack.inbound.typed_text import has_user_option, plain_text, slash_line
from adapters.slack.message_shortcuts import ASK_ID, command_of_shortcut
from adapters.slack.outbound.api_client import SlackApiClient
from adapters.slack.outbound.blocks import FEEDBACK
from adapters.slack.outbound.ephemeral import EphemeralSender
from adapters.slack.outbound.reportable import message_path
from core.commands.schema import Command
from core.commands.suggestions import Suggestion, Suggestions
from core.commands.typed_messages import TALK, parse_line
from core.domain.actions import kind_of
from core.domain.clock import Clock
from core.domain.errors import BadInput, UserError
from core.domain.request import QuotedMessage, Request
from core.domain.sentences import say
from core.jobs.dispatcher import Dispatcher
from core.jobs.verdicts import NeedsForm, Pressed
from core.moderation.reports import is_report_id, report_id
from core.replies.menus import Asked, asked_of

logger = logging.getLogger(__name__)

SUGGESTION_SECONDS = 2.5
"""Time limit for suggestions while a person types. Slack waits three seconds."""


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
        self._config = config
        ephemeral = EphemeralSender(api_client, clock)
        self._responder = SlackInteractionResponder(dispatcher, clock, api_client, contexts, ephemeral, config.prefix)
        self._feedback = SlackFeedbackHandler(dispatcher, clock, contexts, ephemeral)

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

        await self._responder.respond(
            ack, author_of_command(payload, self._clock.now()), decide, trigger, asked=given_name
        )

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

            await self._responder.respond(ack, author, ask, trigger, about=about)
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

        await self._responder.respond(ack, author, decide, trigger)

    async def button(self, ack: Ack, payload: Payload) -> None:
        """Handles a button of a reply. Other elements of messages and forms only need an acknowledgement."""
        with reading_payload():
            action: Mapping[str, Any] = next(iter(payload.get("actions") or ()), {})
            id, value = str(action.get("action_id", "")), str(action.get("value") or "")
            ephemeral = bool((payload.get("container") or {}).get("is_ephemeral"))
        if id == FEEDBACK:
            await self._feedback.handle(ack, payload, value)
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
        await self._responder.respond(ack, author, decide, trigger, pressed=pressed)
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

        await self._responder.respond(ack, author, decide, id, fields=fields)

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

    def _command_of_shortcut(self, callback: str) -> Command:
        command = command_of_shortcut(self._dispatcher.registry, callback)
        if command is None:
            raise BadInput("slack-no-such-shortcut")
        return command
