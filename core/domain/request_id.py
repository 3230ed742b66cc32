"""The id of the request that the running code works for, as a context that tasks inherit."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

REQUEST_ID: ContextVar[str] = ContextVar("request id", default="")
"""The id; empty outside a request. It is the id of the request's job, and an error that a person sees names it."""


@contextmanager
def working_for(id: str) -> Iterator[None]:
    """Works for a request within the context; without an id, for one that gets a random id."""
    id = id or secrets.token_hex(8)
    token = REQUEST_ID.set(id)
    try:
        yield
    finally:
        REQUEST_ID.reset(token)
