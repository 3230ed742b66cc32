"""The command line. Each command imports the heavy modules that it needs, so that `--help` is quick.

Exit status: 0 for success; 1 for a failure, with a sentence on stderr; 2 for bad usage of the command line or of one of
Troubadour's commands, or an invalid setting; 130 after Ctrl-C.
"""

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer._completion_classes import completion_init
from typer._completion_shared import get_completion_script

from bot.version import version
from core.domain.errors import OperatorError
from core.text.redaction import redact

if TYPE_CHECKING:
    from adapters.terminal.kept_sessions import KeptSession
    from bot.settings import Settings
    from bot.terminal import Conversing

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

HostFlag = Annotated[str | None, typer.Option(help="The address of the web room.", metavar="ADDRESS")]
PortFlag = Annotated[int | None, typer.Option(help="The port of the web room.")]
OnlyFlag = Annotated[str | None, typer.Option(help="Start only these: web, discord, slack.", metavar="LIST")]
DiscordHttpFlag = Annotated[
    bool, typer.Option("--discord-http", help="Receive Discord's commands over HTTP, without its gateway.")
]
DataFlag = Annotated[Path | None, typer.Option(help="The data folder.", metavar="DIR")]
LocaleFlag = Annotated[str | None, typer.Option(help="The language to answer in, such as de.", metavar="LANGUAGE")]
OutFlag = Annotated[Path, typer.Option(help="The folder for pictures and recordings.", metavar="DIR")]
ModelFlag = Annotated[str | None, typer.Option("--model", "-m", help="The model that answers.", metavar="MODEL")]
SystemFlag = Annotated[str | None, typer.Option("--system", "-s", help="The system prompt.", metavar="TEXT")]
ContinueFlag = Annotated[bool, typer.Option("--continue", "-c", help="Continue the last session.")]
SessionFlag = Annotated[
    str | None,
    typer.Option(help="Continue a session of `troubadour sessions`; a part of its id will do.", metavar="ID"),
]
PrivateFlag = Annotated[bool, typer.Option("--private", help="Keep no session.")]


class Shell(StrEnum):
    """The shells that can complete."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"


class BadSetting(OperatorError):
    """A setting is invalid, which is bad usage."""


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
        typer.echo(redact(str(error)), err=True)
        status = BAD_USAGE if isinstance(error, BadSetting) else FAILED
    return status if _flushed() else status or FAILED


@app.callback(invoke_without_command=True)
def troubadour(
    show_version: Annotated[bool, typer.Option("--version", help="Print the version.", is_eager=True)] = False,
) -> None:
    """Handles the options that need no command."""
    if show_version:
        typer.echo(f"troubadour {version()}")
        raise typer.Exit


@app.command()
def run(
    host: HostFlag = None,
    port: PortFlag = None,
    only: OnlyFlag = None,
    discord_http: DiscordHttpFlag = False,
    data: DataFlag = None,
) -> None:
    """Serve the web room, and the platforms that tokens turn on, until Ctrl-C."""
    settings = _settings(host=host, port=port, only=only, discord_http=discord_http or None, data=data)
    _serve(settings, "run")


@app.command()
def listen(
    host: HostFlag = None,
    port: PortFlag = None,
    only: OnlyFlag = None,
    discord_http: DiscordHttpFlag = False,
    data: DataFlag = None,
) -> None:
    """Receive requests, which processes of `troubadour work` answer. Needs DATABASE_URL."""
    _serve(_settings(host=host, port=port, only=only, discord_http=discord_http or None, data=data), "listen")


@app.command()
def work(
    only: Annotated[str | None, typer.Option(help="Serve only these: web, discord, slack.", metavar="LIST")] = None,
    data: DataFlag = None,
) -> None:
    """Answer requests that processes of `troubadour listen` receive. Needs DATABASE_URL."""
    _serve(_settings(only=only, data=data), "work")


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
    settings = _settings(data=data, locale=locale)
    from bot.terminal import ask as ask_once
    from bot.terminal import piped_input

    _log_quietly(settings)
    _use_utf8(as_json)
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
    settings = _settings(data=data, locale=locale)
    from bot.terminal import chat as start_chat

    _log_quietly(settings)
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


@app.command()
def setup() -> None:
    """Walk through what can be connected, check each token, write .env, and start."""
    from bot.discovery import discover
    from bot.settings import Settings
    from bot.setup import set_up, terminal_prompts

    answer, confirm = terminal_prompts()
    found = asyncio.run(discover(Settings.with_answers({})))
    if set_up(Path(), answer, confirm, sys.stdout, found, Settings.with_answers):
        _serve(_settings(), "run")


@app.command()
def settings() -> None:
    """Print the effective settings and the source of each; secrets stay hidden."""
    from bot.documentation import effective_settings

    typer.echo(effective_settings(_settings()))


discord_app = typer.Typer(help="Commands of the Discord application.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(discord_app, name="discord")
GuildFlag = Annotated[str | None, typer.Option(help="Only in this server.", metavar="ID")]


@discord_app.command()
def sync(guild: GuildFlag = None) -> None:
    """Register the commands with Discord now; `run` does so after every change."""
    _sync_discord(guild, off=False)


@discord_app.command()
def off(guild: GuildFlag = None) -> None:
    """Remove the commands from Discord."""
    _sync_discord(guild, off=True)


def _sync_discord(guild: str | None, *, off: bool) -> None:
    from bot.discord import sync_commands

    if guild is not None and not (guild.isascii() and guild.isdigit()):
        raise BadSetting(f"--guild is the id of a server, a number, not “{guild}”.")
    count = asyncio.run(sync_commands(_settings(), guild, off=off))
    typer.echo(f"Discord has {count} commands of this application {'in this server' if guild else 'everywhere'} now.")


@app.command()
def usage(
    as_csv: Annotated[bool, typer.Option("--csv", help="Print every request to a provider as a line of CSV.")] = False,
    days: Annotated[int, typer.Option(help="The number of days to look back.", min=1, max=3660)] = 30,
    data: DataFlag = None,
) -> None:
    """Print the usage, also while the bot runs: totals, days and people."""
    settings = _settings(data=data)
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
    settings = _settings(data=data)
    from bot.backup import back_up

    typer.echo(back_up(settings, file, with_keys=with_keys))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `troubadour backup` has written.", metavar="FILE")],
    force: Annotated[bool, typer.Option("--force", help="Replace what is there.")] = False,
    data: DataFlag = None,
) -> None:
    """Restore the data folder or the database from a backup; people who were forgotten since stay forgotten."""
    settings = _settings(data=data)
    from bot.backup import restore as put_back

    typer.echo(put_back(settings, file, force=force))


@app.command()
def check(data: DataFlag = None) -> None:
    """Check the database and every stored file, also while the bot runs."""
    settings = _settings(data=data)
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
    settings = _settings(data=data)
    from bot.backup import move as copy_to

    typer.echo(copy_to(settings, to))


web_app = typer.Typer(help="Commands of the web room.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(web_app, name="web")


@web_app.callback()
def web() -> None:
    """Commands of the web room."""


@web_app.command()
def invite(
    name: Annotated[str, typer.Argument(help="The name that the others see.")],
    url: Annotated[str | None, typer.Option(help="The room's address for browsers, https://…", metavar="URL")] = None,
    data: DataFlag = None,
) -> None:
    """Print a link that lets one browser into the web room, once, within a week; also while the bot runs."""
    from bot.web import invitation

    typer.echo(invitation(_settings(data=data), name, url))


slack_app = typer.Typer(help="Settings of the Slack app.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(slack_app, name="slack")


@slack_app.callback()
def slack() -> None:
    """Settings of the Slack app."""


@slack_app.command()
def manifest(
    url: Annotated[
        str | None,
        typer.Option(help="Receive requests over HTTP at this address, https://…/slack/events.", metavar="URL"),
    ] = None,
) -> None:
    """Print the app's manifest for api.slack.com/apps: its commands, shortcuts, events and scopes."""
    from bot.slack import app_manifest

    typer.echo(app_manifest(_settings(), url))


