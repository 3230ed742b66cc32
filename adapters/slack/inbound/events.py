"""Messages to the bot: mentions and direct messages become requests."""

import dataclasses
import logging
import re
from collections.abc import Mapping
from typing import Any

from pydantic import JsonValue

from adapters.slack.command_prefix import prefixed
from adapters.slack.config import SlackConfig
from adapters.slack.inbound.active_view import ActiveViews
from adapters.slack.inbound.bolt_app import EventDelivery
from adapters.slack.inbound.context import (
    Author,
    SlackInboundContext,
    UnreadablePayload,
    attachment_of,
    author_of_event,
    place_of,
    reading_payload,
)
from adapters.slack.inbound.context_resolver import SlackContextResolver
from adapters.slack.inbound.interaction_responses import Ack
from adapters.slack.inbound.message_content import content_of
from adapters.slack.inbound.redelivery import NotAccepted, Redelivery
from adapters.slack.inbound.typed_text import has_user_option, mentioned_users, plain_text
from adapters.slack.outbound.api_client import SlackApiClient
from adapters.slack.outbound.ephemeral import EphemeralSender
from adapters.slack.platform import SlackPlatform
from adapters.slack.reply_target import SlackReplyTarget
from adapters.slack.users import SlackUsers
from core.commands.typed_messages import CONTEXT_BREAK, HELP, TALK, read_message, with_context
from core.conversations.conversation import takes_part
from core.domain.clock import Clock
from core.domain.errors import NotAllowed, StoreAway, UserError
from core.domain.request import QuotedMessage, Request
from core.domain.request_id import working_for
from core.domain.sentences import say
from core.i18n.rendering import render
from core.jobs.dispatcher import STORE_SECONDS, Dispatcher
from core.jobs.event_deduplicator import REMEMBERED_SECONDS, EventDeduplicator
from core.jobs.refusal_log import log_refusal
from core.jobs.verdicts import Accepted, Refused, Verdict
from core.preferences.answering import UnaddressedMessage, answering_in, is_answered
from core.preferences.choices import EDIT_SECONDS
from core.replies.menus import fitting_files
from core.replies.notices import is_first_to_tell
from core.store.time_limit import store_answers_within

logger = logging.getLogger(__name__)

