"""A reply laid out as Discord's messages.

Words go into plain messages of 2000 characters; pictures and shows into one message of components, where they have
their alternative text (https://docs.discord.com/developers/components/reference). Which of both a message is cannot be
changed later, so that the layout of the command decides, before the first event.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.discord.markdown import all_worded, facts_worded, problem_worded, progress_worded, quoted, worded
from adapters.discord.outbound.api_client import Upload
from adapters.discord.outbound.reply import Part, Reply
from core.domain.actions import Button
from core.domain.events import Failure, Stopped
from core.domain.layout import Layout
from core.domain.sentences import say
from core.text.sanitising import defuse_mentions, shorten
from core.text.splitting import split, utf16_length
from core.text.tables import tables_as_code

CONTENT_LIMIT = 2000
COMPONENTS_LIMIT = 3800
"""Discord allows 4000 characters in all the components of a message."""
MESSAGES_LIMIT = 4
"""How many messages an answer may take. An app of a user's own has five follow-ups at most."""
IS_COMPONENTS_V2 = 1 << 15
ROW, BUTTON, TEXT_DISPLAY, GALLERY, FILE = 1, 2, 10, 12, 13
SECONDARY, DANGER = 2, 4
BUTTONS_A_ROW = 5
ROWS_LIMIT = 5
LABEL_LIMIT = 80
STOP_PREFIX = "stop-job-"
"""Custom ids of buttons that stop a running job; its id follows."""

Component = dict[str, Any]


@dataclass(frozen=True)
class Page:
    """One message: its body without attachments, and the files it has."""

    body: dict[str, Any]
    files: tuple[Upload, ...] = ()


def lay_out(reply: Reply, layout: Layout) -> list[Page]:
    """The messages of a reply as it is now; none where there is nothing to show yet."""
    if layout in (Layout.GALLERY, Layout.SHOW):
        return _components(reply)
    return _plain(reply)


def _plain(reply: Reply) -> list[Page]:
    blocks = [reply.question] if reply.question else []
    for name, part in reply.parts.items():
        blocks += _words(reply, part)
        blocks += [f"-# {worded(reply.fitted[name], reply.locale)}"] if name in reply.fitted and reply.attaching else []
    blocks += _closing(reply)
    if not blocks or (len(blocks) == 1 and reply.question and reply.ending is None and not reply.parts):
        return []
    pieces = split("\n".join(blocks), CONTENT_LIMIT, length=utf16_length)
    files = _files(reply)
    if len(pieces) > MESSAGES_LIMIT:
        note = worded(say("discord-whole-in-file"), reply.locale)
        if reply.ending is None:
            note = worded(say("discord-working"), reply.locale)
        elif reply.attaching:
            files = (*files, _whole(reply))
        told = [] if reply.ending is not None and not reply.attaching else [f"-# {note}"]
        tail = "\n".join([*told, *_small(reply)])
        pieces = [*pieces[: MESSAGES_LIMIT - 1], shorten_lines(tail, CONTENT_LIMIT)]
    rows = _rows(reply)
    pages = [Page({"content": piece, "components": []}) for piece in pieces]
    pages[-1] = Page({"content": pieces[-1], "components": rows}, files)
    return pages


def _components(reply: Reply) -> list[Page]:
    components: list[Component] = []
    texts = [reply.question] if reply.question else []
    pictures: list[Component] = []
    files: list[Upload] = []
    small: list[str] = []
    several = sum(part.picture is not None for part in reply.parts.values()) > 1
    for name, part in reply.parts.items():
        texts += _words(reply, part, facts=part.picture is None or part.file is None)
        if part.file is None or not reply.attaching:
            continue
        files.append(part.file)
        url = {"url": f"attachment://{part.file.name}"}
        if part.picture is not None:
            item = {"media": url, "description": shorten(defuse_mentions(part.picture.alt), 1024)}
            pictures.append({**item, "spoiler": part.picture.spoiler})
            small += _beneath(reply, name, f"{len(small) + 1}: " if several else "")
        else:
            pictures.append({"type": FILE, "file": url})
    galleries = [item for item in pictures if "media" in item]
    closing = [*dict.fromkeys(small), *_closing(reply)]
    if not texts and not galleries and not closing:
        return []
    room = COMPONENTS_LIMIT - sum(utf16_length(line) + 1 for line in closing)
    above = "\n".join(texts)
    if utf16_length(above) > room:
        if reply.attaching:
            whole = _whole(reply)
            files.append(whole)
            pictures.append({"type": FILE, "file": {"url": f"attachment://{whole.name}"}})
        above = split(above, max(200, room - 100), length=utf16_length)[0]
    if above.strip():
        components.append({"type": TEXT_DISPLAY, "content": above})
    if galleries:
        components.append({"type": GALLERY, "items": galleries})
    components += [item for item in pictures if "media" not in item]
    if closing:
        components.append({"type": TEXT_DISPLAY, "content": "\n".join(closing)})
    return [Page({"flags": IS_COMPONENTS_V2, "components": [*components, *_rows(reply)]}, tuple(files))]


