"""Pictures: sets in two columns with one line under them, and the view at full size, by keyboard."""

import pytest
from playwright.sync_api import expect

from tests.adapters.web.scripted import circles
from tests.browser.conftest import NewVisitor
from tests.browser.rooms import Room, Tab


def test_a_set_has_two_columns_and_one_line(tab: Tab) -> None:
    reply = tab.ask("/draw a fox --count 4")
    tab.page.wait_for_function(
        """() => {
            const boxes = [...document.querySelectorAll(".frame")].map((frame) => frame.getBoundingClientRect());
            const lines = (side) => new Set(boxes.map((box) => Math.round(box[side]))).size;
            return boxes.length === 4 && lines("x") === 2 && lines("y") === 2;
        }"""
    )
    expect(reply.locator(".facts:visible")).to_have_count(1)
    expect(reply.locator(".facts:visible")).to_contain_text("strength")


@pytest.mark.parametrize("width", [1280, 390])
def test_three_pictures_leave_no_gap(room: Room, new_visitor: NewVisitor, width: int) -> None:
    tab = Tab(new_visitor(viewport={"width": width, "height": 800}).new_page()).open(room.url)
    tab.ask("/draw a fox --count 3")
    tab.page.wait_for_function(
        """() => {
            const boxes = [...document.querySelectorAll(".frame")].map((frame) => frame.getBoundingClientRect());
            const rows = Map.groupBy(boxes, (box) => Math.round(box.y));
            const right = Math.max(...boxes.map((box) => box.right));
            const ends = [...rows.values()].map((row) => Math.max(...row.map((box) => box.right)));
            return boxes.length === 3 && ends.every((end) => Math.abs(end - right) < 2);
        }"""
    )


def test_the_view_turns_zooms_and_closes_by_keyboard(tab: Tab) -> None:
    reply = tab.ask("/draw a fox --count 3")
    keys = tab.page.keyboard
    reply.locator(".frame").nth(1).focus()
    keys.press("Enter")
    viewer = tab.page.get_by_role("dialog")
    image = viewer.locator(".stage img")
    place = viewer.locator(".place")
    expect(place).to_have_text("2 of 3")
    second = image.get_attribute("src")
    keys.press("ArrowRight")
    expect(place).to_have_text("3 of 3")
    assert image.get_attribute("src") != second
    keys.press("ArrowRight")
    expect(place).to_have_text("1 of 3")
    viewer.get_by_role("button", name="Previous picture").click()
    viewer.get_by_role("button", name="Previous picture").click()
    assert image.get_attribute("src") == second
    before = image.evaluate("(node) => node.getBoundingClientRect().width")
    keys.press("+")
    assert image.evaluate("(node) => node.getBoundingClientRect().width") > 1.5 * before
    keys.press("-")
    expect(viewer.get_by_role("button", name="Compare with the source")).to_have_count(0)
    keys.press("Escape")
    expect(viewer).to_have_count(0)
    expect(reply.locator(".frame").nth(1)).to_be_focused()


def test_a_result_is_compared_with_its_source(tab: Tab) -> None:
    tab.page.locator("#picker").set_input_files(
        {"name": "sketch.png", "mimeType": "image/png", "buffer": circles(64, 5)}
    )
    reply = tab.ask("/draw a fox")
    reply.locator(".frame").click()
    viewer = tab.page.get_by_role("dialog")
    viewer.get_by_role("button", name="Compare with the source").click()
    expect(viewer.locator(".stage img")).to_have_count(2)
    source = viewer.get_by_alt_text("Source: sketch.png")
    expect(source).to_have_js_property("naturalWidth", 64)
    boxes = [image.bounding_box() for image in viewer.locator(".stage img").all()]
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
    viewer.get_by_role("button", name="Compare with the source").click()
    expect(viewer.locator(".stage img")).to_have_count(1)
