"""Lost connections and killed servers: no line is missed or shown twice."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from tests.browser.conftest import NewVisitor
from tests.browser.rooms import Program, Room, Tab, free_port


def test_a_dropped_connection_misses_nothing(room: Room, new_visitor: NewVisitor, complaints: list[str]) -> None:
    ada, ben = new_visitor(), new_visitor()
    tab, other = Tab(ada.new_page()).open(room.url), Tab(ben.new_page()).open(room.url, "Ben")
    tab.say("/hold gate")
    expect(tab.last.locator(".prose")).to_have_text("Once upon a time ")
    ada.set_offline(True)
    expect(tab.page.locator("#connection")).to_have_text("Reconnecting…")
    room.open_gate("gate")
    other.complete(other.last)
    other.ask("Meanwhile")
    ada.set_offline(False)
    expect(tab.page.locator("#connection")).to_be_hidden()
    expect(tab.replies).to_have_count(2)
    tab.complete(tab.replies.nth(0))
    expect(tab.replies.nth(0).locator(".prose")).to_have_text("Once upon a time there was an end.")
    expect(tab.replies.nth(1).locator(".prose")).to_have_text("Meanwhile")
    complaints.clear()


def test_a_line_sent_while_offline_arrives_once(room: Room, visitor: BrowserContext, complaints: list[str]) -> None:
    tab = Tab(visitor.new_page()).open(room.url)
    visitor.set_offline(True)
    expect(tab.page.locator("#connection")).to_be_visible()
    tab.say("Hello")
    visitor.set_offline(False)
    tab.complete(tab.replies.nth(0))
    expect(tab.replies).to_have_count(1)
    complaints.clear()


@pytest.mark.parametrize(("status", "reached"), [(503, False), (502, True)])
def test_what_a_proxy_answers_without_the_bot_is_sent_again_and_counts_once(
    room: Room, visitor: BrowserContext, complaints: list[str], status: int, reached: bool
) -> None:
    sent: list[object] = []

    def proxy(route: Route) -> None:
        sent.append(route.request.post_data_json)
        if len(sent) > 1:
            route.continue_()
            return
        if reached:  # the bot that answers is stopped before its answer is out
            assert route.fetch().ok
        route.fulfill(status=status, content_type="text/html", body="<h1>upstream connect error</h1>")

    tab = Tab(visitor.new_page()).open(room.url)
    acts: Mapping[str, Callable[[], None]] = {
        "requests": lambda: tab.say("Hello"),
        "buttons/*": lambda: tab.last.get_by_role("button", name="Again").click(),
    }
    for path, act in acts.items():
        sent.clear()
        tab.page.route(f"**/api/{path}", proxy)
        with tab.page.expect_response(lambda response: response.request.method == "POST" and response.ok):
            act()
        assert len(sent) == 2
        assert sent[0] == sent[1]
        tab.complete(tab.last)
        expect(tab.problem).to_be_hidden()
    place = tab.last.locator(".answer .place")
    expect(place).to_have_text("2 of 2")
    tab.page.reload()
    expect(place).to_have_text("2 of 2")
    expect(tab.replies.locator(".said")).to_have_text(["Hello"])
    complaints.clear()


class MortalRoom(Room):
    """A room in a process that can be killed and started again on the same data."""

    def __init__(self, gates: Path, data: Path) -> None:
        super().__init__(free_port(), gates)
        self._data = data
        self.start()

    def start(self) -> None:
        """Starts the room, or starts it again."""
        self._program = Program("-m", "tests.browser.scripted_room", gates=self.gates)
        self._program.tell(f"{self._data} {self.port}")
        self._program.hear("ready")

    def kill(self) -> None:
        """Kills it, like a power cut."""
        self._program.kill()


@pytest.fixture
def mortal(chromium: str, tmp_path: Path) -> Iterator[MortalRoom]:
    (tmp_path / "gates").mkdir()
    room = MortalRoom(tmp_path / "gates", tmp_path / "data")
    yield room
    room.kill()


def test_a_room_that_was_killed_goes_on_in_the_same_reply(
    mortal: MortalRoom, visitor: BrowserContext, complaints: list[str]
) -> None:
    tab = Tab(visitor.new_page()).open(mortal.url)
    tab.ask("Before")
    tab.say("/hold gate")
    expect(tab.last.locator(".prose")).to_have_text("Once upon a time ")
    mortal.kill()
    expect(tab.page.locator("#connection")).to_have_text("Reconnecting…")
    mortal.open_gate("gate")
    mortal.start()
    tab.complete(tab.last)
    for _ in range(2):
        expect(tab.replies).to_have_count(2)
        expect(tab.replies.nth(0).locator(".prose")).to_have_text("Before")
        expect(tab.replies.nth(1).locator(".prose")).to_have_text("Once upon a time there was an end.")
        expect(tab.page.locator("#connection")).to_be_hidden()
        tab.page.reload()
    complaints.clear()


def test_a_browser_that_comes_again_asks_for_no_script_and_no_style(room: Room, visitor: BrowserContext) -> None:
    tab = Tab(visitor.new_page()).open(room.url)
    travelled = """() => performance.getEntriesByType("resource")
        .filter((each) => /[.](js|css)$/.test(each.name)).map((each) => each.transferSize > 0)"""
    assert len(first := tab.page.evaluate(travelled)) > 20
    assert all(first)
    tab.open(room.url)
    assert len(again := tab.page.evaluate(travelled)) == len(first)
    assert not any(again)
