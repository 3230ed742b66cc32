"""Every command of Troubadour in a browser: the whole program without a token."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from adapters.web.serialization import NOT_HERE
from core.commands.catalogue import BUILT_IN
from tests.browser.conftest import NewVisitor
from tests.browser.rooms import RUN_MILLISECONDS, Program, Room, Tab, free_port


class WholeProgram(Room):
    """`troubadour run` on a data folder."""

    def __init__(self, data: Path) -> None:
        super().__init__(free_port(), data)
        self._data = data
        self.start()

    def start(self) -> None:
        """Starts the program, or starts it again."""
        arguments = ("-m", "bot", "run", "--port", str(self.port), "--data", str(self._data))
        self._program = Program(*arguments, gates=self._data)
        self._program.hear("is open")

    def kill(self) -> None:
        """Kills it, like a power cut."""
        self._program.kill()


@pytest.fixture(scope="module")
def program(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeProgram]:
    opened = WholeProgram(tmp_path_factory.mktemp("data"))
    yield opened
    opened.kill()


@pytest.fixture
def real(program: WholeProgram, visitor: BrowserContext) -> Tab:
    """A tab of a newcomer in the real room."""
    return Tab(visitor.new_page()).open(program.url)


def _has_pictures(reply: Locator, count: int = 1) -> None:
    pictures = reply.locator(".picture img")
    expect(pictures).to_have_count(count)
    for picture in pictures.all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("(image) => image.naturalWidth") > 100
        assert picture.get_attribute("alt")


def _spoken(reply: Locator) -> None:
    expect(reply.locator(".recording")).to_have_count(1)
    assert reply.locator(".transcript p").text_content()
    seconds = reply.locator("audio").evaluate(
        """(audio) => audio.duration > 0 ? audio.duration : new Promise((resolve, reject) => {
            audio.onloadedmetadata = () => resolve(audio.duration);
            audio.onerror = () => reject(new Error("not playable"));
        })"""
    )
    assert seconds > 0.3


def _lines(reply: Locator) -> list[str]:
    return [line for line in reply.locator(".prose").last.inner_text().splitlines() if line.strip()]


def test_chat(real: Tab) -> None:
    reply = real.ask("Hello! Who are you?")
    assert len(reply.locator(".prose").inner_text()) > 20
    expect(reply.locator(".facts:not(.set-facts)")).to_contain_text("Built-in engine")
    reply.get_by_role("button", name="Speak").click()
    expect(reply.locator(".further")).to_have_count(1)
    _spoken(real.complete(reply))


def test_complete(real: Tab) -> None:
    shown = [real.ask("/complete Once upon a time --seed 7").locator(".prose").inner_text() for _ in range(2)]
    assert shown[0] == shown[1]
    assert len(shown[0]) > 20


def test_imagine(real: Tab) -> None:
    reply = real.ask("/imagine a red fox in snow --seed 7 --count 2 --size small")
    _has_pictures(reply, 2)
    expect(reply.locator(".facts:not(.set-facts)").first).to_contain_text("seed 7")
    again = reply.locator("> .answer > .actions").get_by_role("button", name="Again")
    again.click()
    expect(reply.locator(".answer > .actions .place")).to_have_text("2 of 2")
    _has_pictures(real.complete(reply), 2)


def test_limerick(real: Tab) -> None:
    assert len(_lines(real.ask("/limerick a baker who dreams of the sea"))) == 5
    picture = real.ask("/imagine a green hill --size small")
    assert len(_lines(real.press(picture.get_by_role("button", name="Limerick")))) == 5


def test_speak(real: Tab) -> None:
    reply = real.ask("/speak Good evening, and welcome to the show!")
    _spoken(reply)
    expect(reply.locator(".transcript p")).to_have_text("Good evening, and welcome to the show!")


def test_perform(real: Tab) -> None:
    reply = real.ask("/perform a lighthouse in a storm")
    _has_pictures(reply)
    assert len(_lines(reply)) == 5
    _spoken(reply)
    expect(reply.locator(".problem")).to_have_count(0)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("/troubadour models", "built-in engine"),
        ("/troubadour persona", "I am Troubadour"),
        ("/troubadour usage", "24 hours"),
        ("/troubadour reset", "message"),
        ("/troubadour privacy", "Logs contain neither"),
        ("/troubadour forget-me", "cannot be undone"),
        ("/troubadour status", "Troubadour 0"),
        ("/troubadour help", "/perform"),
        ("/troubadour help imagine", "negative"),
    ],
)
def test_troubadour(real: Tab, line: str, words: str) -> None:
    expect(real.ask(line).locator(".statement, .prose").first).to_contain_text(words)


def test_pause(real: Tab) -> None:
    real.ask("/troubadour pause")
    real.say("Hello")
    expect(real.problem).to_contain_text("pause")
    real.ask("/troubadour pause --resume")
    real.ask("Hello again")


def test_forget_me(program: WholeProgram, new_visitor: NewVisitor) -> None:
    eve = Tab(new_visitor().new_page()).open(program.url, "Eve")
    eve.ask("A secret of mine")
    eve.ask("/troubadour forget-me").get_by_role("button", name="Yes, forget me").click()
    expect(eve.page.locator("#log")).to_contain_text("Forgotten")
    eve.page.reload()
    expect(eve.page.locator("#log")).to_have_attribute("aria-busy", "false")
    expect(eve.page.locator("#log")).not_to_contain_text("A secret of mine")


@pytest.fixture
def mortal(chromium: str, tmp_path: Path) -> Iterator[WholeProgram]:
    """A program for one test, which kills it."""
    opened = WholeProgram(tmp_path / "data")
    yield opened
    opened.kill()


def test_a_show_that_is_killed_goes_on_in_the_same_reply(
    mortal: WholeProgram, visitor: BrowserContext, complaints: list[str]
) -> None:
    tab = Tab(visitor.new_page()).open(mortal.url)
    tab.say("/perform a lighthouse in a storm --seed 7")
    expect(tab.last.locator(".part").first).to_be_visible()
    mortal.kill()
    mortal.start()
    reply = tab.complete(tab.last)
    for _ in range(2):
        expect(tab.replies).to_have_count(1)
        _has_pictures(reply)
        assert len(_lines(reply)) == 5
        _spoken(reply)
        expect(reply.locator(".title:not([hidden])")).to_have_count(2)
        tab.page.reload()
    complaints.clear()


def test_without_a_model_the_room_says_how_to_connect_one(real: Tab) -> None:
    answering = real.page.locator("#answering")
    expect(answering).to_contain_text("No model is connected")
    expect(answering).to_contain_text("HF_TOKEN")
    expect(answering).to_contain_text("TROUBADOUR_CHAT_COMPLETION_MODELS")


def test_every_command_is_offered(real: Tab) -> None:
    real.line.press_sequentially("/")
    offered = real.page.locator("#completions").get_by_role("option").locator(".label").all_text_contents()
    assert offered == [f"/{command.name}" for command in BUILT_IN if command.name not in NOT_HERE]


def test_a_person_is_blocked_by_the_name_above_their_question(
    real: Tab, program: WholeProgram, new_visitor: NewVisitor
) -> None:
    mallory = Tab(new_visitor().new_page()).open(program.url, name="Mallory M")
    mallory.ask("/limerick a fox")
    real.line.fill("/troubadour block mal")
    completion = real.page.locator("#completions").get_by_role("option", name="Mallory M")
    expect(completion).to_be_visible()
    completion.click()
    real.line.press("Enter")
    expect(real.last).to_contain_text("/troubadour block")
    expect(real.last).to_have_attribute("aria-busy", "false", timeout=RUN_MILLISECONDS)
    mallory.say("/limerick another fox")
    expect(mallory.problem).to_be_visible()
    real.ask('/troubadour block "Mallory M" --lift')
    mallory.ask("/limerick a third fox")


def test_an_unknown_option_can_be_written_as_text(real: Tab) -> None:
    real.say("/complete --include-promp x")
    expect(real.page.get_by_text("put -- before your text")).to_be_visible()
    answered = real.ask("/complete --include-prompt -- --include-promp x")
    expect(answered.locator(".prose")).to_contain_text("--include-promp x", timeout=RUN_MILLISECONDS)


def test_a_text_file_is_a_link_that_keeps_it(tab: Tab) -> None:
    link = tab.ask("/note").get_by_role("link", name="note.txt")
    with tab.page.expect_download() as kept:
        link.click()
    assert kept.value.suggested_filename == "note.txt"
    assert kept.value.path().read_text() == "[0:00] Once upon a time"
