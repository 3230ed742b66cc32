"""The composer: completion, forms, files, history and drafts, also by keyboard alone."""

import base64
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from tests.adapters.web.scripted import circles
from tests.browser.conftest import NewVisitor
from tests.browser.rooms import Room, Tab
from tests.browser.scripted_room import COMMANDS

GIVE = """([data, type, kind]) => {
    const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], "circles.png", { type }));
    const target = document.getElementById("line");
    const event = kind === "paste"
        ? new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true })
        : new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true });
    target.dispatchEvent(event);
}"""


def test_commands_options_and_choices_complete(tab: Tab) -> None:
    options = tab.page.locator("#completions").get_by_role("option")
    tab.line.press_sequentially("/")
    expect(options).to_have_count(len(COMMANDS))
    expect(tab.line).to_have_attribute("aria-activedescendant", "completion-0")
    tab.line.press_sequentially("dr")
    expect(options).to_have_text(["/drawDraws circles"])
    tab.line.press("Tab")
    expect(tab.line).to_have_value("/draw ")
    expect(tab.page.locator("#hint")).to_contain_text("Draws circles")
    tab.line.press_sequentially("a fox --s")
    expect(options.locator(".label")).to_have_text(["--size", "--seed", "--strength"])
    tab.line.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(options.nth(1)).to_contain_text("0 \u2013 4294967295")
    tab.line.press("ArrowUp")
    tab.line.press("Enter")
    expect(options.locator(".label")).to_have_text(["small", "large"])
    tab.line.press("ArrowDown")
    tab.line.press("Enter")
    expect(tab.line).to_have_value("/draw a fox --size large ")
    tab.line.press("Enter")
    tab.complete(tab.replies.nth(0))
    expect(tab.last.locator("img")).to_have_attribute("width", "1024")


def test_escape_closes_the_list_and_a_click_chooses(tab: Tab) -> None:
    tab.line.press_sequentially("/s")
    expect(tab.page.get_by_role("listbox")).to_be_visible()
    tab.line.press("Escape")
    expect(tab.page.get_by_role("listbox")).to_be_hidden()
    tab.line.press_sequentially("i")
    tab.page.locator("#completions").get_by_role("option", name="/sing").click()
    expect(tab.line).to_have_value("/sing ")
    expect(tab.line).to_be_focused()


def test_a_command_alone_opens_its_form(tab: Tab) -> None:
    tab.say("/draw")
    form = tab.page.get_by_role("dialog")
    expect(form.get_by_label("Prompt")).to_be_focused()
    form.get_by_role("button", name="Send").click()
    field = form.locator(".field").filter(has=form.page.get_by_label("Prompt"))
    expect(field.get_by_role("alert")).to_have_text("Fill in “Prompt”.")
    expect(form.get_by_label("Prompt")).to_have_attribute("aria-errormessage", "option-prompt-problem")
    form.get_by_label("Prompt").fill("a fox")
    form.get_by_label("Count").fill("9")
    form.get_by_role("button", name="Send").click()
    expect(form.get_by_role("alert")).to_have_count(1)
    expect(form.get_by_role("alert")).to_contain_text("Count")
    expect(form.get_by_role("alert")).not_to_contain_text("--")
    expect(form.get_by_label("Count")).to_be_focused()
    form.get_by_label("Count").fill("2")
    form.get_by_label("Size").select_option("large")
    form.get_by_label("Private").check()
    form.get_by_role("button", name="Send").click()
    expect(form).to_have_count(0)
    tab.complete(tab.replies.nth(0))
    expect(tab.last.get_by_alt_text("Circles about a fox")).to_have_count(2)
    expect(tab.last.locator(".badge")).to_be_visible()
    expect(tab.line).to_have_value("")
    expect(tab.line).to_be_focused()


def test_the_options_button_fills_the_form_with_what_is_typed(tab: Tab) -> None:
    tab.line.fill("/draw —seed 9 “a fox”")
    tab.page.get_by_role("button", name="Options").click()
    form = tab.page.get_by_role("dialog")
    expect(form.get_by_label("Prompt")).to_have_value("a fox")
    expect(form.get_by_label("Seed")).to_have_value("9")
    form.get_by_label("Command").select_option("/chat")
    expect(form.get_by_label("Message")).to_have_value("a fox")
    tab.page.keyboard.press("Escape")
    expect(form).to_have_count(0)
    expect(tab.page.get_by_role("button", name="Options")).to_be_focused()
    expect(tab.line).to_have_value("/draw —seed 9 “a fox”")


