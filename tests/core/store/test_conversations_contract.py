"""The contract of every store about conversations that people opened beside a place."""

from dataclasses import replace

import pytest

from core.domain.request import Caller
from core.store.ports.conversations import ConversationRecord
from core.store.sql.store import SqlStore
from tests.core.store.samples import ADA, BO, PLACE, delta, request, tables, turn

OWN = PLACE.model_copy(update={"thread": "own"})
SHARED = PLACE.model_copy(update={"thread": "shared"})
ROOM, SHARED_ROOM = OWN.scopes[-1], SHARED.scopes[-1]
SECRET = "a word that only Ada wrote"


async def create(store: SqlStore) -> None:
    """One conversation of Ada's own and one that she shares."""
    await store.create_conversation(ROOM, ADA.key, 1.0, shared=False)
    await store.create_conversation(SHARED_ROOM, ADA.key, 2.0, shared=True)


async def titles(store: SqlStore, viewer: Caller) -> list[str]:
    return [record.title for record in await store.conversations(PLACE.key, viewer.key)]


async def test_nobody_else_finds_a_conversation_of_ones_own(store: SqlStore) -> None:
    await create(store)
    assert [each.room for each in await store.conversations(PLACE.key, ADA.key)] == [SHARED_ROOM, ROOM]
    assert [each.room for each in await store.conversations(PLACE.key, BO.key)] == [SHARED_ROOM]
    assert await store.conversation(ROOM, BO.key) is None
    assert await store.conversation(SHARED_ROOM, BO.key) is not None
    assert await store.conversations(PLACE.key.removesuffix("e"), ADA.key) == []


async def test_creating_one_again_changes_nothing(store: SqlStore) -> None:
    await create(store)
    await store.create_conversation(ROOM, BO.key, 9.0, shared=True)
    expected = ConversationRecord(room=ROOM, owner=ADA.key, shared=False, created_at=1.0)
    assert await store.conversation(ROOM, ADA.key) == expected


async def test_the_first_question_titles_it_and_a_name_stays(store: SqlStore) -> None:
    await create(store)
    await store.note_asked(ROOM, "Foxes", ADA.key, 5.0)
    await store.note_asked(ROOM, "Owls", ADA.key, 4.0)
    found = await store.conversation(ROOM, ADA.key)
    assert found is not None
    assert (found.title, found.asked_at) == ("Foxes", 5.0)
    await store.name_conversation(ROOM, "Animals", ADA.key)
    await store.note_asked(ROOM, "Bees", ADA.key, 6.0)
    assert await titles(store, ADA) == ["Animals", ""]


async def test_marks_are_each_persons_own(store: SqlStore) -> None:
    await create(store)
    await store.mark_conversation(SHARED_ROOM, ADA.key, pinned=True, archived=False)
    await store.mark_conversation(SHARED_ROOM, BO.key, pinned=False, archived=True)
    await store.mark_conversation("gone|1", BO.key, pinned=True, archived=True)
    for viewer, marks in ((ADA, (True, False)), (BO, (False, True))):
        found = await store.conversation(SHARED_ROOM, viewer.key)
        assert found is not None
        assert (found.pinned, found.archived) == marks


async def test_deleting_one_leaves_nothing_of_it(store: SqlStore) -> None:
    await create(store)
    media = await store.put(SECRET.encode(), "text/plain", "note.txt", ADA.key, 1.0)
    asked = request("1", inputs=(media,)).model_copy(update={"place": OWN, "said": SECRET})
    assert await store.accept(asked, [], 1.0)
    await store.append(ROOM, "1", ADA.key, None, [delta(SECRET)], 1.0)
    await store.append(ROOM, "of no job", ADA.key, None, [delta(SECRET)], 1.0)
    await store.append(SHARED_ROOM, "2", ADA.key, None, [delta("stays")], 1.0)
    await store.append_turns([replace(turn("1"), conversation=f"{ROOM}|public", text=SECRET, media=(media,))])
    await store.note_asked(ROOM, SECRET, ADA.key, 1.0)
    await store.mark_conversation(ROOM, ADA.key, pinned=True, archived=False)
    await store.set_preference(PLACE.key, "forgotten-thread-own", True)
    assert await store.delete_place(ROOM, 2.0) > 0
    left = await tables(store)
    assert {name for name, rows in left.items() if any(SECRET in row or media.sha256 in row for row in rows)} == set()
    assert {name for name, rows in left.items() if any("own" in row for row in rows)} <= {"log_entry"}
    assert [entry.content["event"] for entry in await store.read(ROOM, 0, ADA.key)] == ["erased", "erased"]
    assert await store.job("1") is None
    assert len(await store.read(SHARED_ROOM, 0, ADA.key)) == 1
    assert await titles(store, ADA) == [""]


