"""What is printed: for people and pipes, and for programs."""

import asyncio
import io
import json
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from adapters.terminal.json_lines import JsonDisplay
from adapters.terminal.output import Output
from adapters.terminal.plain import PlainDisplay
from adapters.terminal.stage import Display
from adapters.terminal.words import worded
from core.domain.events import EVENT, Failure, Picture, Recording
from core.jobs.dispatcher import Accepted
from tests.adapters.terminal.conftest import Terminal, console, png


async def play(terminal: Terminal, line: str, display: Display, files: list[Path] | None = None) -> object:
    """Plays a line to its ending."""
    job, verdict = await terminal.desk.ask(line, files or [], display)
    assert isinstance(verdict, Accepted)
    return await terminal.platform.ended(job)


def pipe() -> tuple[PlainDisplay, io.StringIO, io.StringIO]:
    """A display that nobody looks at."""
    out, notes = io.StringIO(), io.StringIO()
    return PlainDisplay(Output(out), Console(file=notes, highlight=False), "en"), out, notes


async def test_text_goes_to_the_output_and_nothing_else(terminal: Terminal) -> None:
    display, out, notes = pipe()
    await play(terminal, "two\nlines \x1b[2J", display)
    assert out.getvalue() == "two\nlines [2J\n"
    assert notes.getvalue() == ""


async def test_files_are_written_and_their_paths_printed(terminal: Terminal) -> None:
    display, out, notes = pipe()
    await play(terminal, "/paint red --seed 7", display)
    picture, sound = terminal.folder / "fox-7.png", terminal.folder / "a.wav"
    assert out.getvalue() == f"The idea\n{picture}\n\n{sound}\n\ndraft\n**verse**\n"
    assert picture.read_bytes() == png("red")
    assert notes.getvalue() == "No picture came back. Try again, or use other words.\n"


async def test_a_person_sees_progress_and_small_print(terminal: Terminal) -> None:
    notes, seen = console()
    display = PlainDisplay(Output(io.StringIO()), notes, "en")
    await play(terminal, "/paint red --seed 7", display)
    assert "Thinking… · 50%" in seen.getvalue()
    assert "all [31mred" in seen.getvalue()
    assert "Built-in engine: rules and synthesis, no model · seed 7" in seen.getvalue()
    assert "Hush." in seen.getvalue()


async def test_every_event_is_a_line_of_json(terminal: Terminal) -> None:
    out = io.StringIO()
    await play(terminal, "/paint red", JsonDisplay(Output(out), "en"))
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


async def test_a_failure_is_left_to_be_said_last_or_the_last_line(terminal: Terminal) -> None:
    display, out, notes = pipe()
    ending = await play(terminal, "fail", display)
    assert isinstance(ending, Failure)
    assert ending.error.bad_input
    assert (out.getvalue(), notes.getvalue()) == ("", "")
    display.complain(worded(ending.error.sentence, "en"))
    assert (out.getvalue(), notes.getvalue()) == ("", "/chat needs sense.\n")
    lines = io.StringIO()
    await play(terminal, "fail", JsonDisplay(Output(lines), "en"))
    assert json.loads(lines.getvalue())["words"] == "/chat needs sense."


async def test_a_reader_that_goes_away_is_no_error_of_the_job(terminal: Terminal) -> None:
    class Gone(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    closed: Callable[[], io.StringIO] = Gone
    output = Output(closed())
    ending = await play(terminal, "hello", PlainDisplay(output, console()[0], "en"))
    assert getattr(ending, "event", None) == "done"
    assert output.broken


async def test_a_picture_that_cannot_be_written_is_a_trouble(terminal: Terminal) -> None:
    terminal.folder.write_text("in the way")
    display, out, notes = pipe()
    ending = await play(terminal, "/paint red", display)
    assert getattr(ending, "event", None) == "done"
    assert "I cannot write into" in notes.getvalue()
    assert ".png" not in out.getvalue()
