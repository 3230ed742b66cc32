"""The tasks that engines are asked for."""

from enum import StrEnum


class Task(StrEnum):
    """What an engine can be asked for, and what quotas count."""

    CHAT = "chat"
    COMPLETE = "complete"
    PAINT = "paint"
    SPEAK = "speak"
