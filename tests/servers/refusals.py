"""Refusals of messages by their form or content, as rules of a scenario, and a record of what was sent."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

Error = TypeVar("Error")


@dataclass
class RefusalRule(Generic[Error]):
    """Refuses every message for which `refuses` is true of its whole text: its JSON and the files with it."""

    error: Error
    refuses: Callable[[str], bool]
    times: int = 1_000_000
    refused: int = 0


@dataclass
class SentMessages(Generic[Error]):
    """The text of every message that the bot has tried to send, in order, and the rules that refuse some of them."""

    texts: list[str] = field(default_factory=list)
    rules: list[RefusalRule[Error]] = field(default_factory=list)

    def refusal(self, body: Any, files: Iterable[bytes] = ()) -> Error | None:
        """Records a message. Returns the error that refuses it."""
        text = "\n".join([json.dumps(body, ensure_ascii=False), *(file.decode("utf-8", "replace") for file in files)])
        self.texts.append(text)
        for rule in self.rules:
            if rule.refused < rule.times and rule.refuses(text):
                rule.refused += 1
                return rule.error
        return None

    def attempts(self, words: str) -> int:
        """The number of messages, taken or refused, with these words in any form or file."""
        return sum(words in text for text in self.texts)
