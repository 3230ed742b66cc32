"""A real store in a folder of its own."""

from tests.core.store.conftest import store

__all__ = ["store"]
