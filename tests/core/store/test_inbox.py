"""Accepted requests, receipts, preferences, buttons and the ledger."""

import asyncio

from core.domain.actions import Action, Delete, Form, Run, Stop
from core.domain.jobs import LEASE_SECONDS, PAYLOAD_VERSION
from core.domain.layout import Layout
from core.domain.ledger import Spend
from core.domain.limits import Rate, microseconds
from core.domain.request import MediaRef
from core.store.ports.action_store import StoredAction
from core.store.ports.store import Store
from core.store.sql.store import SqlStore
from core.store.sqlite.store import SqliteStore
from tests.core.quota.samples import charge
from tests.core.store.samples import ADA, BO, ONLY_SQLITE, PLACE, end_leases, request

_MEDIA = MediaRef(sha256="a" * 64, media_type="image/png", size=3, name="fox.png")


async def test_it_implements_the_port(store: SqlStore) -> None:
    as_port: Store = store
    assert await as_port.job("nothing") is None


async def test_a_request_comes_back_as_it_was(store: SqlStore) -> None:
    given = request("1", inputs=(_MEDIA,))
    assert await store.accept(given, [], 12.5, private=True, layout=Layout.GALLERY)
    job = await store.job("1")
    assert job is not None
    assert job.request == given
    assert (job.id, job.accepted_at, job.state, job.run, job.stop_by) == ("1", 12.5, "accepted", 0, None)
    assert (job.private, job.layout) == (True, Layout.GALLERY)
    assert not job.ended


async def test_of_many_deliveries_of_one_request_one_is_accepted_and_charged(store: SqlStore) -> None:
    hundred = Rate(units=100, period="hour")
    charges = [charge("user:ada", hundred, 2), charge("tenant:home", hundred, 3)]
    answers = await asyncio.gather(*(store.accept(request("1"), charges, 1.0) for _ in range(200)))
    assert sorted(answers) == [False] * 199 + [True]
    ahead = await store.arrival_times(["user:ada", "tenant:home"])
    assert ahead == {"user:ada": microseconds(1 + 2 * 36), "tenant:home": microseconds(1 + 3 * 36)}


async def test_people_are_known_by_the_name_of_their_newest_request(store: SqlStore) -> None:
    for id, caller in (("1", ADA), ("2", ADA.model_copy(update={"name": "Ada L."})), ("3", BO)):
        await store.accept(request(id, caller), [], 1.0)
    known = await store.caller_names([ADA.key, BO.key, "web:home:nobody"])
    assert known == {ADA.key: "Ada L.", BO.key: "Bo"}
    await store.forget_person(ADA.key, 2.0)
    assert await store.caller_names([ADA.key]) == {}
    assert await store.caller_names([]) == {}


async def test_a_job_is_started_counted_and_finished_once(store: SqlStore) -> None:
    await store.accept(request("1"), [], 1.0)
    for run in (1, 2):
        job = await store.claim_job("1", "me", 1e12)
        assert job is not None
        assert (job.state, job.run, job.crashes, job.tries) == ("running", run, 0, run - 1)
    await store.finish_job("1", "stopped", 2.0)
    await store.finish_job("1", "done", 3.0)
    job = await store.job("1")
    assert job is not None
    assert (job.state, job.ended, job.run) == ("stopped", True, 2)
    assert await store.claim_job("1", "me", 1e12) is None
    assert await store.claim_job("unknown", "me", 1e12) is None
    assert not await store.accept(request("1"), [], 4.0)


async def test_a_job_is_held_by_one_process(store: SqlStore) -> None:
    await store.accept(request("1"), [], 1.0)
    claims = await asyncio.gather(*(store.claim_job("1", f"process {number}", 2.0) for number in range(20)))
    (job,) = [each for each in claims if each is not None]
    assert (job.run, job.crashes, job.tries) == (1, 0, 0)
    assert await store.due_jobs("somebody else", 2.0 + LEASE_SECONDS - 0.1) == []
    assert await store.due_jobs("somebody else", 2.0 + LEASE_SECONDS) == ["1"]


async def test_a_run_that_was_overtaken_changes_nothing(store: SqlStore) -> None:
    await store.accept(request("1"), [], 1.0)
    first = await store.claim_job("1", "gone", 2.0)
    await end_leases(store)
    second = await store.claim_job("1", "me", 3.0)
    assert first is not None
    assert second is not None
    assert (second.run, second.crashes, second.tries) == (2, 1, 0)
    assert not await store.finish_job("1", "failed", 4.0, run=first.run)
    assert not await store.put_back_job("1", first.run, 0.0, failed=True)
    assert await store.finish_job("1", "done", 5.0, run=second.run)
    job = await store.job("1")
    assert job is not None
    assert (job.state, job.tries) == ("done", 0)


