"""Messages to the bot become requests: mentions, replies, direct messages, and what a channel lets it answer."""

import dataclasses
import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import JsonValue

from adapters.discord.admin_commands import AdminCommands
from adapters.discord.config import DiscordConfig
from adapters.discord.inbound.context import DiscordInboundContext, message_context
from adapters.discord.inbound.surroundings import names_in_place
from adapters.discord.inbound.unaddressed import in_new_thread, unaddressed_message
from adapters.discord.markdown import readable_markup, render_sentence
from adapters.discord.message_payloads import (
    DEFAULT,
    REPLY,
    Message,
    attachment_from_payload,
    created_at,
    extra_texts,
    mentioned_users,
    quoted_messages,
    replied_to,
)
from adapters.discord.outbound.api_client import DiscordApiClient, DiscordApiError
from adapters.discord.outbound.delivery import NO_MENTIONS, NONCE_LIMIT
from adapters.discord.outbound.pages import button_rows
from adapters.discord.outbound.reply_target import DiscordReplyTarget
from adapters.discord.platform import DiscordPlatform
from core.commands.typed_messages import TALK, read_message, with_context
from core.conversations.conversation import takes_part
from core.domain.actions import Button
from core.domain.errors import BadInput, NotAllowed, UserError
from core.domain.request import Request
from core.domain.request_id import working_for
from core.domain.sentences import CommandName, Quote, Sentence, say
from core.i18n.rendering import render
from core.jobs.dispatcher import Dispatcher
from core.jobs.event_deduplicator import EventDeduplicator
from core.jobs.refusal_log import log_refusal
from core.jobs.verdicts import Accepted, Refused
from core.preferences.answering import DEFAULT as DEFAULT_ANSWERING
from core.preferences.answering import Answering, answering_in, is_answered
from core.preferences.choices import EDIT_SECONDS
from core.replies.menus import fitting_files
from core.replies.notices import is_first_to_tell

if TYPE_CHECKING:
    import discord

logger = logging.getLogger(__name__)

PRIVATE_NOTICE_SECONDS = 3600.0
"""The time for which nobody is told a second time that the bot may not write in a channel."""


