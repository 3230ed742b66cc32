"""The app's manifest, generated from the declarations of the commands.

Shape and limits: https://docs.slack.dev/reference/app-manifest and https://github.com/slackapi/manifest-schema
"""

from collections.abc import Iterable
from typing import Any

from adapters.slack.command_prefix import slash_name
from adapters.slack.config import SlackConfig
from adapters.slack.inbound.agent_view import suggested_prompts
from adapters.slack.message_shortcuts import ASK, ASK_ID, own_shortcuts, shortcut_id
from adapters.slack.places import BACK_EVENTS, JOINED_EVENT, LEFT_EVENTS
from adapters.slack.scopes import OPTIONAL_SCOPES, SCOPES
from core.commands.localization import group_summary, menu_summary
from core.commands.registry import Registry
from core.commands.schema import Command
from core.text.command_syntax import typed_name
from core.text.sanitising import shorten

EVENTS = (
    "agent_session_stopped",
    "app_context_changed",
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    *BACK_EVENTS,
    *LEFT_EVENTS,
    JOINED_EVENT,
    "message.channels",
    "message.groups",
    "message.im",
    "tokens_revoked",
)
DESCRIPTION_LIMIT = 140
TYPED = "In threads and messages, type ! for /: !imagine a fox"
"""Teaches the sign before a command where Slack has no slash commands."""
HINT_LIMIT = 200
AGENT_DESCRIPTION = (
    "Hugging Face models to talk with, to paint, to write limericks about pictures and to speak them aloud."
)
COLOUR = "#3b2d5c"


def manifest(
    registry: Registry, config: SlackConfig, *, url: str | None = None, redirect: str | None = None
) -> dict[str, Any]:
    """The manifest: for socket mode, or for HTTP if the app is reached at `url`. `redirect` is the page to which Slack
    returns after an installation."""
    over_http = url is not None
    events: dict[str, Any] = {"bot_events": sorted(EVENTS)}
    interactivity: dict[str, Any] = {"is_enabled": True}
    if over_http:
        events["request_url"] = url
        interactivity |= {"request_url": url, "message_menu_options_url": url}
    authorisation: dict[str, Any] = {"scopes": {"bot": sorted(SCOPES), "bot_optional": sorted(OPTIONAL_SCOPES)}}
    if redirect is not None:
        authorisation["redirect_urls"] = [redirect]
    return {
        "_metadata": {"major_version": 1},
        "display_information": {
            "name": "Troubadour",
            "description": shorten(AGENT_DESCRIPTION, DESCRIPTION_LIMIT),
            "background_color": COLOUR,
        },
        "features": {
            "agent_view": {
                "agent_description": f"{AGENT_DESCRIPTION} {TYPED}.",
                "suggested_prompts": suggested_prompts(None),
            },
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Troubadour", "always_online": True},
            "shortcuts": [*(_shortcut(*each) for each in own_shortcuts(registry)), _ASK_SHORTCUT],
            "slash_commands": [
                {**command, **({"url": url} if over_http else {})}
                for command in slash_commands(registry, config.prefix)
            ],
        },
        "oauth_config": authorisation,
        "settings": {
            "event_subscriptions": events,
            "interactivity": interactivity,
            "org_deploy_enabled": redirect is not None,
            "socket_mode_enabled": not over_http,
            "token_rotation_enabled": config.token_rotation,
        },
    }


def slash_commands(registry: Iterable[Command], prefix: str) -> list[dict[str, Any]]:
    """The slash commands. The members of a group are words after the group's name."""
    found: dict[str, dict[str, Any]] = {}
    for declared in registry:
        group, _, member = declared.name.partition(" ")
        if not member:
            found[group] = _slash(slash_name(group, prefix), declared.summary, _hint(declared))
            continue
        known = found.setdefault(group, _slash(slash_name(group, prefix), group_summary(group, None), ""))
        known["usage_hint"] = shorten(f"{known['usage_hint']} | {member}".removeprefix(" | "), HINT_LIMIT)
    return list(found.values())


def _slash(name: str, description: str, hint: str) -> dict[str, Any]:
    return {"command": name, "description": description, "usage_hint": hint, "should_escape": True}


def _hint(declared: Command) -> str:
    """`prompt [--seed …] [--size …]`: as many options as fit."""
    words = [f"[{declared.positional}]"] if declared.positional else []
    words += [
        f"[--{typed_name(parameter.name)}{'' if parameter.kind == 'flag' else ' …'}]"
        for parameter in declared.parameters
        if not parameter.positional and parameter.kind != "attachment"
    ]
    return shorten(" ".join(words), HINT_LIMIT)


_ASK_SHORTCUT = {
    "type": "message",
    "name": ASK,
    "callback_id": ASK_ID,
    "description": "Ask about this message, or have something made of it",
}


def _shortcut(declared: Command, menu: str) -> dict[str, str]:
    return {
        "type": "message",
        "name": menu,
        "callback_id": shortcut_id(menu),
        "description": shorten(menu_summary(menu) or declared.summary, DESCRIPTION_LIMIT),
    }
