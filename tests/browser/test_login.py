"""Login to a room with a password."""

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import NewVisitor
from tests.browser.rooms import Room, Tab
from tests.browser.scripted_room import FOUND


def test_the_password_lets_in(locked: Room, new_visitor: NewVisitor, complaints: list[str]) -> None:
    page = new_visitor().new_page()
    page.goto(locked.url)
    expect(page).to_have_url(f"{locked.url}enter")
    password = page.get_by_label("Password")
    expect(password).to_be_focused()
    password.fill("guess")
    password.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("The password is wrong")
    password.fill("sesame")
    password.press("Enter")
    expect(page.locator("#welcome")).to_contain_text("answers here")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("#welcome")).not_to_contain_text("Found on this machine")
    page.get_by_label("Your name").press("Escape")
    page.get_by_role("button", name="New one for everybody").click()
    page.wait_for_url("**/c/*")
    other = new_visitor().new_page()
    other.goto(page.url)
    other.get_by_label("Password").fill("sesame")
    other.get_by_label("Password").press("Enter")
    expect(other).to_have_url(page.url)
    complaints.clear()  # the console notes the 403


def test_a_one_time_link_lets_one_in(
    locked: Room, new_visitor: NewVisitor, tmp_path: Path, complaints: list[str]
) -> None:
    link = (tmp_path / "data" / "link").read_text()
    chief, late = new_visitor().new_page(), new_visitor().new_page()
    chief.goto(link)
    expect(chief).to_have_url(f"{locked.url}enter")
    chief.get_by_role("button", name="Come in").click()
    expect(chief).to_have_url(locked.url)
    tab = Tab(chief).open(locked.url)
    welcome = chief.locator("#welcome")
    expect(welcome).to_contain_text(f"Found on this machine: {FOUND.title}. To use it, write this line to .env")
    expect(welcome.get_by_text(FOUND.line)).to_be_visible()
    welcome.get_by_role("button", name="Copy the line").click()
    expect(welcome.get_by_role("button", name="Copied")).to_be_visible()
    tab.ask("/rule")
    late.goto(link)
    late.get_by_role("button", name="Come in").click()
    expect(late.get_by_role("alert")).to_contain_text("used before")
    complaints.clear()
