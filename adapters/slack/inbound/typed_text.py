"""Text that people type, as Slack delivers it: escaped, with mentions and links wrapped
(https://docs.slack.dev/messaging/formatting-message-text)."""

import html
import re
from collections.abc import Mapping
from datetime import UTC, datetime

from core.commands.registry import Registry
from core.commands.typed_messages import GROUP, HELP
from core.platform import Mention
from core.text.typed_commands import find_command

_WRAPPED = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")
_MENTION = re.compile(r"<(?:@|!subteam\^)(\w+)(?:\|([^>]*))?>")
_USER = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")


def mentioned_users(text: str) -> list[str]:
    """The ids of the users that a text mentions, each once."""
    return list(dict.fromkeys(_USER.findall(text)))


def read_mention(text: str) -> Mention | None:
    """Reads the mention of one user or user group."""
    found = _MENTION.fullmatch(text)
    return Mention(id=found[1], name=found[2] or found[1]) if found else None


def plain_text(text: str, me: str = "", names: Mapping[str, str] | None = None, *, keep_mentions: bool = False) -> str:
    """The text without the bot's own mention, with names of users and channels, dates, and links in words.

    With `keep_mentions`, a user stays `<@id|name>`, for options that take a user.
    """

    def unwrapped(match: re.Match[str]) -> str:
        inner, label = match[1], match[2] or ""
        if inner.startswith("@"):
            id = inner[1:]
            name = (names or {}).get(id) or label or id
            if id == me:
                return ""
            return f"<@{id}|{name}>" if keep_mentions else f"@{name}"
        if inner.startswith("#"):
            return f"#{label or inner[1:]}"
        if inner.startswith("!date^"):
            return label or _date(inner)
        if inner.startswith("!"):
            broadcast = inner[1:].partition("^")[0].replace("subteam", "group")
            return f"@{label.lstrip('@') or broadcast}"
        return _link(inner, label)

    return html.unescape(_WRAPPED.sub(unwrapped, text)).replace("\u00a0", " ").strip()


def _link(address: str, label: str) -> str:
    """A link as people read it. Slack labels an address that somebody typed with what they typed."""
    bare = re.sub(r"^(?:mailto:|tel:|https?://)", "", address)
    if label and bare.rstrip("/") == re.sub(r"^https?://", "", label).rstrip("/"):
        return label
    return f"{label} ({address})" if label else address.removeprefix("mailto:")


def _date(inner: str) -> str:
    """The moment of a date that has no other text
    (https://docs.slack.dev/messaging/formatting-message-text#date-formatting)."""
    seconds = inner.split("^")[1]
    return f"{datetime.fromtimestamp(int(seconds), UTC):%Y-%m-%d %H:%M} UTC" if seconds.isdigit() else ""


def slash_line(command: str, text: str, prefix: str) -> str:
    """A slash command and its text as one line for the parser."""
    name = command.removeprefix("/")
    if name != prefix.rstrip("-_"):
        name = name.removeprefix(prefix)
    said = text.strip()
    if name == GROUP:
        return f"{name} {said}" if said else HELP
    return f"{name} {said}"


def has_user_option(line: str, registry: Registry) -> bool:
    """True if the command of a line has an option that takes a user."""
    found = find_command(line, registry.syntaxes)
    return found is not None and any(each.refers == "person" for each in registry.get(found).parameters)
