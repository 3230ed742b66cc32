"""The layout of a reply."""

from enum import StrEnum


class Layout(StrEnum):
    """The form of a reply, which lets a renderer choose its message before the first event."""

    TEXT = "text"
    GALLERY = "gallery"
    RECORDING = "recording"
    SHOW = "show"
