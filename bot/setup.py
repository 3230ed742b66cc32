"""`troubadour setup`: a few questions, whose answers go to `.env`."""

import os
import secrets
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

from bot.declarations import engine_declarations, platform_declarations
from bot.setting_sources import DOTENV
from bot.settings import Settings
from core.domain.errors import OperatorError
from core.domain.setup_questions import FoundSetting, SetupQuestion

AskQuestion = Callable[[SetupQuestion], str]


def questions() -> Iterator[SetupQuestion]:
    """The questions about local platforms, engines and other platforms, in this order."""
    for platform in platform_declarations():
        if platform.is_local:
            yield from platform.setup_questions
    for engine in engine_declarations():
        yield from engine.setup_questions
    for platform in platform_declarations():
        if not platform.is_local:
            yield from platform.setup_questions


def set_up(
    folder: Path,
    ask: AskQuestion,
    confirm: Callable[[str], bool],
    out: TextIO,
    found: Sequence[FoundSetting] = (),
) -> None:
    """Asks the questions, offers what was found on this machine, and writes `.env` (0600) to a folder. Raises
    `OperatorError` if it cannot be written."""
    path = folder / DOTENV
    if path.exists() and not confirm(f"{path} exists already. Replace it"):
        out.write(f"{path} stays as it is.\n")
        return
    answers: dict[str, str] = {}
    for question in questions():
        out.write(f"\n{question.explanation}\n")
        while answer := ask(question).strip():
            try:
                Settings.load(environ={question.name: answer}, folder=Path(os.devnull))
            except OperatorError as error:
                out.write(f"{error}\n")
            else:
                answers[question.name] = answer
                break
    for each in found:
        out.write(f"\nOn this machine: {each.title}\n")
        if confirm(f"Use it ({each.value})"):
            answers[each.name] = " ".join(filter(None, [answers.get(each.name), each.value]))
    _write(path, answers)
    out.write(f"\nWritten to {path}, readable by you only. Now: troubadour run\n")


def terminal_prompts() -> tuple[AskQuestion, Callable[[str], bool]]:
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


def _write(path: Path, answers: dict[str, str]) -> None:
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
        raise OperatorError(f"{path} cannot be written ({error.strerror}): make its folder writable.") from error


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
