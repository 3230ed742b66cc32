"""The messages of a reply.

Text becomes a plain message of 2000 characters. Longer text becomes messages of components, which hold twice as much,
and so do pictures and shows, where pictures have alt text (https://docs.discord.com/developers/components/reference).
A plain message can become one of components, and never the other way round.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from adapters.discord.markdown import (
    defuse_mentions,
    quote_text,
    render_captions,
    render_problem,
    render_progress,
    render_sentence,
    render_sentences,
)
from adapters.discord.outbound.api_client import DiscordUpload
from adapters.discord.outbound.reply import DiscordPart, DiscordReply
from core.domain.actions import Button, stop_button
from core.domain.events import Failure, Problem, Stopped
from core.domain.layout import Layout
from core.domain.sentences import Sentence, say
from core.replies.ladder import ReplyForm, Rung
from core.text.markdown_tables import tables_as_code
from core.text.message_splitting import split, utf16_length
from core.text.sanitising import shorten

CONTENT_LIMIT = 2000
COMPONENTS_LIMIT = 3800
"""Discord allows 4000 characters in all components of a message together."""
MESSAGES_LIMIT, LONG_MESSAGES_LIMIT = 4, 3
"""The most messages of an answer, and the most if they are made of components. A user-installed app may send at most
five follow-ups."""
IS_COMPONENTS_V2 = 1 << 15
ROW, BUTTON, TEXT_DISPLAY, GALLERY, FILE = 1, 2, 10, 12, 13
SECONDARY, DANGER = 2, 4
BUTTONS_A_ROW = 5
ROWS_LIMIT = 5
LABEL_LIMIT = 80

Component = dict[str, Any]


@dataclass(frozen=True)
class DiscordPage:
    """One message: its body without attachments, and its files.

    `settled` is the change that leaves only the words of the answer, without progress and buttons; None if the message
    has no such words.
    """

    body: dict[str, Any]
    files: tuple[DiscordUpload, ...] = ()
    settled: dict[str, Any] | None = None


RICH = Rung()


def lay_out(reply: DiscordReply, layout: Layout, rung: Rung = RICH) -> list[DiscordPage]:
    """Lays out the messages of a reply as it is now, in a form; none if there is nothing to show yet."""
    if rung.without:
        reply = _without_pictures(reply, rung.without)
    if rung.form is ReplyForm.FILE and reply.may_attach:
        return _file_page(reply)
    if rung.form is ReplyForm.RICH and layout in (Layout.GALLERY, Layout.SHOW):
        return _component_pages(reply)
    return _text_pages(reply, layout, rung.form)


def reason_page(reply: DiscordReply, reason: Sentence, *, buttons: bool) -> DiscordPage:
    """A message that tells only why there is no more of the reply."""
    content = f"⚠️ {render_sentence(reason, reply.locale)}"
    rows = button_rows(reply.buttons, reply.locale) if buttons else []
    return DiscordPage({"content": cut_to_message(content, CONTENT_LIMIT), "components": rows})


def _without_pictures(reply: DiscordReply, names: frozenset[str]) -> DiscordReply:
    """The reply with a sentence in the place of pictures that Discord refuses."""
    missing = Problem(sentence=say("discord-picture-refused"), id=reply.job)
    parts = {
        name: replace(part, file=None, trouble=missing) if name in names else part for name, part in reply.parts.items()
    }
    return replace(reply, parts=parts)


def _file_page(reply: DiscordReply) -> list[DiscordPage]:
    """One message, with the text as a file at the end."""
    if reply.ending is None:
        working = f"-# {render_sentence(say('discord-working'), reply.locale)}"
        return [DiscordPage({"content": working, "components": []})]
    lines = [f"-# {render_sentence(say('discord-whole-in-file'), reply.locale)}"] if reply.texts else []
    content = cut_to_message("\n".join([*lines, *_caption_lines(reply)]), CONTENT_LIMIT)
    files = (_full_text_file(reply),) if reply.texts else ()
    return [DiscordPage({"content": content, "components": _rows(reply)}, files, {"components": []})]


def _text_pages(reply: DiscordReply, layout: Layout, form: ReplyForm) -> list[DiscordPage]:
    blocks = [reply.question] if reply.question else []
    for name, part in reply.parts.items():
        blocks += _part_lines(reply, part)
        blocks += (
            [f"-# {render_sentence(reply.compressed[name], reply.locale)}"]
            if name in reply.compressed and reply.may_attach
            else []
        )
    blocks += _status_lines(reply)
    if not blocks or (len(blocks) == 1 and reply.question and reply.ending is None and not reply.parts):
        return []
    text = "\n".join(blocks)
    files = _files(reply) if form <= ReplyForm.WITHOUT_COMPONENTS else ()
    # A recording among components has no player.
    components = layout is Layout.TEXT and form is ReplyForm.RICH and not files
    long = components and utf16_length(text) > CONTENT_LIMIT
    pieces = split(text, COMPONENTS_LIMIT if long else CONTENT_LIMIT, length=utf16_length)
    limit = LONG_MESSAGES_LIMIT if long else MESSAGES_LIMIT
    if len(pieces) > limit:
        note = render_sentence(say("discord-whole-in-file"), reply.locale)
        if reply.ending is None:
            note = render_sentence(say("discord-working"), reply.locale)
        elif reply.may_attach:
            files = (*files, _full_text_file(reply))
        notes = [] if reply.ending is not None and not reply.may_attach else [f"-# {note}"]
        tail = "\n".join([*notes, *_caption_lines(reply)])
        pieces = [*pieces[: limit - 1], cut_to_message(tail, CONTENT_LIMIT)]
    rows = _rows(reply) if form is ReplyForm.RICH else []
    pages = [DiscordPage({"content": piece, "components": []}, (), {"components": []}) for piece in pieces]
    pages[-1] = DiscordPage({"content": pieces[-1], "components": rows}, files, _settled_text(reply, pieces[-1]))
    return [as_components(page) for page in pages] if long else pages


def as_components(page: DiscordPage) -> DiscordPage:
    """A message of components with the text, the files and the buttons of a plain one, or itself if it is none."""
    if "content" not in page.body:
        return page
    urls = [(file, {"url": f"attachment://{file.name}"}) for file in page.files]
    pictures = [{"media": url} for file, url in urls if file.media_type.startswith("image/")]
    files: list[Component] = [{"type": GALLERY, "items": pictures}] if pictures else []
    files += [{"type": FILE, "file": url} for file, url in urls if not file.media_type.startswith("image/")]
    settled = (
        None if page.settled is None else _with_components({"content": page.body["content"], **page.settled}, files)
    )
    return DiscordPage(_with_components(page.body, files), page.files, settled)


def _with_components(body: dict[str, Any], files: Sequence[Component]) -> dict[str, Any]:
    text = [{"type": TEXT_DISPLAY, "content": body["content"]}] if body["content"] else []
    return {"flags": IS_COMPONENTS_V2, "components": [*text, *files, *body["components"]]}


def _settled_text(reply: DiscordReply, content: str) -> dict[str, Any] | None:
    if not _has_content(reply):
        return None
    status = "\n".join(_status_lines(reply))
    if not status or not content.endswith(status):
        return {"components": []}
    return {"content": content.removesuffix(status).rstrip() or "…", "components": []}


def _component_pages(reply: DiscordReply) -> list[DiscordPage]:
    components: list[Component] = []
    texts = [reply.question] if reply.question else []
    pictures: list[Component] = []
    files: list[DiscordUpload] = []
    captions: list[str] = []
    several = sum(part.picture is not None for part in reply.parts.values()) > 1
    for name, part in reply.parts.items():
        texts += _part_lines(reply, part, facts=part.picture is None or part.file is None)
        if part.file is None or not reply.may_attach:
            continue
        files.append(part.file)
        url = {"url": f"attachment://{part.file.name}"}
        if part.picture is not None:
            item = {"media": url, "description": shorten(defuse_mentions(part.picture.alt), 1024)}
            pictures.append({**item, "spoiler": part.picture.spoiler})
            captions += _picture_captions(reply, name, f"{len(captions) + 1}: " if several else "")
        else:
            pictures.append({"type": FILE, "file": url})
    galleries = [item for item in pictures if "media" in item]
    closing = [*dict.fromkeys(captions), *_status_lines(reply)]
    if not texts and not galleries and not closing:
        return []
    room = COMPONENTS_LIMIT - sum(utf16_length(line) + 1 for line in closing)
    above = "\n".join(texts)
    if utf16_length(above) > room:
        if reply.may_attach:
            whole = _full_text_file(reply)
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
    words = components[:-1] if closing else components
    settled = {"flags": IS_COMPONENTS_V2, "components": words} if words and _has_content(reply) else None
    body = {"flags": IS_COMPONENTS_V2, "components": [*components, *_rows(reply)]}
    return [DiscordPage(body, tuple(files), settled)]


def _part_lines(reply: DiscordReply, part: DiscordPart, *, facts: bool = True) -> list[str]:
    lines, locale = [], reply.locale
    if part.title is not None:
        lines.append(f"**{render_sentence(part.title, locale)}**")
    lines += render_sentences(part.sentences, locale)
    if part.text.strip():
        lines.append(defuse_mentions(tables_as_code(part.text)).strip("\n"))
    if part.recording is not None and not _is_shown_already(part.recording.transcript, reply):
        lines.append("\n".join(f"> {line}" for line in defuse_mentions(part.recording.transcript).splitlines()))
    if part.trouble is not None:
        lines.append(f"⚠️ {render_problem(part.trouble, locale)}")
    if part.facts is not None and facts:
        lines.append(render_captions(part.facts, locale))
    return lines


def _picture_captions(reply: DiscordReply, name: str, mark: str) -> list[str]:
    """Returns a picture's facts, and the reason if it was compressed, as one line of subtext."""
    facts, fitted = reply.part(name).facts, reply.compressed.get(name)
    lines = [render_captions(facts, reply.locale)] if facts else []
    lines += [render_sentence(fitted, reply.locale)] if fitted else []
    return [f"-# {mark}{' · '.join(lines).removeprefix('-# ')}"] if lines else []


