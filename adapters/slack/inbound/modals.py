"""A command's form as a modal, and the values of its submission.

Options that the modal does not show are saved under its callback id. The reply target travels as private metadata.
Limits: https://docs.slack.dev/reference/views/modal-views and https://docs.slack.dev/reference/block-kit/block-elements
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, JsonValue

from adapters.slack.inbound.context import attachment_of
from adapters.slack.reply_target import SlackReplyTarget
from core.commands.localization import description_of, menu_of, summary_of
from core.commands.schema import Command, Parameter
from core.commands.suggestions import Suggestion
from core.commands.typed_messages import TALK as CHAT
from core.domain.sentences import say
from core.i18n.rendering import render
from core.media.file_signatures import ARCHIVES, DOCUMENTS
from core.text.command_syntax import typed_name
from core.text.sanitising import shorten

TITLE_LIMIT = 24
TEXT_LIMIT = 3000
HINT_LIMIT = 150
OPTION_TEXT_LIMIT, OPTION_VALUE_LIMIT = 75, 150
OPTIONS_LIMIT = 100
SUGGESTED = ("models", "voices", "languages")
"""Kinds of options with suggestions while a person types."""
FILE_TYPES: Mapping[str, tuple[str, ...]] = {
    "image/*": ("png", "jpg", "jpeg", "gif", "webp"),
    "audio/*": ("mp3", "wav", "ogg", "m4a", "flac", "aac", "amr", "webm"),
    "text/*": ("txt", "text", "md", "csv", "html"),
    "application/json": ("json",),
    **{media_type: (name.lower(),) for media_type, name in (DOCUMENTS | ARCHIVES).items()},
}
"""File types as Slack's file pickers name them (https://docs.slack.dev/reference/objects/file-object#types)."""

_MENTION = re.compile(r"<@(?P<id>[UW][A-Z0-9]+)")
_CHANNEL = re.compile(r"(?:<#)?(?P<id>[CG][A-Z0-9]{8,})")
View = dict[str, Any]
ASK_WHAT, ASK_QUESTION = "what", "question"
"""The fields of the form that asks about a message."""


