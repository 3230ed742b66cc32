"""The terminal as a platform: requests, replies, deletion, and jobs of an earlier terminal."""

import asyncio
from pathlib import Path

import pytest

from adapters.terminal.platform import abandon_unfinished
from adapters.terminal.renderer import SilentDisplay, TerminalRenderer
from core.domain.clock import SystemClock
from core.domain.errors import BadInput
from core.domain.events import Event, Failure, Offer, Stopped, TextDelta
from core.domain.jobs import Job
from core.domain.operating_limits import OperatingLimits
from core.i18n.rendering import render
from core.jobs import worker
from core.jobs.verdicts import Accepted, Acknowledged, NeedsForm, Refused
from core.store.ports.store import Store
from tests.adapters.terminal.conftest import Terminal, png


class Watching(SilentDisplay):
    """A display that keeps its events and signals each one."""

    def __init__(self) -> None:
        self.shown: list[Event] = []
        self.changed = asyncio.Event()

    async def render(self, event: Event, file: Path | None = None) -> None:
        self.shown.append(event)
        self.changed.set()


async def test_words_without_a_command_are_for_the_chat(terminal: Terminal) -> None:
    watching = Watching()
    job, verdict = await terminal.client.submit("  paint me: hi  ", [], watching)
    assert isinstance(verdict, Accepted)
    await terminal.platform.ended(job)
    assert "".join(event.text for event in watching.shown if isinstance(event, TextDelta)) == "paint me: hi"
    stored = await terminal.store.job(job)
    assert stored is not None
    assert stored.state == "done"
    assert stored.request.caller.admin


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", 'Say something after `ask`, such as "/imagine a red fox in snow".'),
        ("/pain red", "There is no command pain. Did you mean /paint?"),
        ("/paint red --sed 7", "/paint has no option --sed. Did you mean --seed? "),
    ],
)
async def test_a_line_that_makes_no_sense_is_one_sentence(terminal: Terminal, line: str, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        await terminal.client.submit(line, [], SilentDisplay())
    assert render(caught.value.sentence).startswith(said)


async def test_an_option_that_cannot_be_is_refused_as_bad_input(terminal: Terminal) -> None:
    _, verdict = await terminal.client.submit("/paint red --seed none", [], SilentDisplay())
    assert isinstance(verdict, Refused)
    assert verdict.bad_input
    assert render(verdict.sentence) == "--seed must be a whole number from 0 to 4294967295, not “none”."


async def test_files_alone_are_enough_and_are_stored(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "fox.png").write_bytes(png())
    job, _ = await terminal.client.submit("", [tmp_path / "fox.png"], SilentDisplay())
    await terminal.platform.ended(job)
    stored = await terminal.store.job(job)
    assert stored is not None
    (attachment,) = stored.request.attachments
    assert (attachment.name, attachment.media_type) == ("fox.png", "image/png")
    assert attachment.sha256 is not None
    assert await terminal.store.get(attachment.sha256) == png()
    assert await terminal.platform.fetch(attachment) == png()


async def test_a_running_reply_can_be_stopped(terminal: Terminal) -> None:
    watching = Watching()
    job, _ = await terminal.client.submit("wait", [], watching)
    await asyncio.wait_for(watching.changed.wait(), 10)
    await terminal.client.stop(job)
    assert await terminal.platform.ended(job) == Stopped(by="Ann")


async def test_deleting_a_reply_deletes_its_files_and_editing_fills_a_form(terminal: Terminal) -> None:
    watching = Watching()
    job, _ = await terminal.client.submit("/paint red", [], watching)
    await terminal.platform.ended(job)
    (offer,) = [event for event in watching.shown if isinstance(event, Offer)]
    _, edit, delete = [str(button.id) for button in offer.actions]
    assert len(list(terminal.folder.iterdir())) == 2
    _, form = await terminal.client.press(edit, SilentDisplay())
    assert isinstance(form, NeedsForm)
    assert form.filled == {"prompt": "red", "seed": 7}
    _, gone = await terminal.client.press(delete, SilentDisplay())
    assert isinstance(gone, Acknowledged)
    assert list(terminal.folder.iterdir()) == []


async def test_a_reply_that_cannot_be_opened_ends_on_its_display(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, refused = terminal.platform.open, OperatingLimits().tries + 1

    async def broken(job: Job, store: Store) -> TerminalRenderer:
        nonlocal refused
        refused -= 1
        if refused >= 0:
            raise ConnectionError("the reply cannot be opened")
        return await whole(job, store)

    monkeypatch.setattr(terminal.platform, "open", broken)
    monkeypatch.setattr(worker, "BACK_OFF_SECONDS", 0.0)
    watching = Watching()
    job, _ = await terminal.client.submit("wait", [], watching)
    ending = await asyncio.wait_for(terminal.platform.ended(job), 20)
    assert isinstance(ending, Failure)
    assert watching.shown[-1] == ending


async def test_unfinished_jobs_of_an_earlier_terminal_end_unseen(terminal: Terminal) -> None:
    watching = Watching()
    job, _ = await terminal.client.submit("wait", [], watching)
    await asyncio.wait_for(watching.changed.wait(), 10)
    assert await abandon_unfinished(terminal.store, SystemClock()) == [job]
    assert await abandon_unfinished(terminal.store, SystemClock()) == []
    stored = await terminal.store.job(job)
    assert stored is not None
    renderer = await terminal.platform.open(stored, terminal.store)
    await renderer.render(TextDelta(part="answer", text="to whom?"))
    await renderer.close()
    assert len(watching.shown) == 1
