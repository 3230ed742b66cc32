"""The text and the files of a message, read from Discord's payload."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from adapters.discord.config import NAME
from adapters.discord.markdown import DiscordNames, readable_markup
from core.domain.request import Attachment, QuotedMessage
from core.platform import Mention
from core.text.sanitising import one_line, shorten

Message = Mapping[str, Any]
TEXT_DISPLAY = 10
EPOCH_MILLISECONDS = 1_420_070_400_000
DEFAULT, REPLY = 0, 19
"""Types of messages that people write (https://docs.discord.com/developers/resources/message#message-types)."""
SPOILER_PREFIX = "SPOILER_"
"""The beginning of a file's name that hides the file until somebody clicks on it
(https://docs.discord.com/developers/resources/message#attachment-object)."""
_MENTION = re.compile(r"<@[!&]?(\d+)(?:\|([^>]*))?>")
_IS_SPOILER = 1 << 3
"""A flag of an attachment (https://docs.discord.com/developers/resources/message#attachment-object)."""
_QUESTION = re.compile(r"> \*\*/[^\n]*\n?")
"""The question above an answer of the bot."""


def message_text(message: Message, me: str, names: DiscordNames | None = None, locale: str | None = None) -> str:
    """Returns a message's text without the captions of the bot; `me` is the bot's user id."""
    texts = [text for each in _with_forwarded(message) for text in _texts(each)]
    lines = "\n".join(text for text in texts if text).splitlines()
    shown = "\n".join(line for line in lines if not line.startswith("-# "))
    return readable_markup(shown, names or DiscordNames(users=mentioned_users(message)), me, locale)


def answer_text(message: Message, me: str, names: DiscordNames | None = None, locale: str | None = None) -> str:
    """Returns a message's text; for the bot's own answers, without the question above it."""
    words = message_text(message, me, names, locale)
    own = str((message.get("author") or {}).get("id")) == me
    return _QUESTION.sub("", words, count=1).strip() if own else words


def mentioned_users(message: Message) -> dict[str, str]:
    """Returns the display names of the people whom a message mentions, by id."""
    return {
        str(user["id"]): display_name(user, user.get("member"))
        for user in message.get("mentions") or ()
        if isinstance(user, Mapping) and "id" in user
    }


def display_name(user: Message, member: Message | None = None) -> str:
    """Returns the name under which people see somebody."""
    return str((member or {}).get("nick") or user.get("global_name") or user.get("username") or user.get("id") or "")


def message_attachments(message: Message) -> list[Attachment]:
    """Returns a message's files: attachments, media in components, pictures of link previews, and those of a forward.

    Pictures of links come from Discord's own servers, never from the linked address.
    """
    found: dict[str, Attachment] = {}
    for each in _with_forwarded(message):
        for file in each.get("attachments") or ():
            found.setdefault(str(file["id"]), attachment_from_payload(file))
        for item in _media_items(each.get("components") or ()):
            media = item.get("media") or item.get("file") or {}
            if media.get("proxy_url"):
                id = str(media.get("attachment_id") or media["proxy_url"])
                known = found.setdefault(id, _proxied_attachment(media, item))
                found[id] = known.model_copy(update={"spoiler": known.spoiler or bool(item.get("spoiler"))})
        for embed in each.get("embeds") or ():
            media = embed.get("image") or embed.get("thumbnail") or {}
            if media.get("proxy_url"):
                found.setdefault(media["proxy_url"], _proxied_attachment({"content_type": "image/png", **media}, {}))
    return list(found.values())


def attachment_ids(message: Message) -> dict[str, str]:
    """The ids of a message's attachments, by file name.

    A message of components names them in its media alone; its `attachments` are empty
    (https://github.com/discord/discord-api-docs/issues/8277).
    """
    found = {str(file["filename"]): str(file["id"]) for file in message.get("attachments") or ()}
    for item in _media_items(message.get("components") or ()):
        media = item.get("media") or item.get("file") or {}
        if media.get("attachment_id"):
            found[_file_name(media)] = str(media["attachment_id"])
    return found


def attachment_from_payload(file: Mapping[str, Any]) -> Attachment:
    """Converts an attachment; its bytes are fetched while the job runs."""
    return Attachment(
        name=str(file["filename"]).removeprefix(SPOILER_PREFIX),
        media_type=_media_type(file),
        size=int(file["size"]),
        source=NAME,
        locator=str(file["url"]),
        spoiler=is_spoiler(str(file["filename"]), int(file.get("flags") or 0)),
        seconds=file.get("duration_secs"),
    )


def read_mention(text: str) -> Mention | None:
    """Reads the mention of one user or role (https://docs.discord.com/developers/reference#message-formatting).

    A picker's choice comes with its display name: `<@id|name>`.
    """
    found = _MENTION.fullmatch(text)
    return Mention(id=found[1], name=found[2] or found[1]) if found else None


def is_spoiler(name: str, flags: int) -> bool:
    """True if an attachment of this name, with these flags, is a spoiler."""
    return name.startswith(SPOILER_PREFIX) or bool(flags & _IS_SPOILER)


def spoiler_name(name: str, spoiler: bool = True) -> str:
    """Returns a file's name, with the prefix that makes it a spoiler."""
    return f"{SPOILER_PREFIX}{name}" if spoiler and not name.startswith(SPOILER_PREFIX) else name


def _proxied_attachment(media: Mapping[str, Any], item: Mapping[str, Any]) -> Attachment:
    """Converts linked media. Its size is unknown until it is downloaded, which stops at the limit."""
    name = _file_name(media) or "picture"
    return Attachment(
        name=name[:200].removeprefix(SPOILER_PREFIX),
        media_type=_media_type(media),
        size=0,
        source=NAME,
        locator=str(media["proxy_url"]),
        spoiler=is_spoiler(name, 0) or bool(item.get("spoiler")),
    )


def _file_name(media: Mapping[str, Any]) -> str:
    """The name of a file at the end of its address."""
    return str(media.get("url") or media.get("proxy_url") or "").partition("?")[0].rpartition("/")[2]


def _media_type(file: Mapping[str, Any]) -> str:
    return str(file.get("content_type") or "application/octet-stream").partition(";")[0].strip()


def _with_forwarded(message: Message) -> list[Message]:
    """Returns a message and the snapshots of messages that it forwards."""
    return [message, *(each.get("message") or {} for each in message.get("message_snapshots") or ())]


def _texts(message: Message) -> list[str]:
    components = _text_displays(message.get("components") or ())
    return [str(message.get("content") or ""), *components, *extra_texts(message)]


def extra_texts(message: Message) -> list[str]:
    """Returns what people read in a message besides its own words: embeds and link previews, a poll, stickers.

    https://docs.discord.com/developers/resources/message#message-object
    """
    found = []
    for embed in message.get("embeds") or ():
        author = (embed.get("author") or {}).get("name")
        lines = [author, embed.get("title"), embed.get("description")]
        lines += [f"{each.get('name')}: {each.get('value')}" for each in embed.get("fields") or ()]
        found.append("\n".join(str(line) for line in [*lines, (embed.get("footer") or {}).get("text")] if line))
    if poll := message.get("poll"):
        answers = [(each.get("poll_media") or {}).get("text") for each in poll.get("answers") or ()]
        question = (poll.get("question") or {}).get("text")
        found.append("\n".join([str(question or ""), *(f"- {answer}" for answer in answers if answer)]).strip())
    found += [f":{sticker.get('name')}:" for sticker in message.get("sticker_items") or ()]
    return [text for text in found if text]


def quoted_messages(
    message: Message, me: str, tenant: str, names: DiscordNames | None = None, locale: str | None = None
) -> tuple[QuotedMessage, ...]:
    """Returns the message that a message replies to, and those that it forwards, which come without their authors."""
    found = []
    if message.get("type") == REPLY and (above := message.get("referenced_message")):
        found.append(quoted_message(above, me, tenant, names, locale))
    for snapshot in message.get("message_snapshots") or ():
        if forwarded := snapshot.get("message"):
            text = message_text(forwarded, me, _with_users(names, forwarded), locale)
            files = tuple(message_attachments(forwarded))
            found.append(QuotedMessage(text=text, attachments=files, forwarded=True))
    return tuple(found)


def quoted_message(
    message: Message, me: str, tenant: str, names: DiscordNames | None = None, locale: str | None = None
) -> QuotedMessage:
    """Returns a message as one of a chain of replies."""
    author = message.get("author") or {}
    return QuotedMessage(
        id=str(message.get("id") or ""),
        reply_to=replied_to(message),
        at=created_at(str(message["id"])) if message.get("id") else None,
        author=f"{NAME}:{tenant}:{author.get('id')}",
        name=shorten(one_line(display_name(author, message.get("member"))), 80),
        text=answer_text(message, me, _with_users(names, message), locale),
        attachments=tuple(message_attachments(message)),
        own=str(author.get("id")) == me,
    )


def created_at(snowflake: int | str) -> float:
    """Returns the creation time of an id, in seconds since the Unix epoch
    (https://docs.discord.com/developers/reference#snowflakes)."""
    return ((int(snowflake) >> 22) + EPOCH_MILLISECONDS) / 1000


def replied_to(message: Message) -> str | None:
    """Returns the id of the message that a message replies to.

    Forwards and other messages have a reference, too
    (https://docs.discord.com/developers/resources/message#message-reference-structure).
    """
    reference = message.get("message_reference") or {}
    id = reference.get("message_id")
    return str(id) if message.get("type") == REPLY and id else None


def _with_users(names: DiscordNames | None, message: Message) -> DiscordNames:
    users = mentioned_users(message)
    return replace(names, users={**names.users, **users}) if names is not None else DiscordNames(users=users)


def _text_displays(components: Iterable[Mapping[str, Any]]) -> list[str]:
    found = []
    for component in components:
        if component.get("type") == TEXT_DISPLAY:
            found.append(str(component["content"]))
        found += _text_displays(component.get("components") or ())
    return found


def _media_items(components: Iterable[Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
    """Yields all components that may show a file: gallery items, thumbnails, files."""
    for component in components:
        yield component
        yield from component.get("items") or ()
        yield from _media_items(component.get("components") or ())
        if component.get("accessory"):
            yield from _media_items([component["accessory"]])
