"""The features that a platform declares."""

from enum import StrEnum


class PlatformFeature(StrEnum):
    """Something that a platform can do."""

    FORMS = "forms"
    PRIVATE_ANSWERS = "private answers"
    EDITS = "edits"
    THREADS = "threads"
    BUTTONS = "buttons"
    FILES = "files"
