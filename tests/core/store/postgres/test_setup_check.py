"""`troubadour doctor` on a database: each problem that an operator can mend is told."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from core.domain.checks import SetupCheck
from core.store.postgres.setup_check import DatabaseFacts, check_database, problems
from tests.servers.postgres import PASSWORD, ROLE, PostgresServer

SOUND = DatabaseFacts(
    identity="troubadour",
    role=ROLE,
    schema="public",
    may_create=True,
    version_number=150_018,
    version="15.18",
    encoding="UTF8",
    fsync=True,
    full_page_writes=True,
    synchronous_commit=True,
    read_only=False,
    pooled=False,
)


def wrong(checks: Sequence[SetupCheck]) -> list[str]:
    """The lines that are problems."""
    return [check.line.strip() for check in checks if not check.ok]


def told(checks: Sequence[SetupCheck]) -> str:
    """All lines."""
    return "\n".join(check.line for check in checks)


def test_a_sound_database_has_no_problem(postgres: PostgresServer, database_url: str) -> None:
    postgres.restart(fsync="on", full_page_writes="on")
    try:
        checks = check_database(database_url, None, "environment DATABASE_URL")
        assert wrong(checks) == []
        assert f"role {ROLE}, from environment DATABASE_URL." in told(checks)
        assert "arrive immediately" in told(checks)
    finally:
        postgres.restart()


def test_each_danger_is_a_line(postgres: PostgresServer, database_url: str) -> None:
    name = database_url.rpartition("/")[2]
    postgres.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
    postgres.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    postgres.execute(f"ALTER DATABASE {name} OWNER TO postgres")
    found = wrong(check_database(database_url, None, "here"))
    assert [line.split(" ")[0] for line in found] == ["It", "The", "fsync", "full_page_writes", "synchronous_commit"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"version_number": 140_022, "version": "14.22"}, "Version 14.22 is too old"),
        ({"encoding": "SQL_ASCII"}, "Its encoding is SQL_ASCII"),
        ({"may_create": False, "schema": None}, "in the schema of its search_path"),
    ],
)
def test_other_servers_are_not_accepted(change: dict[str, object], said: str) -> None:
    assert list(problems(SOUND)) == []
    ((line, fix),) = problems(replace(SOUND, **change))  # type: ignore[arg-type]
    assert said in line
    assert fix


def test_a_database_that_does_not_answer_is_one_line(postgres: PostgresServer, database_url: str) -> None:
    for url in (database_url.replace("p%40ss", "wrong"), database_url + "_gone", "postgresql://127.0.0.1:1/db"):
        (line,) = wrong(check_database(url, None, "here"))
        assert line.startswith("PostgreSQL, from here, cannot be used: ")
        assert PASSWORD not in line


def test_a_pooler_is_recognised_and_a_direct_address_tried(postgres: PostgresServer, database_url: str) -> None:
    with postgres.pooler() as pooler:
        pooled = pooler.url(database_url)
        assert "A pooler is in between" in told(check_database(pooled, None, "here"))
        assert "arrive immediately" in told(check_database(pooled, database_url, "here"))
        other = postgres.create()
        assert "leads to another database" in wrong(check_database(pooled, other, "here"))[-1]
        assert "leads through a pooler" in wrong(check_database(pooled, pooled, "here"))[-1]
        assert "cannot be used" in wrong(check_database(pooled, database_url + "_gone", "here"))[-1]
        postgres.drop(other)
