"""Lines of the log as JSON, formatted once for all visitors who see them alike."""

import json

from adapters.web.serialization import entry_json
from adapters.web.visitors import Visitor
from core.store.ports import LogEntry

KEPT_LINES = 1_000
"""The number of formatted lines in memory: a few pages, and what the visitors get at the same time."""


class LineCache:
    """The newest formatted lines, for pages and streams."""

    def __init__(self) -> None:
        self._formatted: dict[tuple[int, str, bool], tuple[LogEntry, str | None]] = {}

    def line_json(self, line: LogEntry, visitor: Visitor, locale: str) -> str | None:
        """A line as JSON. Returns None for a line that this version cannot read."""
        key = (line.number, locale, line.author == visitor.key)
        known = self._formatted.pop(key, None)
        if known is None or known[0] != line:
            content = entry_json(line, visitor, locale)
            known = line, None if content is None else json.dumps(content, ensure_ascii=False)
        self._formatted[key] = known
        if len(self._formatted) > KEPT_LINES:
            del self._formatted[next(iter(self._formatted))]
        return known[1]
