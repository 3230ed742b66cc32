"""Hugging Face: models behind Inference Providers, dedicated endpoints and OpenAI-compatible servers."""

from core.inference.huggingface.configuration import Configuration
from core.inference.huggingface.engine import HuggingFace

__all__ = ["Configuration", "HuggingFace"]
