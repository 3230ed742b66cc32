"""The program: its name, its exit statuses, and the options that need no command."""

from typing import Annotated

import typer

from core.domain.operator_errors import OperatorError

FAILED = 1
BAD_USAGE = 2

app = typer.Typer(
    name="troubadour",
    help="Hugging Face models in the chat rooms where people already talk.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class BadSetting(OperatorError):
    """A setting is invalid, which is bad usage."""


@app.callback(invoke_without_command=True)
def troubadour(
    show_version: Annotated[bool, typer.Option("--version", help="Print the version.", is_eager=True)] = False,
) -> None:
    """Handles the options that need no command."""
    if show_version:
        from bot.version import version

        typer.echo(f"troubadour {version()}")
        raise typer.Exit
