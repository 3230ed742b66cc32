"""The renderer: no line is lost, few are kept, and a job that runs twice has one reply."""

import asyncio
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.web.config import WebConfig
from adapters.web.log_lines import LogLine, asked_line, with_whole_texts
from adapters.web.renderer import LINES_BEFORE_CONDENSING, WebRenderer
from adapters.web.visitors import ADDRESS, PLACE, Visitor
from core.commands.registry import Registry
from core.domain.clock import SystemClock
from core.domain.events import Begin, Done, Event, Facts, Progress, TextDelta, TextReplace
from core.domain.jobs import Job
from core.domain.request import Request
from core.domain.sentences import say
from core.jobs import worker
from core.store.ports.message_log import LogEntry
from core.store.sqlite.store import SqliteStore
from tests.adapters.web.browsing import Browser, Shown, fold
from tests.adapters.web.conftest import SECRET, Served, Visit
from tests.adapters.web.scripted import SCRIPTED
from tests.adapters.web.web_assembly import WebAssembly

ADA = Visitor(user="ada", name="Ada", role="admin").caller("en")


class QuickClock(SystemClock):
    """A clock whose sleep ends as soon as other tasks had their turn."""

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)


def request(id: str = "web-1") -> Request:
    return Request(id=id, command="chat", caller=ADA, place=PLACE, address=ADDRESS, said="Hello")


async def staged(store: SqliteStore, id: str = "web-1") -> WebRenderer:
    """The renderer of an accepted job."""
    await store.accept(request(id), (), 0.0)
    job = await store.claim_job(id, "me", 1e12)
    assert job is not None
    renderer = WebRenderer(store, QuickClock(), job)
    await renderer.open(asked_line(job, Registry(SCRIPTED)))
    return renderer


async def log(store: SqliteStore, after: int = 0) -> list[LogEntry]:
    return list(await store.read(PLACE.key, after, ADA.key, 100_000))


def shown(entries: list[LogEntry], id: str = "web-1") -> Shown:
    return fold([{"reply": entry.reply, **entry.content} for entry in entries])[id]


events = st.one_of(
    st.builds(TextDelta, part=st.sampled_from("ab"), text=st.text(max_size=5)),
    st.builds(TextReplace, part=st.sampled_from("ab"), text=st.text(max_size=5)),
    st.builds(Progress, sentence=st.just(say("thinking")), part=st.sampled_from([None, "a"])),
    st.builds(Facts, part=st.sampled_from("ab"), engine=st.just("x"), model=st.just("y")),
    st.none(),
)


@settings(max_examples=25)
@given(script=st.lists(events, max_size=25), cut=st.integers(0, 30))
def test_every_browser_sees_the_same_text(script: list[Event | None], cut: int) -> None:
    """A browser that resumes from any line shows the same as a browser that comes at the end."""

    async def run(folder: Path) -> None:
        store = await SqliteStore.open(folder)
        try:
            renderer = await staged(store)
            early: list[LogEntry] = []
            text: dict[str, str] = {}
            for step, event in enumerate([*script, Done()]):
                if event is None:
                    await asyncio.sleep(0.001)
                    continue
                await renderer.render(event)
                if isinstance(event, TextDelta):
                    text[event.part] = text.get(event.part, "") + event.text
                elif isinstance(event, TextReplace):
                    text[event.part] = event.text
                if step == cut:
                    early = await log(store)
            await renderer.close()
            late = await log(store, early[-1].number if early else 0)
            assert shown([*early, *late]).text == text
            assert shown(await log(store)).text == text
            assert not any(entry.content["event"] in ("progress", "started") for entry in await log(store))
            per_part = [e.content["part"] for e in await log(store) if str(e.content["event"]).startswith("text")]
            assert len(per_part) == len(set(per_part)), "one line a text is kept"
        finally:
            await store.close()

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(run(Path(folder)))


async def test_the_first_word_is_written_immediately_and_the_rest_later(store: SqliteStore) -> None:
    renderer = await staged(store)
    renderer._clock = (slow := SlowClock())
    for word in ("One ", "two ", "three"):
        await renderer.render(TextDelta(part="answer", text=word))
    assert shown(await log(store)).text == {"answer": "One "}
    slow.tick()
    await slow.ticked()
    assert shown(await log(store)).text == {"answer": "One two three"}
    assert [entry.content["event"] for entry in await log(store)].count("text_delta") == 2
    await renderer.close()