class DiscordMentionHandler:
    """Answers messages of people, never of bots, webhooks or itself."""

    def __init__(
        self, dispatcher: Dispatcher, api: DiscordApiClient, platform: DiscordPlatform, config: DiscordConfig
    ) -> None:
        self._dispatcher = dispatcher
        self._api = api
        self._platform = platform
        self._config = config
        self._names = AdminCommands(dispatcher.registry)
        self._deduplicator = EventDeduplicator(platform.now)

    async def handle(
        self, message: Message, me: int, guild: "discord.Guild | None" = None, *, edited: bool = False
    ) -> None:
        """Answers a message if it is for the bot, whose user id is `me`. `guild` is its server, if that is cached.

        An edit can make a message one for the bot; a message that was answered before is answered again only for people
        who have switched that on. Raises an error for a payload without an author or an id.
        """
        if edited and not _is_recent_edit(message):
            return
        author, _, _ = message["author"], message["id"], message["channel_id"]
        if author.get("bot") or message.get("webhook_id") is not None or message.get("type") not in (DEFAULT, REPLY):
            return
        with working_for(str(message["id"])):
            await self._answer_if_asked(message, _own_mentions(me, guild), guild, edited=edited)

    async def _answer_if_asked(
        self, message: Message, mine: "_OwnMentions", guild: "discord.Guild | None", *, edited: bool
    ) -> None:
        mentioned = message.get("guild_id") is None or _mentions(message, mine)
        try:
            answering = await self._answering(message, guild)
            if mentioned or await self._hears(message, guild, mine, answering, edited=edited):
                await self._deduplicator.once(
                    _delivery_key(message, edited=edited),
                    lambda: self._answer(message, mine, guild, answering, mentioned=mentioned, edited=edited),
                )
        except DiscordApiError as error:
            logger.warning("the answer to message %s was refused: %s", message.get("id"), error)
        except Exception as error:
            logger.exception("message %s could not be answered", message.get("id"))
            if mentioned:  # who has not asked for an answer does not miss it
                await self._report_internal_error(message, guild, error, edited=edited)

    async def _report_internal_error(
        self, message: Message, guild: "discord.Guild | None", error: Exception, *, edited: bool
    ) -> None:
        """Answers that something went wrong."""
        context = message_context(message, guild, self._config, home=True)
        number = await self._dispatcher.errors.note(error, "message", context.place.key)
        try:
            await self._refuse(context, _delivery_key(message, edited=edited), say("internal-error", id=number))
        except DiscordApiError as refusal:
            logger.warning("and that cannot be said: %s", refusal)

    async def _answering(self, message: Message, guild: "discord.Guild | None") -> Answering:
        """The messages that the bot answers without a mention in the channel of a message."""
        if not message.get("guild_id"):
            return DEFAULT_ANSWERING
        place = message_context(message, guild, self._config, home=True).place
        return await answering_in(self._dispatcher.store, place)

    async def _hears(
        self,
        message: Message,
        guild: "discord.Guild | None",
        mine: "_OwnMentions",
        answering: Answering,
        *,
        edited: bool,
    ) -> bool:
        """True for a message that the bot answers without a mention; if it is edited, one that was answered before."""
        if edited and await self._dispatcher.store.job(str(message["id"])) is None:
            return False
        if answering == DEFAULT_ANSWERING:
            return False
        heard = unaddressed_message(message, guild, mine.user)
        if heard.in_thread and not heard.joined and answering == "threads":
            place = message_context(message, guild, self._config, home=True).place
            heard = dataclasses.replace(heard, joined=await takes_part(self._dispatcher.store, place))
        return is_answered(heard, answering)

    async def _answer(
        self,
        message: Message,
        mine: "_OwnMentions",
        guild: "discord.Guild | None",
        answering: Answering,
        *,
        mentioned: bool,
        edited: bool,
    ) -> None:
        guild_id = str(message["guild_id"]) if message.get("guild_id") else None
        user = str(message["author"]["id"])
        home = await self._platform.is_served(guild_id, user, own=guild_id is None)
        context = message_context(message, guild, self._config, home=home)
        locale = context.caller.locale
        if not mentioned and not (home and context.may_write):
            return  # nobody hears that they are not served who has not asked
        if not context.may_write:
            await self._say_privately(context)
            return
        names = names_in_place(guild, mentioned_users(message))
        line = readable_markup(str(message.get("content") or ""), names, " ".join(mine.ids), locale)
        try:
            command, options = read_message(self._names.declared(line), self._dispatcher.registry.syntaxes)
            if guild_id is not None:
                self._check_public(command, options)
        except UserError as error:
            log_refusal("a message", context.caller, context.place, error.sentence)
            await self._refuse(context, _delivery_key(message, edited=edited), error.sentence)
            return
        declared = self._dispatcher.registry.get(command)
        quoted = quoted_messages(message, mine.user, context.caller.tenant, names, locale)
        files = [attachment_from_payload(file) for file in message.get("attachments") or ()]
        shown = [readable_markup(each, names, locale=locale) for each in extra_texts(message)]
        options = with_context(declared, options, "\n\n".join(shown), quoted)
        if command != TALK:
            # Talk reads quoted messages as such; a command takes what it lacks from them.
            files = files or fitting_files(declared, [file for each in quoted for file in each.attachments])
            quoted = ()
        reply_to = replied_to(message) if command == TALK else None
        asked_in = context
        if answering == "threads" and context.place.thread is None:
            title = line or render(say("answering-thread-title", name=Quote(text=context.caller.name)), locale)
            context = in_new_thread(context, guild, title)
        opens_thread = context is not asked_in
        request = Request(
            id=str(message["id"]),
            command=command,
            options=options,
            caller=context.caller,
            place=context.place,
            address=context.address,
            attachments=tuple(files),
            quoted=quoted,
            reply_to=reply_to,
            burst=str(message["channel_id"]) if command == TALK and not opens_thread else None,
            said=line,
        )
        verdict = (
            await self._dispatcher.accept_edit(request, _edit_time(message))
            if edited
            else await self._dispatcher.accept_message(request)
        )
        match verdict:
            case Accepted(job=job):
                await self._dispatcher.release(job)
                await self._platform.typing_indicator.trigger(str(message["channel_id"]))
            case Refused(told=sentence, actions=actions):
                await self._refuse(asked_in, _delivery_key(message, edited=edited), sentence, actions)

    async def _say_privately(self, context: DiscordInboundContext) -> None:
        """Tells somebody in a direct message that the bot may not write where they asked; once an hour, by any process.

        People whom the bot does not serve hear nothing.
        """
        caller, channel = context.caller, context.place.thread or context.place.channel
        logger.info("a mention in channel %s is not answered, because the bot may not write there", channel)
        if not context.place.home or not await is_first_to_tell(
            self._dispatcher.store, f"{caller.key} {channel}", self._platform.now(), PRIVATE_NOTICE_SECONDS
        ):
            return
        content = f"<#{channel}>: {render_sentence(say('discord-not-writable'), caller.locale)}"
        try:
            direct = await self._api.direct_channel(caller.user)
            await self._api.create(direct, {"content": content[:2000], **NO_MENTIONS})
        except DiscordApiError as error:
            logger.info("and that cannot be said in a direct message: %s", error)

    def _check_public(self, command: str, options: Mapping[str, JsonValue]) -> None:
        """Raises `NotAllowed` for a private answer: in a server, only slash commands can have one."""
        declared = self._dispatcher.registry.get(command)
        try:
            given = declared.validate(options)
        except BadInput:
            return  # the dispatcher refuses it, or offers the form for what is missing
        if given.is_private(declared.ephemeral):
            raise NotAllowed("discord-slash-only", command=CommandName(name=command))

    async def _refuse(
        self, context: DiscordInboundContext, delivery: str, sentence: Sentence, actions: Sequence[Button] = ()
    ) -> None:
        """Replies that a message is not answered. While a shard moves, two processes get the message and refuse it, and
        Discord returns the first of two replies with a nonce."""
        target = DiscordReplyTarget.from_address(context.address)
        body = {
            "components": button_rows(self._names.rename(tuple(actions)), context.caller.locale),
            "content": render_sentence(self._names.rename(sentence), context.caller.locale)[:2000],
            "message_reference": {"message_id": target.message, "fail_if_not_exists": False},
            "nonce": _digest(delivery)[:NONCE_LIMIT],
            "enforce_nonce": True,
            **NO_MENTIONS,
        }
        await self._api.create(target.channel, body)


