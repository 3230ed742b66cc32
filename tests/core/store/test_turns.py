"""Conversations."""

from typing import Any

import pytest

from core.domain.request import MediaRef
from core.store.sql import turns
from core.store.sql.store import SqlStore
from tests.core.store.samples import BO, turn

_MEDIA = MediaRef(sha256="b" * 64, media_type="image/png", size=3, name="fox.png")


async def test_the_last_turns_oldest_first(store: SqlStore) -> None:
    said = [turn("1", at=1.0), turn("1", 1, at=1.0, text="Hi"), turn("2", at=2.0, author=BO, media=(_MEDIA,))]
    await store.append_turns(said)
    await store.append_turns([turn("0", at=0.5, text="read from the thread")])
    await store.append_turns([turn("3", conversation="elsewhere")])
    assert [each.text for each in await store.load_turns("lounge", 10)] == [
        "read from the thread",
        "Hello",
        "Hi",
        "Hello",
    ]
    assert await store.load_turns("lounge", 3) == said
    assert await store.load_turns("lounge", 1) == said[-1:]
    assert await store.load_turns("lounge", 0) == []
    assert await store.load_turns("nowhere", 5) == []


async def test_a_job_played_twice_remembers_once(store: SqlStore) -> None:
    await store.append_turns([turn("1", text="question"), turn("1", 1, text="torn answ")])
    await store.append_turns([turn("1", text="question"), turn("1", 1, text="answer")])
    assert [each.text for each in await store.load_turns("lounge", 10)] == ["question", "answer"]


async def test_turns_are_forgotten_by_job_and_by_conversation(store: SqlStore) -> None:
    await store.append_turns([turn("1"), turn("1", 1), turn("2"), turn("3", conversation="elsewhere")])
    assert await store.delete_turns("1") == 2
    assert await store.delete_turns("1") == 0
    assert [each.job for each in await store.load_turns("lounge", 10)] == ["2"]
    assert await store.delete_conversation("lounge") == 1
    assert await store.load_turns("lounge", 10) == []
    assert len(await store.load_turns("elsewhere", 10)) == 1


async def test_a_long_conversation_is_deleted_in_steps_between_which_others_write(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "BATCH", 2)
    await store.append_turns([turn(f"job-{number}", at=float(number)) for number in range(5)])
    await store.append_turns([turn("other", conversation="elsewhere")])
    steps: list[int] = []
    write = store._database.write

    async def write_and_ask(unit: Any, *more: Any, **options: Any) -> Any:
        """Somebody asks something between the first two steps."""
        steps.append(await write(unit, *more, **options))
        if len(steps) == 1:
            monkeypatch.setattr(store._database, "write", write)
            await store.append_turns([turn("meanwhile", at=9.0)])
            monkeypatch.setattr(store._database, "write", write_and_ask)
        return steps[-1]

    monkeypatch.setattr(store._database, "write", write_and_ask)
    assert await store.delete_conversation("lounge") == 5
    assert steps == [2, 2, 1]
    assert [each.job for each in await store.load_turns("lounge", 9)] == ["meanwhile"]
    assert len(await store.load_turns("elsewhere", 9)) == 1
