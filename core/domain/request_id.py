"""The id of the request that the running code works for, as a context that tasks inherit."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

REQUEST_ID: ContextVar[str] = ContextVar("request id", default="")
"""The id; empty outside a request. It is the id of the request's job."""


@contextmanager
def working_for(id: str) -> Iterator[None]:
    """Works for a request within the context."""
    token = REQUEST_ID.set(id)
    try:
        yield
    finally:
        REQUEST_ID.reset(token)
