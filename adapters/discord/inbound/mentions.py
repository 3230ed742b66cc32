"""Messages to the bot become requests: mentions, replies, direct messages and followed threads."""

import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pydantic import JsonValue

from adapters.discord.config import DiscordConfig
from adapters.discord.inbound.context import attachment_from_event, message_context
from adapters.discord.markdown import readable_mentions, render_sentence
from adapters.discord.outbound.api_client import DiscordApiClient, DiscordApiError
from adapters.discord.outbound.delivery import NO_MENTIONS
from adapters.discord.outbound.pages import button_rows
from adapters.discord.platform import DiscordPlatform
from core.commands.typed_messages import read_message
from core.conversations.conversation import conversation_key
from core.domain.actions import Button
from core.domain.errors import NotAllowed, UserError
from core.domain.request import Request
from core.domain.sentences import CommandName, Sentence
from core.jobs.dispatcher import Accepted, Dispatcher, Refused

if TYPE_CHECKING:
    import discord

logger = logging.getLogger(__name__)

TURNS_SEARCHED = 40
"""The number of last turns in which an answer of the bot makes it a participant of a thread."""


class DiscordMentionHandler:
    """Answers messages of people, never of bots, webhooks or itself."""

    def __init__(
        self, dispatcher: Dispatcher, api: DiscordApiClient, platform: DiscordPlatform, config: DiscordConfig
    ) -> None:
        self._dispatcher = dispatcher
        self._api = api
        self._platform = platform
        self._config = config

    async def handle(self, message: "discord.Message", me: int) -> None:
        """Answers a message if it is for the bot, whose user id is `me`."""
        if message.author.bot or message.webhook_id is not None or message.type.name not in ("default", "reply"):
            return
        mentioned = message.guild is None or any(user.id == me for user in message.mentions)
        try:
            if mentioned or await self._is_in_followed_thread(message):
                await self._answer(message, me)
        except DiscordApiError as error:
            logger.warning("the answer to message %s was refused: %s", message.id, error)
        except Exception:
            logger.exception("message %s could not be answered", message.id)

    async def _is_in_followed_thread(self, message: "discord.Message") -> bool:
        """True if a message mentions nobody and is in a thread in which the bot has answered."""
        if not self._config.follow_threads or message.mentions or not (message.content or message.attachments):
            return False
        context = message_context(message, self._config, home=True)
        if context.place.thread is None:
            return False
        key = conversation_key(context.place, context.caller, private=False)
        return any(turn.role == "assistant" for turn in await self._dispatcher.store.load_turns(key, TURNS_SEARCHED))

    async def _answer(self, message: "discord.Message", me: int) -> None:
        guild = str(message.guild.id) if message.guild is not None else None
        home = await self._platform.is_served(guild, str(message.author.id), own=guild is None)
        context = message_context(message, self._config, home=home)
        line = readable_mentions(
            message.content, {str(user.id): user.display_name for user in message.mentions}, str(me)
        )
        try:
            command, options = read_message(line, self._dispatcher.registry.syntaxes)
            if guild is not None:
                self._check_public(command, options)
        except UserError as error:
            await self._refuse(message, error.sentence, context.caller.locale)
            return
        verdict = await self._dispatcher.accept_message(
            Request(
                id=str(message.id),
                command=command,
                options=options,
                caller=context.caller,
                place=context.place,
                address=context.address,
                attachments=tuple(attachment_from_event(file) for file in message.attachments),
                said=line,
            )
        )
        match verdict:
            case Accepted(job=job):
                await self._dispatcher.release(job)
                await self._platform.typing_indicator.trigger(str(message.channel.id))
            case Refused(sentence=sentence, actions=actions):
                await self._refuse(message, sentence, context.caller.locale, actions)

    def _check_public(self, command: str, options: Mapping[str, JsonValue]) -> None:
        """Raises `NotAllowed` for a private answer: in a server, only slash commands can have one."""
        if self._dispatcher.registry.get(command).ephemeral or options.get("private"):
            raise NotAllowed("discord-slash-only", command=CommandName(name=command))

    async def _refuse(
        self, message: "discord.Message", sentence: Sentence, locale: str | None, actions: Sequence[Button] = ()
    ) -> None:
        body = {
            "components": button_rows(actions, locale),
            "content": render_sentence(sentence, locale)[:2000],
            "message_reference": {"message_id": str(message.id), "fail_if_not_exists": False},
            **NO_MENTIONS,
        }
        await self._api.create(str(message.channel.id), body)
