"""Documents in `/chat`: what the model gets of them, what is told, and later questions about them."""

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

import pytest

from core.commands.catalogue import BUILT_IN
from core.commands.parts import attached_files
from core.commands.parts.reading_in_parts import AT_ONCE
from core.commands.read import read
from core.domain.actions import Form, Run
from core.domain.errors import LimitReached
from core.domain.events import Done, Event, Facts, Progress, Stopped
from core.domain.request import Attachment, QuotedMessage, Request
from core.domain.sentences import Quote, say
from core.i18n.rendering import LOCALES, render
from core.inference.engine import Capacity
from core.inference.outputs import Output
from core.inference.requests import ChatRequest, InferenceRequest
from core.media.documents.cache import CHARACTERS, READ_DOCUMENTS, SECONDS, DocumentCache
from core.media.documents.document import Document, Section
from core.media.documents.reading import read_document
from core.store.sqlite.store import SqliteStore
from tests.core.commands.reading import buttons, every, failed, written
from tests.core.commands.test_chat import last_chat, with_file
from tests.core.conftest import Core
from tests.core.recording_platform import ANN, BEN, request
from tests.core.scripted_engine import Answer, ScriptedEngine, text
from tests.documents.samples import archive_of, long_pdf, pdf_of, sample, with_macros

PDF = "application/pdf"


class MeasuredEngine(ScriptedEngine):
    """An engine whose model takes so much, and sees or not."""

    room = Capacity(tokens=12_000, sees=True)
    waits: asyncio.Event | None = None

    async def _play(self, request: InferenceRequest) -> AsyncGenerator[Output, None]:
        async with aclosing(super()._play(request)) as outputs:
            async for output in outputs:
                if self.waits is not None:
                    await self.waits.wait()
                yield output

    async def capacity(self, request: InferenceRequest) -> Capacity:
        return self.room


@pytest.fixture
def engine() -> MeasuredEngine:
    return MeasuredEngine()


@pytest.fixture
async def core(store: SqliteStore, engine: MeasuredEngine) -> AsyncIterator[Core]:
    core = Core(store, [*BUILT_IN, read], [engine])
    core.start()
    yield core
    await core.shut_down()


def notes(events: list[Event], locale: str = "en") -> str:
    return "\n".join(render(note, locale) for fact in events if isinstance(fact, Facts) for note in fact.notes)


def asked(
    core: Core, name: str, data: bytes, id: str = "r1", /, message: str = "and?", media_type: str = PDF
) -> Request:
    return with_file(request("chat", id, message=message), core, name, media_type, data)


@pytest.mark.parametrize("name", ["report.pdf", "report.docx"])
async def test_a_document_reaches_the_model_with_its_pages_and_how_to_cite_them(
    core: Core, engine: ScriptedEngine, name: str
) -> None:
    events = await core.play(asked(core, name, sample(name), "r1", "what came in?", "application/octet-stream"))
    said = last_chat(engine).messages
    assert "(p. 1)" in said[0].text
    assert said[-1].text.startswith("what came in?\n\nThe file " + name)
    assert "[p. 2]" in said[-1].text
    assert "| Alma | Oranges | 120 |" in said[-1].text
    assert not notes(events)


async def test_an_archive_of_sources_is_listed_and_its_texts_are_cited(core: Core, engine: ScriptedEngine) -> None:
    code = archive_of({"src/main.py": b"print('hello')\n", "logo.png": b"\0"})
    events = await core.play(asked(core, "code.zip", code, media_type="application/zip"))
    said = last_chat(engine).messages
    assert "(file src/main.py)" in said[0].text
    assert "The file code.zip (ZIP, 1 file, it holds logo.png; src/main.py):" in said[-1].text
    assert "[file src/main.py]\nprint('hello')" in said[-1].text
    assert not notes(events)


async def test_the_kind_is_that_of_the_bytes_and_a_name_that_lies_is_told(core: Core, engine: ScriptedEngine) -> None:
    events = await core.play(asked(core, "notes.txt", pdf_of([["violet umbrella"]]), media_type="text/plain"))
    assert "[p. 1]\nviolet umbrella" in last_chat(engine).messages[-1].text
    assert "notes.txt is a PDF" in notes(events)


async def test_macros_are_told(core: Core) -> None:
    events = await core.play(asked(core, "plan.docm", with_macros(), media_type="application/octet-stream"))
    assert "has macros. I did not run them." in notes(events)


async def test_a_document_that_cannot_be_read_fails_with_its_own_sentence(core: Core) -> None:
    assert "protected by a password" in failed(await core.play(asked(core, "encrypted.pdf", sample("encrypted.pdf"))))


