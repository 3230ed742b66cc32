"""The questions of `troubadour setup`."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SetupQuestion:
    """A question about one setting. An empty answer leaves the setting out."""

    name: str
    prompt: str
    explanation: str
    secret: bool = False
