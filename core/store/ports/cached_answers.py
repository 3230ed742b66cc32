"""The port of answers that may be given again for some time."""

from collections.abc import Collection
from typing import Protocol

from pydantic import JsonValue


class CachedAnswers(Protocol):
    """Answers of engines that may be given again for some time, as JSON under digests of their requests."""

    async def cached_answer(self, key: str, user: str, at: float) -> JsonValue | None:
        """Returns an answer, and notes that a person (`Caller.key`) gets it. None if there is none, or it expired."""
        ...

    async def has_cached_answers(self, keys: Collection[str], at: float) -> bool:
        """True if there are answers under all keys."""
        ...

    async def save_cached_answer(
        self, key: str, content: JsonValue, user: str, size: int, *, began: float, at: float, until: float, limit: int
    ) -> None:
        """Keeps an answer of `size` bytes that a person got, until a time, and replaces an earlier one.

        Those that were not used for longest go, until all together have at most `limit` bytes. Nothing is kept if the
        person was forgotten after `began`.
        """
        ...

    async def drop_cached_answer(self, key: str) -> None:
        """Deletes an answer that cannot be read any more."""
        ...

    async def prune_cached_answers(self, at: float) -> None:
        """Deletes the answers that have expired."""
        ...
