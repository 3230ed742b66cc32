"""The preparation of a command: the settings, the log, the encoding of its output."""

import sys
from typing import TYPE_CHECKING

from bot.command_line.app import BadSetting
from core.domain.operator_errors import OperatorError

if TYPE_CHECKING:
    from bot.settings import Settings


def load_settings(**flags: object) -> "Settings":
    """The settings with these flags, by field. Raises `BadSetting`."""
    from bot.settings import Settings

    try:
        return Settings.load(flags)
    except OperatorError as error:
        raise BadSetting(str(error)) from error


def log_quietly(settings: "Settings") -> None:
    """Logs only warnings and errors in a terminal, unless a setting says otherwise."""
    from bot.logs import set_up_logs

    level = settings.log_level if settings.is_given("log_level") else "warning"
    # What is not a terminal is read by a person, too: the command ends, and nobody collects its log.
    set_up_logs(level, "json" if settings.log_format == "json" else "text", settings.secrets)


def use_utf8(as_json: bool) -> None:
    """Sets UTF-8 for JSON (RFC 8259, section 8.1)."""
    if as_json and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
