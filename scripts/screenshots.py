#!/usr/bin/env python3
"""Takes the screenshots of the web room in `docs/images/`: `python -m scripts.screenshots`.

It starts the whole program on an empty data folder, without a token, and uses it in a real Chromium.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.conftest import FLAGS, TIMEOUT_MILLISECONDS
from tests.browser.rooms import Program, Tab, free_port

IMAGES = Path(__file__).parents[1] / "docs" / "images"
COLOURS = 192
"""The size of the palette, which keeps the files small without a visible difference."""


@dataclass(frozen=True, kw_only=True)
class Shot:
    """A screenshot: the commands, the buttons of the last reply and the text that come before it, the window, and
    another page than the room."""

    name: str
    commands: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()
    type: str = ""
    scheme: Literal["light", "dark"] = "light"
    phone: bool = False
    page: str = ""


SHOTS = (
    Shot(name="web-room-welcome"),
    Shot(
        name="web-room-light",
        commands=("Hello! What can you do?", "/imagine a red fox in snow --seed 7 --count 3"),
    ),
    Shot(name="web-room-dark", commands=("/perform a lighthouse in a storm --seed 11",), scheme="dark"),
    Shot(
        name="web-room-answers",
        commands=("/limerick a fox who plays the sousaphone --seed 4",),
        buttons=("Again", "Speak"),
    ),
    Shot(name="web-room-completion", type="/imagine a paper boat --s", scheme="dark"),
    Shot(name="web-room-phone", commands=("/limerick a baker who dreams of the sea --seed 3",), phone=True),
    Shot(name="operator-page", commands=("/troubadour report It is not a limerick.",), page="operator"),
)


@contextmanager
def opened_room() -> Iterator[str]:
    """Serves a room on an empty data folder and yields its address."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        program = Program("-m", "bot", "run", "--port", str(port), "--data", folder, gates=Path(folder))
        try:
            program.hear("is open")
            yield f"http://127.0.0.1:{port}/"
        finally:
            program.kill()


def take(browser: Browser, url: str, shot: Shot) -> None:
    """Takes one screenshot."""
    size = (390, 844) if shot.phone else (1280, 860)
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme=shot.scheme,
        reduced_motion="reduce",
        is_mobile=shot.phone,
        has_touch=shot.phone,
        device_scale_factor=2 if shot.phone else 1,
        locale="en-GB",
    )
    tab = Tab(context.new_page()).open(url, "Ada")
    for line in shot.commands:
        tab.line.fill(line)
        tab.page.keyboard.press("Escape")
        before = tab.replies.count()
        tab.page.get_by_role("button", name="Send").click()
        expect(tab.replies).to_have_count(before + 1)
        tab.complete(tab.last)
    for button in shot.buttons:
        tab.last.get_by_role("button", name=button, exact=True).click()
        expect(tab.last.locator(".further" if button == "Speak" else ".answer .place")).to_be_visible()
        tab.complete(tab.last)
    if shot.type:
        tab.line.press_sequentially(shot.type)
        expect(tab.page.get_by_role("listbox")).to_be_visible()
    if shot.page:
        tab.page.goto(f"{url}{shot.page}")
        expect(tab.page.locator(".chart").first).to_be_visible()
    elif shot.commands:
        tab.last.evaluate("(reply) => reply.scrollIntoView({ block: 'start' })")
    for picture in tab.page.locator(".picture img").all():
        expect(picture).to_have_js_property("complete", True)
    path = IMAGES / f"{shot.name}.png"
    tab.page.screenshot(path=path)
    context.close()
    with Image.open(path) as taken:
        taken.convert("RGB").quantize(COLOURS).save(path, optimize=True)


def main() -> None:
    """Takes all screenshots, in one room."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("Install Chromium to take screenshots.")
    IMAGES.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=TIMEOUT_MILLISECONDS)
    with opened_room() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for shot in SHOTS:
            take(browser, url, shot)
        browser.close()


if __name__ == "__main__":
    main()
