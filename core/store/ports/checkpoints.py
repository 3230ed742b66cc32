"""The port of checkpoints: parts that unfinished jobs have finished."""

from collections.abc import Mapping
from typing import Protocol

from pydantic import JsonValue


class Checkpoints(Protocol):
    """Finished parts of unfinished jobs, as JSON under names. A later run of the job takes them from here."""

    async def checkpoints(self, job: str) -> Mapping[str, JsonValue]:
        """Returns everything that earlier runs have finished, without what is damaged."""
        ...

    async def save_checkpoint(self, job: str, name: str, content: JsonValue) -> None:
        """Stores something finished, for as long as the job has not ended."""
        ...
