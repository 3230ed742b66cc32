"""The microphone of the room, with the tones of Chromium's own device."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from core.media.ffmpeg import find_ffmpeg
from core.media.file_signatures import media_type_of
from core.media.speech_sound import prepare_speech
from tests.browser.conftest import NewVisitor
from tests.browser.rooms import Room, Tab

DENIED = """(name) => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", name));
}"""
LEVEL = "() => Number(document.querySelector('.recorder .level').value) > 0.2"
A_SECOND = "() => document.querySelector('.recorder .clock').textContent >= '0:01'"


def begin(tab: Tab) -> None:
    tab.page.get_by_role("button", name="Record a message").click()
    expect(tab.page.get_by_role("group", name="Recording")).to_be_visible()


def test_a_recording_is_shown_with_its_level_and_sent(tab: Tab, tmp_path: Path) -> None:
    begin(tab)
    expect(tab.line).to_be_hidden()
    tab.page.wait_for_function(LEVEL)
    tab.page.wait_for_function(A_SECOND)
    tab.page.get_by_role("button", name="Send").click()
    expect(tab.replies).to_have_count(1)
    tab.complete(tab.last)
    expect(tab.last).to_contain_text(re.compile(r"voice-message\.webm: \d+ bytes, audio/webm"))
    expect(tab.page.get_by_role("group", name="Recording")).to_be_hidden()
    expect(tab.line).to_be_focused()
    files = [file.read_bytes() for file in (tmp_path / "data").rglob("*") if file.is_file()]
    (recorded,) = [data for data in files if media_type_of(data) == "audio/webm"]
    if (ffmpeg := find_ffmpeg()) is not None:
        assert 0.8 < prepare_speech(recorded, seconds_limit=60.0, ffmpeg=ffmpeg).seconds < 30


def test_a_finished_recording_waits_beside_words(tab: Tab) -> None:
    tab.line.fill("Listen:")
    begin(tab)
    tab.page.wait_for_function(A_SECOND)
    tab.page.get_by_role("button", name="Finish the recording").click()
    chip = tab.page.locator(".chip")
    expect(chip).to_contain_text("voice-message.webm")
    expect(tab.line).to_have_value("Listen:")
    tab.line.press("Enter")
    tab.complete(tab.last)
    expect(tab.last).to_contain_text("Listen:")
    expect(tab.last).to_contain_text("audio/webm")


@pytest.mark.parametrize("by", ["button", "key"])
def test_nothing_is_left_of_a_cancelled_recording(tab: Tab, by: str) -> None:
    uploads: list[str] = []
    tab.page.on("request", lambda request: uploads.append(request.url) if "uploads" in request.url else None)
    begin(tab)
    tab.page.wait_for_function(LEVEL)
    if by == "button":
        tab.page.get_by_role("button", name="Discard the recording").click()
    else:
        tab.page.keyboard.press("Escape")
    expect(tab.page.get_by_role("group", name="Recording")).to_be_hidden()
    expect(tab.page.locator(".chip")).to_have_count(0)
    assert uploads == []
    expect(tab.page.get_by_role("button", name="Send")).to_be_disabled()


@pytest.mark.parametrize(
    ("error", "words"), [("NotAllowedError", "does not let this page use"), ("NotFoundError", "No microphone works")]
)
def test_a_microphone_that_cannot_be_used_is_explained(tab: Tab, error: str, words: str) -> None:
    tab.page.evaluate(DENIED, error)
    tab.page.get_by_role("button", name="Record a message").click()
    expect(tab.problem).to_contain_text(words)
    expect(tab.page.get_by_role("group", name="Recording")).to_be_hidden()


def test_only_the_room_may_record_and_only_for_itself(tab: Tab, room: Room) -> None:
    policies = {path: tab.page.request.get(f"{room.url}{path}").headers["permissions-policy"] for path in ("", "enter")}
    assert "microphone=(self)" in policies[""]
    assert "microphone=()" in policies["enter"]
    assert tab.page.evaluate("() => document.featurePolicy?.allowsFeature('microphone') ?? true")


def test_without_a_microphone_api_there_is_no_button(new_visitor: NewVisitor, room: Room) -> None:
    visitor = new_visitor()
    visitor.add_init_script("delete globalThis.MediaRecorder")
    tab = Tab(visitor.new_page()).open(room.url)
    expect(tab.page.get_by_role("button", name="Record a message")).to_be_hidden()
