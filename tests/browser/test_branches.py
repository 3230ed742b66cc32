"""Answers to choose from, edited questions, and answers that go on, in a real browser."""

import json

from playwright.sync_api import BrowserContext, Locator, expect

from tests.browser.conftest import NewVisitor
from tests.browser.rooms import UNDO_MILLISECONDS, Room, Tab


def _press(reply: Locator, name: str) -> None:
    reply.get_by_role("button", name=name, exact=True).click()


def _turn(tab: Tab, name: str) -> None:
    tab.page.get_by_role("button", name=name, exact=True).click()


def _remembered(tab: Tab) -> list[str]:
    """What the model would hear now."""
    remembered: list[str] = json.loads(tab.ask("/recall").locator(".prose").inner_text())
    return remembered


def _edit(tab: Tab, reply: Locator, text: str) -> None:
    _press(reply, "Edit")
    tab.page.get_by_role("dialog").get_by_label("message").fill(text)
    tab.page.get_by_role("dialog").get_by_role("button", name="Send").click()
    expect(tab.page.get_by_role("dialog")).to_have_count(0)


def test_another_answer_takes_the_place_of_the_first(tab: Tab, visitor: BrowserContext, room: Room) -> None:
    first = tab.ask("Number")
    answer = first.locator(".prose").inner_text()
    tab.ask("Go on")
    _press(tab.replies.first, "Again")
    place = tab.replies.first.locator(".answer .place")
    expect(place).to_have_text("2 of 2")
    expect(tab.replies.first).to_be_focused()
    expect(tab.replies).to_have_count(2)
    tab.complete(tab.replies.first)
    other = tab.replies.first.locator(".prose").inner_text()
    assert other != answer
    assert _remembered(tab)[:3] == ["Number", other, "Go on"]
    expect(tab.replies.first.get_by_role("button", name="Next answer")).to_be_disabled()
    _turn(tab, "Previous answer")
    expect(place).to_have_text("1 of 2")
    expect(tab.replies.first.locator(".prose")).to_have_text(answer)
    expect(tab.replies.first.get_by_role("button", name="Next answer")).to_be_focused()
    assert _remembered(tab)[:3] == ["Number", answer, "Go on"]
    beside = Tab(visitor.new_page()).open(room.url)
    expect(beside.replies.first.locator(".answer .place")).to_have_text("1 of 2")
    beside.replies.first.focus()
    beside.page.keyboard.press("ArrowRight")
    expect(beside.replies.first.locator(".answer .place")).to_have_text("2 of 2")
    expect(beside.replies.first).to_be_focused()
    expect(place).to_have_text("2 of 2")
    tab.page.reload()
    expect(tab.replies.first.locator(".prose")).to_have_text(other)


def test_an_edited_question_begins_a_branch(tab: Tab, visitor: BrowserContext, room: Room) -> None:
    tab.ask("Hello")
    tab.ask("About foxes")
    tab.ask("And cubs?")
    _edit(tab, tab.replies.nth(1), "About owls")
    expect(tab.replies).to_have_count(2)
    expect(tab.last.locator(".said")).to_have_text("About owls")
    tab.complete(tab.last)
    tab.ask("And owlets?")
    expect(tab.replies.nth(1).locator(".question .place")).to_have_text("2 of 2")
    _turn(tab, "Previous version")
    expect(tab.last.locator(".said")).to_have_text("And cubs?")
    assert [each for each in _remembered(tab) if "owl" in each] == []
    _turn(tab, "Next version")
    expect(tab.last.locator(".said")).to_have_text("And owlets?")
    assert [each for each in _remembered(tab) if "fox" in each or "cubs" in each] == []
    beside = Tab(visitor.new_page()).open(room.url)
    expect(beside.replies.nth(2).locator(".said")).to_have_text("And owlets?")
    _edit(tab, tab.replies.nth(1), "About bats")
    expect(tab.replies.nth(1).locator(".question .place")).to_have_text("3 of 3")
    expect(tab.replies).to_have_count(2)
    expect(beside.replies).to_have_count(2)
    tab.page.reload()
    expect(tab.last.locator(".said")).to_have_text("About bats")


def test_others_stay_where_they_are_and_find_the_branch(room: Room, new_visitor: NewVisitor) -> None:
    ada, ben = Tab(new_visitor().new_page()).open(room.url), Tab(new_visitor().new_page()).open(room.url, "Ben")
    ada.ask("About foxes")
    ben.complete(ben.last)
    ben.ask("And cubs?")
    ada.complete(ada.replies.nth(1))
    _edit(ada, ada.replies.first, "About owls")
    expect(ben.replies.first.locator(".question .place")).to_have_text("1 of 2")
    expect(ben.last.locator(".said")).to_have_text("And cubs?")
    expect(ada.replies).to_have_count(1)
    found = ada.last.get_attribute("aria-labelledby")
    assert found is not None
    ben.page.evaluate(f"location.hash = '#{found.replace('about-', 'asked-')}'")
    expect(ben.last.locator(".said")).to_have_text("About owls")
    expect(ben.last).to_be_focused()


def test_an_answer_goes_on_in_place_and_is_spoken_there(tab: Tab) -> None:
    reply = tab.ask("/tear a ballad")
    _press(reply, "Continue")
    expect(reply.locator(".further .prose")).to_contain_text("the rest")
    tab.complete(reply)
    expect(tab.replies).to_have_count(1)
    expect(reply.get_by_role("button", name="Continue", exact=True)).to_have_count(0)
    _press(reply, "Speak")
    expect(reply.locator(".further .player")).to_be_visible()
    tab.complete(reply)
    expect(tab.replies).to_have_count(1)
    tab.page.reload()
    expect(tab.last.locator(".further")).to_have_count(2)
    tab.page.clock.install()
    tab.last.locator(".further").last.get_by_role("button", name="Delete").first.click()
    tab.page.clock.fast_forward(UNDO_MILLISECONDS)
    expect(tab.last.locator(".further")).to_have_count(1)


def test_another_model_answers_beside_the_first(tab: Tab) -> None:
    reply = tab.ask("Hello")
    expect(reply.locator(".maker")).to_be_visible()
    _press(reply, "Another model")
    dialog = tab.page.get_by_role("dialog", name="Another model")
    choice = dialog.get_by_role("button", name="script-chat_completion")
    expect(choice).to_be_focused()
    choice.click()
    expect(tab.last.locator(".answer .place")).to_have_text("2 of 2")
    expect(tab.complete(tab.last).locator(".maker")).to_contain_text("script-chat_completion")
    failed = tab.ask("/fail now")
    expect(failed.get_by_role("button", name="Another model")).to_be_visible()
