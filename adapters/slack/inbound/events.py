"""Messages to the bot: mentions and direct messages become requests."""

import logging
from collections.abc import Mapping
from typing import Any

from pydantic import JsonValue

from adapters.slack.command_prefix import prefixed
from adapters.slack.config import SlackConfig
from adapters.slack.inbound.context import Origin, Payload, Sender, attachment_of, of_event
from adapters.slack.inbound.deduplicator import Repeats
from adapters.slack.inbound.typed_text import mentioned, names_people, plain, said_line
from adapters.slack.outbound.api_client import Refusal, Wire
from adapters.slack.outbound.ephemeral import Whisper
from adapters.slack.platform import SlackPlatform
from adapters.slack.users import People
from core.domain.clock import Clock
from core.domain.errors import UserError
from core.domain.request import Attachment, Request
from core.jobs.dispatcher import Dispatcher, Refused

logger = logging.getLogger(__name__)

HIDDEN = "check_file_info"
"""A file of another workspace, of which the event tells no more than its id
(https://docs.slack.dev/apis/slack-connect/#files)."""
HEARD = frozenset({None, "", "file_share", "thread_broadcast"})
"""The subtypes of messages that somebody wrote (https://docs.slack.dev/reference/events/message#subtypes)."""
NAMED_LIMIT = 10
"""How many people are looked up for one message."""


class Mentions:
    """Answers people, never bots, edits or itself."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        clock: Clock,
        wire: Wire,
        people: People,
        platform: SlackPlatform,
        config: SlackConfig,
    ) -> None:
        self._dispatcher = dispatcher
        self._wire = wire
        self._people = people
        self._platform = platform
        self._config = config
        self._whisper = Whisper(wire, clock)
        self._repeats = Repeats(clock)

    async def take(self, body: Payload, me: str) -> None:
        """Answers a message that is for the user id `me`; every other one is left alone."""
        event: Mapping[str, Any] = body["event"]
        if event.get("subtype") == "message_deleted":
            await self._platform.message_deleted(str(event["channel"]), str(event.get("deleted_ts", "")))
        if is_for(event, me):
            sender = of_event(body)
            key = f"{sender.way.team}-{sender.way.channel}-{sender.way.message}"
            await self._repeats.once(key, lambda: self._take(event, sender, key, me))

    async def _take(self, event: Mapping[str, Any], sender: Sender, key: str, me: str) -> None:
        origin = await self._people.origin(sender)
        if origin.refusal is not None:
            await self._whisper.tell(origin.way, origin.refusal, origin.caller.locale)
            return
        way = origin.way
        line = await self._line(event, origin, me)
        attachments = tuple([await self._attachment(file, way.team) for file in event.get("files") or ()])
        try:
            command, given = self._understood(line, attachments)
        except UserError as error:
            await self._whisper.tell(way, prefixed(error.sentence, self._config.prefix), origin.caller.locale)
            return
        verdict = await self._dispatcher.accept(
            Request(
                # A mention in a channel arrives as two events, each with an id of its own.
                id=key,
                command=command,
                options=given,
                caller=origin.caller,
                place=origin.place,
                address=way.address,
                attachments=attachments,
                said=line,
            )
        )
        if isinstance(verdict, Refused):
            verdict = prefixed(verdict, self._config.prefix)
            await self._whisper.tell(way, verdict.sentence, origin.caller.locale, verdict.actions)

    def _understood(self, line: str, attachments: tuple[Attachment, ...]) -> tuple[str, dict[str, JsonValue]]:
        """A bare name is answered with what there is to say."""
        if not line and not attachments:
            return "troubadour help", {}
        return said_line(line, self._dispatcher.registry.syntaxes, self._config.prefix)

    async def _line(self, event: Mapping[str, Any], origin: Origin, me: str) -> str:
        text = str(event.get("text") or "")
        others = [user for user in mentioned(text) if user != me][:NAMED_LIMIT]
        names = await self._people.names(origin.way.team, others) if others else {}
        line = plain(text, me, names)
        keeping = names_people(line, self._dispatcher.registry)
        return plain(text, me, names, keep_people=True) if keeping else line

    async def _attachment(self, file: Mapping[str, Any], team: str) -> Attachment:
        if file.get("file_access") == HIDDEN:
            try:
                file = (await self._wire.call(team, "files.info", file=file["id"])).get("file") or file
            except Refusal as refusal:
                logger.warning("nothing is known of the file %s: %s", file["id"], refusal)
        return attachment_of(file, team)


def is_for(event: Mapping[str, Any], me: str) -> bool:
    """Whether somebody said something to the bot, for the first time."""
    if event.get("bot_id") or event.get("bot_profile") or event.get("subtype") not in HEARD or event.get("edited"):
        return False
    if not event.get("user") or event["user"] in (me, "USLACKBOT"):
        return False
    return event.get("type") == "app_mention" or event.get("channel_type") == "im"
