"""Checks requests against the files about Slack's methods: https://github.com/slack-ruby/slack-api-ref (MIT)."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.servers.reference import reference
from tests.servers.slack_server.facts import Facts
from tests.servers.slack_server.rules import COMMON_ERRORS, SEEN_ERRORS, WAIVED_ARGUMENTS, WAIVED_REQUIRED
from tests.servers.slack_server.world import Json

PLACE = "slack/methods"
TS = re.compile(r"\d{10}\.\d{6}")


@dataclass(frozen=True)
class Method:
    """A method of the Web API."""

    name: str
    facts: Facts
    takes_json: bool
    arguments: dict[str, Json]
    errors: frozenset[str]

    def faults(self, arguments: Json, *, as_json: bool) -> list[str]:
        """Finds the faults of a request."""
        waived = WAIVED_ARGUMENTS["*"] | WAIVED_ARGUMENTS.get(self.name, set())
        faults = []
        if as_json and not self.takes_json:
            faults.append("takes no JSON")
        for name, value in arguments.items():
            if name in self.arguments:
                if fault := _fault(self.arguments[name], name, value):
                    faults.append(f"{name} {fault}")
            elif name not in waived:
                faults.append(f"{name} is not an argument of it")
        return faults


@cache
def specification() -> dict[str, Method] | None:
    """All methods by name, or None if the folder is missing."""
    folder = reference(PLACE)
    return None if folder is None else {file.stem: _method(file) for file in folder.glob("*.json")}


def _method(file: Path) -> Method:
    told = json.loads(file.read_text(encoding="utf-8"))
    name = file.stem
    return Method(
        name,
        Facts(
            told.get("rate_limits") or "t5",
            tuple(told["scope"].get("bot", ())),
            frozenset(told["args"].get("required", ())) - WAIVED_REQUIRED.get(name, set()) - {"token"},
        ),
        bool(told.get("json_input_supported")),
        told["args"]["properties"],
        frozenset(told["errors"]) | COMMON_ERRORS | SEEN_ERRORS.get(name, set()),
    )


def _fault(described: Json, name: str, value: Any) -> str:
    """Finds the fault of a value; values may be text."""
    kind = described.get("type")
    if value is None:
        nullable = any(choice.get("type") == "null" for choice in described.get("anyOf", ()))
        return "" if nullable or described.get("default", "") is None else "is null"
    if kind == "boolean" and value not in (True, False, "true", "false", "1", "0"):
        return f"is no boolean: {value!r}"
    if kind in ("integer", "number"):
        try:
            number = float(value)
        except (TypeError, ValueError):
            return f"is no number: {value!r}"
        if isinstance(value, bool) or (kind == "integer" and number != int(number)):
            return f"is no {kind}: {value!r}"
        if number < described.get("minimum", number):
            return f"is below {described['minimum']}"
    if kind == "array" and not isinstance(value, list):
        return f"is no array: {value!r}"
    if kind == "string" and isinstance(value, (bool, dict, int, float)):
        return f"is no text: {value!r}"
    if (name == "ts" or name.endswith("_ts") or name == "timestamp") and not TS.fullmatch(str(value)):
        return f"is no timestamp: {value!r}"
    if "enum" in described and value not in described["enum"]:
        return f"is none of {described['enum']}: {value!r}"
    return ""
