"""Answers of a few sentences in one part, which the commands of this group share."""

from collections.abc import Iterable

from core.domain.events import Begin, Event, Statement
from core.domain.sentences import Sentence


def statement(*sentences: Sentence) -> Iterable[Event]:
    """A reply in the bot's own words, one line for each sentence."""
    return (Begin(part="answer", kind="text"), Statement(part="answer", sentences=sentences))
