"""Older databases are migrated after a backup; newer ones are refused."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from core.domain.errors import OperatorError
from core.store.sqlite.migrations import MIGRATIONS, Migration, backup_path, migrate

_ONE: Migration = ("CREATE TABLE note (text TEXT) STRICT",)
_TWO: Migration = ("ALTER TABLE note ADD COLUMN at REAL", "UPDATE note SET at = 7.0")
_BROKEN: Migration = ("DELETE FROM note", "CREATE TABLE note (twice TEXT)")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "test.sqlite3"


@pytest.fixture
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        yield connection


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def _backups(path: Path) -> list[str]:
    return sorted(file.name for file in path.parent.iterdir() if "backup" in file.name or "unfinished" in file.name)


def test_a_new_database_gets_the_newest_shape_without_a_backup(connection: sqlite3.Connection, path: Path) -> None:
    migrate(connection, path, [_ONE, _TWO])
    connection.execute("INSERT INTO note VALUES ('kept', 1.0)")
    migrate(connection, path, [_ONE, _TWO])
    assert _version(connection) == 2
    assert _backups(path) == []


def test_an_older_database_is_backed_up_and_brought_up_to_date(connection: sqlite3.Connection, path: Path) -> None:
    migrate(connection, path, [_ONE])
    connection.execute("INSERT INTO note VALUES ('kept')")
    migrate(connection, path, [_ONE, _TWO])
    assert connection.execute("SELECT text, at FROM note").fetchall() == [("kept", 7.0)]
    assert _version(connection) == 2
    assert _backups(path) == ["test.version-1.backup.sqlite3"]
    backup = backup_path(path, 1)
    assert backup.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(backup)) as old:
        assert _version(old) == 1
        assert old.execute("SELECT * FROM note").fetchall() == [("kept",)]


def test_a_migration_that_fails_leaves_everything_and_can_be_tried_again(
    connection: sqlite3.Connection, path: Path
) -> None:
    migrate(connection, path, [_ONE])
    connection.execute("INSERT INTO note VALUES ('kept')")
    for _ in range(2):
        with pytest.raises(OperatorError, match=r"from version 1 to 3 .*it is as it was, and a copy is at"):
            migrate(connection, path, [_ONE, _TWO, _BROKEN])
        assert _version(connection) == 1
        assert connection.execute("SELECT * FROM note").fetchall() == [("kept",)]
    assert _backups(path) == ["test.version-1.backup.sqlite3"]
    migrate(connection, path, [_ONE, _TWO])
    assert _version(connection) == 2


def test_a_newer_database_is_refused_and_left_alone(connection: sqlite3.Connection, path: Path) -> None:
    migrate(connection, path, [_ONE, _TWO])
    with pytest.raises(OperatorError, match=r"has version 2.*knows 1: run the newer one, or choose another"):
        migrate(connection, path, [_ONE])
    assert _version(connection) == 2


def test_the_refusal_names_the_newest_backup_that_fits(connection: sqlite3.Connection, path: Path) -> None:
    for version in range(1, 4):
        migrate(connection, path, [_ONE, _TWO, ("CREATE TABLE more (text TEXT) STRICT",)][:version])
    assert len(_backups(path)) == 2
    with pytest.raises(OperatorError) as refusal:
        migrate(connection, path, [_ONE])
    assert f"put its backup {backup_path(path, 1)} (version 1) in its place" in str(refusal.value)


def test_each_version_of_the_store_leads_to_the_next(connection: sqlite3.Connection, path: Path) -> None:
    for version in range(1, len(MIGRATIONS) + 1):
        migrate(connection, path, MIGRATIONS[:version])
        assert _version(connection) == version


def test_logs_from_before_pages_get_their_openings_and_files(connection: sqlite3.Connection, path: Path) -> None:
    digest = "0123456789abcdef" * 4
    migrate(connection, path, MIGRATIONS[:3])
    for number, (reply, author, content) in enumerate(
        [
            ("1", "ada", f'{{"event":"asked","said":"{digest}","files":[{{"sha256":"{digest}"}}]}}'),
            ("1", "ada", "{damaged"),
            ("2", "", '{"event":"erased"}'),
            ("3", "bo", f'{{"sha256":"{digest[:-1]}"}}'),
            ("4", "bo", f'{{"said":"{digest}"}}'),
        ],
        1,
    ):
        connection.execute(
            "INSERT INTO log_entry VALUES (?, 'lounge', ?, ?, 'ada', 1.0, ?)", (number, reply, author, content)
        )
    migrate(connection, path, MIGRATIONS)
    assert connection.execute("SELECT number FROM log_entry WHERE opens ORDER BY number").fetchall() == [
        (1,),
        (4,),
        (5,),
    ]
    assert connection.execute("SELECT * FROM log_file").fetchall() == [(1, digest, "lounge", "ada")]
