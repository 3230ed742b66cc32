"""Answers in the page: the server's HTML block by block, what is copied from them, and long code."""

import re
from typing import Any

from playwright.sync_api import expect

from adapters.web.markdown_html import prose, rendered, settled
from tests.adapters.web.markdown_corpus import CORPUS
from tests.browser.conftest import NewVisitor
from tests.browser.rooms import Room, Tab

SHOW = """async ([steps, whole]) => {
    const { Prose } = await import("/static/prose.js");
    const { Text } = await import("/static/text.js");
    const [text, grown, complete] = [new Text(), new Prose(), new Prose()];
    for (const [name, value] of steps) {
        text[name](value);
        grown.show(text);
    }
    const last = new Text();
    last.replace(whole);
    complete.show(last);
    return [grown.node.innerHTML, complete.node.innerHTML];
}"""


def whole(text: str) -> dict[str, Any]:
    """The line with a whole text, as the server sends it."""
    shown = prose(text, "a text")
    return {"text": text, "blocks": shown.blocks, "settled": shown.settled, "opened": shown.opened, "tail": shown.tail}


def steps(text: str, size: int) -> list[tuple[str, Any]]:
    """The lines of a text that comes in pieces of a size, and is sent whole in the middle and at the end."""
    lines: list[tuple[str, Any]] = []
    tail, joins = "", False
    for at in range(0, len(text), size):
        lines.append(("grow", text[at : at + size]))
        tail += text[at : at + size]
        end = settled(tail)
        if end.length:
            blocks = rendered(tail[: end.length], "a text")
            lines.append(("settle", {"text": tail[: end.length], "blocks": blocks, "joins": joins}))
            tail, joins = tail[end.length :], end.list_start is not None
        if at <= len(text) // 2 < at + size:
            lines.append(("replace", whole(text[: at + size])))
    return [*lines, ("replace", whole(text))]


def test_a_text_that_comes_in_odd_pieces_ends_like_a_complete_one(tab: Tab) -> None:
    text = "\n\n".join(source for source, _ in CORPUS)
    for size in (1, 7, 50):
        grown, complete = tab.page.evaluate(SHOW, [steps(text[:4000], size), whole(text[:4000])])
        assert grown == complete


KEPT = """async ([steps]) => {
    const { Prose } = await import("/static/prose.js");
    const { Text } = await import("/static/text.js");
    const [text, grown] = [new Text(), new Prose()];
    let nodes = [];
    for (const [name, value] of steps) {
        if (name === "replace") nodes = [...grown.node.children];
        text[name](value);
        grown.show(text);
    }
    return nodes.filter((node) => !node.isConnected && !grown.node.contains(node) && node.className !== "tail").length;
}"""


def test_nothing_that_is_settled_is_built_anew_at_the_end(tab: Tab) -> None:
    text = (
        "# Title\n\nOne **bold** line.\n\n- a\n- b\n\n- c\n\n```py\nx = 1\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
    )
    lines = [step for step in steps(text, 3)[:-1] if step[0] != "replace"]
    assert tab.page.evaluate(KEPT, [[*lines, ("replace", whole(text))]]) == 0


def test_formulas_are_copied_as_latex(tab: Tab) -> None:
    reply = tab.ask(r"/echo The root is \(\sqrt{x_1}\) and **bold**")
    expect(reply.locator("math")).to_have_count(1)
    copied = reply.locator(".prose").evaluate(
        """(node) => {
            getSelection().selectAllChildren(node);
            let copied = "";
            const hear = (event) => { copied = event.clipboardData.getData("text/plain"); };
            document.addEventListener("copy", hear, { once: true });
            document.execCommand("copy");
            return copied;
        }"""
    )
    assert copied.strip().endswith(r"The root is \(\sqrt{x_1}\) and bold")


def test_an_answer_and_its_code_are_copied_as_they_were_written(new_visitor: NewVisitor, room: Room) -> None:
    visitor = new_visitor(permissions=["clipboard-read", "clipboard-write"])
    tab = Tab(visitor.new_page()).open(room.url)
    code = "\n".join(f"x_{number} = {number}" for number in range(40))
    reply = tab.ask(f"/echo **All**:\n\n```py\n{code}\n```")
    reply.get_by_role("button", name="Copy the code").click()
    expect(reply.get_by_role("button", name="Copied")).to_be_visible()
    assert tab.page.evaluate("navigator.clipboard.readText()") == code
    reply.get_by_role("button", name="Copy the answer").click()
    expect(reply.get_by_role("button", name="Copied")).to_have_count(2)
    assert tab.page.evaluate("navigator.clipboard.readText()").endswith(f"**All**:\n\n```py\n{code}\n```")
    long = reply.locator("pre").bounding_box()
    reply.get_by_role("button", name="Show all 40 lines").click()
    whole_code = reply.locator("pre").bounding_box()
    assert long is not None
    assert whole_code is not None
    assert whole_code["height"] > long["height"] * 1.5


def test_what_can_be_done_with_older_answers_is_quiet(tab: Tab) -> None:
    older, last = tab.ask("One"), tab.ask("Two")
    tab.page.mouse.move(0, 0)
    tab.line.focus()
    expect(last.locator(".actions > .action").last).to_have_css("opacity", "1")
    expect(older.locator(".actions > .action").last).to_have_css("opacity", "0")
    older.get_by_role("button", name="Again").focus()
    expect(older.locator(".actions > .action").last).to_have_css("opacity", "1")
    tab.line.focus()
    older.hover()
    expect(older.locator(".actions > .action").last).to_have_css("opacity", "1")


def test_a_finger_finds_what_can_be_done_with_an_older_answer(room: Room, new_visitor: NewVisitor) -> None:
    context = new_visitor(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    tab = Tab(context.new_page()).open(room.url)
    older = tab.ask("One")
    tab.ask("Two")
    again = older.get_by_role("button", name="Again", exact=True)
    expect(again).to_have_css("opacity", "0")
    before = older.evaluate("(node) => node.offsetHeight")
    older.locator(".prose").tap()
    expect(again).to_have_css("opacity", "1")
    assert older.evaluate("(node) => node.offsetHeight") > before, "hidden buttons take no room"
    again.tap()
    expect(older.locator(".answer .place")).to_have_text("2 of 2")


CHART = """async (code) => {
    const { Prose } = await import("/static/prose.js");
    const { Text } = await import("/static/text.js");
    const [text, prose] = [new Text(), new Prose()];
    text.replace(code);
    prose.show(text);
    return prose.node.innerHTML;
}"""


def test_bars_are_a_table_which_is_also_their_text(tab: Tab) -> None:
    chart = tab.page.evaluate(CHART, whole("```chart\n2026-11-22 █████· 12\n2026-11-23 ······  0\n```"))
    assert '<th scope="row">2026-11-22</th><td class="end">12</td>' in chart
    assert re.search(r'class="share" style="inline-size: 0%;?"', chart)
    assert "<table" not in tab.page.evaluate(CHART, whole("```chart\nno bars\n```"))
