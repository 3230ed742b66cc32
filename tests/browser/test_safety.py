"""Texts of people and models are shown and never executed."""

from playwright.sync_api import expect

from tests.browser.conftest import NewVisitor
from tests.browser.rooms import Room, Tab

ATTACKS = (
    "<script>window.caught = 1</script>",
    '<img src="x" onerror="window.caught = 1">',
    "<svg onload=window.caught=1>",
    "[press](javascript:window.caught=1)",
    "[press](JaVaScRiPt&colon;window.caught=1)",
    "[press](data:text/html,<script>window.caught=1</script>)",
    "[press](vbscript:x)",
    "[press]( javascript:window.caught=1 )",
    "<javascript:window.caught=1>",
    '![x](x"onerror="window.caught=1)',
    '[x](https://evil.example/"onmouseover="window.caught=1)',
    '```"><img src=x onerror=window.caught=1>\ncode\n```',
    "| <img src=x onerror=window.caught=1> |\n|---|\n| <script>window.caught=1</script> |",
    "> # <iframe srcdoc='<script>parent.caught=1</script>'>",
    "1. <details open ontoggle=window.caught=1>",
)


def test_an_answer_runs_nothing(tab: Tab) -> None:
    for attack in ATTACKS:
        reply = tab.ask(f"{attack}\n\n*end*")
        expect(reply.locator(".prose em")).to_have_text("end")
        for link in reply.locator(".prose a").all():
            assert (link.get_attribute("href") or "").startswith(("https://", "http://")), attack
            link.dispatch_event("mouseover")
        dangerous = reply.locator(".prose").locator("script, iframe, img, object, embed, svg:not(.icon), details")
        assert dangerous.count() == 0, attack
        assert tab.page.evaluate("window.caught") is None, attack


def test_names_prompts_files_and_choices_run_nothing(room: Room, new_visitor: NewVisitor) -> None:
    attack = '<img src=x onerror="window.caught=1">'
    eve = Tab(new_visitor().new_page()).open(room.url, attack[:40])
    ada = Tab(new_visitor().new_page()).open(room.url, "Ada")
    eve.page.locator("#picker").set_input_files({"name": f"{attack}.txt", "mimeType": "text/plain", "buffer": b"x"})
    eve.ask(f"/chat {attack}")
    eve.ask(f"/draw {attack}")
    eve.ask(f"/sing {attack[:40]}")
    eve.ask(f"/refuse {attack[:40]}")
    eve.page.locator(".frame").first.click()
    eve.page.keyboard.press("Escape")
    expect(ada.replies).to_have_count(4)
    expect(ada.replies.first.locator(".who")).to_contain_text("<img")
    for tab in (eve, ada):
        assert tab.page.locator("img[src='x']").count() == 0
        assert tab.page.evaluate("window.caught") is None


def test_a_link_shows_where_it_leads(tab: Tab) -> None:
    reply = tab.ask("[your bank](https://evil.example/login) and https://example.org/a_b.")
    link = reply.get_by_role("link", name="your bank")
    expect(link).to_have_attribute("rel", "noopener noreferrer nofollow")
    expect(reply.locator(".domain")).to_have_text(" (evil.example)")
    expect(reply.get_by_role("link", name="example.org")).to_have_attribute("href", "https://example.org/a_b")


def test_an_uploaded_page_is_not_opened(tab: Tab) -> None:
    tab.page.locator("#picker").set_input_files(
        {"name": "x.html", "mimeType": "text/html", "buffer": b"<script>document.title = 'caught'</script>"}
    )
    reply = tab.ask("Look")
    with tab.page.expect_download() as download:
        reply.get_by_role("link", name="x.html").click()
    assert download.value.suggested_filename == "x.html"


def test_the_policy_stops_what_slips_through(tab: Tab, complaints: list[str]) -> None:
    """The second protection: even a script in the document does not run."""
    tab.page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.caught = 1";
            document.body.append(script);
            const image = document.createElement("img");
            image.src = "http://127.0.0.1:9/elsewhere.png";
            document.body.append(image);
        }"""
    )
    assert tab.page.evaluate("window.caught") is None
    while len(complaints) < 2:
        tab.page.wait_for_event("console")
    assert all("Content Security Policy" in complaint for complaint in complaints)
    complaints.clear()
