"""What `ask` prints for people and pipes: text as it streams, the paths of files, the rest as small print on stderr."""

from pathlib import Path

from rich.console import Console
from rich.status import Status
from rich.text import Text

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
    TextReplace,
    Trouble,
)
from core.text.sanitising import clean


class PlainDisplay:
    """Answers go to `out`; on a terminal, progress and small print go to `notes` (stderr), errors always.

    What ends a reply is not printed when it is shown: `complain` says it, after whatever the log has to add.
    """

    def __init__(self, out: StandardOutput, notes: Console, locale: str) -> None:
        self._out = out
        self._notes = notes
        self._locale = locale
        self._status: Status | None = None
        self._part: str | None = None
        self._flow = StreamSanitizer()
        self._at_line_start = True

    async def render(self, event: Event, file: Path | None = None) -> None:
        """Prints what there is to print."""
        match event:
            case Begin(part=part, title=title) if title is not None:
                self._enter(part)
                self._write(localized(title, self._locale) + "\n")
            case TextDelta(part=part, text=text):
                self._enter(part)
                self._write(self._flow.add(text))
            case TextReplace(part=part, text=text):
                self._replace(part, text)
            case Statement(part=part, sentences=sentences):
                self._enter(part)
                self._write("".join(localized(sentence, self._locale) + "\n" for sentence in sentences))
            case Picture(alt=note) | Recording(transcript=note):
                self._enter(event.part)
                self._line(str(file))
                self._small(clean(note))
            case Progress():
                self._progress(progress_line(event, self._locale))
            case Facts():
                self._small(" · ".join(captions_of(event, self._locale)))
            case Trouble(error=error):
                self.complain(localized(error.sentence, self._locale))

    def close(self) -> None:
        """Ends the last line."""
        self._settle()
        self._break_line()

    def complain(self, sentence: str) -> None:
        """One sentence on stderr."""
        self._settle()
        self._break_line()
        self._notes.print(Text(sentence, style="red"), soft_wrap=True)

    def _enter(self, part: str) -> None:
        """Parts stand apart by an empty line."""
        if part == self._part:
            return
        if self._part is not None:
            self._break_line()
            self._write("\n")
        self._part = part
        self._flow = StreamSanitizer()

    def _replace(self, part: str, text: str) -> None:
        """What was printed stays; what replaces it is printed whole, unless it merely goes on."""
        self._enter(part)
        before, self._flow = self._flow.text, StreamSanitizer()
        whole = self._flow.add(text)
        if before and not whole.startswith(before):
            self._break_line()
            before = ""
        self._write(whole[len(before) :])

    def _progress(self, line: str) -> None:
        if not self._notes.is_terminal or not self._at_line_start:
            return
        if self._status is None:
            self._status = self._notes.status(Text(line))
            self._status.start()
        else:
            self._status.update(Text(line))

    def _small(self, text: str) -> None:
        if text and self._notes.is_terminal:
            self._settle()
            self._break_line()
            self._notes.print(Text(text, style="dim"), soft_wrap=True)

    def _line(self, text: str) -> None:
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
        """Takes the spinner away: it must not share a line with an answer."""
        if self._status is not None:
            self._status.stop()
            self._status = None
