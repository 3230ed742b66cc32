"""The display of a session: Markdown as it streams, progress, pictures, and numbered buttons."""

import asyncio
import base64
from pathlib import Path

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.live import Live
from rich.markdown import Markdown
from rich.segment import Segment
from rich.spinner import Spinner
from rich.text import Text

from adapters.terminal.preview import ImageProtocol, preview
from adapters.terminal.wording import StreamSanitizer, captions_of, localized, progress_line
from core.domain.actions import Button
from core.domain.events import (
    Begin,
    Event,
    Facts,
    Failure,
    Offer,
    Picture,
    Progress,
    Recording,
    Statement,
    Stopped,
    TextDelta,
    TextFile,
    TextReplace,
    Trouble,
)
from core.domain.sentences import Sentence, say
from core.text.sanitising import one_line

_RESERVED_LINES = 4
_REFRESHES = 10
_BARS = "▁▂▃▄▅▆▇█"
_BAR_COUNT = 40


class RichDisplay:
    """Shows one reply. `buttons` are the buttons that it offers, in the order of their numbers."""

    def __init__(self, console: Console, pictures: ImageProtocol, locale: str) -> None:
        self.buttons: list[Button] = []
        self._console = console
        self._pictures = pictures
        self._locale = locale
        self._part = ""
        self._text = ""
        self._flow = StreamSanitizer()
        self._spinner: Spinner | None = None
        self._live = Live(console=console, refresh_per_second=_REFRESHES, transient=True, get_renderable=self._moving)

    async def render(self, event: Event, file: Path | None = None) -> None:
        """Shows an event."""
        self._live.start()
        match event:
            case Begin(part=part, title=title):
                self._enter(part)
                if title is not None:
                    self._print(Text(localized(title, self._locale), style="bold"))
            case TextDelta(part=part, text=text):
                self._enter(part)
                self._spinner = None
                self._text += self._flow.add(text)
            case TextReplace(part=part, text=text):
                self._enter(part)
                self._flow = StreamSanitizer()
                self._text = self._flow.add(text)
            case Statement(part=part, sentences=sentences):
                self._enter(part)
                self._settle()
                # Two spaces make a line end in Markdown.
                self._print(_markdown("  \n".join(localized(sentence, self._locale) for sentence in sentences)))
            case Picture(part=part, alt=alt):
                self._enter(part)
                await self._picture(file, alt)
            case Recording(part=part):
                self._enter(part)
                self._recording(event, file)
            case TextFile(part=part):
                self._enter(part)
                self._settle()
                self._print(Text(str(file or "")))
            case Progress():
                self._spinner = Spinner("dots", Text(progress_line(event, self._locale), style="dim"))
            case Facts():
                self._settle()
                self._print(Text(" · ".join(captions_of(event, self._locale)), style="dim"))
            case Offer(actions=actions):
                self.buttons += [button for button in actions if button.id and button.action.kind != "stop"]
            case Trouble(error=error) | Failure(error=error):
                self._say(error.sentence, "red")
            case Stopped(by=by):
                self._say(say("terminal-stopped", name=one_line(by)), "yellow")

    def close(self) -> None:
        """Prints the last text and the buttons."""
        self._settle()
        self._live.stop()
        if self.buttons:
            labels = [
                f"[{number}] {localized(button.label, self._locale)}" for number, button in enumerate(self.buttons, 1)
            ]
            self._console.print(Text("  ".join(labels), style="cyan"))

    def _enter(self, part: str) -> None:
        if part != self._part:
            self._settle()
            self._part = part

    def _settle(self) -> None:
        """Prints the moving text for good."""
        if self._text:
            text, self._text = self._text, ""
            self._print(_markdown(text))
        self._flow = StreamSanitizer()
        self._spinner = None

    def _say(self, sentence: Sentence, style: str) -> None:
        self._settle()
        self._print(Text(localized(sentence, self._locale), style=style))

    async def _picture(self, file: Path | None, alt: str) -> None:
        self._settle()
        if file is None:
            return
        data = await asyncio.to_thread(file.read_bytes)
        small = await asyncio.to_thread(preview, data, self._pictures)
        if small is not None:
            self._console.print(small, crop=False)  # escape sequences are longer than any line
        self._print(Text(str(file)))
        self._print(Text(one_line(alt), style="dim"))

    def _recording(self, recording: Recording, file: Path | None) -> None:
        self._settle()
        line = Text(str(file) if file else "")
        line.append(f"  {bars(base64.b64decode(recording.waveform))} {recording.seconds:.1f} s", style="dim")
        self._print(line)

    def _print(self, what: RenderableType) -> None:
        self._console.print(what)

    def _moving(self) -> RenderableType:
        moving: list[RenderableType] = []
        if self._text:
            moving.append(_Tail(self._text))
        if self._spinner is not None:
            moving.append(self._spinner)
        return Group(*moving)


class _Tail:
    """The end of a streaming text, as much as fits on the screen."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        lines = console.render_lines(_markdown(self._text), options, pad=False)
        for line in lines[-max(1, console.size.height - _RESERVED_LINES) :]:
            yield from line
            yield Segment.line()


def bars(waveform: bytes) -> str:
    """Shows loudness from 0 to 255 as a line of bars."""
    step = max(1, len(waveform) // _BAR_COUNT)
    return "".join(_BARS[max(waveform[at : at + step]) * len(_BARS) // 256] for at in range(0, len(waveform), step))


def _markdown(text: str) -> Markdown:
    # A link shows its address, because its text could say anything.
    return Markdown(text, hyperlinks=False)
