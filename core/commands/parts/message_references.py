"""Messages for a summary: numbered for a model, without what is hidden, and as links in its answer."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from core.platform import ChannelMessage
from core.text.sanitising import one_line

MESSAGE_CHARACTERS = 2_000
"""The longest text of one message that a model gets."""
_SPOILER = re.compile(r"\|\|(.+?)\|\|", re.DOTALL)
_REFERENCES = re.compile(r"\[\s*(m\d+(?:\s*(?:,|;|-|and)?\s*m\d+)*)\s*\]|\(\s*(m\d+(?:\s*,\s*m\d+)*)\s*\)")
_HIDDEN = re.compile(r"\[hidden (\d+)\]")


@dataclass
class MessageReferences:
    """Messages by their numbers, and the words that were hidden in them (`||like this||`)."""

    links: dict[str, str] = field(default_factory=dict)
    hidden: list[str] = field(default_factory=list)

    def lines(self, messages: Sequence[ChannelMessage]) -> list[str]:
        """One line for each message, with its number, its time in UTC, its author and its words."""
        numbers: Mapping[str, str] = {message.id: f"m{number}" for number, message in enumerate(messages, 1)}
        found = []
        for message in messages:
            number = numbers[message.id]
            self.links[number] = message.link
            moment = datetime.fromtimestamp(message.at, UTC)
            above = numbers.get(message.reply_to or "")
            answering = f" (to {above})" if above else ""
            words = one_line(_SPOILER.sub(self._hide, message.text))[:MESSAGE_CHARACTERS]
            name = "Troubadour" if message.own else one_line(message.name)
            found.append(f"[{number}] {moment:%Y-%m-%d %H:%M} {name}{answering}: {words}")
        return found

    def shown(self, text: str) -> str:
        """A model's words with links in place of numbers, and spoilers in place of hidden words.

        Numbers that no message has are left out.
        """
        linked = _REFERENCES.sub(self._link, text)
        return _HIDDEN.sub(self._show_spoiler, linked)

    def _hide(self, found: "re.Match[str]") -> str:
        self.hidden.append(found[1])
        return f"[hidden {len(self.hidden)}]"

    def _link(self, found: "re.Match[str]") -> str:
        numbers = dict.fromkeys(re.findall(r"m\d+", found[1] or found[2]))
        return " ".join(f"[↗]({self.links[number]})" for number in numbers if number in self.links)

    def _show_spoiler(self, found: "re.Match[str]") -> str:
        number = int(found[1])
        return f"||{self.hidden[number - 1]}||" if 0 < number <= len(self.hidden) else ""
