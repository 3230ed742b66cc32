"""The rows of jobs, and what can be read of damaged ones."""

import logging
from collections.abc import Collection
from contextlib import suppress
from typing import Any

from pydantic import JsonValue, ValidationError
from pydantic_core import from_json

from core.domain.jobs import PAYLOAD_VERSION, Job
from core.domain.layout import Layout
from core.domain.request import Address, Caller, Place, Request
from core.store.sql.tables import from_stored
from core.store.sql.transaction import Transaction

logger = logging.getLogger(__name__)

COLUMNS = (
    "id, request, reply_to, private, layout, accepted_at, state, run, crashes, tries, stop_by, owner, joined, forget, "
    "payload_version"
)
"""The columns of a row, in the order in which `to_job` takes them."""
DELETED_AT_END, CUT_OFF = 1, 2
"""The values of `forget` in a job whose requester was forgotten: the job may run to its end, or it may not."""


def to_job(row: tuple[Any, ...]) -> Job | None:
    """Builds a job of its row; None if the row is damaged."""
    id, content, reply_to, private, layout, accepted_at, state, *progress = row
    run, crashes, tries, stop_by, owner, joined, forget, version = progress
    request, damaged = to_request(id, content, reply_to, is_newer=version > PAYLOAD_VERSION)
    if request is None:
        return None
    try:
        return Job(
            id=id,
            request=request,
            private=bool(private),
            layout=Layout(layout),
            accepted_at=accepted_at,
            state=state,
            run=run,
            crashes=crashes,
            tries=tries,
            stop_by=stop_by,
            owner=owner,
            damaged=damaged,
            joined=bool(joined),
            forgotten=forget == CUT_OFF,
        )
    except ValueError as error:
        _log_damage(id, error)
        return None


def to_request(id: str, content: str, reply_to: str | None, *, is_newer: bool = False) -> tuple[Request | None, bool]:
    """Reads a stored request; if it is damaged, what is left of it, and True. None if that is nothing.

    One that is newer than this version understands only seems to be damaged: it waits for a newer process.
    """
    kept = from_stored(reply_to, f"address of job {id}") if reply_to else None
    whole: JsonValue = None
    try:
        request = Request.model_validate_json(content)
    except ValidationError as error:
        if not is_newer:
            _log_damage(id, error)
        with suppress(ValueError):
            whole = from_json(content, allow_partial=True)
        for readable in (kept, whole):
            with suppress(ValueError, TypeError, KeyError):
                return _remains(id, readable), True
        return None, True
    with suppress(ValueError, TypeError, KeyError):
        return request.model_copy(update={"address": Address.model_validate(kept["address"])}), False  # type: ignore[index,call-overload]
    return request, False


def _remains(id: str, readable: Any) -> Request:
    """A request without anything but its place and its caller. Raises `ValueError`, `TypeError` or `KeyError`."""

    def known(model: type[Caller] | type[Place] | type[Address], fields: Any) -> dict[str, Any]:
        return {name: value for name, value in fields.items() if name in model.model_fields}

    return Request(
        id=id,
        command="",
        caller=Caller.model_validate(known(Caller, readable["caller"])),
        place=Place.model_validate(known(Place, readable["place"])),
        address=Address.model_validate(known(Address, readable["address"])),
    )


def reply_to_json(request: Request) -> str:
    """The part of a request that is stored twice, so that there is somebody to tell if the rest is damaged."""
    return request.model_dump_json(include={"caller", "place", "address"})


def read_caller_names(transaction: Transaction, users: Collection[str]) -> dict[str, str]:
    """Reads the names of people, as `Inbox.caller_names`."""
    newest = "SELECT request FROM job WHERE user_key = ? AND forget = 0 ORDER BY number DESC LIMIT 1"
    found = {}
    for user in sorted(set(users) - {""}):
        row = transaction.execute(newest, (user,)).fetchone()
        content = from_stored(row[0], "a request") if row is not None else None
        caller = content.get("caller") if isinstance(content, dict) else None
        if isinstance(caller, dict) and isinstance(name := caller.get("name"), str) and name:
            found[user] = name
    return found


def _log_damage(id: str, error: Exception) -> None:
    # The message of the error would quote the request.
    logger.error("the stored form of job %s is damaged: %s", id, type(error).__name__)