@dataclass(frozen=True)
class _OwnMentions:
    """The bot's user id, and the id of the role that Discord created for it in a server.

    The list from which people choose a mention offers both.
    """

    user: str
    role: str | None

    @property
    def ids(self) -> list[str]:
        return [each for each in (self.user, self.role) if each is not None]


def _own_mentions(me: int, guild: "discord.Guild | None") -> _OwnMentions:
    role = guild.self_role if guild is not None else None
    return _OwnMentions(str(me), str(role.id) if role is not None else None)


def _mentions(message: Message, mine: _OwnMentions) -> bool:
    users = [str(user.get("id")) for user in message.get("mentions") or ()]
    roles = [str(role) for role in message.get("mention_roles") or ()]
    return mine.user in users or (mine.role is not None and mine.role in roles)


def _delivery_key(message: Message, *, edited: bool) -> str:
    """The identity of a message or of one of its edits, however often and to whomever it is delivered."""
    return f"{message['id']}:{_edit_time(message) if edited else ''}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _edit_time(message: Message) -> str:
    """The time of an edit in milliseconds, which tells the edits of a message apart."""
    return str(round(datetime.fromisoformat(str(message["edited_timestamp"])).timestamp() * 1000))


def _is_recent_edit(message: Message) -> bool:
    """True if a person edited a message soon after it was sent; the event also comes when Discord adds a preview."""
    edited = message.get("edited_timestamp")
    if not isinstance(edited, str):
        return False
    return datetime.fromisoformat(edited).timestamp() - created_at(str(message["id"])) <= EDIT_SECONDS