def _words(reply: Reply, part: Part, *, facts: bool = True) -> list[str]:
    lines, locale = [], reply.locale
    if part.title is not None:
        lines.append(f"**{worded(part.title, locale)}**")
    if part.text.strip():
        lines.append(defuse_mentions(tables_as_code(part.text)).strip("\n"))
    lines += all_worded(part.sentences, locale)
    if part.recording is not None and not _is_said(part.recording.transcript, reply):
        lines.append("\n".join(f"> {line}" for line in defuse_mentions(part.recording.transcript).splitlines()))
    if part.trouble is not None:
        lines.append(f"⚠️ {problem_worded(part.trouble, locale)}")
    if part.facts is not None and facts:
        lines.append(facts_worded(part.facts, locale))
    return lines


def _beneath(reply: Reply, name: str, mark: str) -> list[str]:
    """How a picture came about, and why it is not as it came, on one small line."""
    facts, fitted = reply.part(name).facts, reply.fitted.get(name)
    told = [facts_worded(facts, reply.locale)] if facts else []
    told += [worded(fitted, reply.locale)] if fitted else []
    return [f"-# {mark}{' · '.join(told).removeprefix('-# ')}"] if told else []


def _is_said(transcript: str, reply: Reply) -> bool:
    """Whether the words of a recording are to be read already: in the question, or as what was written."""
    words = transcript.split()
    asked = (reply.question or "").endswith(f" {quoted(transcript, len(transcript))}")
    return not words or asked or any(part.text.split() == words for part in reply.parts.values())


def _closing(reply: Reply) -> list[str]:
    """What is missing, and how it goes or how it ended."""
    missing = [] if reply.attaching else [f"⚠️ {worded(say('discord-no-files'), reply.locale)}"]
    return [*missing, *_state(reply)]


def _state(reply: Reply) -> list[str]:
    match reply.ending:
        case None if reply.progress is not None:
            return [progress_worded(reply.progress, reply.locale)]
        case None if reply.parts and not _shows(reply):
            return [f"-# {worded(say('discord-working'), reply.locale)}"]
        case Stopped(by=by):
            return [f"-# {worded(say('discord-stopped', name=quoted(by, 40)), reply.locale)}"]
        case Failure(error=error):
            return [f"⚠️ {problem_worded(error, reply.locale)}"]
    if reply.ending is not None and not _shows(reply):
        return [worded(say("discord-done"), reply.locale)]
    return []


def shorten_lines(text: str, limit: int) -> str:
    """The text in one message."""
    return split(text, limit, length=utf16_length)[0]


def _shows(reply: Reply) -> bool:
    return any(
        part.text or part.sentences or part.picture or part.recording or part.trouble for part in reply.parts.values()
    )


def _small(reply: Reply) -> list[str]:
    facts = [facts_worded(part.facts, reply.locale) for part in reply.parts.values() if part.facts]
    return [*facts, *_closing(reply)]


def _files(reply: Reply) -> tuple[Upload, ...]:
    if not reply.attaching:
        return ()
    return tuple(part.file for part in reply.parts.values() if part.file is not None)


def _whole(reply: Reply) -> Upload:
    """All words of a reply as a file."""
    text = "\n\n".join(reply.words)
    return Upload(name=f"answer-{len(text)}.md", data=text.encode("utf-8", "replace"), media_type="text/markdown")


def _rows(reply: Reply) -> list[Component]:
    if reply.ending is None:
        label = worded(say("discord-stop"), reply.locale)
        return [_row([_button(label, f"{STOP_PREFIX}{reply.job}", DANGER)])]
    rows: list[Component] = []
    several = sum(1 for part in reply.parts.values() if part.buttons and part.picture) > 1
    number = 0
    for part in reply.parts.values():
        number += 1 if part.picture else 0
        mark = f" {number}" if several and part.picture else ""
        rows += rows_of(part.buttons, reply.locale, mark)
    rows += rows_of(reply.buttons, reply.locale)
    return rows[:ROWS_LIMIT]


def rows_of(buttons: Sequence[Button], locale: str | None, mark: str = "") -> list[Component]:
    """Rows of buttons that have an id."""
    made = [
        _button(worded(button.label, locale) + mark, button.id, DANGER if button.action.kind == "delete" else SECONDARY)
        for button in buttons
        if button.id
    ]
    return [_row(made[at : at + BUTTONS_A_ROW]) for at in range(0, len(made), BUTTONS_A_ROW)]


def _row(buttons: Iterable[Component]) -> Component:
    return {"type": ROW, "components": list(buttons)}


def _button(label: str, custom_id: str, style: int) -> Component:
    return {"type": BUTTON, "style": style, "label": shorten(label, LABEL_LIMIT), "custom_id": custom_id}
