"""A session whose keyboard is a pipe."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from prompt_toolkit.input import PipeInput
from prompt_toolkit.input.defaults import create_pipe_input
from prompt_toolkit.output import DummyOutput

from adapters.terminal.history import HistoryFile
from adapters.terminal.microphone import find_recorder
from adapters.terminal.rich_display import bars
from adapters.terminal.session import TerminalSession
from core.domain.limits import Budget
from core.quota.policy import QuotaPolicy
from core.store.sqlite.store import SqliteStore
from tests.adapters.terminal.conftest import Terminal, console, png
from tests.core.quota.samples import charge
from tests.core.scripted_engine import tone
from tests.core.store.samples import request

ENTER, NEW_LINE, CTRL_C, CTRL_D = "\r", "\n", "\x03", "\x04"


class Talk:
    """A session, its keyboard, and its output without colours."""

    def __init__(
        self,
        terminal: Terminal,
        keyboard: PipeInput,
        history: HistoryFile,
        recorder: tuple[str, ...] | None = None,
    ) -> None:
        self.terminal = terminal
        self.keyboard = keyboard
        screen, self._out = console()
        self.started: asyncio.Queue[str] = asyncio.Queue()
        self._session = TerminalSession(
            client=terminal.client,
            registry=terminal.registry,
            suggestions=terminal.suggestions,
            wait_for_ending=self._ended,
            console=screen,
            pictures="blocks",
            locale="en",
            history=history,
            recorder=recorder,
            keyboard=keyboard,
            screen=DummyOutput(),
        )

    async def typed(self, *keys: str) -> str:
        """Types everything, leaves, and returns the output."""
        self.keyboard.send_text("".join(keys) + CTRL_D)
        await asyncio.wait_for(self._session.run(), 20)
        return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", self._out.getvalue())

    async def _ended(self, job: str) -> object:
        self.started.put_nowait(job)
        return await self.terminal.platform.ended(job)


async def test_a_history_that_cannot_be_kept_is_no_obstacle(terminal: Terminal, tmp_path: Path) -> None:
    history = await asyncio.to_thread(HistoryFile, tmp_path)
    with create_pipe_input() as keyboard:
        assert "hello" in await Talk(terminal, keyboard, history).typed("hello", ENTER)


def test_a_history_is_read_back_newest_first(tmp_path: Path) -> None:
    first = HistoryFile(tmp_path / "history")
    first.append_string("one")
    first.append_string("two\nlines")
    first.save()
    assert list(HistoryFile(tmp_path / "history").load_history_strings()) == ["two\nlines", "one"]


@pytest.fixture
async def talk(terminal: Terminal, tmp_path: Path) -> AsyncIterator[Talk]:
    history = await asyncio.to_thread(HistoryFile, tmp_path / "home" / "history")
    with create_pipe_input() as keyboard:
        yield Talk(terminal, keyboard, history)


async def test_a_line_is_answered_and_its_buttons_pressed_by_number(talk: Talk) -> None:
    shown = await talk.typed("hello **there**", ENTER, ":1", ENTER)
    assert "hello there" in shown
    assert shown.count("[1] Again") == 2
    assert shown.index("hello there") < shown.index("\nagain")


async def test_a_picture_is_shown_small_with_its_path_and_words(talk: Talk) -> None:
    shown = await talk.typed("/paint red --seed 7", ENTER)
    assert "▀▀▀▀▀▀▀▀" in shown
    assert str(talk.terminal.folder / "fox-7.png") in shown.replace("\n", "")
    assert "all [31mred" in shown
    assert "seed 7" in shown
    assert "▁▁▁▁▂▂▂▂▃▃▃▃▄▄▄▄▅▅▅▅▆▆▆▆▇▇▇▇████ 1.5 s" in shown
    assert re.search(r"[\r\n]verse +\n", shown)
    assert "No picture came back" in shown
    assert "[1] Again  [2] Edit  [3] Delete" in shown


async def test_edit_fills_the_line_with_the_command(talk: Talk) -> None:
    # Enter sends the draft as it is: the same picture again, so that the file is not written twice.
    await talk.typed("/paint red", ENTER, ":2", ENTER, ENTER)
    jobs = [await talk.terminal.store.job(await talk.started.get()) for _ in range(2)]
    first, second = [job.request for job in jobs if job is not None]
    assert first.options == {"prompt": "red"}
    assert second.options == {"prompt": "red", "seed": "7"}
    assert [media.name for media in second.inputs] == ["../fox 7.png"]


async def test_deleting_deletes_the_files(talk: Talk) -> None:
    await talk.typed("/paint red", ENTER, ":3", ENTER)
    assert list(talk.terminal.folder.iterdir()) == []


async def test_mistakes_are_sentences_and_the_session_goes_on(talk: Talk) -> None:
    shown = await talk.typed("/pain x", ENTER, ":3", ENTER, "@no/where.png", ENTER, "still here", ENTER)
    assert "Did you mean /paint?" in shown
    assert "There is no button 3 now." in shown
    assert "There is no file no/where.png." in shown
    assert "still here" in shown


async def test_a_file_is_given_with_a_line(talk: Talk, tmp_path: Path) -> None:
    (tmp_path / "fox.png").write_bytes(png())
    shown = await talk.typed(f"what is @{tmp_path}/fox.png", ENTER)
    assert f"image/png {len(png())}" in shown


async def test_several_lines_are_sent_together(talk: Talk) -> None:
    await talk.typed("one", NEW_LINE, "two", ENTER, "\x1b[200~three\nfour\x1b[201~", ENTER)
    jobs = [await talk.terminal.store.job(await talk.started.get()) for _ in range(2)]
    assert [job.request.said for job in jobs if job is not None] == ["one\ntwo", "three\nfour"]


async def test_ctrl_c_at_the_prompt_throws_the_line_away(talk: Talk) -> None:
    shown = await talk.typed("never mind", CTRL_C, "really", ENTER)
    assert "never mind" not in shown
    assert "really" in shown


async def test_help_says_what_is_special_here(talk: Talk) -> None:
    shown = await talk.typed("/help", ENTER)
    assert "press the first button of the last reply with :1" in shown


async def test_history_is_kept_for_its_owner_only(talk: Talk, tmp_path: Path) -> None:
    await talk.typed("remember me", ENTER)
    history = tmp_path / "home" / "history"
    assert history.stat().st_mode & 0o777 == 0o600
    assert "+remember me" in history.read_text()


def test_loudness_is_a_line_of_bars() -> None:
    assert bars(b"") == ""
    assert bars(bytes([0, 127, 255])) == "▁▄█"
    assert len(bars(bytes(256))) <= 44


async def test_at_the_budget_of_the_whole_bot_one_can_be_reminded_while_the_session_lasts(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path)
    none_left = QuotaPolicy(budgets={"bot": (Budget.parse("1/day"),)})
    terminal = Terminal(store, tmp_path / "out", none_left)
    terminal.start()
    await store.accept(request("spent"), [charge("budget:bot::calls:day", Budget.parse("1/day"))], terminal.clock.now())
    history = await asyncio.to_thread(HistoryFile, tmp_path / "history")
    with create_pipe_input() as keyboard:
        shown = await Talk(terminal, keyboard, history).typed("/paint a fox", ENTER, ":1", ENTER)
    assert "The budget of the whole bot of 1 request for today is used up" in shown
    assert "[1] Remind me" in shown
    assert "I will run it at " in shown
    (kept,) = await store.due_reminders(terminal.clock.now() + 86_400)
    assert kept.command == "paint"
    await terminal.shut_down()
    await store.close()


RECORDER = """#!/bin/sh
for file; do :; done
[ -n "{sample}" ] && cp "{sample}" "$file"
trap 'exit 0' INT TERM
while :; do sleep 0.05; done
"""


def recorder(folder: Path, sample: bytes = b"") -> tuple[str, ...]:
    """A program that records the same each time until it is interrupted."""
    given = folder / "sample.wav"
    if sample:
        given.write_bytes(sample)
    program = folder / "arecord"
    program.write_text(RECORDER.format(sample=given if sample else ""))
    program.chmod(0o755)
    found = find_recorder(None, search_path=str(folder))
    assert found is not None
    assert found[0] == str(program)
    return found


@pytest.mark.parametrize(
    ("keys", "shown"),
    [(ENTER, "audio/wav 6444"), (CTRL_C, "The recording is discarded.")],
    ids=["sent", "discarded"],
)
async def test_what_one_says_is_recorded_until_enter(terminal: Terminal, tmp_path: Path, keys: str, shown: str) -> None:
    history = await asyncio.to_thread(HistoryFile, tmp_path / "history")
    program = await asyncio.to_thread(recorder, tmp_path, tone(0.2))
    with create_pipe_input() as keyboard:
        output = await Talk(terminal, keyboard, history, program).typed("/record listen to this", ENTER, keys)
    assert shown in output
    assert ("listen to this" in output) is (keys == ENTER)


async def test_where_nothing_can_be_recorded_it_says_so(terminal: Terminal, tmp_path: Path) -> None:
    history = await asyncio.to_thread(HistoryFile, tmp_path / "history")
    silent = await asyncio.to_thread(recorder, tmp_path)
    for program, words in ((silent, "Nothing was recorded."), (None, "I cannot record here"), (("/no",), "Nothing")):
        with create_pipe_input() as keyboard:
            output = await Talk(terminal, keyboard, history, program).typed("/record", ENTER, ENTER)
        assert words in " ".join(output.split())


def test_ffmpeg_records_where_there_is_no_other_program(tmp_path: Path) -> None:
    found = find_recorder(Path("/usr/bin/ffmpeg"), search_path=str(tmp_path))
    assert (found is not None) == (sys.platform in ("linux", "darwin"))
    assert find_recorder(None, search_path=str(tmp_path)) is None
