"""The host: a talker by rules who knows the house, looks at colours and light, and never poses as a model."""

from core.inference.builtin.chat.answering import answer

__all__ = ["answer"]
