"""The output for people and pipes, and for programs."""

import asyncio
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from adapters.terminal.json_display import JsonDisplay
from adapters.terminal.output import StandardOutput
from adapters.terminal.plain_display import PlainDisplay
from adapters.terminal.renderer import Display
from adapters.terminal.wording import localized
from core.domain.errors import UserError
from core.domain.events import EVENT, Event, Failure, Picture, Recording
from core.jobs.verdicts import Accepted
from tests.adapters.terminal.conftest import Terminal, console, png


async def run_line(terminal: Terminal, line: str, display: Display, files: list[Path] | None = None) -> object:
    """Runs a line to its ending."""
    job, verdict = await terminal.client.submit(line, files or [], display)
    assert isinstance(verdict, Accepted)
    return await terminal.platform.ended(job)


def pipe() -> tuple[PlainDisplay, io.StringIO, io.StringIO]:
    """A console without a screen."""
    out, notes = io.StringIO(), io.StringIO()
    return PlainDisplay(StandardOutput(out), Console(file=notes, highlight=False), "en"), out, notes


async def test_text_goes_to_the_output_and_nothing_else(terminal: Terminal) -> None:
    display, out, notes = pipe()
    await run_line(terminal, "two\nlines \x1b[2J", display)
    assert out.getvalue() == "two\nlines [2J\n"
    assert notes.getvalue() == ""


async def test_files_are_written_and_their_paths_printed(terminal: Terminal) -> None:
    display, out, notes = pipe()
    await run_line(terminal, "/paint red --seed 7", display)
    picture, sound = terminal.folder / "fox-7.png", terminal.folder / "a.wav"
    assert out.getvalue() == f"The idea\n{picture}\n\n{sound}\n\ndraft\n**verse**\n"
    assert picture.read_bytes() == png("red")
    assert notes.getvalue() == "No picture came back. Try again, or use other words.\n"


async def test_a_person_sees_progress_and_captions(terminal: Terminal) -> None:
    notes, seen = console()
    display = PlainDisplay(StandardOutput(io.StringIO()), notes, "en")
    await run_line(terminal, "/paint red --seed 7", display)
    assert "Thinking… · 50%" in seen.getvalue()
    assert "all [31mred" in seen.getvalue()
    assert "Built-in engine: rules and synthesis, no model · seed 7" in seen.getvalue()
    assert "Hush." in seen.getvalue()


async def test_every_event_is_a_line_of_json(terminal: Terminal) -> None:
    out = io.StringIO()
    await run_line(terminal, "/paint red", JsonDisplay(StandardOutput(out), "en"))
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [line["event"] for line in lines] == [
        "begin",
        "progress",
        "picture",
        "facts",
        "recording",
        "text_delta",
        "text_replace",
        "trouble",
        "offer",
        "done",
    ]
    for line in lines:
        more = {name: line.pop(name) for name in ("words", "path", "media_type", "size", "sha256") if name in line}
        event = EVENT.validate_python(line)
        if isinstance(event, Picture | Recording):
            assert more["sha256"] == event.media.sha256
            assert more["media_type"] == event.media.media_type
            assert (await asyncio.to_thread(Path(more["path"]).stat)).st_size == more["size"]
    assert json.loads(out.getvalue().splitlines()[1])["words"] == "Thinking…"


async def test_a_display_shows_a_failure_at_the_end(terminal: Terminal) -> None:
    display, out, notes = pipe()
    ending = await run_line(terminal, "fail", display)
    assert isinstance(ending, Failure)
    assert ending.error.bad_input
    assert (out.getvalue(), notes.getvalue()) == ("", "")
    display.complain(localized(ending.error.sentence, "en"))
    assert (out.getvalue(), notes.getvalue()) == ("", "/chat needs sense.\n")
    lines = io.StringIO()
    await run_line(terminal, "fail", JsonDisplay(StandardOutput(lines), "en"))
    assert json.loads(lines.getvalue())["words"] == "/chat needs sense."


async def test_a_reader_that_goes_away_is_no_error_of_the_job(terminal: Terminal) -> None:
    class Gone(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    closed: Callable[[], io.StringIO] = Gone
    output = StandardOutput(closed())
    ending = await run_line(terminal, "hello", PlainDisplay(output, console()[0], "en"))
    assert getattr(ending, "event", None) == "done"
    assert output.broken


async def test_nothing_is_painted_that_cannot_be_written(terminal: Terminal) -> None:
    terminal.folder.write_text("in the way")
    display, out, _ = pipe()
    with pytest.raises(UserError) as refused:
        await run_line(terminal, "/paint red", display)
    assert refused.value.sentence.id == "terminal-cannot-write"
    assert out.getvalue() == ""
    ending = await run_line(terminal, "hello", display)
    assert getattr(ending, "event", None) == "done"
    assert not display.troubled


class FillsTheWay(PlainDisplay):
    """Puts a file where the folder for output is once the painting has begun."""

    folder: Path

    async def render(self, event: Event, file: Path | None = None) -> None:
        if event.event == "progress":
            self.folder.rmdir()
            self.folder.write_text("in the way")
        await super().render(event, file)


async def test_a_picture_that_cannot_be_written_any_more_is_a_trouble(terminal: Terminal) -> None:
    _, out, notes = pipe()
    display = FillsTheWay(StandardOutput(out), Console(file=notes), "en")
    display.folder = terminal.folder
    ending = await run_line(terminal, "/paint red", display)
    assert getattr(ending, "event", None) == "done"
    assert display.troubled
    assert "I cannot write into" in notes.getvalue()
    assert ".png" not in out.getvalue()
