"""Facts about this machine and its user: their name, folders and terminal."""

import getpass
import os
import sys
from collections.abc import Mapping
from pathlib import Path


def person() -> tuple[str, str]:
    """The system's name for the user: a stable id, and the name to show."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError, ImportError):  # a container's user may have no entry
        name = "operator"
    return name, name


def user_data_folder() -> Path:
    """The folder for this user's own files, such as the history of the terminal."""
    home = Path.home()
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
        return (Path(base) if base else home / "AppData" / "Local") / "troubadour"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "troubadour"
    base = os.environ.get("XDG_DATA_HOME")  # https://specifications.freedesktop.org/basedir-spec/
    return (Path(base) if base else home / ".local" / "share") / "troubadour"


def terminal_variables() -> Mapping[str, str]:
    """The environment variables that describe the terminal and the pictures that it can show."""
    names = ("TERM", "COLORTERM", "TERM_PROGRAM", "KITTY_WINDOW_ID", "NO_COLOR", "TMUX")
    return {name: os.environ[name] for name in names if name in os.environ}
