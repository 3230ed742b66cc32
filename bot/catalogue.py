"""The commands of this installation: the built-in ones and those of other packages."""

from bot.declarations import load_declared
from core.commands.heard import heard_words
from core.commands.kept_file import show_kept_file
from core.commands.registry import Registry, declared_commands


def load_commands() -> Registry:
    """Loads all commands. Raises `OperatorError` if a package adds one that does not fit."""
    return load_declared("command", lambda: Registry([*declared_commands(), show_kept_file, heard_words]))
