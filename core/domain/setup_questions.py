"""The questions of `troubadour setup`, and what it can offer."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SetupQuestion:
    """A question about one setting. An empty answer leaves the setting out."""

    name: str
    prompt: str
    explanation: str
    secret: bool = False


@dataclass(frozen=True, kw_only=True)
class FoundSetting:
    """A value for a setting that was found on this machine and is not used. `title` names what it stands for."""

    name: str
    value: str
    title: str

    @property
    def line(self) -> str:
        """The line for `.env`."""
        return f"{self.name}={self.value}"
