"""The contract of every store about pages of a log and the files that it names."""

from collections.abc import Sequence

import pytest
from pydantic import JsonValue

from core.store.ports.message_log import LogPage, RoomHead
from core.store.ports.store import Store
from core.store.sql.store import SqlStore
from tests.core.store.samples import ADA, BO, delta

DIGEST = "0123456789abcdef" * 4
OTHER = "f" * 64


@pytest.fixture
def log(store: SqlStore) -> Store:
    """An empty store."""
    return store


async def say(log: Store, reply: str, text: str = "", *, audience: str | None = None, room: str = "lounge") -> int:
    number = await log.append(room, reply, ADA.key, audience, [delta(text or f"of {reply}")], 1.0)
    assert number is not None
    return number


def picture(sha256: str) -> dict[str, JsonValue]:
    """The content of an entry that names a file."""
    return {"event": "picture", "media": {"sha256": sha256, "name": "fox.png"}}


def texts(page: LogPage) -> list[object]:
    return [entry.content["text"] for entry in page.entries]


def replies(page: LogPage) -> Sequence[str]:
    return list(dict.fromkeys(entry.reply for entry in page.entries))


async def test_pages_lead_from_the_newest_reply_to_the_first(log: Store) -> None:
    for number in range(7):
        newest = await say(log, str(number))
    pages = [await log.read_back("lounge", BO.key, 3)]
    while pages[-1].before is not None:
        pages.append(await log.read_back("lounge", BO.key, 3, pages[-1].before))
    assert [replies(page) for page in pages] == [["4", "5", "6"], ["1", "2", "3"], ["0"]]
    assert {page.newest for page in pages} == {newest}


async def test_pages_lead_on_from_a_reply_to_the_newest(log: Store) -> None:
    numbers = [await say(log, str(number)) for number in range(7)]
    await say(log, "for Ada", audience=ADA.key)
    assert await log.opening_of("lounge", "2", BO.key) == numbers[2]
    pages = [await log.read_on("lounge", BO.key, 2, numbers[2])]
    while pages[-1].after is not None:
        pages.append(await log.read_on("lounge", BO.key, 2, pages[-1].after))
    assert [replies(page) for page in pages] == [["3", "4"], ["5", "6"]]
    assert {page.before for page in pages} == {None}


async def test_a_reply_of_another_room_or_person_has_no_opening(log: Store) -> None:
    await say(log, "1", room="kitchen")
    await say(log, "2", audience=ADA.key)
    await say(log, "3")
    await log.erase("lounge", "3", 2.0)
    assert [await log.opening_of("lounge", reply, BO.key) for reply in ("1", "2", "3", "4")] == [None] * 4


async def test_a_full_last_page_is_the_last(log: Store) -> None:
    for number in range(3):
        await say(log, str(number))
    assert (await log.read_back("lounge", BO.key, 3)).before is None


async def test_an_empty_room_is_an_empty_page(log: Store) -> None:
    await say(log, "1", room="kitchen")
    assert await log.read_back("lounge", BO.key, 3) == LogPage(entries=[], newest=0, before=None)


async def test_a_reply_is_whole_and_stands_where_it_began(log: Store) -> None:
    for reply in ("old", "new", "old", "new", "old"):
        newest = await say(log, reply)
    page = await log.read_back("lounge", BO.key, 1)
    assert replies(page) == ["new"]
    older = await log.read_back("lounge", BO.key, 1, page.before)
    assert texts(older) == ["of old"] * 3
    assert older.entries[-1].number == older.newest == newest


async def test_a_tail_continues_a_page_without_a_gap(log: Store) -> None:
    await say(log, "1", "Once ")
    page = await log.read_back("lounge", BO.key, 1)
    await say(log, "1", "upon")
    await say(log, "2")
    assert [entry.content["text"] for entry in await log.read("lounge", page.newest, BO.key)] == ["upon", "of 2"]


async def test_private_replies_of_others_take_no_place(log: Store) -> None:
    await say(log, "public")
    await say(log, "for Bo", audience=BO.key)
    for number in range(5):
        await say(log, f"for Ada {number}", audience=ADA.key)
    page = await log.read_back("lounge", BO.key, 2)
    assert (replies(page), page.before) == (["public", "for Bo"], None)
    assert replies(await log.read_back("lounge", ADA.key, 2)) == ["for Ada 3", "for Ada 4"]


async def test_erased_replies_take_no_place(log: Store) -> None:
    for number in range(4):
        await say(log, str(number))
    await log.erase("lounge", "2", 2.0)
    await say(log, "2", "still on its way")
    assert replies(await log.read_back("lounge", BO.key, 2)) == ["1", "3"]


async def test_a_reply_whose_first_entries_were_condensed_keeps_its_place(log: Store) -> None:
    first, second = await say(log, "1"), await say(log, "1")
    await say(log, "2")
    await log.replace("lounge", "1", [first, second], delta("both"))
    page = await log.read_back("lounge", BO.key, 2)
    assert texts(page) == ["both", "of 2"]
    assert (await log.read_back("lounge", BO.key, 1)).before is not None


