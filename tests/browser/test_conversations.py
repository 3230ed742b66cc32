"""Conversations at the side of the room, in a drawer on a phone, and search that jumps into the past."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import REPLIES, NewVisitor
from tests.browser.rooms import Room, Tab

BOX = "(element) => element.getBoundingClientRect().toJSON()"
"""Measures an element, and waits for it where the list is drawn again meanwhile."""


def _menu(page: Page, title: str) -> None:
    page.get_by_role("button", name=f"More about {title}").click()


def _begin(tab: Tab, *, shared: bool = False) -> None:
    """Opens a new conversation and waits for its page."""
    tab.page.get_by_role("button", name="New one for everybody" if shared else "New conversation", exact=True).click()
    tab.page.wait_for_url("**/c/*")
    expect(tab.line).to_be_focused()


def test_one_begins_is_titled_renamed_pinned_archived_and_deleted(tab: Tab) -> None:
    page = tab.page
    tab.ask("In the lobby")
    _begin(tab)
    expect(tab.replies).to_have_count(0)
    tab.ask("What do foxes eat in winter?")
    link = page.locator("#side").get_by_role("link", name="What do foxes eat in winter?")
    expect(link).to_have_attribute("aria-current", "page")
    expect(page).to_have_title("What do foxes eat in winter? · Troubadour")
    _menu(page, "What do foxes eat in winter?")
    page.get_by_label("Title").fill("Foxes")
    page.get_by_label("Title").press("Enter")
    link = page.locator("#side").get_by_role("link", name="Foxes")
    expect(link).to_be_visible()
    _menu(page, "Foxes")
    page.get_by_role("button", name="Pin", exact=True).click()
    expect(page.locator("#side li.pinned")).to_contain_text("Foxes")
    _menu(page, "Foxes")
    page.get_by_role("button", name="Archive", exact=True).click()
    expect(page.locator("#side details")).to_contain_text("Foxes")
    _menu(page, "Foxes")
    page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_role("button", name="Cancel")).to_be_focused()
    page.get_by_role("button", name="Delete for good").click()
    expect(tab.last).to_contain_text("In the lobby")
    expect(link).to_have_count(0)


def test_ones_own_is_not_there_for_others_and_shared_ones_are(
    room: Room, new_visitor: NewVisitor, complaints: list[str]
) -> None:
    ada, ben = Tab(new_visitor().new_page()).open(room.url), Tab(new_visitor().new_page()).open(room.url, "Ben")
    _begin(ada)
    ada.ask("A secret")
    own = ada.page.url
    _begin(ada, shared=True)
    ada.ask("For all of us")
    ben.page.reload()
    expect(ben.page.locator("#side").get_by_role("link", name="A secret")).to_have_count(0)
    ben.page.locator("#side").get_by_role("link", name="For all of us").click()
    expect(ben.last).to_contain_text("For all of us")
    ben.ask("And for me")
    ada.complete(ada.replies.nth(1))
    _menu(ada.page, "For all of us")
    ada.page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()
    ada.page.get_by_role("button", name="Delete for good").click()
    expect(ben.page.get_by_role("alert")).to_contain_text("There is no such conversation.")
    ben.page.goto(own)
    expect(ben.page.get_by_role("alert")).to_contain_text("There is no such conversation.")
    ben.page.get_by_role("link", name="To the lobby").click()
    expect(ben.page.locator("#welcome")).to_be_visible()
    complaints.clear()  # the browser reports the 404


def test_search_jumps_into_the_past_and_leads_on_to_the_newest(long_room: Room, visitor: BrowserContext) -> None:
    tab = Tab(visitor.new_page()).open(long_room.url)
    page = tab.page
    page.get_by_role("searchbox").fill("question 30")
    page.locator("#side .result").click()
    found = tab.replies.filter(has=page.get_by_text("Question 30", exact=True))
    expect(found).to_be_focused()
    expect(found).to_be_in_viewport()
    expect(tab.page.locator("#log")).to_have_attribute("aria-busy", "false")
    assert tab.replies.count() < REPLIES
    expect(page.get_by_role("button", name="To the latest")).to_be_visible()
    for _ in range(REPLIES):
        if page.get_by_text(f"Question {REPLIES - 1}", exact=True).count():
            break
        page.locator("#scroll").evaluate("(scroll) => { scroll.scrollTop = scroll.scrollHeight; }")
        expect(page.locator("#log")).to_have_attribute("aria-busy", "false")
    tab.ask("Something new")
    expect(tab.last).to_contain_text("Something new")
    questions = page.locator(".said").all_inner_texts()
    assert questions == [*(f"Question {n}" for n in range(REPLIES - len(questions) + 1, REPLIES)), "Something new"]


def test_from_the_past_one_returns_to_the_latest(long_room: Room, visitor: BrowserContext) -> None:
    Tab(visitor.new_page()).open(long_room.url)
    tab = Tab(visitor.new_page()).open(f"{long_room.url}#asked-web-3")
    expect(tab.replies.filter(has=tab.page.get_by_text("Question 3", exact=True))).to_be_focused()
    tab.page.get_by_role("button", name="To the latest").click()
    expect(tab.last).to_contain_text(f"Question {REPLIES - 1}")
    expect(tab.last).to_be_in_viewport()
    tab.page.evaluate("location.hash = '#asked-web-5'")
    expect(tab.replies.filter(has=tab.page.get_by_text("Question 5", exact=True))).to_be_focused()
    tab.say("Back in the present")
    expect(tab.last).to_contain_text("Back in the present")
    tab.complete(tab.last)
    expect(tab.replies.nth(-2)).to_contain_text(f"Question {REPLIES - 1}")


def test_reset_draws_a_divider(tab: Tab) -> None:
    tab.ask("Remember this")
    tab.ask("/troubadour reset")
    divider = tab.page.get_by_role("separator", name="What is above is forgotten")
    expect(divider).to_be_visible()
    tab.page.reload()
    expect(divider).to_be_visible()


def test_a_conversation_is_kept_as_a_file(tab: Tab, tmp_path: Path) -> None:
    _begin(tab)
    tab.ask("Foxes")
    for name, suffix in (("Save as Markdown", "md"), ("Save as JSON", "json")):
        _menu(tab.page, "Foxes")
        with tab.page.expect_download() as download:
            tab.page.get_by_role("link", name=name).click()
        assert download.value.suggested_filename == f"conversation.{suffix}"
        kept = Path(download.value.path()).read_text()
        assert "Foxes" in kept
    assert [reply["question"] for reply in json.loads(kept)["replies"]] == ["Foxes"]


@pytest.mark.parametrize("width", [390, 320])
def test_on_a_phone_the_list_is_a_drawer(room: Room, new_visitor: NewVisitor, width: int) -> None:
    context = new_visitor(viewport={"width": width, "height": 740}, has_touch=True, is_mobile=True)
    tab = Tab(context.new_page()).open(room.url)
    page, opener = tab.page, tab.page.get_by_role("button", name="Conversations")
    expect(page.locator("#side")).not_to_be_visible()
    opener.tap()
    new = page.get_by_role("button", name="New conversation", exact=True)
    expect(new).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#side")).not_to_be_visible()
    expect(opener).to_be_focused()
    opener.tap()
    new.tap()
    page.wait_for_url("**/c/*")
    expect(tab.line).to_be_focused()
    tab.line.fill("A question long enough that no list of this width can show the whole of it")
    page.get_by_role("button", name="Send").click()
    tab.complete(tab.last)
    opener.tap()
    more = page.get_by_role("button", name="More about A question")
    expect(more).to_be_visible()
    page.wait_for_function(
        """() => {
            const box = document.querySelector('[aria-label^="More about A question"]')?.getBoundingClientRect();
            return box && Math.min(box.width, box.height) >= 44;
        }"""
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.touchscreen.tap(width - 8, 400)
    expect(page.locator("#side")).not_to_be_visible()
    for part in (tab.page.locator(".bar"), tab.last, tab.line):
        box = part.evaluate(BOX)
        assert box["x"] + box["width"] <= width


def test_by_keyboard_alone(tab: Tab) -> None:
    page = tab.page
    page.locator("#new").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/c/*")
    expect(tab.line).to_be_focused()
    tab.ask("Foxes")
    page.get_by_role("searchbox").focus()
    page.keyboard.type("foxes")
    expect(page.locator("#side .results")).to_contain_text("Foxes")
    page.keyboard.press("Escape")
    expect(page.locator("#side .results")).not_to_be_visible()
    page.get_by_role("button", name="More about Foxes").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Pin", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#side li.pinned")).to_contain_text("Foxes")
    expect(page.get_by_role("button", name="More about Foxes")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="More about Foxes")).to_be_focused()
