"""Questions and answers: streamed, announced once, the same in every tab and after a reload."""

from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import NewVisitor
from tests.browser.rooms import Room, Tab


def test_a_reply_is_streamed_and_announced_once_when_it_is_complete(room: Room, tab: Tab) -> None:
    expect(tab.page.locator("#welcome")).to_be_visible()
    tab.say("/hold gate")
    expect(tab.last.locator(".prose")).to_have_text("Once upon a time ")
    expect(tab.last).to_have_attribute("aria-busy", "true")
    expect(tab.last.get_by_role("progressbar")).to_have_count(1)
    expect(tab.announced).to_be_empty()
    expect(tab.page.locator("#welcome")).to_be_hidden()
    room.open_gate("gate")
    tab.complete(tab.last)
    expect(tab.last.locator(".prose")).to_have_text("Once upon a time there was an end.")
    expect(tab.announced.locator("p")).to_have_text(["Answer for Ada: Once upon a time there was an end."])
    expect(tab.last.get_by_role("progressbar")).to_have_count(0)


def test_progress_says_what_is_happening(tab: Tab) -> None:
    for number in range(2):
        tab.say(f"/hold wait-{number}")
    tab.say("Hello")
    waiting = tab.replies.nth(2)
    expect(waiting.locator(".happening")).to_have_text("Waiting for a turn")
    waiting.get_by_role("button", name="Stop").click()
    tab.complete(waiting)
    expect(waiting.locator(".ending")).to_have_text("Stopped by Ada.")
    expect(tab.announced).to_contain_text("The answer for Ada was stopped.")


def test_another_tab_and_a_reload_show_the_same_room(room: Room, visitor: BrowserContext) -> None:
    first = Tab(visitor.new_page()).open(room.url)
    first.ask("# A title\n\nSome *words*")
    first.ask("/draw a fox --count 2 --seed 7")
    first.ask("/sing la la la")
    second = Tab(visitor.new_page()).open(room.url)
    expect(second.replies).to_have_count(3)
    expect(second.page.locator("#connection")).to_be_hidden()
    shown = [second.complete(second.replies.nth(number)).inner_text() for number in range(3)]
    assert shown == first.replies.all_inner_texts()
    first.page.reload()
    expect(first.replies).to_have_count(3)
    assert first.replies.all_inner_texts() == shown
    expect(first.announced).to_be_empty()


def test_stopping_from_another_tab(room: Room, visitor: BrowserContext) -> None:
    first, second = (Tab(visitor.new_page()).open(room.url) for _ in range(2))
    first.say("/hold never")
    expect(second.last.locator(".prose")).to_have_text("Once upon a time ")
    second.last.get_by_role("button", name="Stop").click()
    first.complete(first.last)
    expect(first.last.locator(".ending")).to_have_text("Stopped by Ada.")
    expect(first.last.locator(".prose")).to_have_text("Once upon a time ")


def test_others_see_what_is_public(room: Room, new_visitor: NewVisitor) -> None:
    ada = Tab(new_visitor().new_page()).open(room.url, "Ada")
    ben = Tab(new_visitor().new_page()).open(room.url, "Ben")
    ada.ask("/chat --private Between us")
    expect(ada.last.locator(".badge")).to_have_text("only you")
    ada.ask("To everybody")
    expect(ben.replies).to_have_count(1)
    expect(ben.last.locator(".who")).to_contain_text("Ada")
    expect(ben.announced).to_contain_text("Answer for Ada: To everybody")


def test_buttons_do_what_they_say(tab: Tab) -> None:
    first = tab.ask("Hello")
    expect(first.locator(".facts:not(.set-facts)")).to_contain_text("Built-in engine")
    tab.ask("And then")
    first.get_by_role("button", name="Edit").click()
    form = tab.page.get_by_role("dialog")
    expect(form.locator("textarea")).to_have_value("Hello")
    form.locator("textarea").fill("Hello again")
    form.get_by_role("button", name="Send").click()
    expect(tab.replies).to_have_count(1)
    expect(tab.complete(tab.last).locator(".prose")).to_have_text("Hello again")
    tab.page.get_by_role("button", name="Previous version").click()
    expect(tab.replies).to_have_count(2)
    first.get_by_role("button", name="Delete").click()
    expect(first.locator(".question")).to_be_hidden()
    first.get_by_role("button", name="Undo").click()
    expect(first.locator(".question")).to_be_visible()
    tab.delete(first)
    expect(tab.replies).to_have_count(1)
    tab.page.reload()
    expect(tab.replies).to_have_count(1)


