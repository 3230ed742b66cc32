"""The commands for debugging models: `call` and `template`."""

from pathlib import Path
from typing import Annotated

import typer

from bot.command_line.app import app
from bot.command_line.options import OutFlag
from bot.command_line.preparation import load_settings, log_quietly


@app.command()
def call(
    model: Annotated[str, typer.Argument(help="org/name, org/name:provider, or name@https://server.", metavar="MODEL")],
    payload: Annotated[str, typer.Option("--json", help="The body of the request.", metavar="JSON")],
    header: Annotated[
        list[str] | None, typer.Option(help="A header to send; may be repeated.", metavar='"NAME: VALUE"')
    ] = None,
    out: OutFlag = Path(),
) -> None:
    """Post JSON to a model, by default through hf-inference, and print the answer; for debugging."""
    settings = load_settings()
    import asyncio

    from bot.debugging import call as post

    log_quietly(settings)
    asyncio.run(post(settings, model, payload, out, header or ()))


@app.command()
def template(
    model: Annotated[str, typer.Argument(help="A model on the Hub, org/name.", metavar="MODEL")],
    message: Annotated[str, typer.Argument(help="The user's message.")] = "Hello!",
    system: Annotated[str | None, typer.Option(help="The system message.", metavar="TEXT")] = None,
    attach: Annotated[
        list[Path] | None, typer.Option(help="A picture to show it; may be repeated.", metavar="FILE")
    ] = None,
    run: Annotated[bool, typer.Option("--run", help="Also print how the model goes on with each.")] = False,
) -> None:
    """Print a message and the prompt that the model's own chat template makes of it; for debugging."""
    settings = load_settings()
    import asyncio

    from bot.debugging import template as show

    log_quietly(settings)
    asyncio.run(show(settings, model, message, system, attach or (), run=run))