@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_a_picture_is_dropped_or_pasted(tab: Tab, kind: str) -> None:
    data = circles(64, 1)
    tab.page.evaluate(GIVE, [base64.b64encode(data).decode(), "image/png", kind])
    chip = tab.page.locator(".chip")
    expect(chip.locator("img")).to_have_count(1)
    expect(chip).to_contain_text("circles.png")
    tab.say("Look")
    tab.complete(tab.replies.nth(0))
    expect(tab.last.locator(".prose")).to_contain_text(f"circles.png: {len(data)} bytes, image/png")
    expect(tab.last.locator(".files").get_by_alt_text("circles.png")).to_be_visible()
    expect(chip).to_have_count(0)


def test_files_are_chosen_removed_and_counted(tab: Tab, tmp_path: Path) -> None:
    notes = []
    for number in range(11):
        notes.append(tmp_path / f"note-{number}.md")
        notes[-1].write_text(f"note {number}")
    tab.page.locator("#picker").set_input_files(notes)
    chips = tab.page.locator("#composer .chip")
    expect(chips).to_have_count(10)
    expect(tab.problem).to_have_text("You can attach at most 10 files to one message.")
    chips.nth(9).get_by_role("button", name="Remove note-9.md").click()
    expect(chips).to_have_count(9)
    tab.line.press("Enter")
    tab.complete(tab.replies.nth(0))
    expect(tab.last.locator(".document")).to_have_count(9)
    expect(tab.last.locator(".prose")).to_contain_text("note-2.md: 6 bytes, text/markdown")


def test_a_file_that_is_too_large_is_not_even_sent(tab: Tab) -> None:
    tab.page.evaluate(
        """() => {
            const file = new File([new Uint8Array(20_000_001)], "huge.png", { type: "image/png" });
            const transfer = new DataTransfer();
            transfer.items.add(file);
            const picker = document.getElementById("picker");
            picker.files = transfer.files;
            picker.dispatchEvent(new Event("change"));
        }"""
    )
    expect(tab.problem).to_have_text("huge.png is too large. The limit is 20 MB.")
    expect(tab.page.locator(".chip")).to_have_count(0)


def test_history_and_draft(tab: Tab) -> None:
    tab.ask("First")
    tab.ask("Second")
    tab.line.press("ArrowUp")
    expect(tab.line).to_have_value("Second")
    tab.line.press("ArrowUp")
    expect(tab.line).to_have_value("First")
    tab.line.press("ArrowDown")
    tab.line.press("ArrowDown")
    expect(tab.line).to_have_value("")
    tab.line.fill("Not yet\nfinished")
    tab.line.press("ArrowUp")
    expect(tab.line).to_have_value("Not yet\nfinished")
    tab.page.reload()
    expect(tab.line).to_have_value("Not yet\nfinished")


def test_shift_and_enter_begin_a_line_on_a_desktop(tab: Tab) -> None:
    tab.line.press_sequentially("One")
    tab.line.press("Shift+Enter")
    tab.line.press_sequentially("two")
    tab.line.press("Enter")
    tab.complete(tab.replies.nth(0))
    expect(tab.last.locator(".said")).to_have_text("One\ntwo")


