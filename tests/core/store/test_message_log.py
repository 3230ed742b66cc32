"""The message log of a room: numbered entries, tailed by the people who may read them."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from pathlib import Path

import pytest

from core.store.ports.message_log import ERASED, LogEntry
from core.store.sql.store import SqlStore
from core.store.sqlite.store import SqliteStore
from tests.core.store.samples import delta


async def _append(store: SqlStore, text: str, *, reply: str = "1", audience: str | None = None) -> int:
    number = await store.append("lounge", reply, "ada", audience, [delta(text)], 1.0)
    assert number is not None
    return number


def _texts(lines: Sequence[LogEntry]) -> list[object]:
    return [line.content["text"] for line in lines]


async def _take(tail: AsyncIterator[Sequence[LogEntry]], count: int) -> list[LogEntry]:
    taken: list[LogEntry] = []
    async with asyncio.timeout(30):
        while len(taken) < count:
            taken += await anext(tail)
    return taken


async def test_lines_come_back_in_order_with_growing_numbers(store: SqlStore) -> None:
    last = await store.append("lounge", "1", "ada", None, [delta("a"), delta("b")], 1.0)
    await store.append("kitchen", "2", "bo", None, [delta("elsewhere")], 2.0)
    assert last is not None
    third = await _append(store, "c")
    lines = await store.read("lounge", 0, "anyone")
    assert _texts(lines) == ["a", "b", "c"]
    assert lines[1] == LogEntry(number=last, reply="1", author="ada", audience=None, at=1.0, content=delta("b"))
    assert [line.number for line in lines] == sorted({line.number for line in lines})
    assert _texts(await store.read("lounge", last, "anyone")) == ["c"]
    assert _texts(await store.read("lounge", 0, "anyone", limit=2)) == ["a", "b"]
    assert await store.read("lounge", third, "anyone") == []
    assert await store.append("lounge", "1", "ada", None, [], 1.0) is None


async def test_only_the_audience_reads_a_private_line(store: SqlStore) -> None:
    await _append(store, "public")
    await _append(store, "for bo", audience="bo")
    await _append(store, "public too")
    assert _texts(await store.read("lounge", 0, "bo")) == ["public", "for bo", "public too"]
    assert _texts(await store.read("lounge", 0, "ada")) == ["public", "public too"]
    assert _texts(await store.read("lounge", 0, "ada", limit=2)) == ["public", "public too"]


async def test_only_the_first_append_opens_a_reply(store: SqlStore) -> None:
    numbers = await asyncio.gather(
        *(store.append("lounge", "1", "ada", None, [delta(str(n))], 1.0, first=True) for n in range(20))
    )
    assert len([number for number in numbers if number is not None]) == 1
    assert await store.append("lounge", "2", "ada", None, [delta("other reply")], 1.0, first=True) is not None
    assert await store.append("kitchen", "1", "ada", None, [delta("other room")], 1.0, first=True) is not None
    assert await store.append("lounge", "1", "ada", None, [delta("more")], 1.0) is not None


async def test_a_tail_starts_with_what_is_there_and_wakes_for_more(store: SqlStore) -> None:
    await _append(store, "a")
    second = await _append(store, "b")
    async with aclosing(store.tail("lounge", 0, "bo")) as tail, aclosing(store.tail("lounge", second, "bo")) as late:
        assert _texts(await _take(tail, 2)) == ["a", "b"]
        waiting, waiting_late = asyncio.ensure_future(anext(tail)), asyncio.ensure_future(anext(late))
        await asyncio.sleep(0)
        await store.append("kitchen", "1", "ada", None, [delta("elsewhere")], 1.0)
        await _append(store, "not for bo", audience="cy")
        assert not waiting.done()
        await _append(store, "c")
        async with asyncio.timeout(30):
            assert _texts(await waiting) == ["c"]
            assert _texts(await waiting_late) == ["c"]
    assert store._notifier._listeners == {}


async def test_a_long_log_is_tailed_whole(store: SqlStore) -> None:
    await store.append("lounge", "1", "ada", None, [delta(str(n)) for n in range(1234)], 1.0)
    async with aclosing(store.tail("lounge", 0, "bo")) as tail:
        assert _texts(await _take(tail, 1234)) == [str(n) for n in range(1234)]


async def test_every_line_of_concurrent_writers_once_and_in_order(store: SqlStore) -> None:
    async def write(writer: int) -> None:
        for number in range(40):
            await _append(store, f"{writer}-{number}", audience="bo" if number % 2 else None)

    async def listen(viewer: str, count: int) -> list[LogEntry]:
        async with aclosing(store.tail("lounge", 0, viewer)) as tail:
            return await _take(tail, count)

    async with asyncio.TaskGroup() as group:
        bo, ada = group.create_task(listen("bo", 400)), group.create_task(listen("ada", 200))
        for writer in range(10):
            group.create_task(write(writer))
    assert [line.number for line in bo.result()] == sorted({line.number for line in bo.result()})
    assert list(bo.result()) == list(await store.read("lounge", 0, "bo"))
    assert list(ada.result()) == [line for line in bo.result() if line.audience is None]
    for writer in range(10):
        own = [text for text in _texts(bo.result()) if str(text).startswith(f"{writer}-")]
        assert own == [f"{writer}-{number}" for number in range(40)]


async def test_a_cancelled_writer_still_wakes_listeners(store: SqlStore) -> None:
    async with aclosing(store.tail("lounge", 0, "bo")) as tail:
        waiting = asyncio.ensure_future(anext(tail))
        while not store._notifier._listeners:
            await asyncio.sleep(0)
        writer = asyncio.create_task(_append(store, "said"))
        await asyncio.sleep(0)
        writer.cancel()
        async with asyncio.timeout(30):
            assert _texts(await waiting) == ["said"]
        with pytest.raises(asyncio.CancelledError):
            await writer


async def test_a_line_written_while_the_room_is_being_read_is_not_missed(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = store._read
    between = iter(["written in between"])

    async def read_and_be_late(room: str, after: int, viewer: str | None, limit: int) -> tuple[list[LogEntry], int]:
        result = await read(room, after, viewer, limit)
        for text in between:
            await _append(store, text)
        return result

    monkeypatch.setattr(store, "_read", read_and_be_late)
    async with aclosing(store.tail("lounge", 0, "bo")) as tail:
        assert _texts(await _take(tail, 1)) == ["written in between"]


def _counted(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """The viewer of each read of the log."""
    read = store._read
    looks: list[str | None] = []

    async def counted(room: str, after: int, viewer: str | None, limit: int) -> tuple[list[LogEntry], int]:
        looks.append(viewer)
        return await read(room, after, viewer, limit)

    monkeypatch.setattr(store, "_read", counted)
    return looks


async def test_an_idle_listener_looks_once_for_each_ring(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = _counted(store, monkeypatch)
    async with aclosing(store.tail("lounge", 0, "bo")) as tail:
        waiting = asyncio.ensure_future(anext(tail))
        for text in "abc":
            await _append(store, text, audience="not bo")
            for _ in range(20):
                await store.receipt("another read, on the same connection")
        assert len(looks) <= 4
        await _append(store, "d")
        async with asyncio.timeout(30):
            await waiting


async def test_all_listeners_share_one_read_of_each_new_entry(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = _counted(store, monkeypatch)
    tails = [store.tail("lounge", 0, f"viewer {number}") for number in range(500)]
    waiting = [asyncio.ensure_future(anext(tail)) for tail in tails]
    async with asyncio.timeout(30):
        while len(looks) < 500:
            await asyncio.sleep(0)
        await store.receipt("behind the reads of the listeners")
        looks.clear()
        await _append(store, "for one", audience="viewer 7")
        assert _texts(await waiting[7]) == ["for one"]
        waiting[7] = asyncio.ensure_future(anext(tails[7]))
        await _append(store, "for all")
        assert [_texts(lines) for lines in await asyncio.gather(*waiting)] == [["for all"]] * 500
    assert looks == [None, None]
    for tail in tails:
        await tail.aclose()
    assert (store._notifier._listeners, store._tails._open) == ({}, {})


async def test_a_listener_that_is_behind_the_others_reads_for_itself(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.store.shared_tail.SHARED_ENTRIES", 5)
    async with aclosing(store.tail("lounge", 0, "bo")) as quick, aclosing(store.tail("lounge", 0, "bo")) as slow:
        first = await _append(store, "0")
        assert _texts(await _take(quick, 1)) == _texts(await _take(slow, 1)) == ["0"]
        for number in range(1, 40):
            await _append(store, str(number))
            await _take(quick, 1)
        assert [line.number for line in await _take(slow, 39)] == [
            line.number for line in await store.read("lounge", first, "bo")
        ]


async def test_a_listener_that_is_cancelled_while_it_reads_leaves_the_entry_to_the_next(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, hangs, hanging = store._read, asyncio.Event(), asyncio.Event()

    async def read_or_hang(room: str, after: int, viewer: str | None, limit: int) -> tuple[list[LogEntry], int]:
        if hangs.is_set():
            hangs.clear()
            hanging.set()
            await asyncio.Future()
        return await read(room, after, viewer, limit)

    monkeypatch.setattr(store, "_read", read_or_hang)
    async with aclosing(store.tail("lounge", 0, "bo")) as first, aclosing(store.tail("lounge", 0, "cy")) as second:
        await _append(store, "a")
        await _take(first, 1)
        await _take(second, 1)
        hangs.set()
        cancelled, waiting = asyncio.ensure_future(anext(first)), asyncio.ensure_future(anext(second))
        async with asyncio.timeout(30):
            await _append(store, "b")
            await hanging.wait()
            cancelled.cancel()
            assert _texts(await waiting) == ["b"]
            await asyncio.gather(cancelled, return_exceptions=True)


async def test_entries_that_were_erased_before_a_listener_took_them_never_reach_it(store: SqlStore) -> None:
    async with aclosing(store.tail("lounge", 0, "bo")) as quick, aclosing(store.tail("lounge", 0, "cy")) as slow:
        for tail in (quick, slow):
            await _append(store, "before", reply=f"of {id(tail)}")
            await _take(tail, 1)
        await _append(store, "secret")
        await _append(store, "kept", reply="2")
        await _take(quick, 3)
        await store.erase("lounge", "1", 9.0)
        await _take(quick, 1)
        assert [line.content for line in await _take(slow, 2)] == [delta("kept"), ERASED]


async def test_a_cancelled_listener_leaves_the_room(store: SqlStore) -> None:
    async def listen() -> None:
        async for _ in store.tail("lounge", 0, "bo"):
            pass

    listener = asyncio.create_task(listen())
    while not store._notifier._listeners:
        await asyncio.sleep(0)
    listener.cancel()
    with pytest.raises(asyncio.CancelledError):
        await listener
    assert store._notifier._listeners == {}


async def test_lines_of_another_process_are_found_by_looking(tmp_path: Path) -> None:
    listening = await SqliteStore.open(tmp_path, poll_seconds=0.01)
    writing = await SqliteStore.open(tmp_path)
    async with aclosing(listening.tail("lounge", 0, "bo")) as tail:
        waiting = asyncio.ensure_future(anext(tail))
        while not listening._notifier._listeners:
            await asyncio.sleep(0)
        await _append(writing, "from afar")
        async with asyncio.timeout(30):
            assert _texts(await waiting) == ["from afar"]
    await writing.close()
    await listening.close()


async def test_one_line_in_place_of_several(store: SqlStore) -> None:
    numbers = [await _append(store, text, audience="bo") for text in "abc"]
    other = await _append(store, "other", reply="2")
    tail = await _append(store, "d", audience="bo")
    await store.replace("lounge", "1", [*numbers, other, 999_999], delta("abc"))
    assert [(line.number, line.content, line.audience) for line in await store.read("lounge", 0, "bo")] == [
        (numbers[-1], delta("abc"), "bo"),
        (other, delta("other"), None),
        (tail, delta("d"), "bo"),
    ]
    await store.replace("lounge", "1", numbers[:2], delta("late"))
    await store.replace("kitchen", "1", [tail], delta("another room"))
    assert _texts(await store.read("lounge", 0, "bo")) == ["abc", "other", "d"]


@pytest.mark.parametrize("audiences", [[None], ["bo", "bo"], [None, "bo"], ["bo", "cy"]])
async def test_an_erased_reply_leaves_one_line_of_nobody_for_everybody(
    store: SqlStore, audiences: list[str | None]
) -> None:
    numbers = [await _append(store, "secret", audience=audience) for audience in audiences]
    kept = await _append(store, "kept", reply="2")
    async with aclosing(store.tail("lounge", kept, "dee")) as tail:
        waiting = asyncio.ensure_future(anext(tail))
        await store.erase("lounge", "1", 9.0)
        async with asyncio.timeout(30):
            (line,) = await waiting
    assert line.number > max(numbers)
    assert (line.reply, line.author, line.audience, line.at) == ("1", "", None, 9.0)
    assert line.content == ERASED
    assert [line.reply for line in await store.read("lounge", 0, "bo")] == ["2", "1"]
    assert await store.append("lounge", "1", "ada", None, [delta("again")], 1.0, first=True) is None


async def test_erasing_an_unknown_reply_adds_no_entry(store: SqlStore) -> None:
    await store.erase("lounge", "1", 9.0)
    assert await store.read("lounge", 0, "bo") == []


async def test_numbers_are_never_given_twice(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path)
    last = await _append(store, "newest")
    await store.expire(5.0)
    assert await store.read("lounge", 0, "bo") == []
    await store.close()
    store = await SqliteStore.open(tmp_path)
    assert await _append(store, "next") > last
    await store.close()