async def test_a_scanned_page_goes_to_a_model_that_sees_as_a_picture(core: Core, engine: MeasuredEngine) -> None:
    await core.play(asked(core, "scan.pdf", sample("scan.pdf"), "r1"))
    (page,) = last_chat(engine).messages[-1].pictures
    assert page.startswith(b"\xff\xd8\xff")
    assert "[p. 1]\n(a scanned page: picture 1" in last_chat(engine).messages[-1].text
    engine.room = Capacity(tokens=12_000, sees=False)
    events = await core.play(asked(core, "scan.pdf", sample("scan.pdf"), "r2"))
    assert last_chat(engine).messages[-1].pictures == ()
    assert "1 page of scan.pdf is a picture, which the model did not see." in notes(events)


async def test_what_does_not_fit_is_told_and_read_in_parts_by_a_button(core: Core, engine: MeasuredEngine) -> None:
    engine._answer = note_pages
    events = await core.play(asked(core, "long.pdf", long_pdf(212), "r1", "which pages are there?"))
    first = last_chat(engine).messages[-1].text
    assert "[p. 1]" in first
    assert "[p. 212]" not in first
    told = notes(events)
    assert "I read pages 1" in told
    assert "of 212 of long.pdf" in told
    (button,) = (each for label, each in buttons(events).items() if label.startswith("Read all"))
    run = button.action
    assert isinstance(run, Run)
    requests = run.options["requests"]
    assert f"about {requests} requests" in told
    asked_before = len(engine.asked)
    pressed = Request(
        id="r2", command=run.command, options=run.options, inputs=run.inputs, caller=ANN,
        place=request("chat").place, address=request("chat").address,
    )  # fmt: skip
    read_events = await core.play(pressed)
    assert len(engine.asked) - asked_before == requests
    assert written(read_events) == f"All: {', '.join(map(str, range(1, 213)))}"
    fractions = [each.fraction for each in every(Progress, read_events) if each.fraction]
    assert fractions == sorted(fractions)
    assert len(fractions) == requests - 1 if isinstance(requests, int) else False
    asked_after = len(engine.asked)
    await core.play(request("chat", "r3", message="and the last?"))
    assert any("All: 1, 2" in message.text for message in last_chat(engine).messages)
    assert "[p. 1]" in last_chat(engine).messages[-1].text
    assert len(engine.asked) == asked_after + 1


def note_pages(asked: InferenceRequest) -> Answer:
    """Notes the pages that are in a part, and joins the notes at the end."""
    assert isinstance(asked, ChatRequest)
    last = asked.messages[-1].text
    if asked.messages[0].text.startswith("You get one part"):
        numbers = [line.split()[-1].strip(".") for line in last.splitlines() if line.startswith("This is page")]
        return text(f"pages: {', '.join(numbers)}")
    if asked.messages[0].text.startswith("Somebody has a question"):
        numbers = [line.removeprefix("pages: ") for line in last.splitlines() if line.startswith("pages: ")]
        return text(f"All: {', '.join(numbers)}")
    return text("some")


@pytest.mark.parametrize(("prices", "told"), [((1.0, 3.0), True), (None, False)])
async def test_the_estimate_has_dollars_where_the_price_is_known(
    core: Core, engine: MeasuredEngine, prices: tuple[float, float] | None, told: bool
) -> None:
    engine.room = Capacity(tokens=12_000, sees=True, prices=prices)
    events = await core.play(asked(core, "long.pdf", long_pdf(212)))
    run = next(each.action for label, each in buttons(events).items() if label.startswith("Read all"))
    assert isinstance(run, Run)
    requests = run.options["requests"]
    assert isinstance(requests, int)
    found = re.search(r"That costs about \$(\d\.\d+)", notes(events))
    assert (found is not None) is told
    if found is not None:
        written, read = requests * 800 * 3.0 / 1e6, 65_000 / 1e6
        assert written + read < float(found[1]) < written + 2 * read


async def test_reading_in_parts_stops_all_its_requests(core: Core, engine: MeasuredEngine) -> None:
    media = await core.store.put(long_pdf(200), PDF, "long.pdf", ANN.key, 0.0)
    engine.waits = asyncio.Event()
    run = request("read", "r1", question="all", requests=9).model_copy(update={"inputs": (media,)})
    await core.accept(run)
    await core.until(lambda: len(engine.asked) == AT_ONCE)
    await core.press_stop("r1", ANN)
    assert isinstance((await core.ended("r1"))[-1], Stopped)
    assert engine.closed == AT_ONCE


async def test_a_refusal_in_one_part_is_the_ending(core: Core, engine: MeasuredEngine) -> None:
    media = await core.store.put(long_pdf(60), PDF, "long.pdf", ANN.key, 0.0)
    engine._answer = lambda _: [LimitReached("gate-too-long", seconds=5.0, at=5.0, moment="later")]
    run = request("read", "r1", question="all", requests=9).model_copy(update={"inputs": (media,)})
    failed(await core.play(run))
    assert engine.closed == len(engine.asked)


