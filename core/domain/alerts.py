"""Alerts: what the operator must know."""

from collections.abc import Callable

from core.domain.sentences import Sentence

Notify = Callable[[str, Sentence], None]
"""Raises an alert: a key that names what it is about, and its sentence."""


def notify_nobody(key: str, sentence: Sentence) -> None:
    """Tells nobody."""
