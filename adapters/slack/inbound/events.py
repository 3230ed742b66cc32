"""Messages to the bot: mentions and direct messages become requests."""

import logging
import secrets
from collections.abc import Mapping
from typing import Any

from pydantic import JsonValue

from adapters.slack.command_prefix import prefixed
from adapters.slack.config import SlackConfig
from adapters.slack.inbound.bolt_app import EventDelivery
from adapters.slack.inbound.context import (
    Author,
    SlackInboundContext,
    UnreadablePayload,
    attachment_of,
    author_of_event,
    reading_payload,
)
from adapters.slack.inbound.context_resolver import SlackContextResolver
from adapters.slack.inbound.deduplicator import EventDeduplicator
from adapters.slack.inbound.interactions import Ack
from adapters.slack.inbound.message_content import content_of
from adapters.slack.inbound.redelivery import NotAccepted, Redelivery
from adapters.slack.inbound.typed_text import has_user_option, mentioned_users, plain_text
from adapters.slack.outbound.api_client import SlackApiClient
from adapters.slack.outbound.ephemeral import EphemeralSender
from adapters.slack.outbound.error_sentences import error_sentence
from adapters.slack.outbound.workspaces import ClosedConversations
from adapters.slack.platform import SlackPlatform
from adapters.slack.users import SlackUsers
from core.commands.typed_messages import HELP, read_message, with_context
from core.domain.clock import Clock
from core.domain.errors import UserError
from core.domain.request import Request
from core.domain.sentences import say
from core.jobs.dispatcher import Accepted, Dispatcher, Refused, Verdict

logger = logging.getLogger(__name__)

WRITTEN_SUBTYPES = frozenset({None, "", "file_share", "thread_broadcast"})
"""The subtypes of messages that a person wrote (https://docs.slack.dev/reference/events/message#subtypes)."""


class SlackEventHandler:
    """Answers people, never bots, edited messages or itself."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        clock: Clock,
        api_client: SlackApiClient,
        contexts: SlackContextResolver,
        users: SlackUsers,
        platform: SlackPlatform,
        redelivery: Redelivery,
        closed: ClosedConversations,
        config: SlackConfig,
    ) -> None:
        self._dispatcher = dispatcher
        self._redelivery = redelivery
        self._closed = closed
        self._contexts = contexts
        self._users = users
        self._platform = platform
        self._config = config
        self._ephemeral = EphemeralSender(api_client, clock)
        self._deduplicator = EventDeduplicator(clock)

    async def handle(self, ack: Ack, delivery: EventDelivery) -> None:
        """Answers a message to the bot and ignores all others. Acknowledges once the request is stored or refused.

        Raises `NotAccepted` if it could not be stored and Slack delivers it again, and `UnreadablePayload`.
        """
        with reading_payload():
            event: Mapping[str, Any] = delivery.body["event"]
            asked = is_for(event, delivery.me)
        if not asked:
            await ack()
            await self._note_deleted(event)
            return
        author = author_of_event(delivery.body)
        # A mention in a channel arrives as two events with different ids.
        written = author.target.message or delivery.body.get("event_id")
        key = f"{author.target.team}-{author.target.channel}-{written}"
        decided = await self._deduplicator.once(key, lambda: self._decide(event, author, key, delivery))
        await ack()
        if decided is not None:
            await self._answer(*decided)

    async def _note_deleted(self, event: Mapping[str, Any]) -> None:
        """Stops the job of a message that somebody deleted."""
        if event.get("subtype") == "message_deleted":
            await self._platform.message_deleted(str(event.get("channel")), str(event.get("deleted_ts")))

    async def _answer(self, verdict: Verdict, context: SlackInboundContext) -> None:
        if isinstance(verdict, Accepted):
            await self._dispatcher.release(verdict.job)
        if isinstance(verdict, Refused):
            verdict = prefixed(verdict, self._config.prefix)
            await self._ephemeral.send(context.target, verdict.sentence, context.caller.locale, verdict.actions)

    async def _decide(
        self, event: Mapping[str, Any], author: Author, key: str, delivery: EventDelivery
    ) -> tuple[Verdict, SlackInboundContext]:
        """Stores or refuses a request. If the store fails, the requester is told at the last delivery."""
        context = self._contexts.unknown(author)
        try:
            context = await self._contexts.resolve(author)
            verdict = await self._accept(event, context, key, delivery.me)
        except UserError as error:
            verdict = Refused.because(error)
        except UnreadablePayload:
            raise
        except Exception:
            number = secrets.token_hex(4)
            logger.exception("error %s: a message could not be stored", number)
            verdict = Refused(sentence=say("internal-error", id=number), retryable=True)
        if isinstance(verdict, Refused) and verdict.retryable:
            if self._redelivery.wanted(delivery.attempt):
                raise NotAccepted("the store refuses it")
        elif not isinstance(verdict, Refused):
            self._redelivery.stored()
        return verdict, context

    async def _accept(self, event: Mapping[str, Any], context: SlackInboundContext, key: str, me: str) -> Verdict:
        if context.refusal is not None:
            return Refused(sentence=context.refusal)
        target = context.target
        with reading_payload():
            content = content_of(event, me=me)
            line = self._line(content.text, context, me)
            seen = self._line(content.context, context, me)
            attachments = tuple(attachment_of(file, target.team) for file in content.files)
        command, given = self._parse(line, attachments or seen)
        declared = self._dispatcher.registry.get(command)
        if declared.spends and (closed := self._closed.refusal(target)) is not None:
            # The answer would cost something, and nobody could see it.
            return Refused(sentence=error_sentence(closed))
        if seen:
            given = with_context(declared, given, seen)
        return await self._dispatcher.accept_message(
            Request(
                id=key,
                command=command,
                options=given,
                caller=context.caller,
                place=context.place,
                address=target.address,
                attachments=attachments,
                said=line,
            )
        )

    def _parse(self, line: str, seen: object) -> tuple[str, dict[str, JsonValue]]:
        """The command and its options. A mention without words, with nothing else to see, gets the help."""
        if not line and not seen:
            return HELP, {}
        return read_message(line, self._dispatcher.registry.syntaxes, self._config.prefix)

    def _line(self, text: str, context: SlackInboundContext, me: str) -> str:
        names = self._users.known_names(context.target.team, mentioned_users(text))
        line = plain_text(text, me, names)
        keeping = has_user_option(line, self._dispatcher.registry)
        return plain_text(text, me, names, keep_mentions=True) if keeping else line


def is_for(event: Mapping[str, Any], me: str) -> bool:
    """True if a person wrote something to the bot, and did not just edit it."""
    if (
        event.get("bot_id")
        or event.get("bot_profile")
        or event.get("subtype") not in WRITTEN_SUBTYPES
        or event.get("edited")
    ):
        return False
    if not event.get("user") or event["user"] in (me, "USLACKBOT"):
        return False
    return event.get("type") == "app_mention" or event.get("channel_type") == "im"
