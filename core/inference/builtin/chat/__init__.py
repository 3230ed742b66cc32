"""The chat: it answers by rules, knows the commands, describes colours and light, and never poses as a model."""

from core.inference.builtin.chat.answering import answer

__all__ = ["answer"]
