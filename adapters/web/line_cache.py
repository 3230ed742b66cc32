"""Lines of the log as JSON, formatted once for all visitors who see them alike."""

import asyncio
import json
from collections.abc import Sequence
from typing import TypeVar

from adapters.web.serialization import JsonObject, entry_json, html_of, is_markdown
from adapters.web.visitors import Visitor
from core.store.ports.message_log import LogEntry

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")

KEPT_LINES = 1_000
"""The number of formatted lines in memory: a few pages, and what the visitors get at the same time."""


class LineCache:
    """The newest formatted lines, for pages and streams. Markdown becomes HTML in a thread, one text at a time."""

    def __init__(self) -> None:
        self._formatted: dict[tuple[int, str, bool], tuple[LogEntry, str | None]] = {}
        self._html: dict[int, tuple[LogEntry, JsonObject]] = {}
        self._rendering = asyncio.Lock()

    async def lines_json(self, lines: Sequence[LogEntry], visitor: Visitor, locale: str) -> list[tuple[int, str]]:
        """The numbers and the JSON of those lines that this version can read."""
        formatted = []
        for line in lines:
            text = await self._line_json(line, visitor, locale)
            if text is not None:
                formatted.append((line.number, text))
        return formatted

    async def _line_json(self, line: LogEntry, visitor: Visitor, locale: str) -> str | None:
        key = (line.number, locale, line.author == visitor.key)
        known = self._formatted.get(key)
        if known is None or known[0] != line:
            content = entry_json(line, visitor, locale)
            if content is not None and is_markdown(line):
                content |= await self._rendered(line)
            known = line, None if content is None else json.dumps(content, ensure_ascii=False)
        _keep(self._formatted, key, known)
        return known[1]

    async def _rendered(self, line: LogEntry) -> JsonObject:
        async with self._rendering:  # whoever waited for it finds it
            known = self._html.get(line.number)
            if known is None or known[0] != line:
                known = line, await asyncio.to_thread(html_of, line)
            _keep(self._html, line.number, known)
            return known[1]


def _keep(kept: dict[_Key, _Value], key: _Key, value: _Value) -> None:
    """Keeps a value as the newest of `KEPT_LINES`."""
    kept.pop(key, None)
    kept[key] = value
    if len(kept) > KEPT_LINES:
        del kept[next(iter(kept))]
