"""The newest openings of a room's people."""

import sqlite3
from contextlib import closing
from pathlib import Path

from core.store.sql.message_log import _ASKERS
from core.store.sqlite.migrations import MIGRATIONS, migrate


def _steps(replies: int) -> int:
    """The steps of SQLite's machine to find three people with so many replies."""
    steps = 0

    def count() -> None:
        nonlocal steps
        steps += 1

    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection, Path(":memory:"), MIGRATIONS)
        connection.executemany(
            "INSERT INTO log_entry (room, reply, author, at, content, opens) VALUES ('lounge', ?, ?, 0, '{}', 1)",
            [(f"{number}", f"web:home:{number % 3}") for number in range(replies)],
        )
        connection.set_progress_handler(count, 1)
        found = connection.execute(_ASKERS, {"room": "lounge"}).fetchall()
        assert [reply for _, reply, *_ in found] == [f"{number}" for number in range(replies - 3, replies)]
    return steps


def test_people_are_found_without_their_other_replies() -> None:
    assert _steps(3_000) == _steps(3)