class ModalMetadata(BaseModel):
    """The private metadata of a modal. `asks` marks the form that asks about a message."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    command: str
    target: SlackReplyTarget
    asks: bool = False


def command_modal(
    command: Command, filled: Mapping[str, JsonValue], id: str, target: SlackReplyTarget, locale: str | None, title: str
) -> View:
    """The modal of a command, filled with raw options."""
    return {
        "type": "modal",
        "callback_id": id,
        "private_metadata": ModalMetadata(command=command.name, target=target).model_dump_json(),
        "title": _plain(shorten(title, TITLE_LIMIT)),
        "submit": _plain(shorten(render(say("slack-form-send"), locale), TITLE_LIMIT)),
        "close": _plain(shorten(render(say("slack-form-cancel"), locale), TITLE_LIMIT)),
        "blocks": [
            {
                "type": "context",
                "elements": [{"type": "plain_text", "text": shorten(summary_of(command, locale), HINT_LIMIT)}],
            },
            *(_input(command, parameter, filled.get(parameter.name), locale) for parameter in command.parameters),
        ],
    }


def ask_modal(menus: Sequence[tuple[Command, str]], id: str, target: SlackReplyTarget, locale: str | None) -> View:
    """The form of a shortcut that is for anything: a question about the message, or one of the other menus."""
    answer = _option(render(say("slack-ask-answer"), locale), CHAT)
    offered = [answer, *(_option(menu_of(menu, locale), declared.name) for declared, menu in menus)]
    question = {"type": "plain_text_input", "action_id": ASK_QUESTION, "multiline": True, "max_length": TEXT_LIMIT}
    choice = {"type": "static_select", "action_id": ASK_WHAT, "options": offered, "initial_option": answer}
    return {
        "type": "modal",
        "callback_id": id,
        "private_metadata": ModalMetadata(command=CHAT, target=target, asks=True).model_dump_json(),
        "title": _plain("Troubadour"),
        "submit": _plain(shorten(render(say("slack-form-send"), locale), TITLE_LIMIT)),
        "close": _plain(shorten(render(say("slack-form-cancel"), locale), TITLE_LIMIT)),
        "blocks": [
            {
                "type": "input",
                "block_id": ASK_WHAT,
                "label": _plain(render(say("slack-ask-what"), locale)),
                "element": choice,
            },
            {
                "type": "input",
                "block_id": ASK_QUESTION,
                "label": _plain(render(say("slack-ask-question"), locale)),
                "optional": True,
                "element": question,
            },
        ],
    }


def asked_about(values: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> tuple[str, str]:
    """The chosen command and the question of a form that asks about a message."""
    what = (values.get(ASK_WHAT) or {}).get(ASK_WHAT) or {}
    question = (values.get(ASK_QUESTION) or {}).get(ASK_QUESTION) or {}
    return str((what.get("selected_option") or {}).get("value") or CHAT), str(question.get("value") or "").strip()


def message_modal(text: str, title: str, locale: str | None) -> View:
    """A modal with a message and no fields; `text` is mrkdwn."""
    return {
        "type": "modal",
        "title": _plain(shorten(title, TITLE_LIMIT)),
        "close": _plain(shorten(render(say("slack-form-close"), locale), TITLE_LIMIT)),
        "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": text[:TEXT_LIMIT]}}],
    }


def submitted_options(
    command: Command, values: Mapping[str, Mapping[str, Mapping[str, Any]]], team: str
) -> dict[str, JsonValue]:
    """The submitted values by parameter; None for empty fields."""
    kinds = {parameter.name: parameter for parameter in command.parameters}
    found: dict[str, JsonValue] = {}
    for states in values.values():
        for name, state in states.items():
            if name in kinds:
                found[name] = _answer(kinds[name], state, team)
    return found


def select_options(suggestions: Sequence[Suggestion]) -> list[dict[str, Any]]:
    """Suggestions as options of a select."""
    return [
        _option(each.label, each.value)
        for each in suggestions[:OPTIONS_LIMIT]
        if 0 < len(each.value) <= OPTION_VALUE_LIMIT
    ]


def _input(command: Command, parameter: Parameter, value: JsonValue, locale: str | None) -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": parameter.name,
        "label": _plain(typed_name(parameter.name)),
        "hint": _plain(shorten(description_of(command, parameter, locale), HINT_LIMIT)),
        "optional": not (parameter.required or parameter.wanted),
        "element": {
            "action_id": parameter.name,
            **_element(parameter, parameter.default if value is None else value),
        },
    }


def _element(parameter: Parameter, value: JsonValue) -> dict[str, Any]:
    shown = "" if value is None else str(value)
    match parameter.kind:
        case "attachment":
            endings = [ending for kind in parameter.accepts for ending in FILE_TYPES.get(kind, ())]
            return {"type": "file_input", "max_files": 1, **({"filetypes": endings} if endings else {})}
        case "flag":
            box = _option(typed_name(parameter.name), "true")
            ticked = {"initial_options": [box]} if shown.lower() == "true" else {}
            return {"type": "checkboxes", "options": [box], **ticked}
        case "choice":
            chosen = {"initial_option": _option(shown, shown)} if shown in parameter.choices else {}
            offered = [_option(choice, choice) for choice in parameter.choices[:OPTIONS_LIMIT]]
            return {"type": "static_select", "options": offered, **chosen}
        case "integer" | "number":
            return _number(parameter, shown)
    if parameter.refers == "person":
        known = _MENTION.match(shown)
        return {"type": "users_select", **({"initial_user": known["id"]} if known else {})}
    if parameter.refers == "channel":
        known = _CHANNEL.match(shown)
        kinds = {"include": ["public", "private"], "exclude_bot_users": True}
        return {
            "type": "conversations_select",
            "filter": kinds,
            **({"initial_conversation": known["id"]} if known else {}),
        }
    if parameter.suggest in SUGGESTED:
        chosen = {"initial_option": _option(shown, shown)} if 0 < len(shown) <= OPTION_VALUE_LIMIT else {}
        return {"type": "external_select", "min_query_length": 0, **chosen}
    limit = min(parameter.max_length or TEXT_LIMIT, TEXT_LIMIT)
    return {
        "type": "plain_text_input",
        "multiline": parameter.multiline or limit > HINT_LIMIT * 2,
        "max_length": limit,
        **({"initial_value": shown[:limit]} if shown else {}),
    }


def _number(parameter: Parameter, shown: str) -> dict[str, Any]:
    element: dict[str, Any] = {"type": "number_input", "is_decimal_allowed": parameter.kind == "number"}
    for side, bound in (("min_value", parameter.minimum), ("max_value", parameter.maximum)):
        if bound is not None:
            element[side] = f"{bound:.15g}"
    return {**element, **({"initial_value": shown} if shown else {})}


def _answer(parameter: Parameter, state: Mapping[str, Any], team: str) -> JsonValue:
    match state.get("type"):
        case "checkboxes":
            return bool(state.get("selected_options"))
        case "static_select" | "external_select":
            return (state.get("selected_option") or {}).get("value")
        case "users_select":
            user = state.get("selected_user")
            return f"<@{user}>" if user else None
        case "conversations_select":
            return state.get("selected_conversation")
        case "file_input":
            files = state.get("files") or ()
            return attachment_of(files[0], team).model_dump(mode="json") if files else None
    value = state.get("value")
    if value and parameter.kind == "integer" and str(value).endswith(".0"):
        return str(value).removesuffix(".0")
    return value or None


def _plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def _option(label: str, value: str) -> dict[str, Any]:
    return {"text": _plain(shorten(label, OPTION_TEXT_LIMIT)), "value": value}