async def test_later_questions_find_the_document_again_until_it_is_forgotten(
    core: Core, engine: ScriptedEngine
) -> None:
    await core.play(asked(core, "report.pdf", sample("report.pdf"), "r1", "read this"))
    await core.play(request("chat", "r2", caller=BEN, message="which ships?"))
    assert "[p. 2]" in last_chat(engine).messages[-1].text
    await core.play(request("chat", "r3", place=request("chat").place.model_copy(update={"channel": "other"})))
    await core.store.forget_person(ANN.key, 5.0)
    await core.play(request("chat", "r4", caller=BEN, message="which ships?"))
    assert "Alma" not in last_chat(engine).messages[-1].text


async def test_a_document_is_read_once_until_somebody_is_forgotten_or_an_hour_passes(
    core: Core, engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    readings: list[str] = []

    def reading(data: bytes, name: str, media_type: str) -> Document:
        readings.append(name)
        return read_document(data, name, media_type)

    monkeypatch.setattr(attached_files, "read_document", reading)
    READ_DOCUMENTS.clear()
    await core.play(asked(core, "diary.md", b"# Monday\n\nrain", "r1", "read this", "text/markdown"))
    await core.play(request("chat", "r2", message="and then?"))
    assert "rain" in last_chat(engine).messages[-1].text
    assert readings == ["diary.md"]
    await core.play(request("troubadour forget-me", "r3", caller=BEN, confirm=True))
    assert len(READ_DOCUMENTS) == 0
    await core.play(request("chat", "r4", message="and then?"))
    assert readings == ["diary.md"] * 2


def test_few_documents_are_kept_and_none_for_longer_than_an_hour() -> None:
    cache, page = DocumentCache(), "x" * (CHARACTERS // 3)
    for number in range(5):
        section = Section(first=1, last=1, text=page)
        cache.put(
            (str(number), "a", "b"), Document(kind="text", unit="line", total=1, sections=(section,)), float(number)
        )
    assert len(cache) == 3
    assert cache.get(("1", "a", "b"), 5.0) is None
    assert cache.get(("4", "a", "b"), 4.0 + SECONDS - 1) is not None
    assert len(cache) == 1
    assert cache.get(("4", "a", "b"), 4.0 + SECONDS) is None


async def test_another_place_never_finds_it(core: Core, engine: ScriptedEngine) -> None:
    await core.play(asked(core, "report.pdf", sample("report.pdf"), "r1", "read this"))
    elsewhere = request("chat").place.model_copy(update={"channel": "other"})
    await core.play(request("chat", "r2", place=elsewhere, message="which ships?"))
    assert "Alma" not in last_chat(engine).messages[-1].text


async def test_a_long_paste_becomes_a_file_with_the_question_beside_it(core: Core, engine: ScriptedEngine) -> None:
    lines = "\n".join(f"line {number} of the log" for number in range(2_000))
    events = await core.play(request("chat", "r1", message=f"What went wrong?\n\n{lines}\n\nThanks!"))
    assert isinstance(events[-1], Done)
    said = last_chat(engine).messages[-1].text
    assert said.startswith("What went wrong?\n\nThanks!\n\nThe file message.txt:")
    assert "line 300 of the log" in said
    assert "I read lines 1" in notes(events)
    edit = buttons(events)["Edit"].action
    assert isinstance(edit, Form)
    assert [media.name for media in edit.inputs] == ["message.txt"]


async def test_a_pasted_file_alone_is_the_message(core: Core, engine: ScriptedEngine) -> None:
    pasted = "Which of these is largest?\n\n" + "\n".join(f"number {number}" for number in range(200))
    await core.play(asked(core, "message.txt", pasted.encode(), "r1", "", "text/plain"))
    assert last_chat(engine).messages[-1].text.startswith("Which of these is largest?\n\nThe file message.txt:")


async def test_a_forwarded_document_is_read(core: Core, engine: ScriptedEngine) -> None:
    core.platform.files["x"] = sample("prices.xlsx")
    file = Attachment(name="prices.xlsx", media_type="application/x", size=5, source="test", locator="x")
    quoted = QuotedMessage(author="", name="Cy", text="look", attachments=(file,), forwarded=True)
    await core.play(request("chat", "r1", message="sum?").model_copy(update={"quoted": (quoted,)}))
    assert '[sheet "Prices"]' in last_chat(engine).messages[-1].text
    assert "| Sum | 6.5 |" in last_chat(engine).messages[-1].text


@pytest.mark.parametrize("locale", LOCALES)
def test_every_way_to_fail_is_said_in_every_language(locale: str) -> None:
    ids = ["encrypted", "broken", "bomb", "entities", "old-format", "archive", "lying", "macros"]
    said = {render(say(f"document-{id}", name=Quote(text="a.pdf")), locale) for id in ids}
    said |= {render(say("document-not-opened", reason=reason), locale) for reason in ("memory", "time", "crash")}
    assert len(said) == len(ids) + 3
