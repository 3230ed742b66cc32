"""Parsers of gateway events that log and drop what they do not understand.

discord.py passes an error of a parser on, which ends its connection. Discord changes its events without notice
(https://docs.discord.com/developers/reference#api-versioning): unknown types, and fields that are missing or null.
"""

import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

logger = logging.getLogger(__name__)

SHAPE_FIELDS, SHAPE_DEPTH, SHAPE_CHARACTERS = 40, 2, 600
KNOWN_FAULTS = 1000
"""The number of different faults after which the ones that were logged are forgotten."""

EventParser = Callable[[Any], None]


def payload_shape(payload: object, depth: int = SHAPE_DEPTH) -> str:
    """Describes a JSON value by the names of its fields and their types, without any value."""
    match payload:
        case None:
            return "null"
        case Mapping() if not depth:
            return "{…}"
        case Mapping():
            fields = [f"{_field_name(name)}: {payload_shape(value, depth - 1)}" for name, value in payload.items()]
            rest = ["…"] if len(fields) > SHAPE_FIELDS else []
            return "{" + ", ".join([*fields[:SHAPE_FIELDS], *rest]) + "}"
        case list():
            shapes = dict.fromkeys(payload_shape(value, max(0, depth - 1)) for value in payload[:SHAPE_FIELDS])
            return "[" + ", ".join(shapes) + "]"
        case _:
            return type(payload).__name__


def _field_name(name: object) -> str:
    """Returns the name of a field; maps are keyed by ids, which are left out."""
    text = str(name)
    return text if text.isascii() and text.replace("_", "").isalpha() and len(text) < 40 else "…"


class EventGuard:
    """Wraps parsers. Each different fault is logged once."""

    def __init__(self) -> None:
        self._logged: set[tuple[str, str]] = set()

    def guarded(self, event: str, parse: EventParser) -> EventParser:
        """Returns a parser that drops the events on which `parse` fails."""

        def parse_or_drop(payload: Any) -> None:
            try:
                parse(payload)
            except Exception as error:  # noqa: BLE001 - any error means that the payload is not as expected
                self.drop(event, payload, error)

        return parse_or_drop

    def drop(self, event: str, payload: object, error: Exception) -> None:
        """Logs an event that is not understood. Errors may quote the payload, so only their kind and place count."""
        field = f" {_field_name(error.args[0])}" if isinstance(error, KeyError) and error.args else ""
        fault = event, f"{type(error).__name__}{field} in {_place_of(error)}"
        if fault in self._logged:
            return
        if len(self._logged) >= KNOWN_FAULTS:
            self._logged.clear()
        self._logged.add(fault)
        logger.warning(
            "Discord's event %s is not understood, and dropped: %s; its shape is %s",
            *fault,
            payload_shape(payload)[:SHAPE_CHARACTERS],
        )


def _place_of(error: Exception) -> str:
    """Returns the file, line and function that raised an error."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "?"
    code = trace.tb_frame.f_code
    return f"{Path(code.co_filename).name}:{trace.tb_lineno} {code.co_name}"