def _is_shown_already(transcript: str, reply: DiscordReply) -> bool:
    """Tells if a transcript is shown already, in the question or as the text of a part."""
    words = transcript.split()
    asked = (reply.question or "").endswith(f" {quote_text(transcript, len(transcript))}")
    return not words or asked or any(part.text.split() == words for part in reply.parts.values())


def _status_lines(reply: DiscordReply) -> list[str]:
    """Returns lines about missing files and about the progress or the ending."""
    missing = [] if reply.may_attach else [f"⚠️ {render_sentence(say('discord-no-files'), reply.locale)}"]
    return [*missing, *_state_lines(reply)]


def _state_lines(reply: DiscordReply) -> list[str]:
    match reply.ending:
        case None if reply.progress is not None:
            return [render_progress(reply.progress, reply.locale)]
        case None if reply.parts and not _has_content(reply):
            return [f"-# {render_sentence(say('discord-working'), reply.locale)}"]
        case Stopped(by=by):
            return [f"-# {render_sentence(say('discord-stopped', name=quote_text(by, 40)), reply.locale)}"]
        case Failure(error=error):
            return [f"⚠️ {render_problem(error, reply.locale)}"]
    if reply.ending is not None and not _has_content(reply):
        return [render_sentence(say("discord-done"), reply.locale)]
    return []


