"""`troubadour backup`, `restore` and `check`, and the backups of every night."""

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bot.settings import Settings
from core.domain.clock import Clock
from core.domain.errors import OperatorError
from core.store.data_folder import DataFolder
from core.store.sqlite.archive import copy_database, remove_leftovers, write_archive
from core.store.sqlite.database import DATABASE
from core.store.sqlite.inspection import inspect_folder
from core.store.sqlite.restoration import restore as restore_archive
from core.store.sqlite.store import SqliteStore

_NIGHTLY = re.compile(r"troubadour-(\d{4}-\d\d-\d\d)\.tar")

logger = logging.getLogger(__name__)


def back_up(settings: Settings, file: Path, *, with_keys: bool) -> str:
    """Writes an archive of the data folder and returns a sentence about it. Raises `OperatorError`.

    That includes an archive that is written without files that are lost.
    """
    database = settings.data / DATABASE
    lost = write_archive(
        settings.data, file, lambda copy: copy_database(database, copy), time.time(), with_keys=with_keys
    )
    if lost:
        raise OperatorError(_incomplete(file, lost))
    keys = "with" if with_keys else "without"
    return f"The backup is in {file} ({file.stat().st_size / 1e6:.1f} MB, {keys} keys)."


def restore(settings: Settings, file: Path, *, force: bool) -> str:
    """Restores the data folder and returns sentences about it. Raises `OperatorError`."""
    with DataFolder.claim(settings.data) as folder:
        restored = restore_archive(file, folder, force=force)
    made = datetime.fromtimestamp(restored.made_at, UTC).isoformat(sep=" ", timespec="minutes")
    sentence = f"The data folder {folder.path} is as it was in the backup of {made}."
    if restored.deleted_again:
        sentence += f" {restored.deleted_again} rows of what was forgotten since are deleted again."
    if restored.memory_lost:
        sentence += " The old database cannot tell who was forgotten since the backup."
    return sentence


def inspect(settings: Settings) -> tuple[bool, list[str]]:
    """Checks the data folder. Returns True if nothing is wrong, and lines for people. Raises `OperatorError`."""
    found = inspect_folder(settings.data)
    lines = [f"{'ok' if not found.database else 'DAMAGED'}  database"]
    lines += [f"    {line}" for line in found.database]
    lines.append(f"{'ok' if not found.lost else 'DAMAGED'}  {found.files} files")
    lines += [f"    {sha256} is missing or not what it was" for sha256 in found.lost]
    if found.unreferenced:
        lines.append(f"    {found.unreferenced} more that nothing refers to; they are deleted when they are old")
    if not found.well:
        lines.append("Put a backup in its place with `troubadour restore --force`.")
    return found.well, lines


def nightly_backups(settings: Settings, store: SqliteStore, clock: Clock) -> Callable[[], Awaitable[bool]] | None:
    """Returns a function that makes the backup of a day (UTC) if there is none, and returns True if it did.

    None if the operator wants none.
    """
    folder = settings.backup_dir
    if folder is None:
        return None

    async def back_up_if_due() -> bool:
        today = datetime.fromtimestamp(clock.now(), UTC).date()
        file = folder / f"troubadour-{today.isoformat()}.tar"
        if not await asyncio.to_thread(_prepare, folder, file, today - timedelta(days=settings.backup_days)):
            return False
        lost = await store.back_up(file, clock.now())
        logger.info("a backup is in %s", file)
        if lost:
            raise OperatorError(_incomplete(file, lost))
        return True

    return back_up_if_due


def _prepare(folder: Path, file: Path, before: date) -> bool:
    """Removes old backups; returns True if a new one is due. Raises `OperatorError`."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        remove_leftovers(folder)
        for entry in folder.iterdir():
            if (match := _NIGHTLY.fullmatch(entry.name)) and match[1] <= before.isoformat():
                entry.unlink()
        return not file.exists()
    except OSError as error:
        raise OperatorError(
            f"The folder {folder} cannot be used for backups ({error.strerror}): check its rights, or choose another "
            f"one with TROUBADOUR_BACKUP_DIR."
        ) from error


def _incomplete(file: Path, lost: int) -> str:
    return f"The backup {file} is made without {lost} files that are missing or damaged: see `troubadour check`."
