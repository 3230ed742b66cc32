"""Finds what installed packages declare through entry points: commands, platforms and engines.

The built-in ones are entry points of the package `troubadour`, which comes first.
"""

from importlib.metadata import EntryPoint, entry_points
from typing import TypeVar

OWN_PACKAGE = "troubadour"

Declared = TypeVar("Declared")


def load_entry_points(group: str, kind: type[Declared]) -> list[Declared]:
    """Loads the declarations of a group: each entry point names one of them, or a tuple.

    Raises TypeError where an entry point names something else, LookupError if the own package has none, which means
    that it was installed by an earlier version.
    """
    entries = sorted(entry_points(group=group), key=lambda entry: not _is_own(entry))
    if not any(_is_own(entry) for entry in entries):
        raise LookupError(f"the installed package {OWN_PACKAGE!r} has no entry points in {group!r}: install it again")
    found: list[Declared] = []
    for entry in entries:
        loaded = entry.load()
        for each in loaded if isinstance(loaded, tuple) else (loaded,):
            if not isinstance(each, kind):
                raise TypeError(f"entry point {entry.name!r} of {group!r} is no {kind.__name__}: {entry.value}")
            found.append(each)
    return found


def _is_own(entry: EntryPoint) -> bool:
    return entry.dist is not None and entry.dist.name == OWN_PACKAGE
