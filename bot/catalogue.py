"""The commands of this installation: the built-in ones and those of other packages."""

from core.commands.catalogue import BUILT_IN
from core.commands.registry import Registry, added_commands
from core.domain.errors import OperatorError


def load_commands() -> Registry:
    """Loads all commands. Raises `OperatorError` if a package adds one that does not fit."""
    try:
        return Registry((*BUILT_IN, *added_commands()))
    except Exception as error:
        raise OperatorError(
            f"A package adds a command that cannot be used ({type(error).__name__}: {error}): repair or uninstall it."
        ) from error
