"""Receipts of renderers, and the messages of their replies."""

from core.store.sql.store import SqlStore
from tests.core.store.samples import ADA, BO, request, turn

START = 1_700_000_000.0


async def test_a_receipt_is_replaced_as_a_whole(store: SqlStore) -> None:
    assert await store.receipt("1") == {}
    await store.save_receipt("1", {"messages": ["1", None], "length": 5, "lone": "\ud83d"})
    assert await store.receipt("1") == {"messages": ["1", None], "length": 5, "lone": "\ud83d"}
    await store.save_receipt("1", {"messages": []})
    assert await store.receipt("1") == {"messages": []}
    assert await store.receipt("2") == {}


async def test_the_messages_of_a_reply_lead_to_its_job_until_it_is_forgotten(store: SqlStore) -> None:
    await store.accept(request("1"), [], START)
    await store.append_turns([turn("1", 1, text="Hi"), turn("1", 0)])
    await store.save_receipt("1", {"any": "form"}, ["m1", "m2"])
    await store.save_receipt("1", {"any": "form"}, ["m2", "m3"])
    assert [await store.job_of_message(each) for each in ("m1", "m2", "m3", "m4")] == ["1", "1", "1", None]
    assert [(each.ordinal, each.text) for each in await store.turns_of_job("1")] == [(0, "Hello"), (1, "Hi")]
    await store.save_receipt("2", {}, ["m1"])  # another job has taken the message over
    assert await store.job_of_message("m1") == "2"
    await store.finish_job("1", "done", START)
    await store.forget_person(ADA.key, START + 1)
    assert await store.job_of_message("m2") is None
    assert await store.turns_of_job("1") == []
    assert await store.forgotten_at(ADA.key) == START + 1
    assert await store.forgotten_at(BO.key) is None
