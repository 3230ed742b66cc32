"""Interactions become requests. The core accepts first; then comes the one response that Discord allows."""

import asyncio
import hashlib
import logging
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from pydantic import JsonValue

from adapters.discord.app_commands.payloads import option_name
from adapters.discord.config import NAME, DiscordConfig
from adapters.discord.inbound.context import Origin, of_interaction
from adapters.discord.inbound.forms import answers, modal
from adapters.discord.markdown import worded
from adapters.discord.message_payloads import answer_of, attachment_from, files_of
from adapters.discord.outbound.api_client import Hook, Refusal, Wire
from adapters.discord.outbound.delivery import ORIGINAL, QUIET
from adapters.discord.outbound.pages import STOP_PREFIX, Component, rows_of
from adapters.discord.platform import DiscordPlatform
from core.commands.schema import Command
from core.commands.suggestions import Suggestions
from core.domain.actions import Button, Form
from core.domain.clock import Clock
from core.domain.errors import UserError
from core.domain.request import Attachment, Request
from core.domain.sentences import Sentence, say
from core.jobs.dispatcher import Accepted, Acknowledged, Dispatcher, Duplicate, NeedsForm, Noted, Pressed, Refused
from core.moderation.reports import report_id
from core.replies.menus import asked_of
from core.store.ports import StoredAction

if TYPE_CHECKING:
    import discord

logger = logging.getLogger(__name__)

REPLY, DEFERRED_REPLY, DEFERRED_UPDATE, CHOICES, SHOW_MODAL = 4, 5, 6, 8, 9
EPHEMERAL = 64
MESSAGE_MENU, USER, ATTACHMENT = 3, 6, 11
CHOICE_LIMIT = 100
InferenceRequest = Callable[[], Awaitable[Pressed]]


