"""A session in the terminal: prompts and replies in turn."""

import asyncio
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.output import Output
from rich.console import Console
from rich.text import Text

from adapters.terminal.client import TerminalClient
from adapters.terminal.completion import LineCompleter
from adapters.terminal.history import HistoryFile
from adapters.terminal.keyboard import echo_off
from adapters.terminal.microphone import recording
from adapters.terminal.preview import ImageProtocol
from adapters.terminal.rich_display import RichDisplay
from adapters.terminal.typed_line import button_number, read_line
from adapters.terminal.wording import localized
from core.commands.registry import Registry
from core.commands.suggestions import Suggestions
from core.domain.actions import Button
from core.domain.errors import UserError
from core.domain.request import MediaRef
from core.domain.sentences import Sentence, say
from core.jobs.verdicts import Accepted, NeedsForm, Noted, Pressed, Refused
from core.replies.typed_forms import typed_form

PROMPT = "> "
HELP = "/help"
RECORD = "/record"
LEAVING = frozenset({"exit", "quit", "/exit", "/quit"})
"""The lines that leave, as in shells and other programs that talk."""


@dataclass(frozen=True, kw_only=True)
class _Draft:
    """The text that the next prompt begins with, and the inputs that belong to its command."""

    line: str
    command: str
    inputs: tuple[MediaRef, ...]


class TerminalSession:
    """Runs a conversation with one person until Ctrl-D, `exit` or `quit`.

    `wait_for_ending` waits for the end of a job and stops it on Ctrl-C. `recorder` is the command that records, if
    there is one (`adapters.terminal.microphone.find_recorder`).
    """

    def __init__(
        self,
        *,
        client: TerminalClient,
        registry: Registry,
        suggestions: Suggestions,
        wait_for_ending: Callable[[str], Awaitable[object]],
        console: Console,
        pictures: ImageProtocol,
        locale: str,
        history: HistoryFile,
        recorder: tuple[str, ...] | None = None,
        keyboard: Input | None = None,
        screen: Output | None = None,
    ) -> None:
        self._recorder = recorder
        self._client = client
        self._registry = registry
        self._wait_for_ending = wait_for_ending
        self._console = console
        self._pictures = pictures
        self._locale = locale
        self._history = history
        self._buttons: Sequence[Button] = ()
        self._draft: _Draft | None = None
        self._prompt: PromptSession[str] = PromptSession(
            history=history,
            completer=LineCompleter(registry, suggestions, locale, self._labels, caller=client.caller),
            auto_suggest=AutoSuggestFromHistory(),
            bottom_toolbar=self._word("terminal-toolbar"),
            key_bindings=_keys(),
            multiline=True,
            prompt_continuation="  ",
            input=keyboard,
            output=screen,
        )
        self._waiting: PromptSession[str] = PromptSession(input=keyboard, output=screen)

    async def run(self) -> None:
        """Prompts and replies until the end of the input."""
        self._console.print(Text(self._word("terminal-welcome"), style="bold"))
        while True:
            try:
                line = await self._prompt.prompt_async(PROMPT, default=self._draft.line if self._draft else "")
            except KeyboardInterrupt:
                self._draft = None
                continue
            except EOFError:
                return
            await asyncio.to_thread(self._history.save)
            if line.strip().casefold() in LEAVING:
                return
            if line.strip():
                await self._answer(line)

    async def _answer(self, line: str) -> None:
        display = RichDisplay(self._console, self._pictures, self._locale)
        try:
            number = button_number(line)
            job, verdict = await (self._press(number, display) if number is not None else self._submit(line, display))
        except UserError as error:
            self._complain(error.sentence)
            return
        match verdict:
            case Accepted():
                with echo_off():
                    await self._wait_for_ending(job)
                self._buttons = display.buttons
            case Refused(told=sentence, actions=actions):
                self._complain(sentence)
                if actions:
                    self._offer(actions)
            case Noted(sentence=sentence):
                self._console.print(Text(localized(sentence, self._locale)))
            case NeedsForm():
                self._draft = self._draft_for(verdict)

    async def _submit(self, line: str, display: RichDisplay) -> tuple[str, Pressed]:
        typed = await asyncio.to_thread(read_line, line)
        text, draft = typed.text, self._draft
        self._draft = None
        if text == RECORD or text.startswith(f"{RECORD} "):
            return await self._submit_recording(text.removeprefix(RECORD).strip(), typed.files, display)
        if text == HELP or text.startswith(f"{HELP} "):
            text = f"/troubadour help{text[len(HELP) :]}"
            self._console.print(Text(self._word("terminal-help"), style="dim"))
        inputs = draft.inputs if draft and text.startswith(f"/{draft.command}") else ()
        return await self._client.submit(text, typed.files, display, inputs)

    async def _submit_recording(self, text: str, files: Sequence[Path], display: RichDisplay) -> tuple[str, Pressed]:
        """Records until Enter, and submits the recording with a text and files. Ctrl-C discards it."""
        if self._recorder is None:
            raise UserError("terminal-no-recorder")
        folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="troubadour-"))
        try:
            async with recording(self._recorder, file := folder / "voice-message.wav"):
                await self._waiting.prompt_async(f"● {self._word('terminal-recording')} ")
            return await self._client.submit(text, [*files, file], display)
        except (KeyboardInterrupt, EOFError):
            raise UserError("terminal-recording-discarded") from None
        finally:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)

    async def _press(self, number: int, display: RichDisplay) -> tuple[str, Pressed]:
        if not 1 <= number <= len(self._buttons):
            raise UserError("terminal-no-button", number=str(number))
        return await self._client.press(str(self._buttons[number - 1].id), display)

    def _draft_for(self, form: NeedsForm) -> _Draft:
        """Makes a line to edit, the terminal's form."""
        line = typed_form(form.command, form.filled, self._registry.syntaxes)
        return _Draft(line=line, command=form.command.name, inputs=form.inputs)

    def _offer(self, buttons: Sequence[Button]) -> None:
        """Prints buttons with their numbers, as under a reply."""
        self._buttons = list(buttons)
        labels = [f"[{number}] {label}" for number, label in enumerate(self._labels(), 1)]
        self._console.print(Text("  ".join(labels), style="cyan"))

    def _labels(self) -> list[str]:
        return [localized(button.label, self._locale) for button in self._buttons]

    def _complain(self, sentence: Sentence) -> None:
        self._console.print(Text(localized(sentence, self._locale), style="red"))

    def _word(self, id: str) -> str:
        return localized(say(id), self._locale)


def _keys() -> KeyBindings:
    """Key bindings: Enter sends, Alt-Enter and Ctrl-J begin a new line. Pasted text stays unchanged."""
    keys = KeyBindings()

    @keys.add("enter")
    def send(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()

    @keys.add("escape", "enter")
    @keys.add("c-j")
    def new_line(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    return keys
