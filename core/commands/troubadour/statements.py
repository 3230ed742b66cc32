"""What these commands share: an answer that is a few sentences in one part."""

from collections.abc import Iterable

from core.domain.events import Begin, Event, Statement
from core.domain.sentences import Sentence


def statement(*sentences: Sentence) -> Iterable[Event]:
    """A reply of the bot's own words, a line each."""
    return (Begin(part="answer", kind="text"), Statement(part="answer", sentences=sentences))
