"""Windows and macOS, as far as another system can tell: what they lack is left out or refused with a reason."""

import asyncio
import builtins
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.http.connections import CONNECTIONS, connections_limit
from bot.machine import user_data_folder
from bot.settings import Settings
from core.domain.errors import BadPicture, OperatorError
from core.media.processes import MediaProcesses
from core.store.data_folder import DataFolder
from tests.core.media.hurtful_work import crash


def test_a_database_on_windows_is_refused_with_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.database import database_urls

    environ = {"DATABASE_URL": "postgresql://127.0.0.1/bot", "TROUBADOUR_SECRET_KEY": "s" * 32}
    settings = Settings.load(environ=environ, folder=Path("nowhere"))
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(OperatorError, match="cannot be used on Windows: run the bot in a container"):
        database_urls(settings)


def test_without_limits_of_files_the_usual_number_of_connections_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    imported = builtins.__import__

    def without(name: str, *arguments: Any, **more: Any) -> Any:
        if name in ("resource", "fcntl", "termios", "pwd"):
            raise ImportError(name)
        return imported(name, *arguments, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    assert connections_limit() == CONNECTIONS


def test_the_data_folder_is_claimed_by_its_file_alone_on_windows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with (
        DataFolder.claim(tmp_path / "data"),
        pytest.raises(OperatorError, match="Another Troubadour"),
    ):
        DataFolder.claim(tmp_path / "data")


@pytest.mark.parametrize(
    ("system", "ends"), [("win32", ("troubadour",)), ("darwin", ("Application Support", "troubadour"))]
)
def test_each_system_has_a_folder_for_a_users_files(
    system: str, ends: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    assert user_data_folder().parts[-len(ends) :] == ends


async def test_a_process_that_opens_files_is_replaced_without_groups_of_processes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.delattr(os, "killpg")
    pool = MediaProcesses()
    with pytest.raises(BadPicture):
        await pool.run(crash)
    assert await pool.run(len, b"four") == 4
    await asyncio.to_thread(pool.close)
    assert pool.pids == []
