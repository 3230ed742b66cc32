"""What PostgreSQL takes differently than SQLite, and would do so silently."""

import asyncio

import psycopg
import pytest

from core.domain.errors import LimitReached
from core.domain.limits import Budget, Rate, microseconds
from core.store.postgres.store import PostgresStore
from core.store.sql.store import SqlStore
from core.store.sql.transaction import Transaction
from core.store.sqlite.store import SqliteStore
from tests.core.quota.samples import charge
from tests.core.store.conftest import open_postgres
from tests.core.store.samples import ADA, BO, delta, request, turn

LATE = 32_503_680_000.0
"""The year 3000: more seconds than four bytes hold, as are the microseconds of any day."""


async def test_values_stand_where_their_marks_are_and_quoted_text_is_left_alone(postgres_store: PostgresStore) -> None:
    def query(transaction: Transaction) -> list[object]:
        return [
            transaction.execute("SELECT '? :a 100%', 7 % 4, CAST(? AS BIGINT), ?", (3, "?%s")).fetchone(),
            transaction.execute(
                "SELECT ':a ''? ', CAST(:b AS BIGINT), '5'::bigint, :a", {"a": "x:b", "b": 2}
            ).fetchone(),
        ]

    assert await postgres_store._database.read(query) == [("? :a 100%", 3, 3, "?%s"), (":a '? ", 2, 5, "x:b")]


async def test_text_with_nul_is_kept_without_it(postgres_store: PostgresStore) -> None:
    store, kept = postgres_store, "a\N{REPLACEMENT CHARACTER}b"
    await store.append_turns([turn("1", text="a\0b")])
    assert [each.text for each in await store.load_turns("lounge", 1)] == [kept]
    await store.set_preference("web:a\0b", "n\0", "v\0")
    assert await store.preferences("web:a\0b") == {f"n{kept[1]}": "v\0"}  # JSON escapes it
    await store.append("a\0b", "1", ADA.key, None, [delta("a\0b")], 1.0)
    assert [line.content for line in await store.read("a\0b", 0, "anyone")] == [delta("a\0b")]
    assert await store.accept(request("a\0b"), [], 1.0)
    assert not await store.accept(request("a\0b"), [], 1.0)


async def test_limits_whose_keys_have_nul_hold(store: SqlStore) -> None:
    once = [charge("rate\0a", Rate(units=1, period="day")), charge("budget\0a", Budget.parse("5/day"), 5)]
    assert await store.accept(request("1"), once, 1.0)
    assert set(await store.arrival_times(["rate\0a"])) == {"rate\0a"}
    for limited in once:
        with pytest.raises(LimitReached):
            await store.accept(request("2"), [limited], 2.0)


async def test_text_is_in_the_order_of_its_bytes_on_both(store: SqlStore) -> None:
    names = ["Zebra", "_", "a", "b", "é", "z", "~", "\U0001f98a"]
    for name in reversed(names):
        await store.set_preference("bot", name, 1)
    assert list(await store.preferences("bot")) == sorted(names)
    for id in ("Z", "a", "B"):
        await store.save_reminder(request(id), 1.0)
    assert [each.id for each in await store.due_reminders(2.0)] == ["B", "Z", "a"]


async def test_times_and_amounts_are_exact_on_both(store: SqlStore) -> None:
    at = 1_790_000_000.123456
    budget = Budget(amount=10**15, period="month", measure="dollars")
    assert await store.accept(request("1"), [charge("b", budget, 10**14), charge("r", Rate(units=9, period="day"))], at)
    job = await store.job("1")
    assert job is not None
    assert job.accepted_at == at
    assert await store.spent_budgets(["b"], at) == {"b": 10**14}
    await store.append_turns([turn("1", at=at), turn("2", at=at + 0.000001)])
    assert [each.at for each in await store.load_turns("lounge", 2)] == [at, at + 0.000001]
    assert await store.arrival_times(["r"]) == {"r": microseconds(at) + 9_600_000_000}
    assert await store.accept(request("2"), [charge("r", Rate(units=9, period="day"))], LATE)
    assert (await store.arrival_times(["r"]))["r"] > LATE


async def test_what_others_quoted_is_found_whatever_is_in_the_name(store: SqlStore) -> None:
    for name in ("100%_\\!é'\"", "plain"):
        who = ADA.model_copy(update={"user": name})
        given = request(f"by Bo of {name}", BO)
        quoted = {"quoted": [{"author": who.key, "name": name, "text": "secret", "at": 1.0}]}
        await store.accept(type(given).model_validate({**given.model_dump(), **quoted}), [], 1.0)
        await store.forget_person(who.key.replace("%", "x"), 2.0)
        job = await store.job(given.id)
        assert job is not None
        assert len(job.request.quoted) == (name != "plain")
        await store.forget_person(who.key, 2.0)
        job = await store.job(given.id)
        assert job is not None
        assert job.request.quoted == ()


