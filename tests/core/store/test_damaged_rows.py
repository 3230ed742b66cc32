"""Rows that cannot be read any more: they cost what they hold, and nothing beside them."""

import pytest

from core.domain.actions import Stop
from core.store.ports.action_store import StoredAction
from core.store.sql.store import SqlStore
from tests.core.store.samples import ADA, PLACE, request, turn

DAMAGE = ("{", '{"id": "1"', "[]", "null", '"', '{"unknown": {"field": 1}}', '{"sha256": 3}')


async def damage(store: SqlStore, statement: str, *values: str) -> None:
    await store._database.write(lambda connection: connection.execute(statement, values).rowcount)


@pytest.mark.parametrize("damaged", DAMAGE)
async def test_a_damaged_request_still_tells_where_to_answer(store: SqlStore, damaged: str) -> None:
    given = request("1")
    await store.accept(given, [], 1.0, private=True)
    await damage(store, "UPDATE job SET request = ?", damaged)
    job = await store.claim_job("1", "me", 2.0)
    assert job is not None
    assert job.damaged
    assert (job.request.address, job.request.place, job.request.caller) == (given.address, PLACE, ADA)
    assert job.private


async def test_an_unknown_field_of_a_newer_version_leaves_the_place_readable(store: SqlStore) -> None:
    await store.accept(request("1"), [], 1.0)
    await damage(
        store, 'UPDATE job SET reply_to = NULL, request = replace(request, \'"place":{\', \'"place":{"level":3,\')'
    )
    job = await store.claim_job("1", "me", 2.0)
    assert job is not None
    assert (job.damaged, job.request.place) == (True, PLACE)


async def test_a_request_of_a_newer_version_is_not_said_to_be_damaged(
    store: SqlStore, caplog: pytest.LogCaptureFixture
) -> None:
    """While an update runs, older processes see it: they leave it alone."""
    await store.accept(request("1"), [], 1.0)
    added = 'UPDATE job SET request = replace(request, \'{"id":\', \'{"new":3,"id":\')'
    await damage(store, f"{added}, payload_version = payload_version + 1")
    job = await store.job("1")
    assert job is not None
    assert job.request.place == PLACE
    assert await store.claim_job("1", "me", 2.0) is None
    assert await store.due_jobs("me", 2.0) == []
    assert caplog.messages == []


async def test_an_address_that_was_damaged_is_taken_from_its_copy(store: SqlStore) -> None:
    given = request("1")
    await store.accept(given, [], 1.0)
    await damage(store, "UPDATE job SET request = replace(request, '{\"room\":\"lounge\"}', '{}')")
    job = await store.claim_job("1", "me", 2.0)
    assert job is not None
    assert job.request == given
    assert not job.damaged


async def test_a_job_without_anything_readable_ends(store: SqlStore) -> None:
    await store.accept(request("1"), [], 1.0)
    await damage(store, "UPDATE job SET request = '{', reply_to = '{'")
    assert await store.job("1") is None
    assert await store.claim_job("1", "me", 2.0) is None
    assert await store.unfinished_jobs() == []


@pytest.mark.parametrize("damaged", DAMAGE)
async def test_other_damaged_rows_leave_the_rest_readable(store: SqlStore, damaged: str) -> None:
    await store.set_preference(ADA.key, "voice", "alto")
    await store.set_preference(ADA.key, "zeal", 3)
    await damage(store, "UPDATE preference SET value = ? WHERE name = 'voice'", damaged)
    assert (await store.preferences(ADA.key))["zeal"] == 3

    entry = StoredAction(action=Stop(job="1"), job="1", requester=ADA.key, place=PLACE)
    await store.save_actions({"one": entry, "two": entry}, 1.0)
    await damage(store, "UPDATE stored_action SET action = ? WHERE id = 'one'", damaged)
    assert await store.stored_action("one") is None
    assert await store.stored_action("two") == entry

    for id in ("one", "two"):
        await store.save_reminder(request(id), 1.0)
    await damage(store, "UPDATE reminder SET request = ? WHERE id = 'one'", damaged)
    assert [each.id for each in await store.due_reminders(2.0)] == ["two"]

    for ordinal in (0, 1):
        await store.append_turns([turn("1", ordinal)])
    await damage(store, "UPDATE turn SET media = ? WHERE ordinal = 0", damaged)
    assert [each.text for each in await store.load_turns("lounge", 9)] == ["Hello", "Hello"]

    await store.append("room", "1", ADA.key, None, [{"a": 1}, {"b": 2}], 1.0)
    await damage(store, "UPDATE log_entry SET content = ? WHERE content LIKE '%a%'", damaged)
    assert (await store.read("room", 0, ADA.key))[-1].content == {"b": 2}

    await store.accept(request("1"), [], 1.0)
    await store.save_receipt("1", {"messages": []})
    await store.save_checkpoint("1", "one", 1)
    await store.save_checkpoint("1", "two", 2)
    await damage(store, "UPDATE receipt SET content = ?", damaged)
    await damage(store, "UPDATE checkpoint SET content = ? WHERE name = 'one'", damaged)
    assert isinstance(await store.receipt("1"), dict)
    assert (await store.checkpoints("1"))["two"] == 2