class Intake:
    """Answers commands, menus, buttons, modals and what is being typed."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        suggestions: Suggestions,
        clock: Clock,
        wire: Wire,
        platform: DiscordPlatform,
        config: DiscordConfig,
    ) -> None:
        self._dispatcher = dispatcher
        self._suggestions = suggestions
        self._clock = clock
        self._wire = wire
        self._platform = platform
        self._config = config

    async def take(self, interaction: "discord.Interaction[Any]") -> None:
        """Answers an interaction; what Discord refuses of the answer is logged."""
        try:
            match interaction.type.value:
                case 2:
                    await self._command(interaction)
                case 3:
                    await self._button(interaction)
                case 4:
                    await self._complete(interaction)
                case 5:
                    await self._form(interaction)
        except Refusal as refusal:
            logger.warning("interaction %s was answered in vain: %s", interaction.id, refusal)
        except Exception:
            number = secrets.token_hex(4)
            logger.exception("error %s: interaction %s could not be answered", number, interaction.id)
            await self._apologise(interaction, number)

    async def _apologise(self, interaction: "discord.Interaction[Any]", number: str) -> None:
        """Says, where nothing was said yet, that something went wrong."""
        content = worded(say("internal-error", id=number), str(interaction.locale.value))
        body = {"type": REPLY, "data": {"content": content, "flags": EPHEMERAL}}
        with suppress(Refusal):
            await self._wire.respond(str(interaction.id), interaction.token, body)

    async def _command(self, interaction: "discord.Interaction[Any]") -> None:
        data: Mapping[str, Any] = interaction.data or {}
        origin = await self._origin(interaction)
        if data.get("type") == MESSAGE_MENU and self._is_about_answers(str(data.get("name", ""))):
            await self._press(interaction, origin, report_id(NAME, str(data.get("target_id"))))
            return
        try:
            request = self._of_menu(interaction, data, origin) if data.get("type") == MESSAGE_MENU else None
            request = request or self._of_slash(interaction, data, origin)
        except UserError as error:
            await self._refuse(interaction, error.sentence, origin)
            return
        await self._answer(interaction, origin, lambda: self._dispatcher.accept(request))

    async def _button(self, interaction: "discord.Interaction[Any]") -> None:
        data: Mapping[str, Any] = interaction.data or {}
        id = str(data.get("custom_id", ""))
        origin = await self._origin(interaction)
        if id.startswith(STOP_PREFIX):
            job = id.removeprefix(STOP_PREFIX)
            await self._answer(interaction, origin, lambda: self._dispatcher.stop(job, caller=origin.caller))
            return
        await self._press(interaction, origin, id, shelved=True)

    async def _press(
        self, interaction: "discord.Interaction[Any]", origin: Origin, id: str, *, shelved: bool = False
    ) -> None:
        """Does what is on the shelf; `shelved` says that a form which it opens is there as well."""
        await self._answer(
            interaction,
            origin,
            lambda: self._dispatcher.press(
                id,
                request_id=str(interaction.id),
                caller=origin.caller,
                place=origin.place,
                address=origin.address,
            ),
            pressed=id if shelved else None,
        )

    def _is_about_answers(self, menu: str) -> bool:
        """Whether a menu is about an answer of the bot's, rather than about what a message says."""
        declared = next((each for each in self._dispatcher.registry if menu in each.menus), None)
        return declared is not None and any(parameter.refers == "message" for parameter in declared.parameters)

    async def _form(self, interaction: "discord.Interaction[Any]") -> None:
        data: Mapping[str, Any] = interaction.data or {}
        origin = await self._origin(interaction)
        shelved = await self._dispatcher.store.stored_action(str(data.get("custom_id", "")))
        if shelved is None or not isinstance(shelved.action, Form):
            await self._refuse(interaction, say("button-expired"), origin)
            return
        request = Request(
            id=str(interaction.id),
            command=shelved.action.command,
            options={**shelved.action.options, **answers(data.get("components", ()))},
            caller=origin.caller,
            place=origin.place,
            address=origin.address,
            inputs=shelved.action.inputs,
        )
        await self._answer(interaction, origin, lambda: self._dispatcher.accept(request))

    async def _complete(self, interaction: "discord.Interaction[Any]") -> None:
        data: Mapping[str, Any] = interaction.data or {}
        name, options = _path(data)
        # Whether the place is served is decided when the command comes: what is offered needs no look-up for it.
        origin = of_interaction(interaction, self._config, home=True)
        choices: list[dict[str, str]] = []
        for option in options:
            if option.get("focused"):
                parameter = str(option["name"]).replace("-", "_")
                found = await self._suggestions.suggest(
                    name, parameter, str(option.get("value", "")), caller=origin.caller, place=origin.place
                )
                choices = [{"name": each.label[:CHOICE_LIMIT], "value": each.value[:CHOICE_LIMIT]} for each in found]
        body = {"type": CHOICES, "data": {"choices": choices}}
        await self._wire.respond(str(interaction.id), interaction.token, body)

    async def _origin(self, interaction: "discord.Interaction[Any]") -> Origin:
        guild = str(interaction.guild_id) if interaction.guild_id else None
        own = guild is None or not interaction.is_guild_integration()
        home = await self._platform.is_home(guild, str(interaction.user.id), own=own)
        return of_interaction(interaction, self._config, home=home)

    def _of_slash(self, interaction: "discord.Interaction[Any]", data: Mapping[str, Any], origin: Origin) -> Request:
        name, given = _path(data)
        declared = self._dispatcher.registry.get(name)
        resolved = data.get("resolved") or {}
        files = {str(key): attachment_from(file) for key, file in (resolved.get("attachments") or {}).items()}
        return Request(
            id=str(interaction.id),
            command=name,
            options=_options(declared, given, files, _people(resolved)),
            caller=origin.caller,
            place=origin.place,
            address=origin.address,
            prefer_form=True,
        )

    def _of_menu(
        self, interaction: "discord.Interaction[Any]", data: Mapping[str, Any], origin: Origin
    ) -> Request | None:
        """What is asked about a message. Raises `BadInput` where it has nothing for the command."""
        declared = next((each for each in self._dispatcher.registry if data.get("name") in each.menus), None)
        if declared is None:
            return None
        messages = (data.get("resolved") or {}).get("messages") or {}
        message = messages.get(str(data.get("target_id"))) or {}
        me = str(interaction.client.user.id) if interaction.client.user else ""
        options, attachments = asked_of(declared, answer_of(message, me), files_of(message))
        return Request(
            id=str(interaction.id),
            command=declared.name,
            options=options,
            caller=origin.caller,
            place=origin.place,
            address=origin.address,
            attachments=attachments,
        )

    async def _answer(
        self, interaction: "discord.Interaction[Any]", origin: Origin, ask: InferenceRequest, pressed: str | None = None
    ) -> None:
        """Lets the core decide, then responds; defers privately where deciding takes long."""
        id, token = str(interaction.id), interaction.token
        with self._platform.acknowledging(id) as acknowledged:
            deciding = asyncio.ensure_future(ask())
            await asyncio.wait({deciding}, timeout=self._config.accept_seconds)
            if not deciding.done():
                await self._wire.respond(id, token, {"type": DEFERRED_REPLY, "data": {"flags": EPHEMERAL}})
                acknowledged(private=True)
                await self._late(await deciding, origin, Hook(application=_application(interaction), token=token))
                return
            verdict = await deciding
            if response := await self._response(verdict, origin, id, pressed):
                await self._wire.respond(id, token, response)
            acknowledged(private=isinstance(verdict, Accepted) and verdict.private)

    async def _response(self, verdict: Pressed, origin: Origin, id: str, pressed: str | None) -> dict[str, Any] | None:
        """The body of the response; None for what was answered when it came the first time."""
        match verdict:
            case Accepted(private=private):
                return {"type": DEFERRED_REPLY, "data": {"flags": EPHEMERAL if private else 0}}
            case Refused(sentence=sentence, actions=actions):
                return self._refusal(sentence, origin, actions)
            case Noted(sentence=sentence):
                return self._refusal(sentence, origin)
            case NeedsForm(command=command, filled=filled):
                shelf_id = pressed or await self._shelve(verdict, origin, id)
                return {"type": SHOW_MODAL, "data": modal(command, filled, shelf_id, origin.caller.locale)}
            case Acknowledged():
                return {"type": DEFERRED_UPDATE}
            case Duplicate():
                return None

    async def _late(self, verdict: Pressed, origin: Origin, hook: Hook) -> None:
        rows: list[Component] = []
        match verdict:
            case Refused(sentence=sentence, actions=actions):
                said = worded(sentence, origin.caller.locale)
                rows = rows_of(actions, origin.caller.locale)
            case Noted(sentence=sentence):
                said = worded(sentence, origin.caller.locale)
            case NeedsForm():
                said = worded(say("discord-form-late"), origin.caller.locale)
            case Acknowledged():
                said = worded(say("discord-done"), origin.caller.locale)
            case _:
                return
        await self._wire.edit(hook, ORIGINAL, {"content": said, "components": rows, **QUIET})

    async def _refuse(self, interaction: "discord.Interaction[Any]", sentence: Sentence, origin: Origin) -> None:
        await self._wire.respond(str(interaction.id), interaction.token, self._refusal(sentence, origin))

    def _refusal(self, sentence: Sentence, origin: Origin, actions: Sequence[Button] = ()) -> dict[str, Any]:
        content = worded(sentence, origin.caller.locale)
        data: dict[str, Any] = {"content": content[:2000], "flags": EPHEMERAL, "allowed_mentions": {"parse": []}}
        if actions:
            data["components"] = rows_of(actions, origin.caller.locale)
        return {"type": REPLY, "data": data}

    async def _shelve(self, form: NeedsForm, origin: Origin, id: str) -> str:
        """Keeps what a modal cannot hold, until it comes back; a restart in between does no harm."""
        shelf_id = f"form-{hashlib.sha256(id.encode()).hexdigest()[:16]}"
        action = Form(command=form.command.name, options=dict(form.filled), inputs=form.inputs)
        entry = StoredAction(action=action, job=id, requester=origin.caller.key, place=origin.place)
        await self._dispatcher.store.save_actions({shelf_id: entry}, self._clock.now())
        return shelf_id


