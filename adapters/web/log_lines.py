"""The lines of the room's log: a reply opens with its question, and events follow.

A line is an event of the core as JSON, or one of the room's own: `asked` (the question and its author), `started`,
`restart` (discard everything that this reply has shown), `settled` (the beginning of what a text has not settled yet,
which no further text changes) and `erased` (discard the reply).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pydantic import JsonValue

from core.commands.registry import Registry
from core.commands.typed_messages import TALK, as_talk
from core.domain.jobs import Job
from core.domain.request import Request
from core.store.ports.message_log import LogEntry
from core.text.command_lines import format_command
from core.text.command_syntax import ParsedCommand

LogLine = dict[str, JsonValue]

STARTED: LogLine = {"event": "started"}
RESTART: LogLine = {"event": "restart"}


def asked_line(job: Job, registry: Registry) -> LogLine:
    """The line that opens a reply."""
    request = job.request
    return {
        "event": "asked",
        "name": request.caller.name,
        "user": request.caller.user,
        "command": request.command,
        "said": request.said or as_command_line(request, registry),
        "files": [dict(file) for file in _files(request)],
        "layout": job.layout.value,
        "private": job.private,
        **_position(request),
    }


def _position(request: Request) -> LogLine:
    position = request.address.details.get("position")
    return dict(position) if isinstance(position, dict) else {}


def settled_line(part: str, text: str, *, joins: bool) -> LogLine:
    """The line that settles a text of a part. It `joins` if it begins with items of the list that the last one had."""
    return {"event": "settled", "part": part, "text": text, "joins": joins}


def with_whole_texts(entries: Sequence[LogEntry]) -> list[LogEntry]:
    """The entries of whole replies, where one entry has the text of a part, under the highest number of its pieces."""
    texts: dict[tuple[str, str], LogEntry] = {}
    others = []
    for entry in entries:
        event, key = entry.content.get("event"), (entry.reply, str(entry.content.get("part")))
        if event == "text_delta" and (before := texts.get(key)) is not None:
            text = f"{before.content.get('text') or ''}{entry.content.get('text') or ''}"
            texts[key] = replace(entry, content={**before.content, "text": text})
        elif event == "text_delta":
            texts[key] = replace(entry, content={**entry.content, "event": "text_replace"})
        elif event == "text_replace":
            texts[key] = entry
        elif event != "settled":
            if event == "restart":
                texts = {each: text for each, text in texts.items() if text.reply != entry.reply}
            others.append(entry)
    return sorted([*others, *texts.values()], key=lambda entry: entry.number)


def as_command_line(request: Request, registry: Registry) -> str:
    """Formats a request from a form or a button as the line that a person would type. Talk is its message."""
    syntaxes = registry.syntaxes
    syntax = syntaxes.get(request.command)
    if syntax is None:  # the package with the command was removed
        return f"/{request.command}"
    text = request.options.get(syntax.text_option) if syntax.text_option else None
    values = {
        name: value if isinstance(value, bool) else str(value)
        for name, value in request.options.items()
        if name in syntax.options and name != syntax.text_option and value not in (None, "", False)
    }
    if request.command == TALK and text and not values:
        return as_talk(str(text))
    parsed = ParsedCommand(request.command, values, str(text) if text else None)
    try:
        return format_command(parsed, syntaxes)
    except ValueError:
        return f"/{request.command}"


def _files(request: Request) -> list[Mapping[str, JsonValue]]:
    """The stored files of a request, each once."""
    given: list[Mapping[str, JsonValue]] = [
        value for value in request.options.values() if isinstance(value, dict) and value.get("source") == "stored"
    ]
    given += [attachment.model_dump(mode="json") for attachment in request.attachments]
    given += [media.model_dump(mode="json") for media in request.inputs]
    named = {
        str(file["sha256"]): {name: file[name] for name in ("sha256", "media_type", "size", "name")}
        for file in given
        if file.get("sha256")
    }
    return list(named.values())
