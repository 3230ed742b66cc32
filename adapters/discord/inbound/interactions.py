"""Interactions become requests. The core accepts them first; then comes the one response that Discord allows."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from adapters.discord.admin_commands import AdminCommands
from adapters.discord.app_commands.payloads import ASK
from adapters.discord.config import NAME, DiscordConfig
from adapters.discord.inbound.command_requests import CommandRequests
from adapters.discord.inbound.context import DiscordInboundContext, interaction_context
from adapters.discord.inbound.forms import modal, submitted_options
from adapters.discord.markdown import render_sentence
from adapters.discord.outbound.api_client import DiscordApiClient, DiscordApiError, InteractionWebhook
from adapters.discord.outbound.delivery import NO_MENTIONS
from adapters.discord.outbound.pages import Component, button_rows
from adapters.discord.outbound.route import ORIGINAL
from adapters.discord.platform import DiscordPlatform
from core.commands.suggestions import Suggestions
from core.commands.typed_messages import TALK
from core.domain.actions import Button
from core.domain.clock import Clock
from core.domain.errors import UserError
from core.domain.request import QuotedMessage
from core.domain.request_id import working_for
from core.domain.sentences import Sentence, say
from core.jobs.dispatcher import Dispatcher
from core.jobs.event_deduplicator import EventDeduplicator
from core.jobs.refusal_log import log_refusal
from core.jobs.verdicts import Accepted, Acknowledged, Duplicate, NeedsForm, Noted, Pressed, Refused
from core.moderation.reports import report_id

if TYPE_CHECKING:
    import discord

logger = logging.getLogger(__name__)

MESSAGE, DEFERRED_MESSAGE, DEFERRED_UPDATE, AUTOCOMPLETE_RESULT, MODAL = 4, 5, 6, 8, 9
EPHEMERAL = 64
MESSAGE_MENU = 3
CHOICES_LIMIT = 25
"""Discord shows no more (https://docs.discord.com/developers/interactions/application-commands)."""
CHOICE_LIMIT = 100
Decide = Callable[[], Awaitable[Pressed]]


class DiscordInteractionHandler:
    """Responds to commands, menus, buttons, modals and autocomplete."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        suggestions: Suggestions,
        clock: Clock,
        api: DiscordApiClient,
        platform: DiscordPlatform,
        config: DiscordConfig,
    ) -> None:
        self._dispatcher = dispatcher
        self._suggestions = suggestions
        self._clock = clock
        self._api = api
        self._platform = platform
        self._config = config
        self._names = AdminCommands(dispatcher.registry)
        self._requests = CommandRequests(dispatcher.registry, self._names)
        self._deduplicator = EventDeduplicator(clock.now)

    async def handle(self, interaction: "discord.Interaction[Any]") -> None:
        """Responds to an interaction, once. Errors are logged, never raised."""
        with working_for(str(interaction.id)):
            await self._handle(interaction)

    async def _handle(self, interaction: "discord.Interaction[Any]") -> None:
        try:
            match interaction.type.value:
                case 2:
                    await self._once(interaction, self._on_command)
                case 3:
                    await self._once(interaction, self._on_button)
                case 4:
                    await self._on_autocomplete(interaction)
                case 5:
                    await self._once(interaction, self._on_modal)
        except DiscordApiError as error:
            logger.warning("the response to interaction %s was refused: %s", interaction.id, error)
        except Exception as error:
            logger.exception("interaction %s could not be answered", interaction.id)
            place = ":".join([NAME, str(interaction.guild_id or "@me"), str(interaction.channel_id or "")])
            number = await self._dispatcher.errors.note(error, "interaction", place)
            await self._report_internal_error(interaction, number)

    async def _once(
        self,
        interaction: "discord.Interaction[Any]",
        respond: "Callable[[discord.Interaction[Any]], Awaitable[None]]",
    ) -> None:
        await self._deduplicator.once(str(interaction.id), lambda: respond(interaction))

    async def _report_internal_error(self, interaction: "discord.Interaction[Any]", number: str) -> None:
        """Responds that something went wrong, if there was no response yet."""
        content = render_sentence(say("internal-error", id=number), str(interaction.locale.value))
        body = {"type": MESSAGE, "data": {"content": content, "flags": EPHEMERAL}}
        with suppress(DiscordApiError):
            await self._api.respond(str(interaction.id), interaction.token, body)

    async def _on_command(self, interaction: "discord.Interaction[Any]") -> None:
        data: Mapping[str, Any] = interaction.data or {}
        context = await self._context(interaction)
        if data.get("type") == MESSAGE_MENU and self._requests.targets_answers(str(data.get("name", ""))):
            await self._press(interaction, context, report_id(NAME, str(data.get("target_id"))))
            return
        if data.get("type") == MESSAGE_MENU and data.get("name") == ASK:
            about = self._requests.message_of_menu(interaction, data, context)
            await self._answer(interaction, context, self._ask, about=about.model_copy(update={"id": ""}))
            return
        try:
            request = (
                self._requests.menu_request(interaction, data, context) if data.get("type") == MESSAGE_MENU else None
            )
            request = request or self._requests.slash_request(interaction, data, context)
        except UserError as error:
            log_refusal("a command", context.caller, context.place, error.sentence)
            await self._refuse(interaction, error.sentence, context)
            return
        await self._answer(interaction, context, lambda: self._dispatcher.accept(request))

    async def _on_button(self, interaction: "discord.Interaction[Any]") -> None:
        data: Mapping[str, Any] = interaction.data or {}
        id = str(data.get("custom_id", ""))
        context = await self._context(interaction)
        await self._press(interaction, context, id, stored=True)

    async def _press(
        self, interaction: "discord.Interaction[Any]", context: DiscordInboundContext, id: str, *, stored: bool = False
    ) -> None:
        """Runs the action that `id` leads to. `stored` says that the action itself is stored under it."""
        await self._answer(
            interaction,
            context,
            lambda: self._dispatcher.press(
                id,
                request_id=str(interaction.id),
                caller=context.caller,
                place=context.place,
                address=context.address,
            ),
            pressed=id if stored else None,
        )

    async def _on_modal(self, interaction: "discord.Interaction[Any]") -> None:
        data: Mapping[str, Any] = interaction.data or {}
        context = await self._context(interaction)

        async def decide() -> Pressed:
            try:
                form = await self._dispatcher.saved_form(str(data.get("custom_id", "")))
            except UserError as error:
                return Refused.because(error)
            return await self._dispatcher.accept_form(
                form,
                submitted_options(data.get("components", ())),
                request_id=str(interaction.id),
                caller=context.caller,
                place=context.place,
                address=context.address,
            )

        await self._answer(interaction, context, decide)

    async def _on_autocomplete(self, interaction: "discord.Interaction[Any]") -> None:
        data: Mapping[str, Any] = interaction.data or {}
        name, options = self._requests.command_path(data)
        # The look-up whether the bot serves this person is left to the command itself.
        context = interaction_context(interaction, self._config, home=True)
        choices: list[dict[str, str]] = []
        for option in options:
            if option.get("focused"):
                parameter = str(option["name"]).replace("-", "_")
                found = await self._suggestions.suggest(
                    name,
                    parameter,
                    str(option.get("value", "")),
                    limit=CHOICES_LIMIT,
                    caller=context.caller,
                    place=context.place,
                )
                choices = [{"name": each.label[:CHOICE_LIMIT], "value": each.value[:CHOICE_LIMIT]} for each in found]
        body = {"type": AUTOCOMPLETE_RESULT, "data": {"choices": choices}}
        await self._api.respond(str(interaction.id), interaction.token, body)

    async def _context(self, interaction: "discord.Interaction[Any]") -> DiscordInboundContext:
        guild = str(interaction.guild_id) if interaction.guild_id else None
        own = guild is None or not interaction.is_guild_integration()
        home = await self._platform.is_served(guild, str(interaction.user.id), own=own)
        return interaction_context(interaction, self._config, home=home)

    async def _ask(self) -> Pressed:
        """Asks for a question about a message."""
        return NeedsForm(command=self._dispatcher.registry.get(TALK))

    async def _answer(
        self,
        interaction: "discord.Interaction[Any]",
        context: DiscordInboundContext,
        decide: Decide,
        pressed: str | None = None,
        about: QuotedMessage | None = None,
    ) -> None:
        """Lets the core decide, then responds; defers privately if that takes long. `about` is the message that a form
        is about."""
        id, token = str(interaction.id), interaction.token
        deferring: list[asyncio.Future[None]] = []

        def defer() -> None:
            response = {"type": DEFERRED_MESSAGE, "data": {"flags": EPHEMERAL}}
            deferring.append(asyncio.ensure_future(self._api.respond(id, token, response)))

        late = asyncio.get_running_loop().call_later(self._config.accept_seconds, defer)
        try:
            verdict = await decide()
        finally:
            late.cancel()
            deferred = await asyncio.gather(*deferring, return_exceptions=True) if deferring else ()
        for refused in deferred:
            if refused is not None:
                raise refused
        if deferred:
            if isinstance(verdict, Accepted):
                await self._platform.acknowledged_privately(verdict.job)
                await self._dispatcher.release(verdict.job)
            webhook = InteractionWebhook(application=_application(interaction), token=token)
            await self._follow_up(verdict, context, webhook)
            return
        try:
            if response := await self._response(verdict, context, id, pressed, about):
                await self._api.respond(id, token, response)
        finally:  # a reply finds another way if the response was refused
            if isinstance(verdict, Accepted):
                await self._dispatcher.release(verdict.job)

    async def _response(
        self,
        verdict: Pressed,
        context: DiscordInboundContext,
        id: str,
        pressed: str | None,
        about: QuotedMessage | None,
    ) -> dict[str, Any] | None:
        """Builds the response; None for a repeated interaction."""
        match verdict:
            case Accepted(private=private):
                return {"type": DEFERRED_MESSAGE, "data": {"flags": EPHEMERAL if private else 0}}
            case Refused(told=sentence, actions=actions):
                return self._refusal(sentence, context, actions)
            case Noted(sentence=sentence):
                return self._refusal(sentence, context)
            case NeedsForm(command=command, filled=filled):
                if pressed is None:
                    quoted = (about,) if about is not None else ()
                    saved = await self._dispatcher.save_form(verdict, id, context.caller, context.place, quoted)
                    pressed = saved.id
                return {"type": MODAL, "data": modal(command, filled, str(pressed), context.caller.locale)}
            case Acknowledged():
                return {"type": DEFERRED_UPDATE}
            case Duplicate():
                return None

    async def _follow_up(self, verdict: Pressed, context: DiscordInboundContext, webhook: InteractionWebhook) -> None:
        rows: list[Component] = []
        match verdict:
            case Refused(told=sentence, actions=actions):
                text = render_sentence(self._names.rename(sentence), context.caller.locale)
                rows = button_rows(self._names.rename(tuple(actions)), context.caller.locale)
            case Noted(sentence=sentence):
                text = render_sentence(self._names.rename(sentence), context.caller.locale)
            case NeedsForm():
                text = render_sentence(say("discord-form-late"), context.caller.locale)
            case Acknowledged():
                text = render_sentence(say("discord-done"), context.caller.locale)
            case _:
                return
        await self._api.edit(webhook, ORIGINAL, {"content": text, "components": rows, **NO_MENTIONS})

    async def _refuse(
        self, interaction: "discord.Interaction[Any]", sentence: Sentence, context: DiscordInboundContext
    ) -> None:
        await self._api.respond(str(interaction.id), interaction.token, self._refusal(sentence, context))

    def _refusal(
        self, sentence: Sentence, context: DiscordInboundContext, actions: Sequence[Button] = ()
    ) -> dict[str, Any]:
        content = render_sentence(self._names.rename(sentence), context.caller.locale)
        data: dict[str, Any] = {"content": content[:2000], "flags": EPHEMERAL, "allowed_mentions": {"parse": []}}
        if actions:
            data["components"] = button_rows(self._names.rename(tuple(actions)), context.caller.locale)
        return {"type": MESSAGE, "data": data}


def _application(interaction: "discord.Interaction[Any]") -> str:
    return str(interaction.application_id)