def test_failures_are_set_apart_and_carry_their_number(tab: Tab) -> None:
    refused = tab.ask("/refuse nonsense")
    expect(refused.locator(".problem")).to_contain_text("There is no command nonsense")
    expect(tab.announced).to_contain_text("No answer for Ada")
    broken = tab.ask("/break")
    expect(broken.locator(".problem")).to_contain_text("include this request id")
    broken.get_by_role("button", name="Copy the request id").click()
    expect(broken.get_by_role("button", name="Copied")).to_be_visible()
    expect(broken.locator(".prose")).to_have_text("half ")


def test_refusals_keep_what_was_typed(tab: Tab) -> None:
    tab.say("/draw a fox --count 99")
    expect(tab.problem).to_contain_text("count")
    expect(tab.problem).to_have_role("alert")
    expect(tab.line).to_have_value("/draw a fox --count 99")


def test_a_reminder_clears_the_line(tab: Tab) -> None:
    tab.complete(tab.ask("/spend"))
    tab.say("/spend")
    expect(tab.problem).to_contain_text("used up")
    expect(tab.line).to_have_value("/spend")
    tab.problem.get_by_role("button", name="Remind me").click()
    expect(tab.problem).to_contain_text("I will run it at")
    expect(tab.problem).to_be_visible()
    expect(tab.line).to_have_value("")


def test_times_are_the_readers_own(room: Room, new_visitor: NewVisitor) -> None:
    tab = Tab(new_visitor(timezone_id="Asia/Tokyo").new_page()).open(room.url)
    whispered = tab.ask("/whisper")
    expect(whispered.locator(".statement time")).to_have_text("15 Jan 2027, 17:00")
    drawn = tab.ask("/draw a fox")
    expect(drawn.locator(".facts:not(.set-facts)")).to_contain_text("one more picture until 15 Jan 2027, 17:00")
    drawn.get_by_role("button", name="Show in full size").click()
    caption = tab.page.get_by_role("dialog").locator(".caption")
    expect(caption).to_contain_text("Built-in engine: rules and synthesis")
    expect(caption.locator("time")).to_have_text("15 Jan 2027, 17:00")


def test_statements_stand_above_their_text(tab: Tab) -> None:
    whispered = tab.ask("/whisper")
    expect(whispered.locator(".prose")).to_have_count(2)
    expect(whispered.locator(".prose").first).to_have_class("prose statement")
    expect(whispered.locator(".prose").last).to_have_text("Afterwards.")


def test_reading_back_is_not_disturbed(room: Room, new_visitor: NewVisitor) -> None:
    ada = Tab(new_visitor(viewport={"width": 700, "height": 500}).new_page()).open(room.url)
    ben = Tab(new_visitor().new_page()).open(room.url, "Ben")
    ada.ask("\n".join(f"line {number}\n" for number in range(40)))
    ada.page.locator("#log").hover()
    ada.page.mouse.wheel(0, -2000)
    latest = ada.page.locator("#latest")
    expect(latest).to_have_text("To the latest")
    ben.ask("Something new")
    expect(latest).to_have_text("New: 1. To the latest")
    expect(ada.replies.last).not_to_be_in_viewport()
    latest.click()
    expect(ada.replies.last.locator(".prose")).to_be_in_viewport()
    expect(latest).to_be_hidden()


def test_the_name_is_asked_before_the_first_question(room: Room, new_visitor: NewVisitor) -> None:
    page = new_visitor().new_page()
    page.goto(room.url)
    tab = Tab(page)
    expect(page.locator("#answering")).to_have_text("script-chat_completion answers here.")
    expect(page.get_by_alt_text("A painted lighthouse")).to_have_js_property("complete", True)
    expect(page.get_by_role("dialog")).to_have_count(0)
    tab.say("Hello")
    page.get_by_label("Your name", exact=True).fill("Ada")
    page.keyboard.press("Enter")
    tab.complete(tab.replies.nth(0))
    expect(tab.last.locator(".who")).to_contain_text("Ada")
    tab.ask("Hello again")