class SlowClock(SystemClock):
    """A clock that the test moves."""

    def __init__(self) -> None:
        self._go = asyncio.Event()
        self._slept = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        self._slept.set()
        await self._go.wait()
        self._go.clear()

    def tick(self) -> None:
        """Ends the current sleep."""
        self._slept.clear()
        self._go.set()

    async def ticked(self) -> None:
        """Waits for the next sleep."""
        await asyncio.wait_for(self._slept.wait(), 20)


async def test_a_very_long_text_is_condensed_while_it_is_written(store: SqliteStore) -> None:
    renderer = await staged(store)
    for number in range(LINES_BEFORE_CONDENSING + 5):
        await renderer.render(TextDelta(part="answer", text=f"{number} "))
        await renderer.render(Begin(part="other", kind="text"))
    lines = [entry for entry in await log(store) if entry.content.get("part") == "answer"]
    assert len(lines) < 10
    assert shown(await log(store)).text["answer"] == "".join(
        f"{number} " for number in range(LINES_BEFORE_CONDENSING + 5)
    )
    await renderer.close()


async def test_a_job_that_runs_again_shows_one_reply(store: SqliteStore) -> None:
    first = await staged(store)
    for event in (
        Begin(part="old", kind="text"),
        TextDelta(part="old", text="half"),
        Progress(sentence=say("thinking")),
    ):
        await first.render(event)
    await first.close()
    before = await log(store)

    second = await staged(store)
    await second.render(TextDelta(part="answer", text="whole"))
    await second.render(Done())
    await second.close()

    after = await log(store)
    assert [entry.content["event"] for entry in after] == ["asked", "restart", "text_replace", "done"]
    expected = Shown(asked="Hello", text={"answer": "whole"}, ending="done")
    assert shown(after) == expected
    for number in range(len(before) + 1):
        seen = before[:number]
        rest = await log(store, seen[-1].number if seen else 0)
        assert shown([*seen, *rest]) == expected, number


