"""Versions of preferences: they tell when those of a scope may have changed."""

from collections.abc import Iterable
from itertools import count

KNOWN_CHANGES = 10_000
"""The scopes of which it is known when their preferences changed. With more, those of all seem to have changed."""


class PreferenceVersions:
    """A version for the preferences of each scope, and one for all."""

    def __init__(self) -> None:
        self._versions = count(1)
        self._of_all = 0
        self._of_scopes: dict[str, int] = {}

    def of(self, scope: str) -> tuple[int, int]:
        """Another one after every change that was noted for a scope."""
        return self._of_all, self._of_scopes.get(scope, 0)

    def note(self, scopes: Iterable[str | None]) -> None:
        """Notes the scopes whose preferences may have changed, with None if they may be any."""
        for scope in scopes:
            if scope is None or len(self._of_scopes) >= KNOWN_CHANGES:
                self._of_all = next(self._versions)
                self._of_scopes.clear()
            else:
                self._of_scopes[scope] = next(self._versions)
