"""The default models of each task, and their licences.

Providers come and go by the month, so each task has several models; those without a provider are skipped. The last
picture model starts from a picture, for Vary. All licences allow commercial use.

Chosen from the Hub's records of 2026-09 and 2026-10, so that the models of a task do not depend on one provider. Chat
is served by novita, featherless-ai, deepinfra, groq, ovhcloud and cerebras; pictures by nscale, fal-ai, replicate and
wavespeed; speech by deepinfra, fal-ai, replicate and together. Whisper is served by hf-inference, fal-ai, replicate
and deepinfra. Only featherless-ai continues a text, for any model.
"""

from collections.abc import Mapping

from core.domain.tasks import Task

DEFAULT_MODELS: Mapping[Task, tuple[str, ...]] = {
    Task.CHAT_COMPLETION: (
        "Qwen/Qwen3-VL-30B-A3B-Instruct",
        "openai/gpt-oss-120b",
        "openai/gpt-oss-20b",
        "zai-org/GLM-4.5V",
    ),
    Task.TEXT_GENERATION: ("Qwen/Qwen3-8B-Base", "mistralai/Mistral-Nemo-Base-2407", "mistralai/Mistral-7B-v0.1"),
    Task.TEXT_TO_IMAGE: (
        "black-forest-labs/FLUX.1-schnell",
        "Qwen/Qwen-Image",
        "HiDream-ai/HiDream-I1-Fast",
        "Qwen/Qwen-Image-Edit",
    ),
    Task.TEXT_TO_SPEECH: ("hexgrad/Kokoro-82M", "canopylabs/orpheus-3b-0.1-ft", "ResembleAI/chatterbox"),
    Task.AUTOMATIC_SPEECH_RECOGNITION: ("openai/whisper-large-v3-turbo", "openai/whisper-large-v3"),
}

LICENCES: Mapping[str, str] = {
    "Qwen/Qwen3-VL-30B-A3B-Instruct": "apache-2.0",
    "openai/gpt-oss-120b": "apache-2.0",
    "openai/gpt-oss-20b": "apache-2.0",
    "zai-org/GLM-4.5V": "mit",
    "mistralai/Mistral-7B-v0.1": "apache-2.0",
    "mistralai/Mistral-Nemo-Base-2407": "apache-2.0",
    "Qwen/Qwen3-8B-Base": "apache-2.0",
    "black-forest-labs/FLUX.1-schnell": "apache-2.0",
    "Qwen/Qwen-Image": "apache-2.0",
    "HiDream-ai/HiDream-I1-Fast": "mit",
    "Qwen/Qwen-Image-Edit": "apache-2.0",
    "hexgrad/Kokoro-82M": "apache-2.0",
    "canopylabs/orpheus-3b-0.1-ft": "apache-2.0",
    "ResembleAI/chatterbox": "mit",
    "openai/whisper-large-v3-turbo": "mit",
    "openai/whisper-large-v3": "apache-2.0",
}
