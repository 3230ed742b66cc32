"""The tasks that engines are asked for."""

from enum import StrEnum
from typing import Literal


class Task(StrEnum):
    """A task that an engine can be asked for, named as in `huggingface_hub.InferenceClient`. Quotas count by task."""

    CHAT_COMPLETION = "chat_completion"
    TEXT_GENERATION = "text_generation"
    TEXT_TO_IMAGE = "text_to_image"
    TEXT_TO_SPEECH = "text_to_speech"
    AUTOMATIC_SPEECH_RECOGNITION = "automatic_speech_recognition"


TaskName = Literal[
    "chat_completion", "text_generation", "text_to_image", "text_to_speech", "automatic_speech_recognition"
]
"""The names of all tasks, as people choose them."""
