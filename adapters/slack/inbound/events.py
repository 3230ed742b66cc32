"""Messages to the bot: mentions and direct messages become requests."""

import logging
from collections.abc import Mapping
from typing import Any

from pydantic import JsonValue

from adapters.slack.command_prefix import prefixed
from adapters.slack.config import SlackConfig
from adapters.slack.inbound.context import Author, Payload, SlackInboundContext, attachment_of, author_of_event
from adapters.slack.inbound.context_resolver import SlackContextResolver
from adapters.slack.inbound.deduplicator import EventDeduplicator
from adapters.slack.inbound.typed_text import has_user_option, mentioned_users, plain_text
from adapters.slack.outbound.api_client import SlackApiClient, SlackApiError
from adapters.slack.outbound.ephemeral import EphemeralSender
from adapters.slack.platform import SlackPlatform
from adapters.slack.users import SlackUsers
from core.commands.typed_messages import HELP, read_message
from core.domain.clock import Clock
from core.domain.errors import UserError
from core.domain.request import Attachment, Request
from core.jobs.dispatcher import Accepted, Dispatcher, Refused

logger = logging.getLogger(__name__)

CHECK_FILE_INFO = "check_file_info"
"""A file of another workspace, of which the event gives only the id (https://docs.slack.dev/apis/slack-connect/#files).
"""
WRITTEN_SUBTYPES = frozenset({None, "", "file_share", "thread_broadcast"})
"""The subtypes of messages that a person wrote (https://docs.slack.dev/reference/events/message#subtypes)."""
NAMED_USERS_LIMIT = 10
"""Number of users who are looked up for one message."""


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
        config: SlackConfig,
    ) -> None:
        self._dispatcher = dispatcher
        self._api_client = api_client
        self._contexts = contexts
        self._users = users
        self._platform = platform
        self._config = config
        self._ephemeral = EphemeralSender(api_client, clock)
        self._deduplicator = EventDeduplicator(clock)

    async def handle(self, body: Payload, me: str) -> None:
        """Answers a message to the user id `me` and ignores all others."""
        event: Mapping[str, Any] = body["event"]
        if event.get("subtype") == "message_deleted":
            await self._platform.message_deleted(str(event["channel"]), str(event.get("deleted_ts", "")))
        if is_for(event, me):
            author = author_of_event(body)
            key = f"{author.target.team}-{author.target.channel}-{author.target.message}"
            await self._deduplicator.once(key, lambda: self._handle_message(event, author, key, me))

    async def _handle_message(self, event: Mapping[str, Any], author: Author, key: str, me: str) -> None:
        context = await self._contexts.resolve(author)
        if context.refusal is not None:
            await self._ephemeral.send(context.target, context.refusal, context.caller.locale)
            return
        target = context.target
        line = await self._line(event, context, me)
        attachments = tuple([await self._attachment(file, target.team) for file in event.get("files") or ()])
        try:
            command, given = self._parse(line, attachments)
        except UserError as error:
            await self._ephemeral.send(target, prefixed(error.sentence, self._config.prefix), context.caller.locale)
            return
        verdict = await self._dispatcher.accept_message(
            Request(
                # A mention in a channel arrives as two events with different ids.
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
        if isinstance(verdict, Accepted):
            await self._dispatcher.release(verdict.job)
        if isinstance(verdict, Refused):
            verdict = prefixed(verdict, self._config.prefix)
            await self._ephemeral.send(target, verdict.sentence, context.caller.locale, verdict.actions)

    def _parse(self, line: str, attachments: tuple[Attachment, ...]) -> tuple[str, dict[str, JsonValue]]:
        """The command and its options. An empty mention gets the help."""
        if not line and not attachments:
            return HELP, {}
        return read_message(line, self._dispatcher.registry.syntaxes, self._config.prefix)

    async def _line(self, event: Mapping[str, Any], context: SlackInboundContext, me: str) -> str:
        text = str(event.get("text") or "")
        others = [user for user in mentioned_users(text) if user != me][:NAMED_USERS_LIMIT]
        names = await self._users.names(context.target.team, others) if others else {}
        line = plain_text(text, me, names)
        keeping = has_user_option(line, self._dispatcher.registry)
        return plain_text(text, me, names, keep_mentions=True) if keeping else line

    async def _attachment(self, file: Mapping[str, Any], team: str) -> Attachment:
        if file.get("file_access") == CHECK_FILE_INFO:
            try:
                file = (await self._api_client.call(team, "files.info", file=file["id"])).get("file") or file
            except SlackApiError as error:
                logger.warning("the file %s was not looked up: %s", file["id"], error)
        return attachment_of(file, team)


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
