"""The store: SQLite and files in the data folder, or a database that processes share.

The packages of the extras `postgres` and `s3` are imported only when the settings name a database or a bucket.
"""

import asyncio
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, TypeAlias

from bot.settings import Settings
from core.domain.checks import SetupCheck
from core.domain.clock import Clock
from core.domain.errors import OperatorError
from core.store.data_folder import DataFolder
from core.store.database_watch import DatabaseWatch
from core.store.folder_watch import FolderWatch
from core.store.sqlite.store import SqliteStore

if TYPE_CHECKING:
    from core.store.object_blobs import ObjectBlobs
    from core.store.postgres.store import PostgresStore

AnyStore: TypeAlias = "SqliteStore | PostgresStore"

StoreWatch = FolderWatch | DatabaseWatch
"""Notices that the store cannot be used: `sound` is False then."""


def open_folder(settings: Settings) -> DataFolder:
    """Claims the data folder; with a database, it has only copies of files from elsewhere, and nobody claims it."""
    return DataFolder.claim(settings.data) if settings.database_url is None else DataFolder.unclaimed(settings.data)


async def open_store(settings: Settings, folder: DataFolder, clock: Clock) -> "tuple[AnyStore, StoreWatch]":
    """Opens the store and a watch over it. Raises `OperatorError`."""
    if settings.database_url is not None:
        shared = await open_shared_store(settings)
        return shared, DatabaseWatch(shared.answers, clock)
    store = await SqliteStore.open(folder.path, exclusive=folder.is_shared)
    return store, FolderWatch(folder.path, store.is_in_place, clock)


async def open_shared_store(settings: Settings) -> "PostgresStore":
    """Opens the database of the settings, with the object store if they name one. Raises `OperatorError`."""
    url, direct_url = database_urls(settings)
    from core.store.postgres.store import PostgresStore

    files = object_store(settings)
    if files is not None:
        await asyncio.to_thread(files.prepare)
    return await PostgresStore.open(
        url,
        files,
        direct_url=direct_url,
        connections=settings.database_connections,
        content_bytes=round(settings.database_file_megabytes * 1e6),
    )


def check_shared_database(settings: Settings) -> Sequence[SetupCheck]:
    """Checks the database and the object store for `troubadour doctor`; it blocks, for seconds at most."""
    url, direct_url = database_urls(settings)
    from core.store.postgres.setup_check import check_database

    checks = list(check_database(url, direct_url, settings.source("database_url")))
    files = object_store(settings)
    if files is not None:
        try:
            files.prepare()
            checks.append(SetupCheck(line=f"  Files are in {files.address}."))
        except OperatorError as error:
            checks.append(SetupCheck.because(error))
    return checks


def object_store(settings: Settings) -> "ObjectBlobs | None":
    """The object store of the settings; None if files are in the database. Raises `OperatorError`."""
    if settings.blobs is None:
        return None
    _require("TROUBADOUR_BLOBS", "s3", "obstore")
    from core.store.object_blobs import ObjectBlobs

    bucket, _, folder = settings.blobs.removeprefix("s3://").partition("/")
    return ObjectBlobs(bucket, folder, settings.blob_options)


def database_urls(settings: Settings) -> tuple[str, str | None]:
    """The address of the database, and that around the pooler. Raises `OperatorError` without the packages."""
    require_postgres()
    assert settings.database_url is not None  # noqa: S101 - for the type checker
    direct = settings.database_direct_url
    return settings.database_url.get_secret_value(), direct.get_secret_value() if direct is not None else None


def require_postgres() -> None:
    """Raises `OperatorError` without the packages that speak to PostgreSQL and carry jobs through it, and on Windows.

    Its event loop waits for sockets only in a way that psycopg cannot use
    (https://www.psycopg.org/psycopg3/docs/advanced/async.html).
    """
    if sys.platform == "win32":
        raise OperatorError(
            "DATABASE_URL cannot be used on Windows: run the bot in a container or in WSL, or leave DATABASE_URL out."
        )
    for package in ("psycopg", "procrastinate"):
        _require("DATABASE_URL", "postgres", package)


def _require(setting: str, extra: str, package: str) -> None:
    if find_spec(package) is None:
        raise OperatorError(
            f"{setting} needs the package {package}: install Troubadour with the extra `{extra}` "
            f"(pip install 'troubadour[{extra}]')."
        )