async def test_the_tables_are_those_of_sqlite_and_no_column_is_a_word_of_postgresql(
    postgres_store: PostgresStore, sqlite_store: SqliteStore
) -> None:
    shared = (
        "SELECT table_name, column_name, is_nullable = 'NO' FROM information_schema.columns "
        "WHERE table_schema = 'public' AND table_name NOT LIKE 'procrastinate%'"
    )
    own = (
        'SELECT t.name, c.name, c."notnull" OR c.pk > 0 FROM pragma_table_list AS t, pragma_table_info(t.name) AS c '
        "WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%'"
    )
    theirs = {
        (*row[:2], bool(row[2])) for row in await postgres_store._database.read(lambda t: t.execute(shared).fetchall())
    }
    ours = {(*row[:2], bool(row[2])) for row in await sqlite_store._database.read(lambda t: t.execute(own).fetchall())}
    assert ours <= theirs
    assert {table for table, *_ in theirs - ours} == {"schema_version", "queue_schema", "blob_content", "last_commit"}
    words = "SELECT word FROM pg_get_keywords() WHERE catcode = 'R'"
    reserved = {word for (word,) in await postgres_store._database.read(lambda t: t.execute(words).fetchall())}
    assert "user" in reserved
    assert not {column for _, column, _ in theirs} & reserved
    narrow = (
        "SELECT table_name, column_name, data_type, collation_name FROM information_schema.columns WHERE "
        "table_schema = 'public' AND table_name NOT LIKE 'procrastinate%' "
        "AND (data_type NOT IN ('bigint', 'double precision', 'text', 'bytea') "
        "OR (data_type = 'text' AND collation_name IS DISTINCT FROM 'C'))"
    )
    assert await postgres_store._database.read(lambda t: t.execute(narrow).fetchall()) == []


async def test_a_unit_that_hides_an_error_is_not_said_to_be_committed(postgres_store: PostgresStore) -> None:
    def hides(transaction: Transaction) -> None:
        transaction.execute("INSERT INTO receipt VALUES ('1', '{}')")
        with pytest.raises(psycopg.Error):
            transaction.execute("SELECT 1 / 0")

    with pytest.raises(RuntimeError, match="went on after an error"):
        await postgres_store._database.write(hides)
    assert await postgres_store.receipt("1") == {}


async def test_a_unit_is_undone_alone_and_runs_although_its_caller_is_cancelled(postgres_store: PostgresStore) -> None:
    def fails(transaction: Transaction) -> None:
        transaction.execute("INSERT INTO receipt VALUES ('half', '{}')")
        raise LookupError("of the unit itself")

    with pytest.raises(LookupError):
        await postgres_store._database.write(fails)
    assert await postgres_store.receipt("half") == {}
    saving = asyncio.create_task(postgres_store.save_receipt("whole", {"a": 1}, ["m"]))
    await asyncio.sleep(0)
    saving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await saving
    async with asyncio.timeout(30):
        while not await postgres_store.job_of_message("m"):
            await asyncio.sleep(0)
    assert await postgres_store.receipt("whole") == {"a": 1}


@pytest.mark.parametrize("code", ["40001", "40P01"])
async def test_what_the_database_ends_because_of_others_runs_again(postgres_store: PostgresStore, code: str) -> None:
    runs: list[int] = []

    def unlucky(transaction: Transaction) -> int:
        runs.append(1)
        transaction.execute("INSERT INTO receipt VALUES (?, '{}')", (f"{len(runs)}",))
        if len(runs) < 4:
            transaction.execute(f"DO $$ BEGIN RAISE EXCEPTION SQLSTATE '{code}'; END $$")
        return len(runs)

    assert await postgres_store._database.write(unlucky) == 4
    assert [await postgres_store.receipt(each) for each in "123"] == [{}] * 3
    found = await postgres_store._database.read(lambda t: t.execute("SELECT job FROM receipt").fetchall())
    assert found == [("4",)]


async def test_closing_finishes_submitted_writes_and_takes_no_more(store_url: str) -> None:
    store = await open_postgres(store_url)
    writes = [asyncio.create_task(store.save_receipt(f"{number}", {"a": 1})) for number in range(30)]
    await asyncio.sleep(0)
    await store.close()
    await asyncio.gather(*writes)
    with pytest.raises(RuntimeError, match="closed"):
        await store.receipt("1")
    later = await open_postgres(store_url)
    assert [await later.receipt(f"{number}") for number in range(30)] == [{"a": 1}] * 30
    await later.close()