def _path(data: Mapping[str, Any]) -> tuple[str, list[Mapping[str, Any]]]:
    """The full name of a command and its options; a group's member is an option of type 1."""
    name, options = str(data.get("name", "")), list(data.get("options") or ())
    if options and options[0].get("type") == 1:
        return f"{name} {options[0]['name']}", list(options[0].get("options") or ())
    return name, options


def _options(
    declared: Command, given: list[Mapping[str, Any]], files: Mapping[str, Attachment], people: Mapping[str, str]
) -> dict[str, JsonValue]:
    names = {option_name(parameter.name): parameter.name for parameter in declared.parameters}
    options: dict[str, JsonValue] = {}
    for option in given:
        name, value = names.get(str(option["name"]), str(option["name"])), option.get("value")
        if option.get("type") == ATTACHMENT:
            value = files[str(value)].model_dump(mode="json")
        elif option.get("type") == USER:
            value = f"<@{value}|{people.get(str(value), value)}>"
        options[name] = value
    return options


def _people(resolved: Mapping[str, Any]) -> dict[str, str]:
    """Display names of the people that were picked, by id."""
    nicks = {id: member.get("nick") for id, member in (resolved.get("members") or {}).items()}
    return {
        str(id): re.sub(r"[|<>]", "", nicks.get(id) or user.get("global_name") or user["username"])
        for id, user in (resolved.get("users") or {}).items()
    }


def _application(interaction: "discord.Interaction[Any]") -> str:
    return str(interaction.application_id)
