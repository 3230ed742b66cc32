"""The content of a message as a person sees it: its words, its files, and the messages that it forwards.

Slack puts content into many places besides `text`: forwarded messages and link previews are `attachments`
(https://docs.slack.dev/reference/messaging/attachments), a pasted table is a block of an attachment, rich text may come
without `text`, and other apps write blocks (https://docs.slack.dev/reference/block-kit/blocks).

Everything here is mrkdwn: escaped, with wrapped mentions and links. `plain_text` makes it readable.
"""

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.slack.inbound.context import Payload, transcript_of

RICH_TEXT = "rich_text"


@dataclass(frozen=True, kw_only=True)
class ForwardedMessage:
    """A message that another one forwards or links to. `author` is a display name, or empty."""

    author: str
    text: str
    files: tuple[Payload, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MessageContent:
    """The content of a message, as mrkdwn.

    `text` is what its author wrote and `added` is what Slack or an app shows below: tables, alerts and previews.
    `files` leaves out voice clips whose transcript is the text.
    """

    text: str
    added: str = ""
    forwarded: tuple[ForwardedMessage, ...] = ()
    files: tuple[Payload, ...] = ()

    @property
    def whole(self) -> str:
        """Everything that the message says, with the messages that it forwards."""
        return _paragraphs([self.text, self.added, *map(_quotation, self.forwarded)])

    @property
    def whole_files(self) -> tuple[Payload, ...]:
        """Its files, then those of the messages that it forwards."""
        return (*self.files, *(file for each in self.forwarded for file in each.files))


def content_of(message: Payload, *, me: str = "", own: bool = False) -> MessageContent:
    """Reads a message of an event, of a shortcut or of a thread. The bot's own blocks hold captions besides the text,
    so of an `own` message only the text counts. A mention of the bot's user `me` is no text."""
    blocks = _payloads(message.get("blocks"))
    files = _payloads(message.get("files"))
    attachments = _payloads(message.get("attachments"))
    forwarded = [each for each in attachments if _is_forwarded(each)]
    said = str(message.get("text") or "").strip()
    if own:
        return MessageContent(text=said or _blocks(blocks), files=tuple(files))
    tables = [each for each in blocks if each.get("type") == "table"]
    has_words = bool(said.replace(f"<@{me}>", "").strip())
    if not has_words or any(each.get("type") not in (RICH_TEXT, "table") for each in blocks):
        # An app's blocks are shown in place of its text.
        said = _blocks([each for each in blocks if each not in tables]) or said
    spoken = [] if has_words else _transcripts(files)
    added = [_blocks(tables), *(_attachment(each) for each in attachments if each not in forwarded)]
    quoted = tuple(_forwarded(each) for each in forwarded)
    return MessageContent(
        text=_paragraphs([said, *(text for _, text in spoken)]),
        added=_paragraphs(added),
        forwarded=quoted,
        files=tuple(file for file in files if all(file is not clip for clip, _ in spoken)),
    )


def _quotation(forwarded: ForwardedMessage) -> str:
    """A forwarded message within another one: its author, and its words as a quotation."""
    by = f" from {forwarded.author}" if forwarded.author else ""
    quoted = "\n".join(f"&gt; {line}".rstrip() for line in forwarded.text.split("\n"))
    return f"Forwarded message{by}:\n{quoted}" if forwarded.text else ""


def _is_forwarded(attachment: Payload) -> bool:
    """Tests for a message that is shared, or that a link to it shows."""
    return bool(attachment.get("is_share") or attachment.get("is_msg_unfurl") or attachment.get("message_blocks"))


def _forwarded(attachment: Payload) -> ForwardedMessage:
    inner = [each.get("message") or {} for each in _payloads(attachment.get("message_blocks"))]
    blocks = [block for each in inner for block in _payloads(each.get("blocks"))]
    tables = [block for block in blocks if block.get("type") == "table"]
    words = str(attachment.get("text") or "").strip() or _blocks([each for each in blocks if each not in tables])
    nested = [_attachment(each) for each in _payloads(attachment.get("attachments"))]
    text = _paragraphs([words, _blocks(tables), _blocks(_payloads(attachment.get("blocks"))), *nested])
    return ForwardedMessage(
        author=str(attachment.get("author_name") or attachment.get("author_subname") or ""),
        text=text or str(attachment.get("fallback") or "").strip(),
        files=tuple(_payloads(attachment.get("files"))),
    )


def _attachment(attachment: Payload) -> str:
    """An alert of another app, a pasted table, or the preview of a link."""
    words = {name: str(attachment.get(name) or "").strip() for name in ("pretext", "author_name", "title", "text")}
    if words["title"] and (link := attachment.get("title_link")):
        words["title"] = f"<{link}|{words['title']}>"
    fields = [
        ": ".join(filter(None, (str(field.get("title") or "").strip(), str(field.get("value") or "").strip())))
        for field in _payloads(attachment.get("fields"))
    ]
    shown = [
        *words.values(),
        *fields,
        _blocks(_payloads(attachment.get("blocks"))),
        str(attachment.get("footer") or ""),
    ]
    return "\n".join(filter(None, shown)) or str(attachment.get("fallback") or "").strip()


def _transcripts(files: Iterable[Payload]) -> list[tuple[Payload, str]]:
    """The voice clips whose whole transcript is known, each with it."""
    known = ((file, transcript_of(file)) for file in files)
    return [(file, html.escape(words, quote=False)) for file, words in known if words is not None]


def _blocks(blocks: Iterable[Payload]) -> str:
    return _paragraphs([_block(block) for block in blocks])


def _block(block: Payload) -> str:
    match block.get("type"):
        case "rich_text":
            return "\n".join(filter(None, map(_rich_text, _payloads(block.get("elements")))))
        case "table":
            return _table(block)
        case "section":
            texts = [block.get("text"), *_payloads(block.get("fields"))]
            return "\n".join(filter(None, map(_text, texts)))
        case "context":
            return " ".join(
                filter(None, (_text(each) or _text(each, "alt_text") for each in _payloads(block.get("elements"))))
            )
        case "image" | "video":
            return _paragraphs([_text(block.get("title")), _text(block, "alt_text")])
        case "actions" | "divider" | "input":
            return ""
    return _text(block.get("text")) or _text(block)


def _text(object: object, name: str = "text") -> str:
    """The text of a text object, or of any other mapping that has one under this name."""
    if not isinstance(object, Mapping):
        return str(object).strip() if isinstance(object, str) else ""
    text = object.get(name)
    return text.strip() if isinstance(text, str) else _text(text) if isinstance(text, Mapping) else ""


def _rich_text(element: Payload) -> str:
    inner = _payloads(element.get("elements"))
    match element.get("type"):
        case "rich_text_list":
            first = int(element.get("offset") or 0) + 1
            indent = "  " * int(element.get("indent") or 0)
            ordered = element.get("style") == "ordered"
            marks = (f"{first + number}." if ordered else "-" for number in range(len(inner)))
            return "\n".join(f"{indent}{mark} {_rich_text(item)}" for mark, item in zip(marks, inner, strict=True))
        case "rich_text_quote":
            return "\n".join(f"&gt; {line}" for line in _inline(inner).split("\n"))
        case "rich_text_preformatted":
            return f"```\n{_inline(inner)}\n```"
    return _inline(inner)


def _inline(elements: Iterable[Payload]) -> str:
    return "".join(map(_inline_element, elements)).strip("\n")


def _inline_element(element: Payload) -> str:
    match element.get("type"):
        case "link":
            label = html.escape(str(element.get("text") or ""), quote=False)
            return f"<{element.get('url')}|{label}>" if label else f"<{element.get('url')}>"
        case "user":
            return f"<@{element.get('user_id')}>"
        case "usergroup":
            return f"<!subteam^{element.get('usergroup_id')}>"
        case "channel":
            return f"<#{element.get('channel_id')}>"
        case "broadcast":
            return f"<!{element.get('range')}>"
        case "emoji":
            return f":{element.get('name')}:"
        case "date":
            return f"<!date^{element.get('timestamp')}^{{date}}|{element.get('fallback') or ''}>"
        case "color":
            return str(element.get("value") or "")
    text = html.escape(str(element.get("text") or ""), quote=False)
    return f"`{text}`" if (element.get("style") or {}).get("code") and text.strip() else text


def _table(block: Payload) -> str:
    """A table in Markdown; its first row is the head."""
    rows = [[_cell(cell) for cell in row] for row in block.get("rows") or () if isinstance(row, Sequence)]
    width = max(map(len, rows), default=0)
    lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in rows]
    return "\n".join([*lines[:1], f"|{' --- |' * width}", *lines[1:]]) if lines else ""


def _cell(cell: object) -> str:
    if not isinstance(cell, Mapping):
        return ""
    text = _block(cell) if cell.get("type") == RICH_TEXT else html.escape(str(cell.get("text") or ""), quote=False)
    return " ".join((text if "<" in text else text.replace("|", "\\|")).split())


def _payloads(given: Any) -> list[Payload]:
    """The mappings of a list; nothing of anything else."""
    return [each for each in given if isinstance(each, Mapping)] if isinstance(given, Sequence) else []


def _paragraphs(texts: Iterable[str]) -> str:
    return "\n\n".join(filter(None, texts))
