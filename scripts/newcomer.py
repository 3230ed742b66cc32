#!/usr/bin/env python3
"""Plays a newcomer who runs every command, connects Discord and Slack, and breaks each setting once, and writes what
they see to `docs/newcomer.md`.

Run it as `python -m scripts.newcomer`. Discord and Slack are on loopback, and nothing else is reached. A test plays the
same again and compares.
"""

import asyncio
import contextlib
import io
import json
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from unittest.mock import patch

from bot.catalogue import load_commands
from bot.command_line import run_command_line
from bot.settings import FIELDS, Settings, variable_names
from core.domain.errors import OperatorError
from tests.bot.processes import free_port
from tests.scenarios.discord.test_commands import done as done_on_discord
from tests.scenarios.slack.test_commands import done as done_on_slack
from tests.servers.discord_server import DiscordServer
from tests.servers.slack_server import SlackServer

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs" / "newcomer.md"
SECONDS = 60.0
"""The patience with the bot."""

LINES: Mapping[str, str] = {
    "chat": "hello --seed 1",
    "complete": "Once upon a time --seed 1 --max-new-tokens 30",
    "imagine": "a red fox in snow --seed 7 --size small",
    "limerick": "a lighthouse keeper --seed 3",
    "speak": "Hello there",
    "translate": "Hello --to de",
    "perform": "a lighthouse --seed 3",
    "troubadour help": "imagine",
}
"""What follows the names of commands; other commands stand alone."""
VALUES = ("loud", "-1", "two words", "0", "99999999999", "a,b", "short")
"""What settings are set to, until one refuses it."""
_CHANGING = (
    (re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\]8;[^\x1b]*\x1b\\"), ""),
    (re.compile(r"\r"), ""),
    (re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d ", re.MULTILINE), ""),
    (re.compile(r"\b\d{17,20}\b"), "1234567890"),
    (re.compile(r"\d+(\.\d)? GB are free"), "100 GB are free"),
    (re.compile(r"are opened by \S+\."), "are opened by /usr/bin/ffmpeg."),
    (re.compile(r"once: (\S+)$", re.MULTILINE), "once: …"),
)
"""What is different each time, and what stands for it."""


def transcript() -> str:
    """Plays everything. Returns the document."""
    port = str(free_port())
    with tempfile.TemporaryDirectory() as name, _at_home(Path(name), port) as environ:
        commands = "\n".join(_asked())
        doctor = _table(_run("doctor", "--json"))
        started, connected = asyncio.run(_served(environ))
        settings = "\n".join(_broken())
    written = f"""\
# A newcomer's transcript

<!-- Made by `python -m scripts.newcomer`. -->

This page shows what somebody sees who tries Troubadour for the first time: every command, the set-up, and a sentence
for each setting that is wrong. It is made by running them. A test runs all of it again and compares, so the page is
always true. Discord and Slack are on this machine, where tests play them. Times, ids and free space are made up.

## Clone and run

`git clone` the repository and change into its folder. `make run` sets up `.venv`, shows its progress, and starts the
bot. The set-up happens once and takes a minute or two. Then the bot says:

{_block("make run", started)}

## Every command

Without an account, rules and synthesis answer in the browser and the terminal. `troubadour ask` runs one command:

{commands}

## What is missing

`troubadour doctor` checks everything. These are its rows before anything is connected:

{doctor}

## Connect Discord and Slack

`troubadour setup` asks what to connect, tries each token that is pasted, and starts the bot. Tokens are not shown. Here
`TROUBADOUR_BUILTIN_ENGINE` is `everywhere`, so that people get answers without a model.

{connected}

## Break each setting once

A wrong setting is told before anything starts, with its source and what is allowed. Secrets are never shown.

| set | the bot says |
|---|---|
{settings}
"""
    return re.sub(r" +$", "", written, flags=re.MULTILINE).replace(port, "7860")


@contextlib.contextmanager
def _at_home(folder: Path, port: str) -> Iterator[Mapping[str, str]]:
    """A folder and an environment without settings. Nothing on the machine is looked for."""
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYTHONPATH": str(ROOT),
        "USER": "ada",
        "LOGNAME": "ada",
        "TROUBADOUR_PORT": port,
        "TROUBADOUR_LOCAL_DISCOVERY": "false",
        "TROUBADOUR_HF_LOGIN": "false",
        "TROUBADOUR_BUILTIN_ENGINE_PACE": "0",
        "LANG": "en",
        "COLUMNS": "200",
    }
    before = Path.cwd()
    os.chdir(folder)
    try:
        with patch.dict(os.environ, environ, clear=True):
            yield environ
    finally:
        os.chdir(before)


