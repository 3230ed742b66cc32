"""Checks requests and answers against Discord's OpenAPI file: https://github.com/discord/discord-api-spec (MIT)."""

import json
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from tests.servers.discord_server.world import Json
from tests.servers.reference import reference

PLACE = "discord/openapi.json"


@dataclass(frozen=True)
class Operation:
    """A method on a path of the API, with the schemas of its request and answers."""

    name: str
    pattern: re.Pattern[str]
    method: str
    openness: int
    """The number of path parameters: `@original` is matched before `{message_id}`."""
    request: Any
    """The validator of its body, or None if it has none."""
    answers: dict[int, Any] = field(default_factory=dict)
    """The validators of its answers by status; None for an answer without a body."""


class Specification:
    """All operations of the file, each compiled on first use."""

    def __init__(self, file: Path) -> None:
        whole = _with_absolute_references(json.loads(file.read_text(encoding="utf-8")))
        resource = Resource.from_contents(whole, default_specification=DRAFT202012)
        self._registry: Any = Registry().with_resource("urn:discord", resource)
        self._paths: Json = whole["paths"]
        self._schemas: Json = whole["components"]["schemas"]
        self._operations = sorted(
            (
                (path.count("{"), _pattern(path), method.upper(), operation)
                for path, methods in self._paths.items()
                for method, operation in methods.items()
                if method != "parameters"
            ),
            key=lambda entry: entry[0],
        )
        self._compiled: dict[str, Operation] = {}

    def constants(self, schema: str) -> set[Any]:
        """The values of a schema that is a choice of constants."""
        return {choice["const"] for choice in self._schemas[schema]["oneOf"]}

    def operation(self, method: str, path: str) -> Operation | None:
        """The operation of this method and path (after `/api/v10`)."""
        for openness, pattern, own_method, described in self._operations:
            if own_method == method and pattern.fullmatch(path):
                name = described["operationId"]
                if name not in self._compiled:
                    self._compiled[name] = self._compile(name, pattern, method, openness, described)
                return self._compiled[name]
        return None

    def request_faults(self, method: str, path: str, body: Any) -> list[str]:
        """Finds the faults of a request; for multipart requests, `body` is their `payload_json`."""
        operation = self.operation(method, path)
        if operation is None:
            return [f"{method} {path}: no such operation"]
        if operation.request is None:
            return [] if body is None else [f"{method} {path}: takes no body"]
        if body is None:
            return []
        return _faults(operation.request, ids_as_strings(body), f"{operation.name} sent")

    def answer_faults(self, method: str, path: str, status: int, body: Any) -> list[str]:
        """Finds the faults of an answer. Errors (400 and up) are not checked; the file hardly describes them."""
        if status >= 400:
            return []
        operation = self.operation(method, path)
        if operation is None:
            return []
        if status not in operation.answers:
            return [f"{operation.name} answered: {status} is none of {sorted(operation.answers)}"]
        validator = operation.answers[status]
        if validator is None:
            return [] if body is None else [f"{operation.name} answered: {status} has no body"]
        return _faults(validator, body, f"{operation.name} answered")

    def _compile(self, name: str, pattern: re.Pattern[str], method: str, openness: int, described: Json) -> Operation:
        content = described.get("requestBody", {}).get("content", {})
        schema = content.get("application/json", content.get("multipart/form-data", {})).get("schema")
        answers: dict[int, Any] = {}
        for status, answer in described["responses"].items():
            if status.isdecimal():
                answered = answer.get("content", {}).get("application/json", {}).get("schema")
                answers[int(status)] = self._validator(answered) if answered is not None else None
        return Operation(
            name, pattern, method, openness, self._validator(schema) if schema is not None else None, answers
        )

    def _validator(self, schema: Json) -> Any:
        return jsonschema.Draft202012Validator(schema, registry=self._registry)


@cache
def specification() -> Specification | None:
    """Reads the file, if it is there: beside the project, or beside its repository's main work tree."""
    file = reference(PLACE)
    return None if file is None else Specification(file)


def ids_as_strings(body: Any) -> Any:
    """The body with ids as text: discord.py sends some as numbers; Discord accepts that, its file does not."""
    if isinstance(body, dict):
        return {
            key: str(value)
            if (key == "id" or key.endswith("_id")) and isinstance(value, int) and not _is_component(body)
            else ids_as_strings(value)
            for key, value in body.items()
        }
    return [ids_as_strings(part) for part in body] if isinstance(body, list) else body


def _is_component(body: Json) -> bool:
    """True for a component, whose id is a real number."""
    return "type" in body and "id" in body


def _with_absolute_references(part: Any) -> Any:
    if isinstance(part, dict):
        return {
            key: f"urn:discord{value}" if key == "$ref" and isinstance(value, str) else _with_absolute_references(value)
            for key, value in part.items()
        }
    return [_with_absolute_references(inner) for inner in part] if isinstance(part, list) else part


def _pattern(path: str) -> re.Pattern[str]:
    pieces = re.split(r"\{[a-z_]+\}", path)
    return re.compile("[^/]+".join(map(re.escape, pieces)))


def _faults(validator: Any, body: Any, who: str) -> list[str]:
    deepest = [jsonschema.exceptions.best_match([error]) for error in validator.iter_errors(body)]
    return [f"{who}: {error.json_path}: {error.message[:300]}" for error in deepest]
