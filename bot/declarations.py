"""The platforms and engines of this installation: the built-in ones and those of other packages."""

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from core.domain.errors import OperatorError
from core.entry_points import load_entry_points
from core.i18n.rendering import load_messages
from core.inference.declaration import ENTRY_POINTS as ENGINES
from core.inference.declaration import EngineDeclaration
from core.platform_declaration import ENTRY_POINTS as PLATFORMS
from core.platform_declaration import PlatformDeclaration

Platforms = tuple[PlatformDeclaration[Any], ...]
Engines = tuple[EngineDeclaration[Any], ...]
Declarations = TypeVar("Declarations")


@cache
def platform_declarations() -> Platforms:
    """All platforms, the local ones first. Raises `OperatorError` if a package adds one that cannot be used."""
    found = load_declared("platform", lambda: _with_messages(load_entry_points(PLATFORMS, PlatformDeclaration)))
    return tuple(sorted(found, key=lambda each: not each.is_local))


@cache
def engine_declarations() -> Engines:
    """All engines, in the order in which they are tried. Raises `OperatorError` if one cannot be used."""
    found = load_declared("engine", lambda: _with_messages(load_entry_points(ENGINES, EngineDeclaration)))
    return tuple(sorted(found, key=lambda each: each.is_last))


def local_platforms() -> frozenset[str]:
    """The names of the platforms that only people at this machine, or in the operator's own rooms, use."""
    return frozenset(each.name for each in platform_declarations() if each.is_local)


def load_declared(kind: str, load: Callable[[], Declarations]) -> Declarations:
    """Loads what packages declare. Raises `OperatorError` for whatever goes wrong in them."""
    try:
        return load()
    except Exception as error:
        article = "an" if kind[0] in "aeiou" else "a"
        raise OperatorError(
            f"A package adds {article} {kind} that cannot be used ({type(error).__name__}: {error}): repair or "
            "uninstall it."
        ) from error


def _with_messages(found: list[Any]) -> tuple[Any, ...]:
    names = [each.name for each in found]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"two are called {name!r}")
    for each in found:
        if each.messages is not None:
            load_messages(each.messages)
    return tuple(found)