def cut_to_message(text: str, limit: int) -> str:
    """Cuts text to the length of one message."""
    return split(text, limit, length=utf16_length)[0]


def _has_content(reply: DiscordReply) -> bool:
    return any(
        part.text or part.sentences or part.picture or part.recording or part.trouble for part in reply.parts.values()
    )


def _caption_lines(reply: DiscordReply) -> list[str]:
    facts = [render_captions(part.facts, reply.locale) for part in reply.parts.values() if part.facts]
    return [*facts, *_status_lines(reply)]


def _files(reply: DiscordReply) -> tuple[DiscordUpload, ...]:
    if not reply.may_attach:
        return ()
    return tuple(part.file for part in reply.parts.values() if part.file is not None)


def _full_text_file(reply: DiscordReply) -> DiscordUpload:
    """Returns the whole text of a reply as a file."""
    text = "\n\n".join(reply.texts)
    return DiscordUpload(
        name=f"answer-{len(text)}.md", data=text.encode("utf-8", "replace"), media_type="text/markdown"
    )


def _rows(reply: DiscordReply) -> list[Component]:
    if reply.ending is None:
        return button_rows([stop_button(reply.job)], reply.locale)
    offering = [part for part in reply.parts.values() if part.buttons]
    if len(offering) <= 1:
        return button_rows([*(button for part in offering for button in part.buttons), *reply.buttons], reply.locale)
    rows: list[Component] = []
    several = sum(1 for part in reply.parts.values() if part.buttons and part.picture) > 1
    number = 0
    for part in reply.parts.values():
        number += 1 if part.picture else 0
        mark = f" {number}" if several and part.picture else ""
        rows += button_rows(part.buttons, reply.locale, mark)
    rows += button_rows(reply.buttons, reply.locale)
    return rows[:ROWS_LIMIT]


def button_rows(buttons: Sequence[Button], locale: str | None, mark: str = "") -> list[Component]:
    """Returns rows of the buttons that have an id."""
    made = [
        _button(
            render_sentence(button.label, locale) + mark,
            button.id,
            DANGER if button.action.kind in ("delete", "stop") else SECONDARY,
        )
        for button in buttons
        if button.id
    ]
    return [_row(made[at : at + BUTTONS_A_ROW]) for at in range(0, len(made), BUTTONS_A_ROW)]


def _row(buttons: Iterable[Component]) -> Component:
    return {"type": ROW, "components": list(buttons)}


def _button(label: str, custom_id: str, style: int) -> Component:
    return {"type": BUTTON, "style": style, "label": shorten(label, LABEL_LIMIT), "custom_id": custom_id}