async def test_a_file_is_named_for_those_who_may_read_the_entry(log: Store) -> None:
    await log.append("lounge", "1", ADA.key, ADA.key, [picture(DIGEST)], 1.0)
    assert "lounge" in await log.rooms_of_file(DIGEST, ADA.key)
    assert "lounge" not in await log.rooms_of_file(DIGEST, BO.key)
    assert "lounge" not in await log.rooms_of_file(OTHER, ADA.key)
    await log.append("kitchen", "2", ADA.key, None, [picture(DIGEST)], 1.0)
    assert "lounge" not in await log.rooms_of_file(DIGEST, BO.key)
    await log.append("lounge", "3", ADA.key, None, [picture(DIGEST)], 1.0)
    assert "lounge" in await log.rooms_of_file(DIGEST, BO.key)


@pytest.mark.parametrize(
    "words", [DIGEST, f'"sha256":"{DIGEST}"', f'\\"sha256":"{DIGEST}"', f'{{"sha256":"{DIGEST}"}}']
)
async def test_a_digest_in_somebodys_words_names_no_file(log: Store, words: str) -> None:
    await log.append("lounge", "1", BO.key, None, [{"event": "asked", "said": words, words: words}], 1.0)
    assert "lounge" not in await log.rooms_of_file(DIGEST, BO.key)


async def test_what_condenses_an_entry_names_its_own_files(log: Store) -> None:
    numbers = [await log.append("lounge", "1", ADA.key, BO.key, [picture(each)], 1.0) or 0 for each in (DIGEST, OTHER)]
    await log.replace("lounge", "1", numbers, picture(OTHER))
    assert "lounge" in await log.rooms_of_file(OTHER, BO.key)
    assert "lounge" not in await log.rooms_of_file(OTHER, ADA.key)
    assert "lounge" not in await log.rooms_of_file(DIGEST, BO.key)
    await log.replace("lounge", "1", numbers[1:], picture(DIGEST))
    assert "lounge" in await log.rooms_of_file(DIGEST, BO.key)


async def test_what_is_erased_forgotten_or_expired_names_nothing(log: Store) -> None:
    for reply in ("erased", "forgotten", "expired"):
        await log.append(reply, reply, ADA.key, None, [picture(DIGEST)], 1.0)
    await log.erase("erased", "erased", 2.0)
    assert "erased" not in await log.rooms_of_file(DIGEST, BO.key)
    assert "expired" in await log.rooms_of_file(DIGEST, BO.key)
    await log.expire(2.0)
    assert "expired" not in await log.rooms_of_file(DIGEST, BO.key)
    await log.append("forgotten", "again", ADA.key, None, [picture(DIGEST)], 3.0)
    await log.forget_person(ADA.key, 4.0)
    assert "forgotten" not in await log.rooms_of_file(DIGEST, BO.key)


async def test_who_has_stored_a_file_owns_it(log: Store) -> None:
    media = await log.put(b"fox", "image/png", "fox.png", ADA.key, 1.0)
    assert await log.owns(ADA.key, media.sha256)
    assert not await log.owns(BO.key, media.sha256)
    assert not await log.owns(ADA.key, OTHER)
    await log.forget_person(ADA.key, 2.0)
    assert not await log.owns(ADA.key, media.sha256)


async def test_the_head_of_a_room_tells_what_is_new_and_what_is_for_one_person(log: Store) -> None:
    assert await log.room_head("lounge", ADA.key) == RoomHead(newest=0, private=False)
    public = await say(log, "1")
    assert await log.room_head("lounge", ADA.key) == RoomHead(newest=public, private=False)
    newest = await say(log, "2", audience=ADA.key)
    await say(log, "3", audience=ADA.key, room="other")
    assert await log.room_head("lounge", ADA.key) == RoomHead(newest=newest, private=True)
    assert await log.room_head("lounge", BO.key) == RoomHead(newest=newest, private=False)


async def test_each_author_has_one_opening_which_is_that_of_the_newest_public_reply(log: Store) -> None:
    async def ask(reply: str, author: str, audience: str | None = None, room: str = "lounge") -> None:
        for text in (reply, "more of it"):
            await log.append(room, reply, author, audience, [delta(text)], 1.0)

    await ask("1", ADA.key)
    await ask("2", BO.key)
    await ask("3", "web:home:cy")
    await ask("4", ADA.key)
    await ask("5", BO.key, audience=BO.key)
    await ask("6", "web:home:dan", audience=ADA.key)
    await ask("7", "web:home:eve", room="kitchen")
    assert [(entry.reply, entry.content["text"]) for entry in await log.openings("lounge")] == [
        ("2", "2"),
        ("3", "3"),
        ("4", "4"),
    ]
    await log.erase("lounge", "4", 2.0)
    await log.erase("lounge", "3", 2.0)
    assert [entry.reply for entry in await log.openings("lounge")] == ["1", "2"]
    assert await log.openings("attic") == []
