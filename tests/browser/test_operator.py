"""The operator's page in a browser: what it shows, what its buttons do, and how it looks in every scheme and width."""

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import findings_of
from tests.browser.conftest import NewVisitor
from tests.browser.rooms import Room, Tab


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_the_page_has_no_finding(room: Room, new_visitor: NewVisitor, width: int) -> None:
    phone = width < 800
    context = new_visitor(
        viewport={"width": width, "height": 720}, has_touch=phone, is_mobile=phone, reduced_motion="reduce"
    )
    tab = Tab(context.new_page()).open(room.url)
    tab.say("/hold never")
    expect(tab.last.locator(".prose")).to_contain_text("Once upon")
    tab.ask("/break")
    tab.ask("/spend")
    page = tab.page
    page.goto(f"{room.url}operator")
    expect(page.locator("#state")).to_have_attribute("aria-busy", "false")
    expect(page.locator("#panel-usage .chart").first).to_be_visible()
    expect(page.locator("#panel-queue li")).to_have_count(1)
    assert not (found := list(findings_of(page, phone))), "\n".join(found)


def test_an_administrator_pauses_the_bot_and_reads_errors_by_their_numbers(tab: Tab) -> None:
    page = tab.page
    told = tab.ask("/break").inner_text()
    page.get_by_role("button", name="Settings").click()
    page.get_by_role("link", name="Operator's page").click()
    expect(page.get_by_role("heading", name="Operator's page")).to_be_visible()
    expect(page.locator("#panel-errors li").first).to_contain_text("/break (the web room): ZeroDivisionError")
    assert page.locator("#panel-errors li").first.inner_text().split()[0] in told
    state = page.locator("#panel-state")
    state.get_by_role("button", name="Pause").press("Enter")
    expect(state).to_contain_text("I am paused")
    expect(state.locator(".trouble")).to_have_count(1)
    expect(state.get_by_role("button", name="Resume")).to_be_focused()
    state.get_by_role("button", name="Resume").press("Enter")
    expect(state).to_contain_text("Commands are accepted.")
    page.get_by_role("link", name="To the lobby").click()
    expect(tab.line).to_be_focused()


def test_the_page_follows_what_runs(tab: Tab, room: Room) -> None:
    page = tab.page.context.new_page()
    page.goto(f"{room.url}operator")
    expect(page.locator("#panel-queue .none")).to_be_visible()
    tab.say("/hold door")
    expect(page.locator("#panel-queue li")).to_contain_text("/hold, Ada (the web room): running since")
    room.open_gate("door")
    tab.complete(tab.last)
    expect(page.locator("#panel-queue .none")).to_be_visible()


def test_members_are_told_that_it_is_not_for_them(locked: Room, new_visitor: NewVisitor, complaints: list[str]) -> None:
    page = new_visitor().new_page()
    page.goto(f"{locked.url}operator")
    page.locator("#password").fill("sesame")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("for administrators of the room")
    assert "/operator" in page.url
    complaints.clear()
