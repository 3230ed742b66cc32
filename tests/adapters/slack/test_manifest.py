"""The manifest against Slack's own schema, and its scopes against the methods in use."""

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft7Validator  # type: ignore[import-untyped]

from adapters.slack.command_prefix import slash_name
from adapters.slack.config import SlackConfig
from adapters.slack.inbound.agent_view import suggested_prompts
from adapters.slack.inbound.typed_text import slash_line
from adapters.slack.manifest import EVENTS, manifest
from adapters.slack.message_shortcuts import (
    ASK_ID,
    NAME_LIMIT,
    SHORTCUTS_LIMIT,
    other_menus,
    own_shortcuts,
    shortcut_id,
)
from adapters.slack.scopes import OPTIONAL_SCOPES, SCOPES
from core.commands.catalogue import BUILT_IN
from core.commands.registry import Registry
from core.i18n.rendering import LOCALES
from tests.servers.reference import ROOT, reference
from tests.servers.slack_server.facts import FACTS

REGISTRY = Registry(BUILT_IN)
CONFIGS = {"socket": {}, "http": {"url": "https://bot.example/slack/events"}}
WITHOUT_METHOD = {"app_mentions:read", "commands"}
"""Scopes of events and commands; no method asks for them."""
HISTORY = {"channels:history", "groups:history", "im:history", "mpim:history"}
"""Any one of them lets `conversations.replies` read the conversations of its kind."""


@pytest.mark.official("Slack's manifest schemas")
@pytest.mark.parametrize("version", ["1.0.0", "2.0.0"])
@pytest.mark.parametrize("mode", list(CONFIGS))
def test_it_is_valid(version: str, mode: str) -> None:
    schema = reference(f"slack/manifest.schema.{version}.json")
    assert schema
    validator = Draft7Validator(json.loads(schema.read_text(encoding="utf-8")))
    made = manifest(REGISTRY, SlackConfig(prefix="tb-"), **CONFIGS[mode])
    assert [error.message for error in validator.iter_errors(made)] == []
    del made["display_information"]["name"]
    assert list(validator.iter_errors(made))


def test_scopes_are_those_of_the_methods_that_are_called() -> None:
    called: set[str] = set()
    for source in (ROOT / "adapters" / "slack").rglob("*.py"):
        if source.name not in ("rate_budget.py", "web_client.py"):
            called.update(re.findall(r'"((?:[a-z]+\.)+[a-zA-Z]+)"', source.read_text(encoding="utf-8")))
    client = (ROOT / "adapters" / "slack" / "outbound" / "web_client.py").read_text(encoding="utf-8")
    called.update(re.findall(r'call\(\s*team, "([a-zA-Z.]+)"', client))
    needed = {method: set(facts.scopes) for method, facts in FACTS.items() if method in called}
    granted = SCOPES.keys() | OPTIONAL_SCOPES.keys()
    assert {"chat.postMessage", "conversations.replies", "users.info", "views.open"} <= needed.keys()
    assert {method: scopes for method, scopes in needed.items() if scopes and not scopes & granted} == {}
    used = set().union(*needed.values()) | WITHOUT_METHOD
    assert granted - used == set()
    assert HISTORY & OPTIONAL_SCOPES.keys() == {"channels:history", "groups:history"}


def test_every_command_and_shortcut_is_in_it() -> None:
    features = manifest(REGISTRY, SlackConfig(prefix="tb-"))["features"]
    names = [command["command"] for command in features["slash_commands"]]
    assert names == [
        "/tb-chat",
        "/tb-complete",
        "/tb-imagine",
        "/tb-limerick",
        "/tb-speak",
        "/tb-translate",
        "/tb-summarize",
        "/tb-transcribe",
        "/tb-perform",
        "/tb-troubadour",
    ]
    shown = [shortcut["callback_id"] for shortcut in features["shortcuts"]]
    assert shown == [*(shortcut_id(menu) for _, menu in own_shortcuts(REGISTRY)), ASK_ID]
    assert shortcut_id("Report") in shown
    assert shortcut_id("Summarize from here") in shown
    everything = {menu for declared in REGISTRY for menu in declared.menus}
    assert {menu for _, menu in (*own_shortcuts(REGISTRY), *other_menus(REGISTRY))} == everything
    for command in features["slash_commands"]:
        assert command["should_escape"]
        assert "models" in command["usage_hint"] or not command["command"].endswith("troubadour")
    # https://docs.slack.dev/reference/app-manifest
    assert 3 <= len(features["shortcuts"]) <= SHORTCUTS_LIMIT == 5
    assert {shortcut["name"] for shortcut in features["shortcuts"]} >= {"Report", "Transcribe"}
    assert len(features["slash_commands"]) <= 50
    assert all(len(shortcut["name"]) <= NAME_LIMIT == 24 for shortcut in features["shortcuts"])


@pytest.mark.parametrize("rotates", [False, True])
def test_tokens_are_rotated_where_that_is_on(rotates: bool) -> None:
    settings = manifest(REGISTRY, SlackConfig(token_rotation=rotates))["settings"]
    assert settings["token_rotation_enabled"] is rotates


def test_every_shortcut_has_a_description_of_its_own() -> None:
    features = manifest(REGISTRY, SlackConfig())["features"]
    described = {shortcut["description"] for shortcut in features["shortcuts"]}
    assert len(described) == len(features["shortcuts"])
    assert not described & {command["description"] for command in features["slash_commands"]}


@pytest.mark.parametrize("prefix", ["", "tb-", "troubadour-", "x_"])
def test_a_name_with_a_prefix_is_understood_again(prefix: str) -> None:
    for declared in REGISTRY:
        group, _, member = declared.name.partition(" ")
        assert slash_line(slash_name(group, prefix), member or "words", prefix) == f"{group} {member or 'words'}"


def test_events_are_those_that_are_heard() -> None:
    files = ("connection.py", "places.py")
    source = "".join((ROOT / "adapters" / "slack" / file).read_text(encoding="utf-8") for file in files)
    for event in EVENTS:
        assert f'"{event.partition(".")[0]}"' in source


@pytest.mark.parametrize("locale", LOCALES)
def test_suggested_prompts_fit(locale: str) -> None:
    assert len(suggested_prompts(locale)) == 4


def test_the_one_that_is_handed_out_is_current() -> None:
    handed = json.loads(Path(ROOT / "deploy" / "slack-manifest.json").read_text(encoding="utf-8"))
    from bot.catalogue import load_commands

    assert handed == manifest(load_commands(), SlackConfig())
