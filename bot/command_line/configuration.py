"""The commands for the settings: `setup`, `settings` and `doctor`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.command_line.app import BAD_USAGE, FAILED, BadSetting, app
from bot.command_line.options import DataFlag
from bot.command_line.preparation import load_settings, log_quietly, use_utf8
from bot.command_line.serving import serve


@app.command()
def setup() -> None:
    """Walk through what can be connected, check each token, write .env, and start."""
    import asyncio

    from bot.discovery import discover
    from bot.settings import Settings
    from bot.setup import set_up, terminal_prompts

    answer, confirm = terminal_prompts()
    found = asyncio.run(discover(Settings.with_answers({})))
    if set_up(Path(), answer, confirm, sys.stdout, found, Settings.with_answers):
        serve(load_settings(), "run")


@app.command()
def settings() -> None:
    """Print the effective settings and the source of each; secrets stay hidden."""

    from bot.documentation import effective_settings

    typer.echo(effective_settings(load_settings()))


@app.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print the rows as JSON.")] = False,
    data: DataFlag = None,
) -> None:
    """Check the whole setup and tell what to do: settings, machine, database, models, platforms. Costs nothing."""
    import asyncio

    from bot import doctor

    use_utf8(as_json)
    try:
        settings = load_settings(data=data)
    except BadSetting as error:
        findings, status = doctor.unread(error), BAD_USAGE
    else:
        log_quietly(settings)
        findings = asyncio.run(doctor.examine(settings))
        status = 0 if all(each.ok for each in findings) else FAILED
    if as_json:
        typer.echo(doctor.as_json(findings))
    else:
        doctor.print_table(findings)
    raise typer.Exit(status)
