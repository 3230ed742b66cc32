"""The commands for what is stored: `usage`, `backup`, `restore`, `check` and `move`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.command_line.app import FAILED, app
from bot.command_line.options import DataFlag
from bot.command_line.preparation import load_settings


@app.command()
def usage(
    as_csv: Annotated[bool, typer.Option("--csv", help="Print every request to a provider as a line of CSV.")] = False,
    days: Annotated[int, typer.Option(help="The number of days to look back.", min=1, max=3660)] = 30,
    data: DataFlag = None,
) -> None:
    """Print the usage, also while the bot runs: totals, days and people."""
    settings = load_settings(data=data)
    from bot.usage import export

    export(settings, days, sys.stdout, as_csv=as_csv)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write, such as troubadour.tar.", metavar="FILE")],
    with_keys: Annotated[
        bool, typer.Option("--with-keys", help="Include the secrets and passwords that the bot has made.")
    ] = False,
    data: DataFlag = None,
) -> None:
    """Back up the data folder or the database to one file, also while the bot runs."""
    settings = load_settings(data=data)
    from bot.backup import back_up

    typer.echo(back_up(settings, file, with_keys=with_keys))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `troubadour backup` has written.", metavar="FILE")],
    force: Annotated[bool, typer.Option("--force", help="Replace what is there.")] = False,
    data: DataFlag = None,
) -> None:
    """Restore the data folder or the database from a backup; people who were forgotten since stay forgotten."""
    settings = load_settings(data=data)
    from bot.backup import restore as put_back

    typer.echo(put_back(settings, file, force=force))


@app.command()
def check(data: DataFlag = None) -> None:
    """Check the database and every stored file, also while the bot runs."""
    settings = load_settings(data=data)
    from bot.backup import inspect

    well, lines = inspect(settings)
    typer.echo("\n".join(lines))
    raise typer.Exit(0 if well else FAILED)


@app.command()
def move(
    to: Annotated[str, typer.Option(help="postgresql://…, or a folder for what is in DATABASE_URL.", metavar="TARGET")],
    data: DataFlag = None,
) -> None:
    """Copy everything from the data folder to a PostgreSQL database, or back; stop the bot first."""
    settings = load_settings(data=data)
    from bot.backup import move as copy_to

    typer.echo(copy_to(settings, to))
