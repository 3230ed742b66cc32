"""`troubadour backup`, `restore`, `check` and `move`, and the backups of every night."""

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bot.database import AnyStore, database_urls, object_store, require_postgres
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
    """Writes an archive of the store and returns a sentence about it. Raises `OperatorError`.

    That includes an archive that is written without files that are lost.
    """
    database = settings.data / DATABASE
    if settings.database_url is None:
        lost = write_archive(
            settings.data, file, lambda copy: copy_database(database, copy), time.time(), with_keys=with_keys
        )
    elif with_keys:
        raise OperatorError("With DATABASE_URL the bot makes no keys: keep TROUBADOUR_SECRET_KEY with your backups.")
    else:
        lost = _back_up_database(settings, file, time.time())
    if lost:
        raise OperatorError(_incomplete(file, lost))
    keys = "with" if with_keys else "without"
    return f"The backup is in {file} ({file.stat().st_size / 1e6:.1f} MB, {keys} keys)."


def restore(settings: Settings, file: Path, *, force: bool) -> str:
    """Restores the store and returns sentences about it. Raises `OperatorError`."""
    if settings.database_url is None:
        with DataFolder.claim(settings.data) as folder:
            restored = restore_archive(file, folder, force=force)
        place = f"The data folder {folder.path}"
    else:
        url, _ = database_urls(settings)
        from core.store.postgres.archive import restore_database

        restored = restore_database(file, url, object_store(settings), force=force)
        place = "The database"
    made = datetime.fromtimestamp(restored.made_at, UTC).isoformat(sep=" ", timespec="minutes")
    sentence = f"{place} is as it was in the backup of {made}."
    if restored.deleted_again:
        sentence += f" {restored.deleted_again} rows of what was forgotten since are deleted again."
    if restored.memory_lost:
        sentence += " The old database cannot tell who was forgotten since the backup."
    return sentence


def inspect(settings: Settings) -> tuple[bool, list[str]]:
    """Checks the store. Returns True if nothing is wrong, and lines for people. Raises `OperatorError`."""
    if settings.database_url is None:
        found = inspect_folder(settings.data)
    else:
        url, _ = database_urls(settings)
        from core.store.postgres.archive import inspect_database

        found = inspect_database(url, object_store(settings))
    lines = [f"{'ok' if not found.database else 'DAMAGED'}  database"]
    lines += [f"    {line}" for line in found.database]
    lines.append(f"{'ok' if not found.lost else 'DAMAGED'}  {found.files} files")
    lines += [f"    {sha256} is missing or not what it was" for sha256 in found.lost]
    if found.unreferenced:
        lines.append(f"    {found.unreferenced} more that nothing refers to; they are deleted when they are old")
    if not found.well:
        lines.append("Put a backup in its place with `troubadour restore --force`.")
    return found.well, lines


def move(settings: Settings, target: str) -> str:
    """Copies everything to another store and returns sentences about it. Raises `OperatorError`.

    To an address, the data folder goes into that database; to a folder, the database of DATABASE_URL goes into it. What
    is copied stays where it was. Bots must not run meanwhile.
    """
    require_postgres()
    from core.store.postgres.archive import refuse_while_running
    from core.store.postgres.transfer import copy_to_database, copy_to_folder

    files = object_store(settings)
    if target.startswith(("postgresql://", "postgres://")):
        with DataFolder.claim(settings.data) as folder:
            if not (folder.path / DATABASE).is_file():
                raise OperatorError(
                    f"There is no database in {folder.path}: name the data folder with TROUBADOUR_DATA or --data."
                )
            moved = copy_to_database(folder.path, target, files)
            keys = sorted(path.name for path in folder.path.glob("*-key"))
        sentence = "Set DATABASE_URL to this address from now on."
        if keys and settings.secret_key is None:
            sentence += f" TROUBADOUR_SECRET_KEY is the content of the file {folder.path / keys[0]}."
    elif settings.database_url is None:
        raise OperatorError(
            "--to is the address of a database (postgresql://…) for what is in the data folder. A folder can be the "
            "target for what is in a database: then DATABASE_URL names that."
        )
    else:
        url, _ = database_urls(settings)
        refuse_while_running(url)
        with DataFolder.claim(Path(target)) as folder:
            if (folder.path / DATABASE).exists():
                raise OperatorError(f"The folder {folder.path} has a database: choose an empty one.")
            moved = copy_to_folder(url, files, folder.path)
        sentence = f"Remove DATABASE_URL, and set TROUBADOUR_DATA to {folder.path}, from now on."
    told = f"{moved.rows} rows are copied, and the counts of all {len(moved.counts)} tables agree. {sentence}"
    if moved.lost:
        told += f" {len(moved.lost)} files were missing or damaged and are left out."
    return told


def nightly_backups(settings: Settings, store: AnyStore, clock: Clock) -> Callable[[], Awaitable[bool]] | None:
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
        if isinstance(store, SqliteStore):
            lost = await store.back_up(file, clock.now())
        else:
            lost = await asyncio.to_thread(_back_up_database, settings, file, clock.now())
        logger.info("a backup is in %s", file)
        if lost:
            raise OperatorError(_incomplete(file, lost))
        return True

    return back_up_if_due


def _back_up_database(settings: Settings, file: Path, at: float) -> int:
    url, _ = database_urls(settings)
    from core.store.postgres.archive import back_up_database

    return back_up_database(url, object_store(settings), file, at)


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
