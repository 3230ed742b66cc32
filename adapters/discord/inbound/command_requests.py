"""The requests of slash commands and menus, read from Discord's payloads."""

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pydantic import JsonValue

from adapters.discord.admin_commands import AdminCommands
from adapters.discord.app_commands.payloads import option_name
from adapters.discord.channel_history import message_link
from adapters.discord.inbound.context import DiscordInboundContext
from adapters.discord.inbound.surroundings import names_in_place
from adapters.discord.markdown import readable_markup
from adapters.discord.message_payloads import (
    attachment_from_payload,
    display_name,
    mentioned_users,
    quoted_message,
)
from core.commands.registry import Registry
from core.commands.schema import Command, Parameter
from core.domain.request import Attachment, QuotedMessage, Request
from core.replies.menus import asked_of

if TYPE_CHECKING:
    import discord

USER, ATTACHMENT = 6, 11
"""Types of options
(https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-option-type)."""


class CommandRequests:
    """Builds the requests of interactions with commands and menus."""

    def __init__(self, registry: Registry, names: AdminCommands) -> None:
        self._registry = registry
        self._names = names
        self._parameters: dict[str, Mapping[str, Parameter]] = {}

    def targets_answers(self, menu: str) -> bool:
        """True if a menu is for the bot's own answers, not for the content of any message."""
        declared = next((each for each in self._registry if menu in each.menus), None)
        return declared is not None and any(parameter.refers == "message" for parameter in declared.parameters)

    def slash_request(
        self, interaction: "discord.Interaction[Any]", data: Mapping[str, Any], context: DiscordInboundContext
    ) -> Request:
        name, given = self.command_path(data)
        declared = self._registry.get(name)
        resolved = data.get("resolved") or {}
        files = {str(key): attachment_from_payload(file) for key, file in (resolved.get("attachments") or {}).items()}
        return Request(
            id=str(interaction.id),
            command=name,
            options=_options(
                self._parameters_of(declared),
                given,
                files,
                _display_names(resolved),
                self._readable(interaction, context),
            ),
            caller=context.caller,
            place=context.place,
            address=context.address,
            prefer_form=True,
        )

    def message_of_menu(
        self, interaction: "discord.Interaction[Any]", data: Mapping[str, Any], context: DiscordInboundContext
    ) -> QuotedMessage:
        """The message on which somebody uses a menu, whole: Discord shows its words to the bot then."""
        messages = (data.get("resolved") or {}).get("messages") or {}
        message = messages.get(str(data.get("target_id"))) or {}
        me = str(interaction.client.user.id) if interaction.client.user else ""
        names = names_in_place(interaction.guild, mentioned_users(message))
        return quoted_message(message, me, context.caller.tenant, names, context.caller.locale)

    def menu_request(
        self, interaction: "discord.Interaction[Any]", data: Mapping[str, Any], context: DiscordInboundContext
    ) -> Request | None:
        """Builds the request of a menu. Raises `BadInput` if the message has nothing for the command."""
        declared = next((each for each in self._registry if data.get("name") in each.menus), None)
        if declared is None:
            return None
        chosen = self.message_of_menu(interaction, data, context)
        link = _link_to(interaction, data)
        options, attachments = asked_of(declared, chosen.text, chosen.attachments, link)
        begins_here = declared.moment is not None
        return Request(
            id=str(interaction.id),
            command=declared.name,
            options=options,
            caller=context.caller,
            place=context.place,
            address=context.address,
            attachments=attachments,
            # Discord shows the words of this message, if of no other one.
            quoted=(chosen,) if begins_here else (),
        )

    def _readable(
        self, interaction: "discord.Interaction[Any]", context: DiscordInboundContext
    ) -> Callable[[str], str]:
        """Returns the function that replaces markup in what somebody typed by the words that they saw."""
        data: Mapping[str, Any] = interaction.data or {}
        resolved: Mapping[str, Any] = data.get("resolved") or {}

        def readable(text: str) -> str:
            if "<" not in text:
                return text
            given = {name: resolved.get(name) or {} for name in ("roles", "channels")}
            names = names_in_place(interaction.guild, _display_names(resolved), **given)
            return readable_markup(text, names, locale=context.caller.locale)

        return readable

    def _parameters_of(self, declared: Command) -> Mapping[str, Parameter]:
        """The parameters of a command by the names of their options."""
        if declared.name not in self._parameters:
            self._parameters[declared.name] = {option_name(each.name): each for each in declared.parameters}
        return self._parameters[declared.name]

    def command_path(self, data: Mapping[str, Any]) -> tuple[str, list[Mapping[str, Any]]]:
        """Returns a command's full name and its options; a subcommand is an option of type 1."""
        name, options = str(data.get("name", "")), list(data.get("options") or ())
        if options and options[0].get("type") == 1:
            return self._names.declared(f"{name} {options[0]['name']}"), list(options[0].get("options") or ())
        return name, options


def _options(
    parameters: Mapping[str, Parameter],
    given: list[Mapping[str, Any]],
    files: Mapping[str, Attachment],
    people: Mapping[str, str],
    readable: Callable[[str], str],
) -> dict[str, JsonValue]:
    options: dict[str, JsonValue] = {}
    for option in given:
        name, value = str(option["name"]), option.get("value")
        parameter = parameters.get(name)
        name = name if parameter is None else parameter.name
        if option.get("type") == ATTACHMENT:
            value = files[str(value)].model_dump(mode="json")
        elif option.get("type") == USER:
            value = f"<@{value}|{people.get(str(value), value)}>"
        is_free = parameter is not None and parameter.kind == "text" and parameter.refers is None
        options[name] = readable(value) if is_free and isinstance(value, str) else value
    return options


def _link_to(interaction: "discord.Interaction[Any]", data: Mapping[str, Any]) -> str:
    """The link to the message on which somebody uses a menu."""
    id = str(data.get("target_id"))
    message = ((data.get("resolved") or {}).get("messages") or {}).get(id) or {}
    guild = str(interaction.guild_id) if interaction.guild_id else "@me"
    return message_link(guild, str(message.get("channel_id") or interaction.channel_id), id)


def _display_names(resolved: Mapping[str, Any]) -> dict[str, str]:
    """Returns the display names of the chosen people, by id."""
    return {
        str(id): re.sub(r"[|<>]", "", display_name(user, (resolved.get("members") or {}).get(id)))
        for id, user in (resolved.get("users") or {}).items()
    }
