"""A long room: it opens with its newest replies and loads older ones as the reader goes up."""

from pathlib import Path

from playwright.sync_api import APIResponse, BrowserContext, Route, expect

from tests.browser.conftest import REPLIES, NewVisitor, fill_data
from tests.browser.rooms import Room, Tab

PAGE = 50


def _up(tab: Tab) -> None:
    """Scrolls to the top of what is loaded."""
    tab.page.locator("#scroll").evaluate("(scroll) => { scroll.scrollTop = 0; }")


def _top_of(tab: Tab, question: str) -> float:
    box = tab.replies.filter(has=tab.page.get_by_text(question, exact=True)).bounding_box()
    assert box is not None
    return box["y"]


def _questions(tab: Tab) -> list[str]:
    return tab.page.locator(".said").all_inner_texts()


def test_it_opens_with_the_newest_replies_and_leads_back_to_the_first(long_room: Room, visitor: BrowserContext) -> None:
    tab = Tab(visitor.new_page()).open(long_room.url)
    assert _questions(tab) == [f"Question {number}" for number in range(REPLIES - PAGE, REPLIES)]
    expect(tab.last).to_be_in_viewport()
    expect(tab.announced).to_be_empty()
    for loaded in (2 * PAGE, REPLIES):
        _up(tab)
        expect(tab.replies).to_have_count(loaded)
        expect(tab.page.locator("#log")).to_have_attribute("aria-busy", "false")
    assert _questions(tab) == [f"Question {number}" for number in range(REPLIES)]
    _up(tab)
    expect(tab.page.get_by_text("The room begins here.")).to_be_in_viewport()
    expect(tab.page.get_by_role("button", name="Show older replies")).to_have_count(0)


def test_what_the_reader_looks_at_stays_where_it_is(long_room: Room, visitor: BrowserContext) -> None:
    tab = Tab(visitor.new_page()).open(long_room.url)
    held: list[Route] = []
    tab.page.route("**/api/replies?before=*", lambda route: held.append(route))
    _up(tab)
    expect(tab.page.get_by_text("Loading older replies…")).to_be_visible()
    expect(tab.page.locator("#log")).to_have_attribute("aria-busy", "true")
    first = f"Question {REPLIES - PAGE}"
    before = _top_of(tab, first)
    held[0].continue_()
    expect(tab.replies).to_have_count(2 * PAGE)
    assert abs(_top_of(tab, first) - before) < 2
    tab.page.unroute_all()


def test_a_page_that_does_not_arrive_can_be_asked_for_again(
    long_room: Room, visitor: BrowserContext, complaints: list[str]
) -> None:
    tab = Tab(visitor.new_page()).open(long_room.url)
    tab.page.route("**/api/replies?before=*", lambda route: route.abort())
    _up(tab)
    expect(tab.page.get_by_text("The older replies did not arrive.")).to_be_visible()
    tab.page.unroute_all()
    button = tab.page.get_by_role("button", name="Show older replies")
    button.focus()
    button.press("Enter")
    expect(tab.replies.nth(PAGE - 1)).to_be_focused()
    expect(tab.page.get_by_text("did not arrive")).to_have_count(0)
    complaints.clear()


def test_what_happens_to_replies_while_they_are_being_loaded(
    room: Room, new_visitor: NewVisitor, tmp_path: Path
) -> None:
    ada = Tab(new_visitor().new_page()).open(room.url)
    deleted = ada.ask("To be deleted")
    for gate in ("early", "late"):
        ada.say(f"/hold {gate}")
        expect(ada.last.locator(".prose")).to_have_text("Once upon a time ")
    fill_data(tmp_path / "data", PAGE)
    ben = Tab(new_visitor().new_page()).open(room.url, "Ben")
    expect(ben.page.get_by_text("Question 0", exact=True)).to_have_count(1)
    held: list[tuple[Route, APIResponse]] = []
    ben.page.route("**/api/replies?before=*", lambda route: held.append((route, route.fetch())))
    room.open_gate("early")
    ada.complete(ada.replies.nth(1))
    _up(ben)
    expect(ben.page.get_by_text("Loading older replies…")).to_be_visible()
    while not held:
        ben.page.evaluate("0")  # lets the route fetch
    room.open_gate("late")
    ada.complete(ada.replies.nth(2))
    ada.delete(deleted)
    expect(deleted.get_by_text("To be deleted")).to_have_count(0)
    ben.ask("Everything before this has come")
    ((route, response),) = held
    route.fulfill(response=response)
    expect(ben.replies).to_have_count(PAGE + 3)
    for number in range(2):
        expect(ben.complete(ben.replies.nth(number)).locator(".prose")).to_have_text(
            "Once upon a time there was an end."
        )
    expect(ben.page.get_by_text("To be deleted")).to_have_count(0)


def test_what_was_said_is_recalled_from_what_is_loaded(room: Room, visitor: BrowserContext, tmp_path: Path) -> None:
    tab = Tab(visitor.new_page()).open(room.url)
    tab.ask("Said long ago")
    fill_data(tmp_path / "data", PAGE)
    tab.page.reload()
    expect(tab.replies).to_have_count(PAGE)
    tab.line.press("ArrowUp")
    expect(tab.line).to_have_value("")
    tab.ask("Said now")
    tab.line.press("ArrowUp")
    expect(tab.line).to_have_value("Said now")
    _up(tab)
    expect(tab.replies).to_have_count(PAGE + 2)
    tab.line.press("ArrowUp")
    expect(tab.line).to_have_value("Said long ago")
    tab.line.press("ArrowDown")
    expect(tab.line).to_have_value("Said now")


def test_the_page_stays_where_it_is_while_its_log_scrolls(long_room: Room, visitor: BrowserContext) -> None:
    tab = Tab(visitor.new_page()).open(f"{long_room.url}#asked-web-{REPLIES - 1}")
    tab.last.evaluate("(reply) => reply.scrollIntoView({ block: 'start' })")
    expect(tab.page.locator(".bar")).to_be_in_viewport(ratio=1)