@app.command()
def healthcheck() -> None:
    """Check whether the bot of this machine is ready; for containers."""
    from bot.healthcheck import check

    check(_settings())


@app.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print the rows as JSON.")] = False,
    data: DataFlag = None,
) -> None:
    """Check the whole setup and tell what to do: settings, machine, database, models, platforms. Costs nothing."""
    from bot import doctor

    _use_utf8(as_json)
    try:
        settings = _settings(data=data)
    except BadSetting as error:
        findings, status = doctor.unread(error), BAD_USAGE
    else:
        _log_quietly(settings)
        findings = asyncio.run(doctor.examine(settings))
        status = 0 if all(each.ok for each in findings) else FAILED
    if as_json:
        typer.echo(doctor.as_json(findings))
    else:
        doctor.print_table(findings)
    raise typer.Exit(status)


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
    settings = _settings()
    from bot.debugging import call as post

    _log_quietly(settings)
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
    settings = _settings()
    from bot.debugging import template as show

    _log_quietly(settings)
    asyncio.run(show(settings, model, message, system, attach or (), run=run))


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


def _settings(**flags: object) -> "Settings":
    from bot.settings import Settings

    try:
        return Settings.load(flags)
    except OperatorError as error:
        raise BadSetting(str(error)) from error


def _log_quietly(settings: "Settings") -> None:
    """Logs only warnings and errors in a terminal, unless a setting says otherwise."""
    from bot.logs import set_up_logs

    level = settings.log_level if settings.is_given("log_level") else "warning"
    # What is not a terminal is read by a person, too: the command ends, and nobody collects its log.
    set_up_logs(level, "json" if settings.log_format == "json" else "text", settings.secrets)


def _use_utf8(as_json: bool) -> None:
    """Sets UTF-8 for JSON (RFC 8259, section 8.1)."""
    if as_json and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")


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


def _serve(settings: "Settings", role: str) -> None:
    from bot.logs import set_up_logs
    from bot.roles import Role
    from bot.running import run as serve

    set_up_logs(settings.log_level, settings.log_format, settings.secrets)
    asyncio.run(serve(settings, Role(role)))
