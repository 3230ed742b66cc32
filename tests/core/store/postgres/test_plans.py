"""The plans of the statements of requests and deletions in a database of 100,000 requests: none reads a whole table."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from pydantic import JsonValue

from core.domain.actions import Run
from core.domain.clock import SystemClock
from core.domain.limits import Budget, ConcurrencyLimit, Rate, microseconds
from core.domain.tasks import Task
from core.quota.fair_queue import QueueLimits
from core.store.ports.action_store import StoredAction
from core.store.ports.address_rests import AddressRest
from core.store.ports.provider_queues import Hold, QueuedRequest
from core.store.postgres.database import PostgresDatabase
from core.store.postgres.store import PostgresStore
from core.store.postgres.transaction import PostgresTransaction, _adapted, _translated
from core.store.sql.transaction import Result, Values
from tests.core.quota.samples import charge, spend
from tests.core.store.conftest import open_postgres
from tests.core.store.deletions import delete_all, fill_place
from tests.core.store.samples import ADA, BO, PLACE, delta, request, turn
from tests.servers.postgres import PostgresServer

START = 1_790_000_000.0
_ROWS = 100_000
_FEW = 10_000
_FILLED = """
    INSERT INTO job
        (id, user_key, request, accepted_at, state, ended_at, run, owner, lease_until, runnable_at, place_scope)
        SELECT 'job-' || n, who, '{}', t - n, CASE WHEN n % 50 = 0 THEN 'running' ELSE 'done' END,
            CASE WHEN n % 50 = 0 THEN NULL ELSE t END, 1, CASE WHEN n % 50 = 0 THEN 'process ' || n % 4 END,
            CASE WHEN n % 50 = 0 THEN t + 1000 END, 0, 'web:home:lounge ' || n % 5000 FROM many;
    INSERT INTO job_quote SELECT id, user_key FROM job LIMIT 10000;
    INSERT INTO turn (conversation, job, ordinal, role, author, name, text, media, at)
        SELECT 'thread ' || n % 9000, 'job-' || n, 0, 'user', who, 'A', 'Hello', '[]', t - n FROM many;
    INSERT INTO log_entry (room, reply, author, audience, at, content, opens)
        SELECT 'room ' || n % 200, 'job-' || n / 2000, who, CASE WHEN n % 3 = 0 THEN who END, t, '{}',
            CASE WHEN n % 10 = 0 THEN 1 ELSE 0 END FROM many;
    INSERT INTO spend (job, user_key, tenant, task, engine, model, units, outcome, at, place)
        SELECT 'job-' || n, who, 'home', 'chat_completion', 'hub', 'm', 1, 'ok', t - n * 20, 'p' FROM many;
    INSERT INTO forgotten_job SELECT sha256(('gone-' || n)::bytea), t FROM few;
    INSERT INTO receipt SELECT 'job-' || n, '{}' FROM few;
    INSERT INTO reply_message SELECT 'message-' || n, 'job-' || n FROM few;
    INSERT INTO preference SELECT who, 'name ' || n, '1' FROM few;
    INSERT INTO stored_action
        SELECT 'action-' || n, '{}', 'job-' || n, who, '{}', t, 'web:home:lounge ' || n % 5000 FROM few;
    INSERT INTO action_quote SELECT id, requester FROM stored_action;
    INSERT INTO log_file SELECT number, md5(number::text) || md5('x' || number), room, audience FROM log_entry
        LIMIT 10000;
    INSERT INTO blob SELECT md5(n::text) || md5('x' || n), 10, t FROM few;
    INSERT INTO blob_owner SELECT sha256, 'web:home:' || length(sha256), 'image/png', 'a', used_at FROM blob;
    INSERT INTO blob_content SELECT sha256, 'x' FROM blob;
    INSERT INTO blob_use SELECT sha256, 'job-' || size FROM blob;
    INSERT INTO allowance SELECT 'rate ' || n, 1, 1 FROM few;
    INSERT INTO pending_charge (job, key, task, at_us, before_us, emission_us, units)
        SELECT 'job-' || n, 'rate ' || n % 5000, 't', 1, 1, 1, 1 FROM few;
    INSERT INTO concurrency_slot SELECT 'jobs ' || n % 5000, 'job-' || n, 1 FROM few;
    INSERT INTO budget SELECT 'budget ' || n, t, t + 86400, 1 FROM few;
    INSERT INTO pending_budget_charge SELECT 'job-' || n, 'budget ' || n % 5000, 1, 'calls', 1 FROM few;
    INSERT INTO reminder SELECT 'later-' || n, who, '{}', t + n, 'web:home:lounge ' || n % 5000 FROM few;
    INSERT INTO reminder_quote SELECT id, user_key FROM reminder;
    INSERT INTO membership SELECT 'web:place ' || n, CASE WHEN n % 100 = 0 THEN t + 1000 END FROM few;
    INSERT INTO cached_answer SELECT 'answer ' || n, '1', 1, t, t FROM few;
    INSERT INTO cached_answer_user SELECT 'answer ' || n, who FROM few;
    INSERT INTO feedback SELECT 'job-' || n, who, 1, t FROM few;
    INSERT INTO unfinished_call SELECT 'call-' || n, 'engine ' || n % 3000, t + n FROM few;
    INSERT INTO provider_queue SELECT 'engine ' || n, 0, 1, 1, 0, 1, 0, 0, 0, 0, 0 FROM few;
    INSERT INTO provider_call (id, engine, user_key, at_us, running, owner, until_us)
        SELECT 'call-' || n, 'engine ' || n % 300, who, (t::bigint - n) * 1000000,
            CASE WHEN n % 500 = 0 THEN 1 ELSE 0 END, 'process ' || n % 4, (t::bigint + 20) * 1000000 FROM many;
    INSERT INTO provider_waiter SELECT 'waiter-' || n, 'engine ' || n % 300, 'chat_completion', who, 1, n, 'process',
        (t::bigint + 20) * 1000000 FROM few;
    INSERT INTO provider_hold SELECT 'engine ' || n, 'chat_completion', 'throttled', 1, NULL FROM few;
    INSERT INTO sent_request (key, at_us) SELECT 'method ' || n % 300, (t::bigint - n) * 1000000 FROM many;
    INSERT INTO address_rest SELECT sha256(('address ' || n)::bytea), 1, 1, 1, NULL FROM few;
    INSERT INTO forgotten_person SELECT sha256(('person-' || n)::bytea), t FROM few;
    INSERT INTO checkpoint SELECT 'job-' || n, 'name', '1' FROM few;
    INSERT INTO conversation (room, owner, shared, created_at)
        SELECT 'place ' || n % 100 || '|' || n, who, 0, t FROM few;
    INSERT INTO conversation_mark SELECT room, owner, 1, 0 FROM conversation;
    ANALYZE;
