"""JSON for the browser of one viewer: lines of the log, commands, files and buttons, in the viewer's language."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote

from pydantic import JsonValue, ValidationError

from adapters.web.markdown_html import prose, rendered
from adapters.web.visitors import Visitor
from core.commands.localization import choice_label, description_of, label_of, summary_of
from core.commands.registry import Registry
from core.commands.schema import Command, Parameter
from core.domain.actions import Button, Form, Run
from core.domain.events import (
    EVENT,
    Begin,
    Event,
    Facts,
    Failure,
    Offer,
    Picture,
    Problem,
    Progress,
    Recording,
    Statement,
    TextFile,
    Trouble,
)
from core.domain.request import MediaRef
from core.domain.sentences import Sentence
from core.i18n.rendering import PlainMarkup, render
from core.replies.captions import captions
from core.store.ports.message_log import LogEntry
from core.text.command_syntax import typed_name
from core.text.sanitising import shorten

JsonObject = dict[str, JsonValue]
QUOTED = 300
"""The number of characters that a quotation may have."""
NAMES_PEOPLE = ("person", "member")
"""The kinds of options that name a person. The room has no roles."""
_OWN = frozenset({"asked", "started", "restart", "settled", "erased"})


_MARKS = re.compile(r"([\\`*_~\[\]<>])")


class WebMarkup(PlainMarkup):
    """Markdown; a moment is an ISO time in UTC, which the page shows in the reader's time zone."""

    def moment(self, at: float, locale: str) -> str:  # noqa: ARG002 - the browser formats it
        return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def command(self, name: str) -> str:
        return f"`/{name}`"

    def quote(self, text: str) -> str:
        return _MARKS.sub(r"\\\1", shorten(text, QUOTED))


MARKUP = WebMarkup()


def localized(sentence: Sentence, locale: str) -> str:
    """Renders a sentence in the viewer's language."""
    return render(sentence, locale, MARKUP)


def entry_json(entry: LogEntry, viewer: Visitor, locale: str) -> JsonObject | None:
    """A line of the log. Returns None for a line that this version cannot read."""
    content = _own(entry.content) if entry.content.get("event") in _OWN else _event(entry.content, locale)
    if content is None:
        return None
    return {
        "number": entry.number,
        "reply": entry.reply,
        "at": entry.at,
        "mine": entry.author == viewer.key,
        "private": entry.audience is not None,
        **content,
    }


def is_markdown(entry: LogEntry) -> bool:
    """Returns True for a line whose text is shown as HTML."""
    return entry.content.get("event") in ("settled", "text_replace")


def html_of(entry: LogEntry) -> JsonObject:
    """The HTML of a line as fields: the `blocks` of a settled text, or those of `Prose`. It takes long."""
    text, name = str(entry.content.get("text") or ""), f"{entry.reply} {entry.content.get('part')}"
    if entry.content.get("event") == "settled":
        return {"blocks": list(rendered(text, name))}
    shown = prose(text, name)
    return {"blocks": list(shown.blocks), "settled": shown.settled, "opened": shown.opened, "tail": shown.tail}


def media_url(sha256: str, name: str) -> str:
    """The address of a file of the store."""
    return f"media/{sha256}/{quote(name or 'file', safe='')}"


def media_json(media: MediaRef) -> JsonObject:
    """A reference to a file, with its address."""
    return {**media.model_dump(mode="json"), "url": media_url(media.sha256, media.name)}


NOT_HERE = frozenset({"troubadour answering"})
"""Commands about channels and mentions, of which the room has none."""
OPTIONS_NOT_HERE = frozenset({("troubadour showing", "late_direct")})
"""Options about direct messages."""


def _is_meant(declared: Command, parameter: Parameter, *, own: bool) -> bool:
    """False for an option that does nothing in the room, or (`own`) where nobody else reads along."""
    if parameter.refers == "channel" or (declared.name, parameter.name) in OPTIONS_NOT_HERE:
        return False
    return not (own and parameter.name == "private")


def command_json(declared: Command, locale: str, *, own: bool = False) -> JsonObject:
    """The schema of a command."""
    return {
        "name": declared.name,
        "summary": summary_of(declared, locale),
        "layout": declared.layout.value,
        "quiet": declared.ephemeral,
        "admin": declared.admin,
        "parameters": [
            _parameter(declared, parameter, locale)
            for parameter in declared.parameters
            if _is_meant(declared, parameter, own=own)
        ],
    }


def commands_json(registry: Registry, viewer: Visitor, locale: str, *, own: bool = False) -> list[JsonValue]:
    """The schemas of all commands that a viewer may use, and of their options that mean something here."""
    return [
        command_json(declared, locale, own=own)
        for declared in registry
        if declared.name not in NOT_HERE and (viewer.admin or not declared.admin)
    ]


def _parameter(declared: Command, parameter: Parameter, locale: str) -> JsonObject:
    return {
        "name": parameter.name,
        "option": typed_name(parameter.name),
        "label": label_of(declared, parameter, locale),
        "kind": parameter.kind,
        "description": description_of(declared, parameter, locale),
        "required": parameter.required,
        "default": parameter.default,
        "minimum": parameter.minimum,
        "maximum": parameter.maximum,
        "max_length": None if parameter.pastes else parameter.max_length,
        "choices": list(parameter.choices),
        "choice_labels": [choice_label(choice, locale) for choice in parameter.choices],
        "positional": parameter.positional,
        "multiline": parameter.multiline,
        "suggest": "people" if parameter.refers in NAMES_PEOPLE else parameter.suggest,
        "accepts": list(parameter.accepts),
    }


def _own(content: Mapping[str, JsonValue]) -> JsonObject:
    files = content.get("files")
    if not isinstance(files, list):
        return dict(content)
    return {**content, "files": [media_json(MediaRef.model_validate(file)) for file in files]}


def _event(content: Mapping[str, JsonValue], locale: str) -> JsonObject | None:
    try:
        event: Event = EVENT.validate_python(content)
    except ValidationError:
        return None
    return {**event.model_dump(mode="json"), **_localized_fields(event, locale)}


def _localized_fields(event: Event, locale: str) -> JsonObject:
    """The fields of an event that differ from the log."""
    match event:
        case Begin(title=Sentence() as title):
            return {"title": localized(title, locale)}
        case Statement(sentences=sentences):
            return {"sentences": [localized(sentence, locale) for sentence in sentences]}
        case Progress(sentence=sentence):
            return {"sentence": localized(sentence, locale)}
        case Trouble(error=error) | Failure(error=error):
            return {"error": _problem(error, locale)}
        case Picture(media=media) | Recording(media=media) | TextFile(media=media):
            return {"media": media_json(media)}
        case Offer(actions=actions):
            return {"actions": [button_json(button, locale) for button in actions if button.id]}
        case Facts() as facts:
            maker, *others = captions(facts.model_copy(update={"notes": ()}))
            return {
                "maker": localized(maker, locale),
                "captions": [localized(sentence, locale) for sentence in others],
                "notes": [localized(sentence, locale) for sentence in facts.notes],
            }
    return {}


def _problem(problem: Problem, locale: str) -> JsonObject:
    return {"sentence": localized(problem.sentence, locale), "id": problem.id}


def button_json(button: Button, locale: str) -> JsonObject:
    """A button of a reply. `result` relates what it runs to the reply, and it may edit the reply's question."""
    action = button.action
    shown: JsonObject = {"id": button.id, "label": localized(button.label, locale), "kind": action.kind}
    match action:
        case Run():
            return {**shown, "command": action.command, "result": action.result}
        case Form():
            return {**shown, "command": action.command, "edits": action.edits}
    return shown
