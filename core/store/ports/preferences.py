"""The port of preferences: settings of people, places and the operator."""

from collections.abc import Mapping
from typing import Protocol

from pydantic import JsonValue

BOT_SCOPE = "bot"
"""The scope of preferences that concern the whole bot."""


class Preferences(Protocol):
    """Settings of people, places and the operator. A scope is a `Caller.key`, a `Place.key` or `bot`."""

    async def preferences(self, scope: str) -> Mapping[str, JsonValue]:
        """Returns all preferences of a scope, without those that are damaged."""
        ...

    async def set_preference(self, scope: str, name: str, value: JsonValue) -> None:
        """Sets one preference; None deletes it."""
        ...
