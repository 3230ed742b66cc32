"""Hugging Face: models behind Inference Providers, dedicated endpoints and OpenAI-compatible servers."""

ENGINE = "huggingface"
"""The name of the engine."""
