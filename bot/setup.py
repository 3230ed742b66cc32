"""`troubadour setup`: a walk through what can be connected, whose answers go to `.env`."""

import asyncio
import os
import secrets
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from bot.catalogue import load_commands
from bot.declarations import engine_declarations, platform_declarations
from bot.setting_sources import DOTENV
from bot.settings import Settings
from core.domain.errors import OperatorError
from core.domain.setup_questions import FoundSetting, SetupQuestion
from core.inference.declaration import EngineDeclaration
from core.platform_declaration import PlatformDeclaration

AskQuestion = Callable[[SetupQuestion], str]
Confirm = Callable[[str], bool]
LoadAnswers = Callable[[Mapping[str, str]], Settings]
"""The settings with these answers. Raises `OperatorError` for an answer that cannot be used."""
Declaration = PlatformDeclaration[Any] | EngineDeclaration[Any]


def asking() -> list[Declaration]:
    """Those who have questions: local platforms, engines and other platforms, in this order."""
    platforms = platform_declarations()
    local: list[Declaration] = [each for each in platforms if each.is_local]
    return [*local, *engine_declarations(), *(each for each in platforms if not each.is_local)]


def load_alone(answers: Mapping[str, str]) -> Settings:
    """The answers without any other source."""
    return Settings.load(environ=answers, folder=Path(os.devnull))


def set_up(
    folder: Path,
    ask: AskQuestion,
    confirm: Confirm,
    out: TextIO,
    found: Sequence[FoundSetting] = (),
    load: LoadAnswers = load_alone,
) -> bool:
    """Asks the questions, offers what was found on this machine, and writes `.env` (0600) to a folder.

    Returns True if the bot is to be started. Raises `OperatorError` if the file cannot be written.
    """
    path = folder / DOTENV
    if path.exists() and not confirm(f"{path} exists already. Replace it"):
        out.write(f"{path} stays as it is.\n")
        return False
    walk = _Walk(folder, ask, confirm, out, load)
    for declared in asking():
        walk.through(declared)
    answers = walk.answers
    for each in found:
        out.write(f"\nOn this machine: {each.title}\n")
        if confirm(f"Use it ({each.value})"):
            answers[each.name] = " ".join(filter(None, [answers.get(each.name), each.value]))
    _write(path, answers)
    out.write(f"\nWritten to {path}, readable by you only. `troubadour doctor` checks it at any time.\n")
    if confirm("Start the bot"):
        return True
    out.write("Later: troubadour run\n")
    return False


class _Walk:
    """The questions, one after the other, and the answers so far."""

    def __init__(self, folder: Path, ask: AskQuestion, confirm: Confirm, out: TextIO, load: LoadAnswers) -> None:
        self.answers: dict[str, str] = {}
        self._folder = folder
        self._ask, self._confirm, self._out, self._load = ask, confirm, out, load

    def through(self, declared: Declaration) -> None:
        """Asks everything about one platform or engine; about one that is elsewhere, if it is to be connected."""
        if isinstance(declared, PlatformDeclaration) and not declared.is_local and declared.setup_questions:
            self._out.write("\n")
            if not self._confirm(f"Connect {declared.title}"):
                return
            self._write_file(declared)
        for question in declared.setup_questions:
            if not question.needs or question.needs in self.answers:
                self._question(question, declared)

    def _question(self, question: SetupQuestion, declared: Declaration) -> None:
        self._out.write(f"\n{question.explanation}\n")
        while answer := self._ask(question).strip():
            try:
                settings = self._load({**self.answers, question.name: answer})
            except OperatorError as error:
                self._out.write(f"{error}\n")
                continue
            if question.verify is None or self._is_accepted(question, settings.section(declared.settings)):
                self.answers[question.name] = answer
                return
        if question.find is not None:
            found = asyncio.run(question.find(self._load(self.answers).section(declared.settings)))
            self._out.write(f"{found.told}\n")
            if found.value:
                self.answers[question.name] = found.value

    def _is_accepted(self, question: SetupQuestion, section: Any) -> bool:
        """Tries an answer, and tells what was found. A problem is accepted only if somebody says so."""
        assert question.verify is not None  # noqa: S101 - for the type checker
        checks = asyncio.run(question.verify(section))
        for check in checks:
            self._out.write(f"{' '.join(filter(None, [check.line.strip(), check.fix]))}\n")
        return all(check.ok for check in checks) or self._confirm("Use it all the same")

    def _write_file(self, declared: PlatformDeclaration[Any]) -> None:
        """Writes the file that the platform's pages ask for."""
        if declared.setup_file is not None:
            section = self._load(self.answers).section(declared.settings)
            name, content = declared.setup_file(section, load_commands())
            path = self._folder / name
            try:
                path.write_text(content, encoding="utf-8")
            except OSError as error:
                raise OperatorError(
                    f"{path} cannot be written ({error.strerror}): make its folder writable."
                ) from error


def terminal_prompts() -> tuple[AskQuestion, Confirm]:
    """Prompts in the terminal; secrets are not shown. Raises `OperatorError` if there is no terminal."""
    import typer

    if not sys.stdin.isatty():
        raise OperatorError(
            f"The questions need a terminal: write the settings to {DOTENV} by hand, "
            "or set them as environment variables."
        )

    def ask(question: SetupQuestion) -> str:
        answer: str = typer.prompt(question.prompt, default="", show_default=False, hide_input=question.secret)
        return answer

    return ask, typer.confirm


def _write(path: Path, answers: Mapping[str, str]) -> None:
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    lines = [f"{name}={_quoted(value)}\n" for name, value in answers.items()]
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write("# Written by `troubadour setup`; docs/settings.md lists all settings.\n")
            file.writelines(lines)
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> OperatorError:
    return OperatorError(f"{path} cannot be written ({error.strerror}): make its folder writable.")


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