def _asked() -> Iterator[str]:
    """Each command on the command line, with what it prints."""
    for declared in load_commands():
        if not declared.listed:
            continue
        line = f"/{declared.name} {LINES.get(declared.name, '')}".rstrip()
        typed = shlex.join(["troubadour", "ask", line]).replace("'", '"')
        yield _block(typed, _run("ask", line, "--private")) + "\n"


def _run(*arguments: str) -> str:
    """What a command prints, and its exit status if that is not 0."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        status = run_command_line(arguments)
    told = _plain(out.getvalue()).rstrip()
    return told if status == 0 or "--json" in arguments else f"{told}\n(exit status {status})"


def _table(rows_of_doctor: str) -> str:
    rows = ["| | | found | to do |", "|---|---|---|---|"]
    for row in json.loads(rows_of_doctor):
        cells = [row["area"], row["state"], row["finding"], row["fix"] or ""]
        rows.append(_plain(f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"))
    return "\n".join(rows)


def _broken() -> Iterator[str]:
    """A row for each setting that can be wrong."""
    for name in FIELDS:
        variable = variable_names(name)[0]
        for value in VALUES:
            try:
                Settings.load(environ={variable: value}, folder=Path(os.devnull))
            except OperatorError as error:
                told = str(error).replace("|", "&#124;").replace("\n", " ")
                yield f"| `{variable}={value}` | {_plain(told)} |"
                break


async def _served(environ: Mapping[str, str]) -> tuple[str, str]:
    """The first start, and the set-up with what people then see on Discord and Slack."""
    run, *_ = re.findall(r"^run:.*\n\t@\$\(BIN\)/python -m bot (\w+)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    first = await _Terminal.open(run, environ=environ)
    await first.sees("the web room is open: .*\n")
    await first.leaves()
    started, *_ = first.screen.partition("INFO    troubadour: stopping")
    async with DiscordServer() as discord, SlackServer() as slack:
        secrets = {**discord.environ, **slack.environ}
        tokens = {name: secrets.pop(name) for name in ("DISCORD_TOKEN", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN")}
        discord.state.acknowledge_seconds = SECONDS
        around = {**environ, **secrets, "TROUBADOUR_BUILTIN_ENGINE": "everywhere"}
        terminal = await _Terminal.open("setup", environ=around)
        for prompt, answer in (
            ("Port of the web room", ""),
            ("Hugging Face token", ""),
            ("Connect Discord", "y"),
            ("Discord bot token", "not-a-token"),
            ("Use it all the same", "n"),
            ("Discord bot token", tokens["DISCORD_TOKEN"]),
            ("Ids of the servers", ""),
            ("Connect Slack", "y"),
            ("Slack bot token", tokens["SLACK_BOT_TOKEN"]),
            ("Slack app-level token", tokens["SLACK_APP_TOKEN"]),
            ("Start the bot", "y"),
        ):
            await terminal.sees(rf"(?:^|\n){re.escape(prompt)}[^\n]*: $")
            terminal.types(f"{answer}\n")
        await terminal.sees("y\n")
        walked = _plain(terminal.screen[: terminal.screen.index("y\n", terminal.screen.index("Start the bot")) + 1])
        awaited = ("the web room is open", "connected to Discord as", "sent .* to Discord", "connected to Slack as")
        await terminal.sees("".join(f"(?=[^$]*{each}.*\n)" for each in awaited))
        await discord.ready()
        await slack.ready()
        on_discord = await discord.slash("limerick", subject="a lighthouse", seed=3)
        shown = await on_discord.shows(lambda message: done_on_discord(message) and "Again" in message.buttons)
        on_slack = await slack.command("/limerick", "a lighthouse --seed 3")
        told = await on_slack.shows(lambda message: done_on_slack(message) and "Again" in message.buttons)
        asking = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "doctor", "--json"), env=dict(around), stdout=asyncio.subprocess.PIPE
        )
        checked, _ = await asyncio.wait_for(asking.communicate(), SECONDS)
        await terminal.leaves()
    lines = re.findall(
        r"^.*(?:is open|connected to Discord|connected to Slack).*$", _plain(terminal.screen), re.MULTILINE
    )
    log = "\n".join(sorted(lines, key=lambda line: line.split(": ", 1)[1]))
    return started, "\n".join(
        [
            _block("troubadour setup", walked.rstrip()),
            "",
            "Among the lines of the log are:",
            "",
            _block("", log),
            "",
            "Somebody sends `/limerick subject: a lighthouse seed: 3` on Discord, and sees:",
            "",
            _block("", _answer(shown.text)),
            "",
            "Somebody else sends `/limerick a lighthouse --seed 3` on Slack, and sees:",
            "",
            _block("", _answer(told.text)),
            "",
            "While the bot runs, `troubadour doctor` finds:",
            "",
            _table(_plain(checked.decode())),
        ]
    )


class _Terminal:
    """The bot at a terminal, and everything on its screen."""

    def __init__(self, process: asyncio.subprocess.Process, keyboard: int, reader: asyncio.StreamReader) -> None:
        self.process = process
        self.screen = ""
        self._keyboard = keyboard
        self._reader = reader
        self._seen = 0

    @classmethod
    async def open(cls, *arguments: str, environ: Mapping[str, str]) -> "_Terminal":
        """Starts the bot."""
        import pty

        keyboard, screen = pty.openpty()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *arguments),
            env=dict(environ), stdin=screen, stdout=screen, stderr=screen, start_new_session=True,
        )  # fmt: skip
        os.close(screen)
        reader = asyncio.StreamReader()
        shown = os.fdopen(os.dup(keyboard), "rb", buffering=0)
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), shown)
        return cls(process, keyboard, reader)

    def types(self, keys: str) -> None:
        """Types a text."""
        os.write(self._keyboard, keys.encode())

    async def sees(self, pattern: str) -> None:
        """Waits for a text that is new on the screen."""
        try:
            async with asyncio.timeout(SECONDS):
                while not (found := re.search(pattern, self.screen[self._seen :])):
                    self.screen += await self._read()
        except TimeoutError:
            raise AssertionError(f"no {pattern!r} on the screen:\n{self.screen[self._seen :]}") from None
        self._seen += found.end()

    async def leaves(self) -> None:
        """Ends the bot, and reads to the end."""
        self.process.terminate()
        await asyncio.wait_for(self.process.wait(), SECONDS)
        os.close(self._keyboard)

    async def _read(self) -> str:
        return _plain((await self._reader.read(65536)).decode(errors="replace"))


def _answer(text: str) -> str:
    """What stands in a message; the seconds that it took are left out."""
    return re.sub(r" · [\d.,]+ s\b", "", text).strip()


def _plain(text: str) -> str:
    for pattern, instead in _CHANGING:
        text = pattern.sub(instead, text)
    return text.replace(str(Path.cwd().resolve()), "~/troubadour").replace(str(Path.cwd()), "~/troubadour")


def _block(command: str, output: str) -> str:
    typed = f"$ {command}\n" if command else ""
    return f"```console\n{typed}{output.rstrip()}\n```"


def main() -> None:
    """Writes the document."""
    DOCUMENT.write_text(transcript(), encoding="utf-8")
    print(f"wrote {DOCUMENT.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
