"""Text from the built-in engine, and its token count: a token is a word or a punctuation mark."""

import re
from dataclasses import dataclass
from typing import Literal

from core.domain.sentences import Sentence

_TOKEN = re.compile(r"\s*(?:\w+(?:['\u2019\-]\w+)*|[^\w\s]+)|\s+")


@dataclass(frozen=True, kw_only=True)
class GeneratedText:
    """A whole answer and its facts for `Finished`."""

    text: str
    reason: Literal["stop", "length"] = "stop"
    tokens: int = 0
    ignored: tuple[str, ...] = ()
    notes: tuple[Sentence, ...] = ()


def tokens(text: str) -> list[str]:
    """The tokens of a text, each with the white space before it; joined they are the text."""
    return _TOKEN.findall(text)


def truncated(text: str, max_new_tokens: int | None) -> GeneratedText:
    """The text, cut to `max_new_tokens` tokens."""
    found = tokens(text)
    if max_new_tokens is None or len(found) <= max_new_tokens:
        return GeneratedText(text=text, tokens=len(found))
    return GeneratedText(text="".join(found[:max_new_tokens]), tokens=max_new_tokens, reason="length")