def test_on_a_phone_enter_begins_a_line_and_the_button_sends(room: Room, new_visitor: NewVisitor) -> None:
    phone = new_visitor(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    tab = Tab(phone.new_page()).open(room.url)
    tab.line.press_sequentially("One")
    tab.line.press("Enter")
    tab.line.press_sequentially("two")
    tab.page.get_by_role("button", name="Send").tap()
    tab.complete(tab.replies.nth(0))
    expect(tab.last.locator(".said")).to_have_text("One\ntwo")
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_primary_button_is_whole_however_long_a_form_is(tab: Tab) -> None:
    for height in (860, 480):
        tab.page.set_viewport_size({"width": 1280, "height": height})
        tab.say("/draw")
        form = tab.page.get_by_role("dialog")
        expect(form.get_by_role("button", name="Send")).to_be_in_viewport(ratio=1)
        bottoms = form.evaluate(
            "(node) => [node, node.querySelector('.primary')].map((each) => each.getBoundingClientRect().bottom)"
        )
        assert bottoms[1] <= bottoms[0] - 8
        tab.page.keyboard.press("Escape")


def test_a_form_speaks_the_readers_language(room: Room, new_visitor: NewVisitor) -> None:
    tab = Tab(new_visitor(locale="de-DE").new_page()).open(room.url)
    tab.page.get_by_role("button", name="Optionen").click()
    form = tab.page.get_by_role("dialog")
    form.get_by_label("Befehl").select_option("/draw")
    form.get_by_label("Anzahl").fill("9")
    expect(form.get_by_label("Format").locator("option").first).to_have_text("klein")
    form.get_by_label("Beschreibung").fill("ein Fuchs")
    form.get_by_role("button", name="Senden").click()
    expect(form.get_by_role("alert")).to_contain_text("Anzahl")


def test_all_commands_can_be_reached_in_the_list(tab: Tab) -> None:
    tab.page.set_viewport_size({"width": 1280, "height": 480})
    tab.line.press_sequentially("/")
    options = tab.page.locator("#completions").get_by_role("option")
    count = tab.page.locator(".count")
    expect(count).to_have_text(f"1 of {len(COMMANDS)}")
    tab.line.press("PageDown")
    tab.line.press("PageDown")
    expect(count).to_have_text(f"{len(COMMANDS)} of {len(COMMANDS)}")
    expect(options.last).to_be_in_viewport(ratio=0.9)
    tab.line.press("PageUp")
    tab.line.press("PageUp")
    expect(options.first).to_be_in_viewport(ratio=0.9)


def test_the_model_is_in_view_and_picked(tab: Tab) -> None:
    model = tab.page.get_by_label("Model that answers")
    expect(model.locator("option:checked")).to_have_text("The usual model")
    tab.page.evaluate("localStorage.setItem('model', 'another/model')")
    tab.page.reload()
    expect(model.locator("option:checked")).to_have_text("another/model")
    reply = tab.ask("Hello again")
    expect(reply.locator(".facts:not(.set-facts)")).to_contain_text("another/model")
    reply = tab.ask("/chat Hello --model a/third")
    expect(reply.locator(".facts:not(.set-facts)")).to_contain_text("a/third")
    model.select_option("")
    reply = tab.ask("Hello once more")
    expect(reply.locator(".facts:not(.set-facts)")).not_to_contain_text("another/model")


def test_a_doubled_slash_is_talk(tab: Tab) -> None:
    tab.line.press_sequentially("//draw a fox")
    expect(tab.page.get_by_role("listbox")).to_be_hidden()
    tab.line.press("Enter")
    tab.complete(tab.replies.nth(0))
    expect(tab.last.locator(".prose")).to_have_text("/draw a fox")


def test_a_long_paste_becomes_a_file_with_a_preview(tab: Tab) -> None:
    paste = """(text) => {
        const transfer = new DataTransfer();
        transfer.setData("text/plain", text);
        const event = new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true });
        document.getElementById("line").dispatchEvent(event);
    }"""
    text = "A line of a log.\n" * 300
    tab.page.evaluate(paste, text)
    chip = tab.page.locator("#composer .chip")
    expect(chip).to_contain_text("pasted-text.txt")
    chip.get_by_text("Preview").click()
    expect(chip.locator("pre")).to_contain_text("A line of a log.")
    chip.get_by_role("button", name="Put it into the line").click()
    expect(tab.line).to_have_value(text)
    expect(chip).to_have_count(0)
    tab.line.fill("")
    tab.page.evaluate(paste, text)
    tab.say("What is wrong?")
    tab.complete(tab.replies.nth(0))
    expect(tab.last.locator(".prose")).to_contain_text(f"pasted-text.txt: {len(text)} bytes, text/plain")


@pytest.mark.parametrize(
    ("name", "kind", "content"),
    [
        ("torn.png", "image/png", circles(64, 1)[:60]),
        ("empty.txt", "text/plain", b""),
        ("report.pdf", "application/pdf", b"<html>Not found</html>"),
    ],
)
def test_a_broken_file_is_refused_before_it_is_sent(tab: Tab, name: str, kind: str, content: bytes) -> None:
    sent: list[str] = []
    tab.page.on("request", lambda request: sent.append(request.url))
    tab.page.locator("#picker").set_input_files({"name": name, "mimeType": kind, "buffer": content})
    expect(tab.problem).to_have_text(f"{name} is empty or damaged, so it was not attached.")
    expect(tab.page.locator(".chip")).to_have_count(0)
    assert not [url for url in sent if url.endswith("api/uploads")]


def test_everything_by_keyboard(tab: Tab) -> None:
    """Without a pointer: send a line, reach the reply's buttons, open and close the form, stop."""
    keys = tab.page.keyboard
    expect(tab.line).to_be_focused()
    keys.type("Hello")
    keys.press("Enter")
    tab.complete(tab.replies.nth(0))
    expect(tab.line).to_be_focused()
    _tab_back_to(tab, "Edit")
    keys.press("Enter")
    form = tab.page.get_by_role("dialog")
    expect(form.locator("textarea")).to_be_focused()
    keys.press("End")
    keys.type(" you")
    keys.press("Control+Enter")
    expect(form).to_have_count(0)
    expect(tab.last.locator(".prose")).to_have_text("Hello you")
    tab.complete(tab.last)
    tab.line.focus()
    keys.type("/hold never")
    keys.press("Enter")
    expect(tab.last.locator(".prose")).to_have_text("Once upon a time ")
    _tab_back_to(tab, "Stop")
    keys.press("Space")
    tab.complete(tab.last)
    expect(tab.last.locator(".ending")).to_have_text("Stopped by Ada.")


def _tab_back_to(tab: Tab, name: str) -> None:
    """Presses Shift+Tab until a button of this name is focused."""
    for _ in range(20):
        tab.page.keyboard.press("Shift+Tab")
        if tab.page.evaluate("document.activeElement.textContent") == name:
            return
    raise AssertionError(f"{name} is not reached by keyboard")


def test_examples_of_an_empty_room_fill_the_line(tab: Tab) -> None:
    tab.page.get_by_role("button", name="Who are you, and what can you do?").click()
    expect(tab.line).to_have_value("Who are you, and what can you do?")
    expect(tab.line).to_be_focused()
    expect(tab.replies).to_have_count(0)
    tab.line.press("Enter")
    tab.complete(tab.replies.nth(0))
    expect(tab.last.locator(".prose")).to_have_text("Who are you, and what can you do?")


def test_a_message_does_not_go_without_its_file(tab: Tab, complaints: list[str]) -> None:
    uploads: list[Route] = []
    tab.page.route("**/api/uploads", lambda route: uploads.append(route))
    with tab.page.expect_request("**/api/uploads"):
        tab.page.locator("#picker").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"a"})
    tab.say("Look")
    uploads[0].abort()
    expect(tab.problem).to_have_text("The upload of a.txt failed. Attach it again.")
    expect(tab.line).to_have_value("Look")
    expect(tab.replies).to_have_count(0)
    complaints.clear()


def test_a_second_line_follows_one_that_is_still_on_its_way(tab: Tab) -> None:
    held: list[Route] = []
    tab.page.route("**/api/requests", lambda route: held.append(route), times=1)
    with tab.page.expect_request("**/api/requests"):
        tab.say("First")
    tab.line.press("Enter")
    tab.say("Second")
    held[0].continue_()
    expect(tab.replies).to_have_count(2)
    expect(tab.replies.locator(".said")).to_have_text(["First", "Second"])
    expect(tab.line).to_have_value("")


def test_what_was_meant_is_one_press_away(tab: Tab) -> None:
    tab.say("/drow a fox --sed 7")
    expect(tab.problem).to_contain_text("Did you mean")
    tab.problem.get_by_role("button", name="Send /draw a fox --sed 7").click()
    expect(tab.problem).to_contain_text("Did you mean --seed")
    tab.problem.get_by_role("button", name="Send /draw a fox --seed 7").click()
    expect(tab.complete(tab.last).locator(".said")).to_have_text("/draw a fox --seed 7")
    expect(tab.problem).to_be_hidden()
