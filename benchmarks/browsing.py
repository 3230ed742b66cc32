"""The times to open the web room, to type in it and to get an answer, with 1,000 and 10,000 replies beside ten.

A real Chromium visits scripted rooms, which answer at once. The rooms take turns, each with a new visitor, so that a
slow minute affects all. Without Chromium nothing is measured.
"""

import asyncio
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

from benchmarks.comparison import ROUNDS, Comparison, Scale, compared, seconds
from core.store.sqlite.store import SqliteStore
from tests.adapters.web.filled_log import fill
from tests.browser.conftest import FLAGS, TIMEOUT_MILLISECONDS
from tests.browser.rooms import Program, Tab, free_port
from tests.conftest import CHROMIUMS

REPLIES = (10, 1_000, 10_000)
"""The numbers of replies; the first is the baseline."""
TYPED = "How long does it take to type this line?"
STEPS = ("opening", "typing a line", "answering a question")

Times = Mapping[str, list[float]]
"""The seconds of each step in each turn."""


def compare(_: Scale) -> Iterator[Comparison]:
    """Each step in each long room, beside the short one."""
    chromium = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if chromium is None:
        print("no Chromium: the room in a browser is not measured", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as folder:
        found = _measured(Path(folder), chromium)
    short, *long = REPLIES
    for step in STEPS:
        for replies in long:
            pairs = list(zip(found[replies][step][1:], found[short][step][1:], strict=True))
            yield compared(f"{step} in a room of {replies:,} replies", f"one of {short}", pairs)


def _measured(folder: Path, chromium: str) -> Mapping[int, Times]:
    found: dict[int, dict[str, list[float]]] = {replies: {step: [] for step in STEPS} for replies in REPLIES}
    with ExitStack() as stack:
        program = Program("-m", "tests.browser.scripted_room", gates=folder)
        stack.callback(program.kill)
        urls = {replies: _room(program, folder / str(replies), replies) for replies in REPLIES}
        playwright = stack.enter_context(sync_playwright())
        expect.set_options(timeout=TIMEOUT_MILLISECONDS)
        browser = stack.enter_context(playwright.chromium.launch(executable_path=chromium, args=FLAGS))
        for _ in range(ROUNDS + 1):
            for replies, url in urls.items():
                for step, taken in _visit(browser, url).items():
                    found[replies][step].append(taken)
    return found


def _room(program: Program, data: Path, replies: int) -> str:
    """Opens a room with so many replies; returns its address."""

    async def add() -> None:
        store = await SqliteStore.open(data)
        await fill(store, replies)
        await store.close()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, add()).result()
    port = free_port()
    program.tell(f"{data} {port}")
    program.hear("ready")
    return f"http://127.0.0.1:{port}/"


def _visit(browser: Browser, url: str) -> dict[str, float]:
    """The seconds of each step for a new visitor."""
    context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="en-GB")
    page = context.new_page()
    tab = Tab(page)

    def opens() -> None:
        page.goto(url)
        expect(page.locator("#log")).to_have_attribute("aria-busy", "false")
        expect(tab.last).to_be_visible()

    opening = seconds(opens)
    tab.open(url)  # enters a name, which is asked before the first question
    typing = seconds(lambda: tab.line.press_sequentially(TYPED))
    replies = tab.replies.count()

    def answers() -> None:
        page.keyboard.press("Enter")
        expect(tab.replies).to_have_count(replies + 1)
        tab.complete(tab.last)

    answering = seconds(answers)
    context.close()
    return dict(zip(STEPS, (opening, typing, answering), strict=True))