CHANNELS = frozenset({"channel", "group"})
ADDRESSED = re.compile(r"<(?:@[UWB]|!subteam\^|!here|!channel|!everyone)")
"""The mention of a person, a group or everybody in mrkdwn."""

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
        active_views: ActiveViews,
        config: SlackConfig,
    ) -> None:
        self._dispatcher = dispatcher
        self._clock = clock
        self._redelivery = redelivery
        self._active_views = active_views
        self._contexts = contexts
        self._users = users
        self._platform = platform
        self._config = config
        self._ephemeral = EphemeralSender(api_client, clock)
        self._deduplicator = EventDeduplicator(clock.now)

    async def handle(self, ack: Ack, delivery: EventDelivery) -> None:
        """Answers a message to the bot and ignores all others. Acknowledges once the request is stored or refused.

        Raises `NotAccepted` if it could not be stored and Slack delivers it again, and `UnreadablePayload`.
        """
        with reading_payload():
            event: Mapping[str, Any] = delivery.body["event"]
            asked = is_for(event, delivery.me)
        if (edit := edited_message(event)) is not None:
            decided = await self._decide_edit(edit, delivery)
            await ack()
            if decided is not None:
                await self._answer(*decided, str(edit["edited"]["ts"]))
            return
        if not asked and not await self._hears(event, delivery):
            await self._note_deleted(event, delivery)
            await ack()
            return
        author = author_of_event(delivery.body)
        # A mention in a channel arrives as two events with different ids.
        written = author.target.message or delivery.body.get("event_id")
        key = f"{author.target.team}-{author.target.channel}-{written}"
        decided = await self._deduplicator.once(key, lambda: self._decide(event, author, key, delivery))
        await ack()
        if decided is not None:
            verdict, context = decided
            # People whom the bot does not serve hear nothing that they have not asked for.
            if asked or (context.refusal is None and context.place.home):
                await self._answer(verdict, context)

    async def _hears(self, event: Mapping[str, Any], delivery: EventDelivery) -> bool:
        """True for a message of a channel that the bot answers without a mention."""
        with reading_payload():
            if not is_written(event, delivery.me) or event.get("channel_type") not in CHANNELS:
                return False
            message = unaddressed_message(event, delivery.me)
        target = author_of_event(delivery.body).target
        place = place_of(target, home=True)
        try:
            answering = await answering_in(self._dispatcher.store, place)
            if message.in_thread and answering == "threads":
                message = dataclasses.replace(message, joined=await self._has_joined(target))
        except UserError as error:
            logger.warning("a message of channel %s is left alone: %s", target.channel, error.sentence.id)
            return False
        return is_answered(message, answering)

    async def _has_joined(self, target: SlackReplyTarget) -> bool:
        """True for a thread whose first message the bot was asked, or in which it has answered."""
        store = self._dispatcher.store
        asked = await store.job(f"{target.team}-{target.channel}-{target.thread}")
        return asked is not None or await takes_part(store, place_of(target, home=True))

    async def _note_deleted(self, event: Mapping[str, Any], delivery: EventDelivery) -> None:
        """Stops the job of an answer or a question that somebody deleted."""
        if (ts := deleted_message(event)) is not None:
            channel = str(event.get("channel"))
            authorized: Mapping[str, Any] = next(iter(delivery.body.get("authorizations") or ()), {})
            team = str(authorized.get("team_id") or delivery.body.get("team_id") or "")
            await self._platform.message_deleted(team, channel, ts)

    async def _decide_edit(
        self, event: Mapping[str, Any], delivery: EventDelivery
    ) -> tuple[Verdict | None, SlackInboundContext] | None:
        """Stores the request to answer an edited message again, if its author has switched that on.

        An edit can also add the mention that makes a message one for the bot. Raises `NotAccepted`.
        """
        try:
            author = author_of_event({**delivery.body, "event": event})
            key = f"{author.target.team}-{author.target.channel}-{author.target.message}"
            edited = str((event.get("edited") or {}).get("ts") or "")
            added = f"<@{delivery.me}>" in str(event.get("text") or "")
            if not added and await self._dispatcher.store.job(key) is None:
                return None
            again = f"{key} {edited}"
            return await self._deduplicator.once(
                again, lambda: self._decide(event, author, key, delivery, edited=edited)
            )
        except UserError as error:
            logger.warning("an edited message is left alone: %s", error.sentence.id)
            return None

    async def _answer(self, verdict: Verdict | None, context: SlackInboundContext, edited: str = "") -> None:
        if isinstance(verdict, Accepted):
            await self._dispatcher.release(verdict.job)
        if isinstance(verdict, Refused) and await self._is_first(context.target, edited):
            verdict = prefixed(verdict, self._config.prefix)
            await self._ephemeral.send(context.target, verdict.told, context.caller.locale, verdict.actions)

    async def _is_first(self, target: SlackReplyTarget, edited: str) -> bool:
        """True for the process that tells a refusal of this message. While the store is away, each does."""
        refusal = f"slack {target.team}:{target.channel}:{target.message}:{edited}"
        try:
            with store_answers_within(STORE_SECONDS):
                return await is_first_to_tell(self._dispatcher.store, refusal, self._clock.now(), REMEMBERED_SECONDS)
        except StoreAway:
            return True

    async def _decide(
        self, event: Mapping[str, Any], author: Author, key: str, delivery: EventDelivery, *, edited: str = ""
    ) -> tuple[Verdict | None, SlackInboundContext]:
        """Stores or refuses a request. If the store fails, the requester is told at the last delivery."""
        with working_for(key):
            return await self._decide_for(event, author, key, delivery, edited)

    async def _decide_for(
        self, event: Mapping[str, Any], author: Author, key: str, delivery: EventDelivery, edited: str
    ) -> tuple[Verdict | None, SlackInboundContext]:
        context = self._contexts.unknown(author)
        verdict: Verdict | None
        try:
            context = await self._contexts.resolve(author)
            verdict = await self._accept(event, context, key, delivery.me, edited)
        except UserError as error:
            verdict = Refused.because(error)
            log_refusal("a message", context.caller, context.place, error.sentence)
        except UnreadablePayload:
            raise
        except Exception as error:
            logger.exception("a message could not be stored")
            number = await self._dispatcher.errors.note(error, "message", context.place.key)
            verdict = Refused(sentence=say("internal-error", id=number), retryable=True)
        if isinstance(verdict, Refused) and verdict.retryable:
            if self._redelivery.wanted(delivery.attempt):
                raise NotAccepted("the store refuses it")
        elif not isinstance(verdict, Refused):
            self._redelivery.stored()
        return verdict, context

    async def _accept(
        self, event: Mapping[str, Any], context: SlackInboundContext, key: str, me: str, edited: str
    ) -> Verdict | None:
        if context.refusal is not None:
            raise NotAllowed(context.refusal)
        target = context.target
        with reading_payload():
            content = content_of(event, me=me)
            line = self._line(content.text, context, me)
            seen = self._line(content.added, context, me)
            quoted = tuple(
                QuotedMessage(
                    name=each.author,
                    text=self._line(each.text, context, me),
                    attachments=tuple(attachment_of(file, target.team) for file in each.files),
                    forwarded=True,
                )
                for each in content.forwarded
            )
            attachments = tuple(attachment_of(file, target.team) for file in content.files)
        command, given = self._parse(line, attachments or seen or quoted)
        declared = self._dispatcher.registry.get(command)
        if command != TALK:
            # Talk reads quoted messages as such; a command takes what it lacks from them.
            forwarded = [file for each in quoted for file in each.attachments]
            attachments = attachments or tuple(fitting_files(declared, forwarded))
        if command == TALK and (view := await self._view(event, context)):
            seen = CONTEXT_BREAK.join(filter(None, (seen, view)))
        given = with_context(declared, given, seen, quoted)
        request = Request(
            id=key,
            command=command,
            options=given,
            caller=context.caller,
            place=context.place,
            address=target.address,
            attachments=attachments,
            quoted=quoted,
            said=line,
            burst=_burst(target) if command == TALK else None,
        )
        if edited:
            return await self._dispatcher.accept_edit(request, edited)
        return await self._dispatcher.accept_message(request)

    async def _view(self, event: Mapping[str, Any], context: SlackInboundContext) -> str:
        """Words for the channel that a person looks at while they begin a conversation with the bot alone."""
        target = context.target
        begins = event.get("thread_ts") in (None, event.get("ts"))
        seen = await self._active_views.channel(target.team, target.user) if target.direct and begins else None
        return render(say("slack-looking-at", channel=f"#{seen}"), context.caller.locale) if seen else ""

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


