"""Every state of the room: no finding of axe in either scheme, no sideways scroll, and targets that a finger hits."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.adapters.web.scripted import circles
from tests.browser.accessibility import findings_of
from tests.browser.conftest import NewVisitor
from tests.browser.rooms import Room, Tab

State = Callable[[Tab], None]


def _say(line: str) -> State:
    def talk(tab: Tab) -> None:
        tab.ask(line)

    return talk


def _type(line: str, shown: str) -> State:
    def type_(tab: Tab) -> None:
        tab.line.fill("")
        tab.line.press_sequentially(line)
        expect(tab.page.locator(shown)).to_be_visible()

    return type_


def _form(tab: Tab) -> None:
    tab.say("/draw")
    expect(tab.page.get_by_role("dialog")).to_be_visible()


def _wrong_form(tab: Tab) -> None:
    tab.page.get_by_role("dialog").get_by_role("button", name="Send").click()
    expect(tab.page.locator("dialog [aria-invalid=true]")).to_be_visible()


def _close(tab: Tab) -> None:
    tab.page.keyboard.press("Escape")
    expect(tab.page.get_by_role("dialog")).to_have_count(0)
    tab.line.fill("")


def _viewer(tab: Tab) -> None:
    tab.page.locator(".frame").first.click()
    expect(tab.page.get_by_role("dialog")).to_be_visible()


def _attached(tab: Tab) -> None:
    tab.page.locator("#picker").set_input_files(
        {"name": "circles.png", "mimeType": "image/png", "buffer": circles(64, 1)}
    )
    expect(tab.page.locator("#composer .chip progress")).to_have_count(0)


def _refused(tab: Tab) -> None:
    tab.say("/drow a fox")
    expect(tab.problem).to_be_visible()


def _holding(tab: Tab) -> None:
    tab.say("/hold never")
    expect(tab.last.locator(".prose")).to_contain_text("Once upon")


def _stopped(tab: Tab) -> None:
    tab.last.get_by_role("button", name="Stop").click()
    tab.complete(tab.last)


def _again(tab: Tab) -> None:
    tab.last.get_by_role("button", name="Again", exact=True).click()
    expect(tab.last.locator(".answer .turns")).to_be_visible()
    tab.complete(tab.last)


def _edited(tab: Tab) -> None:
    tab.last.get_by_role("button", name="Edit", exact=True).click()
    form = tab.page.get_by_role("dialog")
    form.get_by_label("message").fill("Something else")
    form.get_by_role("button", name="Send").click()
    expect(tab.last.locator(".question .turns")).to_be_visible()
    tab.complete(tab.last)


def _continued(tab: Tab) -> None:
    tab.ask("/tear a ballad")
    tab.last.get_by_role("button", name="Continue", exact=True).click()
    expect(tab.last.locator(".further .prose")).to_be_visible()
    tab.complete(tab.last)


def _other_model(tab: Tab) -> None:
    tab.last.get_by_role("button", name="Another model", exact=True).click()
    expect(tab.page.get_by_role("dialog").locator("li")).not_to_have_count(0)


def _drawer(tab: Tab) -> None:
    opener = tab.page.get_by_role("button", name="Conversations")
    if opener.is_visible():
        opener.click()
    expect(tab.page.locator("#side a").first).to_be_visible()


def _searched(tab: Tab) -> None:
    tab.page.get_by_role("searchbox").fill("words")
    expect(tab.page.locator("#side .result")).not_to_have_count(0)


def _menu(tab: Tab) -> None:
    tab.page.get_by_role("searchbox").fill("")
    tab.page.get_by_role("button", name="More about The lobby").click()
    expect(tab.page.get_by_role("dialog")).to_be_visible()


def _left(tab: Tab) -> None:
    tab.page.keyboard.press("Escape")
    expect(tab.page.get_by_role("dialog")).to_have_count(0)
    tab.page.keyboard.press("Escape")
    expect(tab.page.locator("body.drawer")).to_have_count(0)


def _settings(tab: Tab) -> None:
    tab.page.get_by_role("button", name="Settings").click()
    expect(tab.page.get_by_role("dialog")).to_be_visible()


def _shortcuts(tab: Tab) -> None:
    tab.line.blur()
    tab.page.keyboard.press("?")
    expect(tab.page.get_by_role("dialog")).to_be_visible()


STATES: dict[str, State] = {
    "welcome": lambda tab: expect(tab.page.locator("#welcome")).to_be_visible(),
    "settings": _settings,
    "settings closed": _close,
    "shortcuts": _shortcuts,
    "shortcuts closed": _close,
    "list of commands": _type("/", "#completions"),
    "hint": _type("/draw a fox --seed ", "#hint"),
    "refused": _refused,
    "form": _form,
    "wrong form": _wrong_form,
    "form closed": _close,
    "talk": _say(
        "# Title\n\nSome *words*, `code`, [a link](https://example.org), and\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    ),
    "code": _say("```python\nprint('" + "long " * 40 + "')\n```"),
    "another answer": _again,
    "a branch": _edited,
    "continued": _continued,
    "another model": _other_model,
    "another model closed": _close,
    "list at the side": _drawer,
    "search": _searched,
    "menu of a conversation": _menu,
    "side closed": _left,
    "pictures": _say("/draw a fox --count 4"),
    "viewer": _viewer,
    "viewer closed": _close,
    "recording": _say("/sing la"),
    "failure": _say("/break"),
    "private": _say("/whisper"),
    "attached": _attached,
    "with a file": _say("Look"),
    "running": _holding,
    "stopped": _stopped,
}


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_no_state_has_a_finding(room: Room, new_visitor: NewVisitor, width: int) -> None:
    phone = width < 800
    context = new_visitor(
        viewport={"width": width, "height": 720}, has_touch=phone, is_mobile=phone, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(room.url)
    tab = Tab(page).open(room.url)
    findings = []
    for name, reach in STATES.items():
        reach(tab)
        findings += [f"{name}, {width} px: {finding}" for finding in findings_of(page, phone)]
    assert not findings, "\n".join(findings)


def test_the_door_has_no_finding(room: Room, new_visitor: NewVisitor) -> None:
    page = new_visitor(viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True).new_page()
    page.goto(f"{room.url}enter")
    expect(page.locator("#password")).to_be_visible()
    findings = list(findings_of(page, phone=True))
    assert not findings, "\n".join(findings)


def test_theme_text_size_and_shortcuts_by_keyboard(tab: Tab) -> None:
    page, keys = tab.page, tab.page.keyboard
    background = "getComputedStyle(document.body.parentElement).backgroundColor"
    light = page.evaluate(background)
    page.get_by_role("button", name="Settings").focus()
    keys.press("Enter")
    page.get_by_role("radio", name="Dark").check()
    page.get_by_role("radio", name="Larger").check()
    assert page.evaluate(background) != light
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "22px"
    keys.press("Escape")
    expect(page.get_by_role("button", name="Settings")).to_be_focused()
    page.reload()
    assert page.evaluate("[document.documentElement.dataset.theme, document.documentElement.dataset.size]") == [
        "dark",
        "larger",
    ]
    tab.ask("One")
    tab.ask("Two")
    keys.press("Alt+ArrowUp")
    expect(tab.replies.nth(1)).to_be_focused()
    keys.press("Alt+ArrowUp")
    expect(tab.replies.nth(0)).to_be_focused()
    keys.press("?")
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet.get_by_text("Go to the previous reply")).to_be_visible()
    keys.press("Escape")
    keys.press("/")
    expect(tab.line).to_be_focused()
    expect(tab.line).to_have_value("/")
    tab.line.fill("")
    tab.line.press_sequentially("really?")
    expect(tab.line).to_have_value("really?")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_first_tab_stop_leads_to_the_line(tab: Tab) -> None:
    tab.page.evaluate("document.activeElement.blur(); getSelection().removeAllRanges()")
    tab.page.locator("#skip").focus()
    expect(tab.page.locator("#skip")).to_be_in_viewport()
    assert tab.page.evaluate("document.querySelector('a, button, input, textarea').id") == "skip"
    tab.page.keyboard.press("Enter")
    expect(tab.line).to_be_focused()


def test_answers_are_counted_and_shown_while_nobody_looks(room: Room, new_visitor: NewVisitor) -> None:
    context = new_visitor(permissions=["notifications"])
    page = context.new_page()
    page.add_init_script("""
        window.shown = [];
        window.Notification = class {
            static permission = "granted";
            constructor(title, { body }) { shown.push([title, body]); }
        };
        window.away = (hidden) => {
            Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        };
    """)
    tab = Tab(page).open(room.url)
    tab.say("/hold door")
    page.evaluate("away(true)")
    room.open_gate("door")
    tab.complete(tab.replies.nth(0))
    expect(page).to_have_title("(1) Troubadour")
    assert page.evaluate("shown") == []
    page.evaluate("away(false)")
    expect(page).to_have_title("Troubadour")
    page.get_by_role("button", name="Settings").click()
    page.get_by_role("checkbox", name="Tell me when my answer is ready").check()
    page.keyboard.press("Escape")
    page.evaluate("away(true)")
    tab.ask("Hello")
    expect(page).to_have_title("(1) Troubadour")
    assert page.evaluate("shown") == [["Hello", "Hello"]]


def test_the_room_can_be_installed(tab: Tab) -> None:
    page = tab.page
    found = page.evaluate("""async () => {
        const link = document.querySelector("link[rel=manifest]").href;
        const manifest = await (await fetch(link)).json();
        const sizes = await Promise.all(manifest.icons.filter((icon) => icon.type === "image/png").map(async (icon) => {
            const image = await createImageBitmap(await (await fetch(new URL(icon.src, link))).blob());
            return icon.sizes === `${image.width}x${image.height}`;
        }));
        return [new URL(manifest.start_url, link).pathname, manifest.display, sizes];
    }""")
    assert found == ["/", "standalone", [True, True, True]]