async def test_a_forgotten_person_leaves_shared_ones_to_the_others(store: SqlStore) -> None:
    await create(store)
    for room in (ROOM, SHARED_ROOM):
        await store.note_asked(room, SECRET, ADA.key, 5.0)
        await store.mark_conversation(room, ADA.key, pinned=True, archived=False)
    await store.mark_conversation(SHARED_ROOM, BO.key, pinned=True, archived=False)
    await store.forget_person(ADA.key, 6.0)
    left = await tables(store)
    assert {name for name, rows in left.items() if any(SECRET in row or ADA.key in row for row in rows)} == set()
    assert await store.conversations(PLACE.key, ADA.key) == [
        ConversationRecord(room=SHARED_ROOM, owner="", shared=True, created_at=2.0, asked_at=5.0)
    ]
    (of_bo,) = await store.conversations(PLACE.key, BO.key)
    assert of_bo.pinned


async def test_old_conversations_and_titles_from_old_questions_expire(store: SqlStore) -> None:
    await create(store)
    await store.note_asked(SHARED_ROOM, "An old question", ADA.key, 3.0)
    await store.note_asked(SHARED_ROOM, "A new question", BO.key, 20.0)
    await store.expire(10.0)
    (left,) = await store.conversations(PLACE.key, ADA.key)
    assert (left.room, left.title) == (SHARED_ROOM, "")
    await store.name_conversation(SHARED_ROOM, "A name", ADA.key)
    await store.expire(15.0)
    assert await titles(store, ADA) == ["A name"]


async def search(store: SqlStore, *words: str, viewer: Caller = ADA, limit: int = 20) -> list[tuple[str, str]]:
    found = await store.search([ROOM, SHARED_ROOM], words, viewer.key, limit)
    return [(each.entry.reply, each.text) for each in found]


async def test_search_finds_words_in_either_case_once_a_reply(store: SqlStore) -> None:
    await store.append(ROOM, "1", ADA.key, None, [{"event": "asked", "said": 'Ölbilder, 100% "echt"'}], 1.0)
    await store.append(ROOM, "1", ADA.key, None, [delta("Ein ölbild")], 1.0)
    await store.append(SHARED_ROOM, "2", ADA.key, None, [delta("ÖLBILDER und 漢字")], 1.0)
    await store.append(SHARED_ROOM, "3", ADA.key, BO.key, [delta("ölbilder für Bo")], 1.0)
    await store.append("elsewhere", "4", ADA.key, None, [delta("ölbilder")], 1.0)
    assert [reply for reply, _ in await search(store, "ölbild")] == ["2", "1"]
    assert await search(store, "ölbild", "漢字") == [("2", "ÖLBILDER und 漢字")]
    assert [reply for reply, _ in await search(store, "ölbilder", viewer=BO)] == ["3", "2", "1"]
    assert [reply for reply, _ in await search(store, '100% "ECHT"')] == ["1"]
    assert await search(store, "0_%") == []
    assert await search(store) == []


@pytest.mark.parametrize("word", ["event", "text_delta", "answer", "u00d6"])
async def test_search_finds_no_names_of_fields_nor_escapes(store: SqlStore, word: str) -> None:
    for number in range(300):
        await store.append(ROOM, f"{number}", ADA.key, None, [delta("Ö")], 1.0)
    assert await search(store, word) == []
    await store.append(ROOM, "early", ADA.key, None, [delta(f"the {word}")], 1.0)
    assert [reply for reply, _ in await search(store, word)] == ["early"]
