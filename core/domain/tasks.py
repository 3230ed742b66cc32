"""The tasks that engines are asked for."""

from enum import StrEnum


class Task(StrEnum):
    """A task that an engine can be asked for, named as in `huggingface_hub.InferenceClient`. Quotas count by task."""

    CHAT_COMPLETION = "chat_completion"
    TEXT_GENERATION = "text_generation"
    TEXT_TO_IMAGE = "text_to_image"
    TEXT_TO_SPEECH = "text_to_speech"
    AUTOMATIC_SPEECH_RECOGNITION = "automatic_speech_recognition"
