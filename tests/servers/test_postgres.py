"""The tests' own PostgreSQL behaves like an operator's."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from tests.servers.postgres import ROLE, PostgresServer, state


def test_a_database_belongs_to_a_role_that_owns_nothing_else(postgres: PostgresServer, database_url: str) -> None:
    """The role's name is also the value of the expression `user`."""
    with psycopg.connect(database_url) as connection:
        row = connection.execute("SELECT user, rolsuper, rolcreatedb FROM pg_roles WHERE rolname = user").fetchone()
        assert row == (ROLE, False, False)
        connection.execute("CREATE TABLE mine (text TEXT)")
        connection.execute("INSERT INTO mine VALUES ('b'), ('A'), ('a')")
        texts = [text for (text,) in connection.execute("SELECT text FROM mine ORDER BY text")]
        assert texts == (["a", "A", "b"] if postgres.sorts_by_language else ["A", "a", "b"])


def test_prepared_databases_are_copies(postgres: PostgresServer) -> None:
    """The preparation runs once; what a test writes stays in its own copy."""
    prepared = []

    def prepare(url: str) -> None:
        prepared.append(url)
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE things (name TEXT)")

    for _ in range(2):
        url = postgres.create_prepared("things", prepare)
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT count(*) FROM things").fetchone() == (0,)
            connection.execute("INSERT INTO things VALUES ('one')")
        postgres.drop(url)
    assert len(prepared) == 1


def test_commits_survive_a_crash(postgres: PostgresServer, database_url: str) -> None:
    """Connections break, and are there again after a start."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS number")
        postgres.kill()
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(database_url)
    postgres.start()
    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (1,)


def test_a_paused_server_answers_later(postgres: PostgresServer, database_url: str) -> None:
    """Its connections stay open."""
    with psycopg.connect(database_url) as connection, ThreadPoolExecutor(1) as thread:
        with postgres.paused():
            asked = thread.submit(connection.execute, "SELECT 1")
            assert connection.info.backend_pid in postgres.processes()
            assert {state(process) for process in postgres.processes()} == {"T"}
            assert not asked.done()
        assert asked.result(60).fetchone() == (1,)


def test_the_pooler_changes_connections_between_transactions(postgres: PostgresServer, database_url: str) -> None:
    """Two clients with one server connection: what belongs to a session is not theirs."""
    with (
        postgres.pooler(default_pool_size="1") as pooler,
        psycopg.connect(pooler.url(database_url), prepare_threshold=None, autocommit=True) as one,
        psycopg.connect(pooler.url(database_url), prepare_threshold=None, autocommit=True) as other,
    ):
        one.execute("SET application_name = 'one'")
        assert other.execute("SHOW application_name").fetchone() == ("one",)
        backends = {each.execute("SELECT pg_backend_pid()").fetchone() for each in (one, other)}
        assert len(backends) == 1
