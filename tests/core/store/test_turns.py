"""Conversations."""

from core.domain.request import MediaRef
from core.store.sql.store import SqlStore
from tests.core.store.samples import BO, turn

_MEDIA = MediaRef(sha256="b" * 64, media_type="image/png", size=3, name="fox.png")


async def test_the_last_turns_oldest_first(store: SqlStore) -> None:
    turns = [turn("1", at=1.0), turn("1", 1, at=1.0, text="Hi"), turn("2", at=2.0, author=BO, media=(_MEDIA,))]
    await store.append_turns(turns)
    await store.append_turns([turn("0", at=0.5, text="read from the thread")])
    await store.append_turns([turn("3", conversation="elsewhere")])
    assert [turn.text for turn in await store.load_turns("lounge", 10)] == [
        "read from the thread",
        "Hello",
        "Hi",
        "Hello",
    ]
    assert await store.load_turns("lounge", 3) == turns
    assert await store.load_turns("lounge", 1) == turns[-1:]
    assert await store.load_turns("lounge", 0) == []
    assert await store.load_turns("nowhere", 5) == []


async def test_a_job_played_twice_remembers_once(store: SqlStore) -> None:
    await store.append_turns([turn("1", text="question"), turn("1", 1, text="torn answ")])
    await store.append_turns([turn("1", text="question"), turn("1", 1, text="answer")])
    assert [turn.text for turn in await store.load_turns("lounge", 10)] == ["question", "answer"]


async def test_turns_are_forgotten_by_job_and_by_conversation(store: SqlStore) -> None:
    await store.append_turns([turn("1"), turn("1", 1), turn("2"), turn("3", conversation="elsewhere")])
    assert await store.delete_turns("1") == 2
    assert await store.delete_turns("1") == 0
    assert [turn.job for turn in await store.load_turns("lounge", 10)] == ["2"]
    assert await store.delete_conversation("lounge") == 1
    assert await store.load_turns("lounge", 10) == []
    assert len(await store.load_turns("elsewhere", 10)) == 1