def test_the_name_can_be_changed(tab: Tab) -> None:
    tab.page.get_by_role("button", name="You are Ada. Change your name").click()
    tab.page.locator("#name").fill("Ada Lovelace")
    tab.page.locator("#name").press("Enter")
    expect(tab.page.get_by_role("dialog")).to_have_count(0)
    expect(tab.ask("Hello").locator(".who")).to_contain_text("Ada Lovelace")


def test_a_recording_can_be_played_sought_and_read(tab: Tab) -> None:
    sung = tab.ask("/sing la la la")
    wave = sung.get_by_role("slider")
    wave.focus()
    wave.press("End")
    expect(wave).to_have_attribute("aria-valuenow", "2.0")
    wave.press("Home")
    expect(wave).to_have_attribute("aria-valuenow", "0.0")
    sung.get_by_role("button", name="Play").click()
    expect(sung.get_by_role("button", name="Pause")).to_be_visible()
    sung.get_by_text("Transcript").click()
    expect(sung.locator(".transcript p")).to_have_text("la la la")


def test_a_picture_opens_in_full_size(tab: Tab) -> None:
    drawn = tab.ask("/draw a fox --seed 7")
    expect(drawn.get_by_alt_text("Circles about a fox")).to_be_visible()
    frame = drawn.get_by_role("button", name="Show in full size")
    frame.focus()
    frame.press("Enter")
    viewer = tab.page.get_by_role("dialog")
    expect(viewer.locator(".caption")).to_contain_text("seed 7")
    tab.page.keyboard.press("Escape")
    expect(viewer).to_have_count(0)
    expect(frame).to_be_focused()


def test_days_divide_the_log_in_the_readers_language_and_zone(room: Room, new_visitor: NewVisitor) -> None:
    page = new_visitor(locale="de-DE", timezone_id="Asia/Tokyo").new_page()
    tab = Tab(page).open(room.url)
    tab.ask("Hallo")
    expect(page.locator(".day:visible")).to_have_count(0)
    asked = float(page.locator(".who time").evaluate("(node) => Date.parse(node.dateTime) / 1000"))
    day = 24 * 3600
    page.clock.set_fixed_time(asked + day)
    page.reload()
    expect(page.locator(".day:visible")).to_have_text(["Gestern"])
    page.clock.set_fixed_time(asked + 40 * day)
    page.reload()
    written = "{ weekday: 'long', day: 'numeric', month: 'long' }"
    said = page.evaluate(f"(at) => new Intl.DateTimeFormat('de-DE', {written}).format(at * 1000)", asked)
    expect(page.locator(".day:visible")).to_contain_text(said)
    hour = page.evaluate("(at) => new Intl.DateTimeFormat('de-DE', { timeStyle: 'short' }).format(at * 1000)", asked)
    expect(page.locator(".who time")).to_have_text(hour)


def test_an_answer_says_which_model_made_it_and_for_whom(room: Room, new_visitor: NewVisitor) -> None:
    ada, ben = Tab(new_visitor().new_page()).open(room.url), Tab(new_visitor().new_page()).open(room.url, "Ben")
    ada.ask("/chat Hello --model a/third")
    ada.ask("And then")
    first = ben.complete(ben.replies.first)
    expect(first.locator(".maker")).to_have_text("a/third")
    expect(first.locator(".maker")).to_be_visible()
    expect(first.locator(".who")).to_contain_text("Ada")
    captions = ".facts:not(.set-facts)"
    expect(first.locator(captions)).not_to_contain_text("for Ada")
    first.get_by_role("button", name="Again").click()
    expect(first.locator(captions)).to_contain_text("for Ben")
    expect(first.locator(".who")).to_contain_text("Ada")
    ada.page.reload()
    expect(ada.replies.first.locator(captions)).to_contain_text("for Ben")
