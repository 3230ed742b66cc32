"""The commands of this installation: the built-in ones and those of other packages."""

from bot.declarations import load_declared
from core.commands.heard import heard_words
from core.commands.kept_file import show_kept_file
from core.commands.read import read
from core.commands.registry import Registry, declared_commands
from core.commands.summarize import summarize_whole


def load_commands() -> Registry:
    """Loads all commands. Raises `OperatorError` if a package adds one that does not fit."""
    unlisted = [show_kept_file, heard_words, read, summarize_whole]
    return load_declared("command", lambda: Registry([*declared_commands(), *unlisted]))
