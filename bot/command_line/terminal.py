"""The commands for talking in the terminal: `ask`, `chat`, `sessions`, `completion` and `commands`."""

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer._completion_shared import get_completion_script

from bot.command_line.app import BadSetting, app
from bot.command_line.options import (
    ContinueFlag,
    DataFlag,
    LocaleFlag,
    ModelFlag,
    OutFlag,
    PrivateFlag,
    SessionFlag,
    SystemFlag,
)
from bot.command_line.preparation import load_settings, log_quietly, use_utf8

if TYPE_CHECKING:
    from adapters.terminal.kept_sessions import KeptSession
    from bot.terminal import Conversing


class Shell(StrEnum):
    """The shells that can complete."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"


@app.command()
def ask(
    line: Annotated[
        list[str] | None,
        typer.Argument(
            help='The command or question: "/imagine a red fox in snow --seed 7"; what is piped in, or typed after a '
            'last "-", is attached.'
        ),
    ] = None,
    out: OutFlag = Path(),
    attach: Annotated[
        list[Path] | None, typer.Option("--attach", "-a", help="A file to attach; may be repeated.", metavar="FILE")
    ] = None,
    model: ModelFlag = None,
    system: SystemFlag = None,
    continue_last: ContinueFlag = False,
    session: SessionFlag = None,
    private: PrivateFlag = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print each event as one line of JSON.")] = False,
    data: DataFlag = None,
    locale: LocaleFlag = None,
) -> None:
    """Run one command: text goes to standard output, pictures and recordings to files.

    A conversation is kept as a session for --continue. With --data it is the one of that folder instead, which goes on
    from call to call.
    """
    settings = load_settings(data=data, locale=locale)
    import asyncio

    from bot.terminal import ask as ask_once
    from bot.terminal import piped_input

    log_quietly(settings)
    use_utf8(as_json)
    words = list(line or ())
    wanted = words[-1:] == ["-"]
    conversing = _conversing(out, data, model, system, session, continue_last=continue_last, private=private)
    piped = piped_input(settings, wanted=wanted)
    files = [*(attach or ()), *([piped] if piped else ())]
    question = " ".join(words[:-1] if wanted else words)
    raise typer.Exit(asyncio.run(ask_once(settings, question, files, conversing, as_json=as_json)))


@app.command()
def chat(
    out: OutFlag = Path(),
    model: ModelFlag = None,
    system: SystemFlag = None,
    continue_last: ContinueFlag = False,
    session: SessionFlag = None,
    private: PrivateFlag = False,
    data: DataFlag = None,
    locale: LocaleFlag = None,
) -> None:
    """Chat in the terminal, with completion and history. Ctrl-C stops a reply; Ctrl-D, `exit` or `quit` leaves."""
    settings = load_settings(data=data, locale=locale)
    import asyncio

    from bot.terminal import chat as start_chat

    log_quietly(settings)
    conversing = _conversing(out, data, model, system, session, continue_last=continue_last, private=private)
    raise typer.Exit(asyncio.run(start_chat(settings, conversing)))


@app.command()
def sessions(
    delete: Annotated[str | None, typer.Option(help="Delete a session, or all of them (all).", metavar="ID")] = None,
) -> None:
    """List the kept sessions of `ask` and `chat`, the newest first."""
    from bot.terminal import kept_sessions, list_sessions

    if delete is None:
        typer.echo("\n".join(list_sessions()) or "No session is kept.")
        return
    folder = kept_sessions()
    for found in folder.sessions() if delete == "all" else [_session(delete)]:
        folder.delete(found)


@app.command()
def completion(
    shell: Annotated[Shell, typer.Argument(help="The shell.")],
) -> None:
    """Print the script that completes `troubadour` in a shell: `source <(troubadour completion bash)`."""
    typer.echo(get_completion_script(prog_name="troubadour", complete_var="_TROUBADOUR_COMPLETE", shell=shell.value))


@app.command()
def commands(
    as_json: Annotated[bool, typer.Option("--json", help="Print the schema of the commands as JSON.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the table of the README.")] = False,
) -> None:
    """List Troubadour's commands."""
    from bot.catalogue import load_commands
    from bot.documentation import command_lines, command_table

    registry = load_commands()
    if as_json:
        typer.echo(json.dumps(registry.schema(), indent=2, ensure_ascii=False))
    else:
        typer.echo(command_table(registry) if markdown else command_lines(registry))


def _conversing(
    out: Path,
    data: Path | None,
    model: str | None,
    system: str | None,
    session: str | None,
    *,
    continue_last: bool,
    private: bool,
) -> "Conversing":
    from adapters.terminal.kept_sessions import KeptSession
    from bot.terminal import Conversing, kept_sessions

    if data is not None and (session or continue_last):
        raise BadSetting("--data goes on with the conversation of its folder: leave out --continue and --session.")
    kept = KeptSession.new() if data is None else None
    if session is not None:
        kept = _session(session)
    elif continue_last:
        kept = next(iter(kept_sessions().sessions()), None)
        if kept is None:
            raise BadSetting("There is no session to continue.")
    if private and kept is not None and kept.turns:
        raise BadSetting("--private keeps no session: leave it out to continue one.")
    return Conversing(
        out=out,
        in_data_folder=data is not None,
        model=model,
        system=system,
        session=None if private else kept,
    )


def _session(id: str) -> "KeptSession":
    from bot.terminal import kept_sessions

    found = kept_sessions().find(id) if id else None
    if found is None:
        raise BadSetting(f"There is no session “{id}”: `troubadour sessions` lists them.")
    return found
