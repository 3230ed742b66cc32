"""Valid Unicode from text that is not: servers cut an emoji's surrogate pair in two, or send half of one."""

import re

_SURROGATE = re.compile("[\ud800-\udfff]")
_HIGH = re.compile("[\ud800-\udbff]")
REPLACEMENT = "\ufffd"


def valid_unicode(text: str) -> str:
    """Joins surrogate pairs and replaces lone surrogates by U+FFFD, as
    https://www.unicode.org/versions/Unicode16.0.0/core-spec/chapter-3/#G66453 recommends. Never raises."""
    if _SURROGATE.search(text) is None:
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


class SurrogateJoiner:
    """Makes text valid that comes in pieces: a pair may be cut between two of them."""

    def __init__(self) -> None:
        self._high = ""

    def feed(self, text: str) -> str:
        """The valid text so far, without half a pair at its end."""
        if not text:
            return ""
        text, self._high = self._high + text, ""
        if _HIGH.match(text, len(text) - 1):
            text, self._high = text[:-1], text[-1]
        return valid_unicode(text)

    def close(self) -> str:
        """The replacement for half a pair that nothing followed."""
        half, self._high = self._high, ""
        return valid_unicode(half)