"""
_OF_ALL_ROWS = "UPDATE concurrency_slot SET until_us"
"""Renews the slots of all jobs under way, and no others hold one."""
_ALWAYS_SMALL = ("file_to_delete",)


def _fill(url: str) -> None:
    PostgresDatabase.open(url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET synchronous_commit = off")
        for name, rows in (("many", _ROWS), ("few", _FEW)):
            connection.execute(
                f"CREATE TEMPORARY TABLE {name} AS SELECT n, 'web:home:' || n % 5000 AS who, "  # noqa: S608
                f"{START:.0f}::bigint AS t FROM generate_series(1, {rows}) AS n".encode()
            )
        connection.execute(_FILLED)


class Plans:
    """The plans of all statements that were executed."""

    def __init__(self) -> None:
        self.explained = 0
        self.scans: set[str] = set()

    def explain(self, connection: psycopg.Connection, statement: str, values: Values) -> None:
        """Notes the tables that a statement would read whole."""
        if statement.split()[0] not in ("SELECT", "INSERT", "UPDATE", "DELETE"):
            return
        explained = connection.execute(_translated(f"EXPLAIN (FORMAT JSON) {statement}"), _adapted(values)).fetchone()
        assert explained is not None
        self.explained += 1
        self._walk(explained[0][0]["Plan"], statement)

    def _walk(self, plan: dict[str, Any], statement: str) -> None:
        is_scan = plan["Node Type"] == "Seq Scan" and plan["Relation Name"] not in _ALWAYS_SMALL
        if is_scan and not statement.startswith(_OF_ALL_ROWS):
            self.scans.add(f"{plan['Relation Name']}: {statement}")
        for part in plan.get("Plans", ()):
            self._walk(part, statement)


@pytest.fixture
async def plans(
    postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[PostgresStore, Plans]]:
    """A store with many rows, and the plans of what it does."""
    url = await asyncio.to_thread(postgres.create_prepared, "large", _fill)
    store, plans = await open_postgres(url), Plans()
    execute, execute_later = PostgresTransaction.execute, PostgresTransaction.execute_later

    def explain(transaction: PostgresTransaction, statement: str, values: Values = (), /) -> Result:
        plans.explain(transaction._connection, statement, values)
        return execute(transaction, statement, values)

    def explain_later(transaction: PostgresTransaction, statement: str, values: Values = (), /) -> None:
        plans.explain(transaction._connection, statement, values)
        execute_later(transaction, statement, values)

    monkeypatch.setattr(PostgresTransaction, "execute", explain)
    monkeypatch.setattr(PostgresTransaction, "execute_later", explain_later)
    yield store, plans
    await store.close()
    await asyncio.to_thread(postgres.drop, url)


async def test_no_statement_of_a_request_reads_a_whole_table(plans: tuple[PostgresStore, Plans]) -> None:
    store, found = plans
    charges = [
        charge("rate 7", Rate(units=10**6, period="hour")),
        charge("jobs 7", ConcurrencyLimit(jobs=1000, seconds=60.0)),
        charge("budget 7", Budget(amount=1000, period="day", measure="calls")),
        replace(charge("budget 1", Budget(amount=10**6, period="day", measure="calls")), scope="bot"),
    ]
    for id in ("1", "1", "2", "3"):
        await store.accept(request(id), charges, START)
    await store.accept(request("4"), charges, START, joins="3")
    await store.joinable_job(ADA.key)
    await store.newest_edit("job-7")
    await store.release_job("1")
    job = await store.claim_job("1", "me", START)
    assert job is not None
    fenced = store.fenced(job, SystemClock())
    for _ in range(2):
        await store.due_jobs("me", START)
    await store.forgotten_jobs("me", START)
    await store.renew_leases("me", START)
    await fenced.begin_answer("1")
    await fenced.save_checkpoint("1", "part", 1)
    await store.checkpoints("1")
    await fenced.save_receipt("1", {}, ["m1", "m2"])
    await store.receipt("1")
    await store.job_of_message("message-7")
    await fenced.append_turns([turn("1"), turn("1", 1)])
    await store.load_turns("thread 7", 20)
    await store.turns_of_job("1")
    await store.set_preference(ADA.key, "voice", "alto")
    await store.preferences("web:home:7")
    await store.save_reminder(request("later"), START)
    await store.due_reminders(START)
    await store.delete_reminder("later")
    action = StoredAction(action=Run(command="limerick"), job="1", requester=ADA.key, place=PLACE)
    await store.save_actions({"a": action}, START)
    await store.stored_action("a")
    media = await fenced.put(b"fox", "image/png", "fox.png", ADA.key, START)
    await store.get(media.sha256)
    await store.owns(ADA.key, media.sha256)
    picture: dict[str, JsonValue] = {"event": "picture", "media": media.model_dump(mode="json")}
    numbers = [await fenced.append("room 7", "1", ADA.key, None, [delta("Hi"), picture], START) for _ in range(2)]
    await store.read("room 7", 0, BO.key)
    await store.read_back("room 7", BO.key, 20)
    await store.rooms_of_file(media.sha256, BO.key)
    await store.read_on("room 7", BO.key, 50, 10)
    await store.opening_of("room 7", "job-1", BO.key)
    await store.openings("room 7")
    await store.create_conversation("c|1", ADA.key, START, shared=True)
    await store.conversation("c|1", BO.key)
    await store.conversations("c", BO.key)
    await store.note_asked("c|1", "Foxes", ADA.key, START)
    await store.name_conversation("c|1", "Owls", ADA.key)
    await store.mark_conversation("c|1", BO.key, pinned=True, archived=False)
    await fenced.replace("room 7", "1", [number for number in numbers if number], delta("Hi Hi"))
    await fenced.erase("room 7", "1", START)
    await fenced.begin_call("c", "engine 7", START, "1")
    await fenced.record(spend("1", 2), "c")
    await store.unfinished_calls("engine 7", START)
    queue, at = store.provider_queue("engine 7", QueueLimits(rate=Rate(units=900, period="day"))), microseconds(START)
    for number in range(2):
        queued = QueuedRequest(id=f"q{number}", task=Task.TEXT_TO_IMAGE, user=ADA.key, weight=1.0, number=at)
        await queue.join(queued, at)
    await queue.finish("q0", at, None, free=False)
    await queue.leave("q1", at)
    await store.take_request("method 7", 100, 60.5, START)
    await store.free_requests("method 7", 100, 60.5, START)
    for rest in (AddressRest(failures=1, seconds=30.0), None):
        await store.change_address_rest("address 7", START, lambda _, rest=rest: rest)  # type: ignore[misc]
    await queue.hold(Task.TEXT_TO_IMAGE, Hold(until=at), at)
    await store.record_feedback("1", ADA.key, True, START)
    await store.spends("web:home:7", START - 86_400)
    await store.arrival_times(["rate 7"])
    await store.spent_budgets(["budget 7"], START)
    await store.request_stop("1", "Bo")
    await store.put_back_job("1", job.run, 0.0, failed=True)
    await store.finish_job("1", "done", START)
    await store.delete_turns("1")
    await store.forgotten_at(ADA.key)
    assert found.explained > 60
    assert json.dumps(sorted(found.scans), indent=1) == "[]"


async def test_no_statement_of_a_deletion_reads_a_whole_table(plans: tuple[PostgresStore, Plans]) -> None:
    store, found = plans
    await fill_place(store)
    await delete_all(store)
    assert found.explained > 200
    assert json.dumps(sorted(found.scans), indent=1) == "[]"
