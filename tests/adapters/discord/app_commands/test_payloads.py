"""The commands as Discord's application commands: complete and within its limits."""

from adapters.discord.admin_commands import AdminCommands, discord_name
from adapters.discord.app_commands.payloads import ASK, DISCORD_LOCALES, Payload, commands_for, fingerprint, option_name
from core.commands.catalogue import BUILT_IN
from core.commands.registry import Registry
from core.commands.schema import Command
from core.domain.sentences import say
from core.i18n.rendering import LOCALES, render


def options_of(declared: Command) -> dict[str, Payload]:
    group, _, member = discord_name(declared).partition(" ")
    (top,) = [each for each in commands_for(BUILT_IN) if each["name"] == group]
    options = top["options"]
    if member:
        (sub,) = [option for option in options if option["name"] == member]
        options = sub["options"]
    return {option["name"]: option for option in options}


def characters(payload: Payload) -> int:
    """Counts as Discord does: names, descriptions and values, with the longest translation of each."""
    described = [payload.get("description", ""), *payload.get("description_localizations", {}).values()]
    total = len(payload["name"]) + max(map(len, described))
    total += sum(len(str(choice["name"])) + len(str(choice["value"])) for choice in payload.get("choices", ()))
    return total + sum(characters(option) for option in payload.get("options", ()))


def test_every_command_and_option_is_there_once() -> None:
    for declared in BUILT_IN:
        assert list(options_of(declared)) == [option_name(parameter.name) for parameter in declared.parameters]
    names = [(each["type"], each["name"]) for each in commands_for(BUILT_IN)]
    assert len(names) == len(set(names))


def test_every_command_keeps_discords_limits() -> None:
    for payload in commands_for(BUILT_IN):
        assert characters(payload) <= 8000
        for option in payload.get("options", ()):
            assert 1 <= len(option["description"]) <= 100
        required = [option.get("required", False) for option in payload.get("options", ())]
        assert required == sorted(required, reverse=True)


def test_ranges_choices_and_suggestions_come_from_the_declaration() -> None:
    imagine = options_of(Registry(BUILT_IN).get("imagine"))
    assert (imagine["count"]["min_value"], imagine["count"]["max_value"]) == (1, 4)
    assert imagine["seed"]["max_value"] == 2**32 - 1
    assert {choice["value"] for choice in imagine["size"]["choices"]} >= {"square", "small"}
    assert imagine["model"]["autocomplete"]
    assert imagine["picture"]["file_types"] == ["image"]
    assert imagine["prompt"]["required"]


def test_every_language_of_the_bot_has_a_discord_locale() -> None:
    assert DISCORD_LOCALES.keys() == set(LOCALES[1:])
    for payload in commands_for(BUILT_IN):
        if payload["type"] == 1 and payload["name"] not in ("troubadour", "troubadour-admin"):
            assert payload["description_localizations"]["de"] != payload["description"]


def test_menus_are_on_messages_and_have_no_description() -> None:
    menus = [each for each in commands_for(BUILT_IN) if each["type"] == 3]
    assert {menu["name"] for menu in menus} == {
        "Ask about this",
        "Write a limerick",
        "Describe picture",
        "Speak",
        "Transcribe",
        "Translate",
        "Summarize from here",
        "Report",
    }
    assert not any("description" in menu or "options" in menu for menu in menus)
    # https://docs.discord.com/developers/interactions/application-commands#registering-a-command
    assert len(menus) <= 15
    assert render(say("discord-ask-about")) == ASK
    assert all(len(name) <= 32 for menu in menus for name in (menu["name"], *menu["name_localizations"].values()))


def test_a_fingerprint_depends_on_the_commands_and_the_application() -> None:
    payload = commands_for(BUILT_IN)
    assert fingerprint("1", payload) == fingerprint("1", commands_for(list(BUILT_IN)))
    assert fingerprint("1", payload) != fingerprint("2", payload)
    assert fingerprint("1", payload) != fingerprint("1", payload[1:])


def test_menus_and_groups_are_named_in_the_languages_of_discord() -> None:
    found = {(each["type"], each["name"]): each for each in commands_for(BUILT_IN)}
    assert found[3, "Write a limerick"]["name_localizations"]["de"] == "Limerick schreiben"
    assert found[1, "troubadour"]["description_localizations"]["ja"].startswith("Troubadour")
    assert all(1 <= len(name) <= 32 for each in found.values() for name in each.get("name_localizations", {}).values())


def test_commands_of_administrators_need_a_permission_and_no_others() -> None:
    for payload in commands_for(BUILT_IN):
        assert ("default_member_permissions" in payload) == (payload["name"] == "troubadour-admin")


def test_names_of_administrators_commands_lead_back_to_their_declarations() -> None:
    names = AdminCommands(BUILT_IN)
    for declared in BUILT_IN:
        shown = names.shown(f"{declared.name} --place")
        assert shown == f"{discord_name(declared)} --place"
        assert names.declared(shown) == f"{declared.name} --place"
    assert names.declared("! troubadour-administer") == "! troubadour-administer"
    assert names.declared("!Troubadour-Admin pause\nnow") == "!troubadour pause\nnow"
    assert names.declared("chat-admin hello") == "chat-admin hello"
