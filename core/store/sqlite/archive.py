"""Archives: one tar file with the database, the files and, on request, the keys of a data folder."""

import errno
import hashlib
import io
import json
import os
import re
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from core.domain.errors import OperatorError
from core.store.blob_files import BLOBS, BlobFiles
from core.store.data_folder import OWN_ENTRIES, sync
from core.store.sqlite.database import BUSY_MILLISECONDS, DATABASE

FORMAT = 1
_SCRATCH = ".troubadour-backup-"
_MANIFEST = "backup.json"
_KEYS = "keys/"
_KEY = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*")
_KEY_BYTES = 65_536
"""Larger files at the top of a data folder are no keys."""

_NOT_WRITTEN = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_FSYNC)
CopyDatabase = Callable[[Path], None]
"""Writes a consistent copy of the database to a path. It blocks."""


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """The first member of an archive: the time from before its copy began, and the names of the keys in it."""

    made_at: float
    keys: Collection[str]
    format: int = FORMAT


def copy_database(path: Path, target: Path) -> None:
    """Copies a database by SQLite's backup API (https://sqlite.org/backup.html), also while its bot writes.

    Raises `OperatorError`.
    """
    with reading(path) as connection:
        copy_connection(connection, target)


def copy_connection(connection: sqlite3.Connection, target: Path) -> None:
    """Copies what a connection sees into a new file without a write-ahead log. Raises `OSError` if it cannot be
    written."""
    target.touch(mode=0o600)
    try:
        with closing(sqlite3.connect(target, isolation_level=None)) as copy:
            connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        # The original is only read.
        if getattr(error, "sqlite_errorcode", None) in _NOT_WRITTEN:
            raise OSError(errno.ENOSPC, str(error)) from error
        raise
    sync(target)


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Opens a database that a bot may own, for reading. Raises `OperatorError` also for errors within the block."""
    if not path.is_file():
        raise OperatorError(
            f"There is no database in {path.parent}: name the data folder with TROUBADOUR_DATA or --data."
        )
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
            # Python's `backup` would wait for ever for a database that another process has for itself.
            connection.execute("PRAGMA user_version").fetchone()
            yield connection
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
            raise OperatorError(
                f"The bot that runs has the database {path} for itself, as it must on this file system: stop it first, "
                f"or let it make backups (TROUBADOUR_BACKUP_DIR)."
            ) from error
        raise OperatorError(
            f"The database {path} cannot be read ({error}): see `troubadour check`, or put a backup in its place with "
            f"`troubadour restore`."
        ) from error


def write_archive(folder: Path, file: Path, copy: CopyDatabase, made_at: float, *, with_keys: bool) -> int:
    """Writes an archive of a folder, completely or not at all; returns the number of files that it had to leave out.

    Files that are missing or damaged are left out, with their rows. Replaces an older archive. Raises `OperatorError`.
    """
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=_SCRATCH) as scratch:
            unfinished, database = Path(scratch, "archive"), Path(scratch, DATABASE)
            copy(database)
            keys = _keys(folder) if with_keys else {}
            with tarfile.open(unfinished, "w") as archive:
                _add(archive, _MANIFEST, json.dumps(asdict(Manifest(made_at=made_at, keys=sorted(keys)))).encode())
                lost = [sha256 for sha256 in _digests(database) if not _add_blob(archive, folder, sha256)]
                if lost:
                    _leave_out(database, lost)
                archive.add(database, DATABASE, filter=_plain)
                for name, content in keys.items():
                    _add(archive, _KEYS + name, content)
            unfinished.chmod(0o600)
            sync(unfinished)
            if lost:
                # Files that were deleted since the copy was made are not lost.
                copy(now := Path(scratch, "now"))
                lost = sorted(set(lost) & set(_digests(now)))
            unfinished.replace(file)
            sync(file.parent)
            return len(lost)
    except (OSError, sqlite3.Error) as error:
        raise OperatorError(f"The backup {file} cannot be written ({error}): check the disk and the rights.") from error


def remove_leftovers(folder: Path) -> None:
    """Removes what backups that were killed have left in a folder of archives."""
    for leftover in folder.glob(f"{_SCRATCH}*"):
        shutil.rmtree(leftover, ignore_errors=True)


def unpack_archive(file: Path, target: Path) -> Manifest:
    """Unpacks an archive into an empty folder. Raises `OperatorError` for anything but a whole, undamaged archive."""
    try:
        with tarfile.open(file) as archive:
            manifest = _manifest(archive)
            names = {member.name for member in _unpacked(archive, target)}
            _require({DATABASE, *(_KEYS + key for key in manifest.keys)}, names)
            _require({_blob_name(each) for each in _digests(target / DATABASE)}, names)
    except (tarfile.TarError, ValueError, EOFError, sqlite3.Error) as error:
        raise OperatorError(f"The file {file} is no backup of Troubadour, or is damaged ({error}).") from error
    except OSError as error:
        raise OperatorError(f"The backup {file} cannot be unpacked ({error}): check the file and the disk.") from error
    return manifest


def _manifest(archive: tarfile.TarFile) -> Manifest:
    first = archive.next()
    content = archive.extractfile(first) if first is not None and first.name == _MANIFEST else None
    if content is None:
        raise ValueError(f"{_MANIFEST} is not in its place")
    fields = json.load(content)
    if fields["format"] != FORMAT:
        raise ValueError(f"its format is {fields['format']}, this program reads {FORMAT}")
    return Manifest(made_at=float(fields["made_at"]), keys=tuple(map(str, fields["keys"])))


def _require(wanted: set[str], found: set[str]) -> None:
    if missing := wanted - found:
        raise ValueError(f"it lacks {len(missing)} files, such as {min(missing)}")


def _unpacked(archive: tarfile.TarFile, target: Path) -> Iterator[tarfile.TarInfo]:
    while (member := archive.next()) is not None:
        content = archive.extractfile(member) if member.isreg() else None
        if content is None:
            raise ValueError("it has something else than files")
        sha256 = member.name.rpartition("/")[2]
        if member.name == DATABASE:
            path = target / DATABASE
        elif member.name.startswith(_KEYS) and _is_key(key := member.name.removeprefix(_KEYS)):
            path = target / key
        elif member.name == _blob_name(sha256) and re.fullmatch(r"[0-9a-f]{64}", sha256):
            path = target / member.name
        else:
            raise ValueError("it has a file that no backup has")
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        hashed = hashlib.sha256()
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            while chunk := content.read(1 << 20):
                hashed.update(chunk)
                file.write(chunk)
            if member.name.startswith(BLOBS) and hashed.hexdigest() != sha256:
                raise ValueError("a file in it is not what it was")
            file.flush()
            os.fsync(file.fileno())
        yield member


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), 0o600
    archive.addfile(member, io.BytesIO(content))


def _add_blob(archive: tarfile.TarFile, folder: Path, sha256: str) -> bool:
    """Adds a file, unless it is missing or damaged."""
    try:
        content = BlobFiles(folder / BLOBS).read(sha256)
    except OSError:
        return False
    _add(archive, _blob_name(sha256), content)
    return True


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Leaves out the names and numbers of people of this machine."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


def _blob_name(sha256: str) -> str:
    return f"{BLOBS}/{sha256[:2]}/{sha256[2:4]}/{sha256}"


def _digests(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        return [sha256 for (sha256,) in connection.execute("SELECT sha256 FROM blob ORDER BY sha256")]


def _leave_out(database: Path, digests: list[str]) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("DELETE FROM blob WHERE sha256 IN (SELECT value FROM json_each(?))", (json.dumps(digests),))
    sync(database)


def _keys(folder: Path) -> dict[str, bytes]:
    """The secrets that the bot has made, by the names of their files."""
    return {
        entry.name: entry.read_bytes()
        for entry in folder.iterdir()
        if _is_key(entry.name) and entry.is_file() and entry.stat().st_size <= _KEY_BYTES
    }


def _is_key(name: str) -> bool:
    return bool(_KEY.fullmatch(name)) and name not in OWN_ENTRIES and not name.startswith(DATABASE.partition(".")[0])
