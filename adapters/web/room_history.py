"""The messages of the room, read from its log for somebody who is in it."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from adapters.web.visitors import room_of
from core.domain.request import Request
from core.platform import ChannelHistory, ChannelMessage
from core.store.ports.message_log import LogEntry, MessageLog

REPLIES_AT_ONCE = 50


def reply_link(reply: str) -> str:
    """The link to a reply within the page of its conversation."""
    return f"#asked-{quote(reply)}"


async def room_history(log: MessageLog, request: Request, since: float, limit: int) -> ChannelHistory:
    """Reads the questions and answers since a time that everybody in the conversation may read."""
    found: list[ChannelMessage] = []
    before: int | None = None
    while True:
        page = await log.read_back(room_of(request.place), request.caller.key, REPLIES_AT_ONCE, before)
        replies: dict[str, list[LogEntry]] = {}
        for entry in page.entries:
            if entry.audience is None and entry.reply != request.id:
                replies.setdefault(entry.reply, []).append(entry)
        found = [*(each for entries in replies.values() for each in _said(entries) if each.at >= since), *found]
        oldest = min((entry.at for entry in page.entries), default=0.0)
        if page.before is None or oldest < since or len(found) > limit:
            return ChannelHistory(messages=found[-limit:], truncated=len(found) > limit)
        before = page.before


def _said(entries: Sequence[LogEntry]) -> list[ChannelMessage]:
    """The question and the answer of a reply."""
    first, texts = entries[0], dict[str, str]()
    asked: Mapping[str, object] = next((each.content for each in entries if each.content.get("event") == "asked"), {})
    for entry in entries:
        part, text = str(entry.content.get("part")), str(entry.content.get("text") or "")
        match entry.content.get("event"):
            case "restart":
                texts.clear()
            case "text_replace":
                texts[part] = text
            case "text_delta":
                texts[part] = texts.get(part, "") + text
    answer, link = "\n".join(filter(str.strip, texts.values())), reply_link(first.reply)
    question = "" if asked.get("variant_of") or asked.get("continues") else str(asked.get("said") or "")
    said = []
    if question:
        name = str(asked.get("name") or "?")
        said.append(
            ChannelMessage(id=first.reply, author=first.author, name=name, text=question, at=first.at, link=link)
        )
    if answer:
        # An answer is kept under the person whom it answers, who may be forgotten.
        id, at = f"{first.reply}-answer", entries[-1].at
        said.append(
            ChannelMessage(
                id=id, author=first.author, name="", text=answer, at=at, link=link, own=True, reply_to=first.reply
            )
        )
    return said
