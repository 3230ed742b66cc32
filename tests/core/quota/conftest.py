"""A real store of each kind."""

from tests.core.store.conftest import open_store, postgres_store, postgres_url, sqlite_store, store

__all__ = ["open_store", "postgres_store", "postgres_url", "sqlite_store", "store"]
