"""A conversation as a file that people keep: Markdown or JSON."""

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

from pydantic import JsonValue

from adapters.web.serialization import entry_json
from adapters.web.visitors import Visitor
from core.store.ports.message_log import LogEntry, MessageLog

REPLIES_AT_ONCE = 100


@dataclass
class ExportedFile:
    """A picture, a recording or another file, with its address in the room and what it shows or says."""

    name: str
    address: str
    description: str = ""


@dataclass
class ExportedReply:
    """A question and its answer. `time` is in UTC (ISO 8601), `ending` empty while the answer is under way.

    `variant_of` and `continues` are the `id` of the reply of whose question this is another answer, and of the one that
    it goes on with. `branch` are those with which the branches begin that it is in.
    """

    time: str
    name: str
    private: bool
    question: str
    given: list[ExportedFile] = field(default_factory=list)
    answer: str = ""
    made: list[ExportedFile] = field(default_factory=list)
    models: list[str] = field(default_factory=list)
    ending: str = ""
    id: str = ""
    variant_of: str | None = None
    continues: str | None = None
    branch: list[str] = field(default_factory=list)


@dataclass
class ExportedConversation:
    """Everything that one person may read of a conversation, oldest first."""

    title: str
    replies: list[ExportedReply]

    def as_json(self) -> str:
        """As JSON, with the fields of the classes above."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n"

    def as_markdown(self) -> str:
        """As Markdown. Questions are quoted, answers stay as they were written."""
        blocks = [f"# {self.title}"] if self.title else []
        for reply in self.replies:
            blocks.append(f"**{reply.name}** · {reply.time}")
            blocks += (
                ["\n".join(f"> {line}".rstrip() for line in reply.question.splitlines())] if reply.question else []
            )
            blocks += [_link(file) for file in reply.given]
            by = f" · {', '.join(reply.models)}" if reply.models else ""
            blocks += [f"**Troubadour**{by}"] if reply.answer or reply.made else []
            blocks += [reply.answer] if reply.answer else []
            blocks += [_link(file) for file in reply.made]
            blocks.append("---")
        return "\n\n".join(blocks[:-1] if blocks and blocks[-1] == "---" else blocks) + "\n"


async def export_of(
    log: MessageLog, room: str, visitor: Visitor, locale: str, title: str, base_path: str
) -> ExportedConversation:
    """Reads what a visitor may read of a room's log. Addresses of files begin with `base_path`."""
    replies: list[ExportedReply] = []
    before: int | None = None
    while True:
        page = await log.read_back(room, visitor.key, REPLIES_AT_ONCE, before)
        grouped: dict[str, list[LogEntry]] = {}
        for entry in page.entries:
            grouped.setdefault(entry.reply, []).append(entry)
        replies = [*(_reply(entries, visitor, locale, base_path) for entries in grouped.values()), *replies]
        if page.before is None:
            return ExportedConversation(title=title, replies=replies)
        before = page.before


def _reply(entries: list[LogEntry], visitor: Visitor, locale: str, base_path: str) -> ExportedReply:
    first = entries[0]
    time = datetime.fromtimestamp(first.at, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    reply = ExportedReply(time=time, name="?", private=first.audience is not None, question="", id=first.reply)
    texts: dict[str, str] = {}
    for entry in entries:
        line = entry_json(entry, visitor, locale)
        if line is None:
            continue
        part = str(line.get("part"))
        match line.get("event"):
            case "asked":
                reply.name, reply.question = str(line.get("name")), str(line.get("said"))
                reply.variant_of, reply.continues = _id(line.get("variant_of")), _id(line.get("continues"))
                turnings = line.get("branch")
                for turning in turnings if isinstance(turnings, list) else []:
                    reply.branch += [str(turning[0])] if isinstance(turning, list) else []
                files = line.get("files")
                reply.given = [_file(each, base_path) for each in (files if isinstance(files, list) else [])]
            case "restart":
                texts.clear()
                reply.made.clear()
            case "text_delta":
                texts[part] = texts.get(part, "") + str(line["text"])
            case "text_replace":
                texts[part] = str(line["text"])
            case "statement":
                sentences = line["sentences"]
                said = "\n\n".join(map(str, sentences)) if isinstance(sentences, list) else ""
                texts[part] = "\n\n".join(filter(None, [texts.get(part, ""), said]))
            case "picture" | "recording" | "text_file":
                reply.made.append(_file(line["media"], base_path, str(line.get("alt") or line.get("transcript") or "")))
            case "facts":
                model = str(line["model"])
                reply.models += [model] if model not in reply.models else []
            case "trouble" | "failure" | "stopped" | "done" as event:
                reply.ending = event if event != "trouble" else reply.ending
                error = line.get("error")
                if isinstance(error, dict):
                    texts[f"{part} {event}"] = str(error.get("sentence"))
            case _:
                pass
    reply.answer = "\n\n".join(text.strip() for text in texts.values() if text.strip())
    return reply


def _id(value: JsonValue) -> str | None:
    return value if isinstance(value, str) else None


def _file(media: JsonValue, base_path: str, description: str = "") -> ExportedFile:
    known = media if isinstance(media, dict) else {}
    return ExportedFile(str(known.get("name")), f"{base_path}/{known.get('url')}", description)


def _link(file: ExportedFile) -> str:
    shown = (file.description or file.name).replace("[", "\\[").replace("]", "\\]")
    return f"[{' '.join(shown.split())}]({file.address})"
