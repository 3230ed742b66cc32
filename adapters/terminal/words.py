"""How things are worded and cleaned for a terminal: nothing that a model or a user wrote may steer it."""

from core.domain.events import Facts, Progress
from core.domain.sentences import Sentence
from core.i18n.rendering import PlainMarkup, moment_in_words, render
from core.replies.captions import captions, progress_words
from core.text.sanitising import clean, one_line


class TerminalMarkup(PlainMarkup):
    """Plain words, in which quoted text cannot carry control sequences."""

    def moment(self, at: float, locale: str) -> str:
        """In the zone of this machine, where the reader is."""
        return moment_in_words(at, locale, zone=None)

    def quote(self, text: str) -> str:
        """On one line, cleaned."""
        return one_line(text)


MARKUP = TerminalMarkup()


def worded(sentence: Sentence, locale: str) -> str:
    """A sentence in the caller's language."""
    return clean(render(sentence, locale, MARKUP))


def facts_line(facts: Facts, locale: str) -> list[str]:
    """How a part came about, in short pieces, without Markdown."""
    return [one_line(worded(sentence, locale)).replace("**", "") for sentence in captions(facts)]


def progress_line(progress: Progress, locale: str) -> str:
    """What is happening, how far it is, and how long it may take."""
    return progress_words(progress, lambda sentence: worded(sentence, locale))


class TextFlow:
    """Cleans text that comes in pieces as if it came at once.

    What a character is may hang on its neighbours (emoji, line ends), so that a line is cleaned anew with every piece;
    what has been shown of it stays.
    """

    def __init__(self) -> None:
        self.text = ""
        self._line = ""
        self._shown = ""

    def add(self, piece: str) -> str:
        """What is to be shown now."""
        self._line += piece
        cleaned = clean(self._line)
        fresh = cleaned.removeprefix(self._shown)
        self.text += fresh
        self._shown = cleaned
        if self._line.endswith("\n"):
            self._line = self._shown = ""
        return fresh
