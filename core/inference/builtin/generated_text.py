"""Text that the built-in engine has written, and counting its tokens: a token is a word or a mark."""

import re
from dataclasses import dataclass
from typing import Literal

from core.domain.sentences import Sentence

_TOKEN = re.compile(r"\s*(?:\w+(?:['\u2019\-]\w+)*|[^\w\s]+)|\s+")


@dataclass(frozen=True, kw_only=True)
class GeneratedText:
    """A whole answer and what `Finished` says about it."""

    text: str
    reason: Literal["stop", "length"] = "stop"
    tokens: int = 0
    ignored: tuple[str, ...] = ()
    notes: tuple[Sentence, ...] = ()


def tokens(text: str) -> list[str]:
    """The tokens of a text, each with the white space before it; joined they are the text."""
    return _TOKEN.findall(text)


def truncated(text: str, max_new_tokens: int | None) -> GeneratedText:
    """The text, cut to so many tokens."""
    found = tokens(text)
    if max_new_tokens is None or len(found) <= max_new_tokens:
        return GeneratedText(text=text, tokens=len(found))
    return GeneratedText(text="".join(found[:max_new_tokens]), tokens=max_new_tokens, reason="length")
