"""Operating limits: how much the bot takes in and gives out. The settings fill them; the defaults fit a small
machine."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class OperatingLimits:
    """Sizes in bytes, lengths in characters, times in seconds or days."""

    attachments: int = 10
    attachment_bytes: int = 20_000_000
    text_file_characters: int = 40_000
    spoken_characters: int = 60_000
    """About an hour of speech."""
    recording_seconds: float = 600.0
    transcribed_seconds: float = 1_800.0
    job_seconds: float = 600.0
    crashes: int = 5
    """How many times a job may take the process down with it before it is given up."""
    tries: int = 3
    """How many times a job may stop without an ending, because its reply could not be opened or written, before it is
    given up."""
    price_limit: float = 3.0
    """How far administrators may open their place to models that are not configured, in US dollars for a million tokens
    of output; 0 is not at all."""
    retention_days: float = 30.0

    def seconds_for(self, requests: int) -> float:
        """The time that a job of so many requests may take: `job_seconds` for each 60 that it begins."""
        return self.job_seconds * max(1, -(-requests // 60))