async def test_a_job_is_due_when_it_is_released_or_its_time_has_come(store: SqlStore) -> None:
    for id in ("1", "2"):
        await store.accept(request(id), [], 1.0, runnable_at=6.0)
    assert await store.due_jobs("me", 5.9) == []
    assert await store.claim_job("1", "me", 5.9) is None
    await store.release_job("1")
    assert await store.due_jobs("me", 5.9) == ["1"]
    assert await store.due_jobs("me", 6.0) == ["1", "2"]
    job = await store.claim_job("1", "me", 5.9)
    assert job is not None
    assert await store.put_back_job("1", job.run, 0.0, seconds=60.0, failed=True)
    assert await store.due_jobs("me", 59.0) == ["2"]
    assert await store.request_stop("1", "Bo")
    assert await store.due_jobs("me", 59.0) == ["1", "2"]
    job = await store.claim_job("1", "me", 59.0)
    assert job is not None
    assert (job.run, job.crashes, job.tries) == (2, 0, 1)


@ONLY_SQLITE
async def test_a_job_that_was_never_acknowledged_waits_no_longer_than_usual_after_a_start(
    store: SqliteStore,
) -> None:
    await store.accept(request("1"), [], 1e9, runnable_at=1e9 + 5)
    await store.resume_jobs("me", 10.0)  # the clock was set back meanwhile
    assert await store.due_jobs("me", 14.9) == []
    assert await store.due_jobs("me", 15.0) == ["1"]


async def test_a_job_from_a_newer_version_is_left_alone(store: SqlStore) -> None:
    await store.accept(request("1"), [], 1.0)
    change = f"UPDATE job SET payload_version = {PAYLOAD_VERSION + 1}"  # noqa: S608 - a number
    await store._database.write(lambda connection: connection.execute(change).rowcount)
    assert await store.due_jobs("me", 2.0) == []
    assert await store.claim_job("1", "me", 2.0) is None
    assert await store.unfinished_jobs() == ["1"]


async def test_unfinished_jobs_oldest_first(store: SqlStore) -> None:
    for id, caller, at in (("c", ADA, 3.0), ("a", BO, 1.0), ("b", ADA, 2.0), ("b2", ADA, 2.0)):
        await store.accept(request(id, caller), [], at)
    assert await store.unfinished_jobs() == ["a", "b", "b2", "c"]
    await store.claim_job("b", "me", 1e12)
    await store.finish_job("b2", "failed", 4.0)
    assert await store.unfinished_jobs() == ["a", "b", "c"]


async def test_the_first_stop_is_kept(store: SqlStore) -> None:
    assert not await store.request_stop("1", "Bo")
    await store.accept(request("1"), [], 1.0)
    assert await store.request_stop("1", "Bo")
    assert await store.request_stop("1", "Cy")
    job = await store.claim_job("1", "me", 1e12)
    assert job is not None
    assert job.stop_by == "Bo"
    await store.finish_job("1", "stopped", 2.0)
    assert not await store.request_stop("1", "Cy")


async def test_preferences_are_set_and_deleted_by_scope(store: SqlStore) -> None:
    await store.set_preference(ADA.key, "voice", "alto")
    await store.set_preference(ADA.key, "speed", 1.25)
    await store.set_preference(ADA.key, "quiet", False)
    await store.set_preference("bot", "paused", {"by": "Ada", "at": 3})
    await store.set_preference(ADA.key, "voice", "bass")
    assert await store.preferences(ADA.key) == {"voice": "bass", "speed": 1.25, "quiet": False}
    await store.set_preference(ADA.key, "speed", None)
    await store.set_preference(ADA.key, "unknown", None)
    assert await store.preferences(ADA.key) == {"voice": "bass", "quiet": False}
    assert await store.preferences("bot") == {"paused": {"by": "Ada", "at": 3}}
    assert await store.preferences("elsewhere") == {}


async def test_every_kind_of_action_comes_back_as_it_was(store: SqlStore) -> None:
    actions: dict[str, Action] = {
        "run-1": Run(command="imagine", options={"seed": 5}, inputs=(_MEDIA,), fresh=True),
        "form-1": Form(command="imagine", options={"prompt": "a fox"}),
        "stop-1": Stop(job="1"),
        "delete-1": Delete(job="1"),
    }
    entries = {
        id: StoredAction(action=action, job="1", requester=ADA.key, place=PLACE) for id, action in actions.items()
    }
    await store.save_actions(entries, 1.0)
    for id, entry in entries.items():
        assert await store.stored_action(id) == entry
    assert await store.stored_action("run-2") is None
    other = StoredAction(action=Stop(job="2"), job="2", requester=BO.key, place=PLACE)
    await store.save_actions({"stop-1": other}, 2.0)
    assert await store.stored_action("stop-1") == other


async def test_the_ledger_by_person_and_time(store: SqlStore) -> None:
    def spend(user: str, at: float) -> Spend:
        return Spend(
            job="1", user_key=user, tenant="home", task="image", engine="hub", model="m", units=2, outcome="ok", at=at
        )

    for entry in (spend("ada", 3.0), spend("bo", 2.0), spend("ada", 1.0)):
        await store.record(entry)
    assert await store.spends("ada", 0) == [spend("ada", 1.0), spend("ada", 3.0)]
    assert await store.spends("ada", 3.0) == [spend("ada", 3.0)]
    assert await store.spends(None, 1.5) == [spend("bo", 2.0), spend("ada", 3.0)]
