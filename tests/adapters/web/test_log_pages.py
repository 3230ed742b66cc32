"""Pages of the log: the newest replies first, each whole, continued by the stream."""

import asyncio
from collections.abc import Callable, Sequence

import pytest

from adapters.web.log_pages import REPLIES_OF_A_PAGE, SHARED_SECONDS
from adapters.web.visitors import PLACE
from core.store.ports.message_log import LogPage
from core.store.sqlite.store import SqliteStore
from tests.adapters.web.browsing import Browser, Line, fold
from tests.adapters.web.conftest import Visit
from tests.adapters.web.filled_log import fill
from tests.adapters.web.web_assembly import WebAssembly


def said(lines: Sequence[Line]) -> list[str]:
    return [line["said"] for line in lines if line["event"] == "asked"]


async def test_pages_lead_back_to_the_first_reply(store: SqliteStore, ada: Browser) -> None:
    await fill(store, 2 * REPLIES_OF_A_PAGE + 7)
    pages = [await ada.get("/api/replies")]
    while pages[-1]["before"] is not None:
        pages.append(await ada.get(f"/api/replies?before={pages[-1]['before']}"))
    assert [len(said(page["lines"])) for page in pages] == [REPLIES_OF_A_PAGE, REPLIES_OF_A_PAGE, 7]
    questions = [question for page in reversed(pages) for question in said(page["lines"])]
    assert questions == [f"Question {number}" for number in range(2 * REPLIES_OF_A_PAGE + 7)]
    assert all(shown.ending == "done" for page in pages for shown in fold(page["lines"]).values())


async def test_an_empty_room_has_an_empty_page(ada: Browser) -> None:
    page = await ada.get("/api/replies")
    assert (page["lines"], page["newest"], page["before"]) == ([], 0, None)


async def test_the_stream_continues_a_page_of_a_reply_that_grows(
    assembly: WebAssembly, ada: Browser, open_gate: Callable[[str], None]
) -> None:
    reply = await ada.accepted("/hold gate")
    pages: list[Line] = []
    while not any(line["event"] == "text_replace" for line in (pages or [{"lines": []}])[-1]["lines"]):
        pages.append(await ada.get("/api/replies"))
    open_gate("gate")
    await assembly.wait_for(reply)
    for page in pages:
        rest = await ada.sees(page["newest"])
        numbers = [line["number"] for line in (*page["lines"], *rest)]
        assert numbers == sorted(set(numbers))
        shown = fold([*page["lines"], *rest])[reply]
        assert (shown.text["answer"], shown.ending) == ("Once upon a time there was an end.", "done")


async def test_replies_for_others_and_deleted_ones_fill_no_page(store: SqliteStore, ada: Browser, ben: Browser) -> None:
    await fill(store, 3)
    await fill(store, REPLIES_OF_A_PAGE, audience="web:room:cy", prefix="private")
    reply = await ben.accepted("/whisper")
    await ben.sees_ending(reply)
    await store.erase(PLACE.key, "web-1", 9.0)
    assert said((await ada.get("/api/replies"))["lines"]) == ["Question 0", "Question 2"]
    assert said((await ben.get("/api/replies"))["lines"]) == ["Question 0", "Question 2", "/whisper"]


@pytest.mark.parametrize("before", ["x", "-1", "1.5", "9" * 30, "", "٣"])
async def test_a_number_that_is_none_is_refused(ada: Browser, before: str) -> None:
    assert "error" in await ada.get(f"/api/replies?before={before}", status=400)


async def test_pages_are_for_visitors_only_and_never_stored(visit: Visit, ada: Browser) -> None:
    stranger = Browser(ada.server)
    assert "error" in await stranger.get("/api/replies", status=401)
    await stranger.client.session.close()
    assert (await ada.open("/api/replies")).headers["Cache-Control"] == "no-store"


async def test_a_page_and_the_stream_name_the_same_room(ada: Browser) -> None:
    page = await ada.get("/api/replies")
    async for event, data in ada.stream():
        assert (event, data["room"]) == ("hello", page["room"])
        break


async def test_people_who_come_together_share_one_read_and_nobody_reads_what_is_for_others(
    store: SqliteStore, visit: Visit, ada: Browser, ben: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(store, 3)
    reads = 0
    read_back = store.read_back

    async def counted(room: str, viewer: str, replies: int, before: int | None = None) -> LogPage:
        nonlocal reads
        reads += 1
        return await read_back(room, viewer, replies, before)

    monkeypatch.setattr(store, "read_back", counted)
    others = [await visit(f"Visitor {number}") for number in range(8)]
    pages = await asyncio.gather(*(each.get("/api/replies") for each in [*others, ada]))
    assert reads == 1
    assert all(page == pages[0] for page in pages)
    await ben.sees_ending(await ben.accepted("/whisper"))
    await ben.sees_ending(await ben.accepted("Hello"))
    reads = 0
    theirs, own = await asyncio.gather(
        asyncio.gather(*(each.get("/api/replies") for each in others)),
        asyncio.gather(*(ben.get("/api/replies") for _ in range(8))),
    )
    assert reads == 2
    assert {tuple(said(page["lines"])) for page in theirs} == {("Question 0", "Question 1", "Question 2", "Hello")}
    assert {tuple(said(page["lines"])[-2:]) for page in own} == {("/whisper", "Hello")}
    assert [line["mine"] for line in own[0]["lines"] if line["event"] == "asked"] == [False, False, False, True, True]
    assert not any(line["mine"] for page in theirs for line in page["lines"])
    german = await others[0].get("/api/replies", Accept_Language="de")
    assert said(german["lines"])[-1] == "Hello"


async def test_a_page_is_not_shared_for_longer_than_a_moment(
    store: SqliteStore, assembly: WebAssembly, ada: Browser, ben: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What changes without a new line, such as a name that was forgotten, shows soon."""
    await fill(store, 1)
    before = await ada.get("/api/replies")
    change = "UPDATE log_entry SET content = replace(content, 'Question 0', 'Forgotten')"
    await store._database.write(lambda transaction: transaction.execute(change).rowcount)
    now = assembly.clock.now()
    monkeypatch.setattr(assembly.clock, "now", lambda: now + SHARED_SECONDS + 1)
    assert said(before["lines"]) == ["Question 0"]
    assert said((await ben.get("/api/replies"))["lines"]) == ["Forgotten"]