def _burst(target: SlackReplyTarget) -> str:
    """The place of a message as people see it: a thread, or the conversation outside of threads."""
    return f"{target.channel}:{target.thread if target.thread != target.message else ''}"


def edited_message(event: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The message of a person that an event tells to be edited, soon after it was sent, like the event of a new one.

    The event also comes when Slack adds a preview, and when the bot changes its own messages
    (https://docs.slack.dev/reference/events/message/message_changed).
    """
    message = event.get("message")
    if event.get("subtype") != "message_changed" or not isinstance(message, Mapping):
        return None
    edit = message.get("edited")
    if not isinstance(edit, Mapping) or message.get("bot_id") or not message.get("user"):
        return None
    try:
        age = float(edit["ts"]) - float(message["ts"])
    except (KeyError, TypeError, ValueError):
        return None
    around = {name: event[name] for name in ("channel", "channel_type") if name in event}
    return {**message, **around} if age <= EDIT_SECONDS else None


def deleted_message(event: Mapping[str, Any]) -> str | None:
    """The `ts` of a message that an event tells to be deleted. One with replies below it becomes a tombstone
    (https://docs.slack.dev/reference/events/message/message_changed)."""
    ts, changed = None, event.get("message")
    if event.get("subtype") == "message_deleted":
        ts = event.get("deleted_ts")
    elif isinstance(changed, Mapping) and changed.get("subtype") == "tombstone":
        ts = changed.get("ts")
    try:
        float(ts or "")
    except (TypeError, ValueError):
        return None
    return str(ts)


def is_for(event: Mapping[str, Any], me: str) -> bool:
    """True if a person wrote something to the bot, and did not just edit it."""
    return is_written(event, me) and (event.get("type") == "app_mention" or event.get("channel_type") == "im")


def unaddressed_message(event: Mapping[str, Any], me: str) -> UnaddressedMessage:
    """A message of a channel without a mention of the bot. One with a mention comes as an event of its own, and is left
    to that."""
    thread = event.get("thread_ts")
    text = content_of(event, me=me).text
    return UnaddressedMessage(
        in_thread=thread is not None and thread != event.get("ts"),
        joined=False,
        to_others=bool(ADDRESSED.search(text)),
        empty=not (text or event.get("files") or event.get("attachments")),
    )


def is_written(event: Mapping[str, Any], me: str) -> bool:
    """True for a new message of a person."""
    if (
        event.get("bot_id")
        or event.get("bot_profile")
        or event.get("subtype") not in WRITTEN_SUBTYPES
        or event.get("edited")
    ):
        return False
    return bool(event.get("user")) and event["user"] not in (me, "USLACKBOT")