async def test_a_reply_that_cannot_be_opened_ends_in_the_log(
    assembly: WebAssembly, ada: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(job: object) -> None:
        raise ConnectionError("the reply cannot be opened")

    monkeypatch.setattr(assembly.room, "open", broken)
    monkeypatch.setattr(worker, "BACK_OFF_SECONDS", 0.01)
    monkeypatch.setattr(worker, "SWEEP_SECONDS", 0.01)
    reply = await ada.accepted("/hold never")
    await assembly.wait_for(reply)
    lines = await ada.sees()
    assert [line["event"] for line in lines] == ["asked", "failure"]
    assert "so I gave up" in str(lines[-1])


async def test_a_reply_deleted_while_it_is_written_leaves_nothing(assembly: WebAssembly, ada: Browser) -> None:
    reply = await ada.accepted("/hold never")
    async for event, data in ada.stream():
        if event == "message" and data["event"] == "text_delta":
            break
    job = await assembly.store.job(reply)
    assert job is not None
    await assembly.room.withdraw(job)
    await ada.post(f"/api/buttons/stop-{reply}", {"id": "stop-press"})
    await assembly.wait_for(reply)
    assert [line["event"] for line in await ada.sees()] == ["erased"]


async def test_a_reply_deleted_while_it_waits_is_never_written(store: SqliteStore) -> None:
    await store.accept(request(), (), 0.0)
    job = await store.claim_job("web-1", "me", 1e12)
    assert job is not None
    await store.save_receipt(job.id, {"withdrawn": True})
    renderer = WebRenderer(store, QuickClock(), job)
    await renderer.open(asked_line(job, Registry(SCRIPTED)))
    await renderer.render(TextDelta(part="answer", text="x"))
    await renderer.render(Done())
    await renderer.close()
    assert await log(store) == []


class DeletingStore(SqliteStore):
    """A store with a reply that somebody deletes as soon as its question is written."""

    deleting: Job | None = None

    async def append(
        self,
        room: str,
        reply: str,
        author: str,
        audience: str | None,
        contents: Sequence[LogLine],
        at: float,
        *,
        first: bool = False,
    ) -> int | None:
        number = await super().append(room, reply, author, audience, contents, at, first=first)
        if self.deleting is not None:
            job, self.deleting = self.deleting, None
            await WebAssembly(self, WebConfig(secret=SECRET), SCRIPTED).room.withdraw(job)
        return number


async def test_a_reply_deleted_while_it_is_opened_again_leaves_nothing(tmp_path: Path) -> None:
    store = await DeletingStore.open(tmp_path)
    first = await staged(store)
    await first.render(TextDelta(part="answer", text="half"))
    await first.close()
    store.deleting = await store.claim_job("web-1", "me", 1e12)
    again = await staged(store)
    assert store.deleting is None
    await again.render(TextDelta(part="answer", text="whole"))
    await again.render(Done())
    await again.close()
    assert [entry.content["event"] for entry in await log(store)] == ["erased"]
    await store.close()


async def test_after_a_restart_the_same_reply_is_completed(
    store: SqliteStore, served: Served, visit: Visit, open_gate: Callable[[str], None]
) -> None:
    """One process stops while it writes, a browser stays, and another process continues."""
    config = WebConfig(secret=SECRET)
    crashed = WebAssembly(store, config, SCRIPTED)
    crashed.start()
    ada = await visit("Ada", await served(crashed))
    reply = await ada.accepted("/hold gate")
    lines = []
    async for event, data in ada.stream():
        if event == "message":
            lines.append(data)
            if fold(lines)[reply].text.get("answer") == "Once upon a time ":
                break
    await crashed.shut_down()

    again = WebAssembly(store, config, SCRIPTED)
    again.start()
    open_gate("gate")
    await again.wait_for(reply)
    rest = await ada.sees(lines[-1]["number"], resumed=True)
    whole = Shown(asked="/hold gate", text={"answer": "Once upon a time there was an end."}, ending="done")
    whole.other = [("begin", "answer")]
    assert fold([*lines, *rest])[reply] == whole
    assert await ada.shows(reply) == whole
    await again.shut_down()


@pytest.mark.parametrize("private", [True, False])
async def test_a_renderer_knows_its_audience_from_the_job_alone(store: SqliteStore, private: bool) -> None:
    assembly = WebAssembly(store, WebConfig(secret=SECRET), SCRIPTED)
    await store.accept(request(), (), 0.0, private=private)
    job = await store.claim_job("web-1", "me", 1e12)
    assert job is not None
    renderer = await assembly.room.open(job, store)
    await renderer.render(Done())
    await renderer.close()
    assert bool(await store.read(PLACE.key, 0, "web:room:somebody-else")) is not private


async def test_what_is_settled_is_said_once_and_the_whole_text_at_the_end(store: SqliteStore) -> None:
    """A browser that follows gets each block when it is complete, and a page that is opened gets one text."""
    renderer = await staged(store)
    seen: list[LogEntry] = []
    pieces = ("One **bo", "ld** line.\n", "\n- a\n", "- b\n- c", "\n\n```py\nx = 1\n", "```\nend")
    for piece in pieces:
        await renderer.render(TextDelta(part="answer", text=piece))
        await renderer.render(Begin(part="other", kind="text"))  # whatever is not text is written at once
        seen += await log(store, seen[-1].number if seen else 0)
    settled = [entry.content for entry in seen if entry.content["event"] == "settled"]
    assert [(entry["text"], entry["joins"]) for entry in settled] == [
        ("One **bold** line.\n\n", False),
        ("- a\n", False),
        ("- b\n- c\n\n", True),
        ("```py\nx = 1\n```\n", False),
    ]
    opened = [entry for entry in with_whole_texts(await log(store)) if "text" in entry.content]
    assert [entry.content for entry in opened] == [{"event": "text_replace", "part": "answer", "text": "".join(pieces)}]
    await renderer.render(Done())
    await renderer.close()
    rest = [entry.content for entry in await log(store, seen[-1].number)]
    assert {"event": "text_replace", "part": "answer", "text": "".join(pieces)} in rest
    assert not any(entry.content["event"] in ("settled", "text_delta") for entry in await log(store))


async def test_lines_come_with_clean_html_and_are_kept_as_markdown(store: SqliteStore, ada: Browser) -> None:
    renderer = await staged(store)
    await renderer.render(TextDelta(part="answer", text="**a** <script>x</script>"))
    await renderer.render(Done())
    await renderer.close()
    expected = ["<p><strong>a</strong> &lt;script&gt;x&lt;/script&gt;</p>"]
    (line,) = [line for line in (await ada.get("/api/replies"))["lines"] if line["event"] == "text_replace"]
    assert line["blocks"] == expected
    (streamed,) = [line for line in await ada.sees() if line["event"] == "text_replace"]
    assert streamed["blocks"] == expected
    (kept,) = [entry.content for entry in await log(store) if entry.content["event"] == "text_replace"]
    assert kept == {"event": "text_replace", "part": "answer", "text": "**a** <script>x</script>"}
