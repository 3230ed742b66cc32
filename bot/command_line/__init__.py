"""The command line. Each command imports the heavy modules that it needs, so that `--help` is quick.

Exit status: 0 for success; 1 for a failure, with a sentence on stderr; 2 for bad usage of the command line or of one of
Troubadour's commands, or an invalid setting; 130 after Ctrl-C.
"""

import os
import sys
from collections.abc import Sequence

import typer
from typer._completion_classes import completion_init

# The commands, in the order of the help.
from bot.command_line import serving as serving  # isort: skip
from bot.command_line import terminal as terminal  # isort: skip
from bot.command_line import configuration as configuration  # isort: skip
from bot.command_line import stored_data as stored_data  # isort: skip
from bot.command_line import platforms as platforms  # isort: skip
from bot.command_line import debugging as debugging  # isort: skip
from bot.command_line.app import BAD_USAGE, FAILED, BadSetting, app
from core.domain.operator_errors import OperatorError


def run_command_line(arguments: Sequence[str]) -> int:
    """Runs one command and returns its exit status. An `OperatorError` is a sentence on stderr, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    completion_init()
    try:
        app(list(arguments), prog_name="troubadour")
    except SystemExit as leaving:
        status = leaving.code if isinstance(leaving.code, int) else FAILED
    except OperatorError as error:
        from core.text.redaction import redact

        typer.echo(redact(str(error)), err=True)
        status = BAD_USAGE if isinstance(error, BadSetting) else FAILED
    return status if _flushed() else status or FAILED


def _flushed() -> bool:
    """Flushes standard output. Returns False if its reader is gone; the rest of the output is dropped."""
    if sys.stdout is None:  # it was closed by whoever started the process
        return False
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno() if sys.__stdout__ else 1)
        return False
    return True
