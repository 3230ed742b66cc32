"""The output of `ask` for people and pipes: streamed text and the paths of files; captions go to stderr."""

from pathlib import Path

from rich.console import Console
from rich.status import Status
from rich.text import Text

from adapters.terminal.code_colours import CodeColours
from adapters.terminal.output import StandardOutput
from adapters.terminal.wording import StreamSanitizer, captions_of, localized, progress_line
from core.domain.events import (
    Begin,
    Event,
    Facts,
    Picture,
    Progress,
    Recording,
    Statement,
    TextDelta,
    TextFile,
    TextReplace,
    Trouble,
)
from core.text.sanitising import clean


class PlainDisplay:
    """Prints answers to `out` and errors to `notes` (stderr), which on a terminal also gets progress and captions.

    It does not print the ending of a reply: `complain` does, after the last lines of the log. `troubled` is True after
    a part that failed. `colours` colours code.
    """

    def __init__(self, out: StandardOutput, notes: Console, locale: str, *, colours: bool = False) -> None:
        self.troubled = False
        self._out = out
        self._notes = notes
        self._locale = locale
        self._status: Status | None = None
        self._part: str | None = None
        self._flow = StreamSanitizer()
        self._colours = CodeColours() if colours else None
        self._at_line_start = True

    async def render(self, event: Event, file: Path | None = None) -> None:
        """Prints an event."""
        match event:
            case Begin(part=part, title=title) if title is not None:
                self._enter(part)
                self._write(localized(title, self._locale) + "\n")
            case TextDelta(part=part, text=text):
                self._enter(part)
                self._write_answer(self._flow.add(text))
            case TextReplace(part=part, text=text):
                self._replace(part, text)
            case Statement(part=part, sentences=sentences):
                self._enter(part)
                self._write("".join(localized(sentence, self._locale) + "\n" for sentence in sentences))
            case Picture(alt=note) | Recording(transcript=note):
                self._enter(event.part)
                self._line(str(file))
                self._caption(clean(note))
            case TextFile(part=part):
                self._enter(part)
                self._line(str(file))
            case Progress():
                self._progress(progress_line(event, self._locale))
            case Facts():
                self._caption(" · ".join(captions_of(event, self._locale)))
            case Trouble(error=error):
                self.troubled = True
                self.complain(localized(error.sentence, self._locale))

    def close(self) -> None:
        """Ends the last line."""
        self._end_answer()
        self._settle()
        self._break_line()

    def complain(self, sentence: str) -> None:
        """Prints one sentence to stderr."""
        self._end_answer()
        self._settle()
        self._break_line()
        self._notes.print(Text(sentence, style="red"), soft_wrap=True)

    def _enter(self, part: str) -> None:
        """Starts a part, after an empty line if it is not the first."""
        if part == self._part:
            return
        if self._part is not None:
            self._end_answer()
            self._break_line()
            self._write("\n")
        self._part = part
        self._flow = StreamSanitizer()

    def _replace(self, part: str, text: str) -> None:
        """Prints the new text of a part, or only its end if it begins with the printed text, which stays."""
        self._enter(part)
        before, self._flow = self._flow.text, StreamSanitizer()
        whole = self._flow.add(text)
        if before and not whole.startswith(before):
            self._end_answer()
            self._break_line()
            before = ""
        self._write_answer(whole[len(before) :])

    def _progress(self, line: str) -> None:
        if not self._notes.is_terminal or not self._at_line_start:
            return
        if self._status is None:
            self._status = self._notes.status(Text(line))
            self._status.start()
        else:
            self._status.update(Text(line))

    def _caption(self, text: str) -> None:
        if text and self._notes.is_terminal:
            self._end_answer()
            self._settle()
            self._break_line()
            self._notes.print(Text(text, style="dim"), soft_wrap=True)

    def _write_answer(self, text: str) -> None:
        self._write(text if self._colours is None else self._colours.add(text))

    def _end_answer(self) -> None:
        """Prints what the colours hold back, and lets the next text begin outside of code."""
        if self._colours is not None:
            rest, self._colours = self._colours.close(), CodeColours()
            self._write(rest)

    def _line(self, text: str) -> None:
        self._end_answer()
        self._break_line()
        self._write(text + "\n")

    def _break_line(self) -> None:
        if not self._at_line_start:
            self._write("\n")

    def _write(self, text: str) -> None:
        if text:
            self._settle()
            self._out.write(text)
            self._at_line_start = text.endswith("\n")

    def _settle(self) -> None:
        """Removes the spinner, which must not share a line with an answer."""
        if self._status is not None:
            self._status.stop()
            self._status = None
