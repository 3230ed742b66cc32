"""Text for a terminal: sentences, captions and streamed text, without control sequences."""

from core.domain.events import Facts, Progress
from core.domain.sentences import Sentence
from core.i18n.rendering import PlainMarkup, moment_in_words, render
from core.replies.captions import captions, progress_words
from core.text.sanitising import clean, one_line


class TerminalMarkup(PlainMarkup):
    """Plain text, in which quoted text cannot contain control sequences."""

    def moment(self, at: float, locale: str) -> str:
        """A time in the zone of this machine, where the reader is."""
        return moment_in_words(at, locale, zone=None)

    def quote(self, text: str) -> str:
        """Quotes text on one line, without control sequences."""
        return one_line(text)


MARKUP = TerminalMarkup()


def localized(sentence: Sentence, locale: str) -> str:
    """Renders a sentence in the caller's language."""
    return clean(render(sentence, locale, MARKUP))


def captions_of(facts: Facts, locale: str) -> list[str]:
    """The captions of a part, without Markdown."""
    return [one_line(localized(sentence, locale)).replace("**", "") for sentence in captions(facts)]


def progress_line(progress: Progress, locale: str) -> str:
    """One line with the current step, its progress and the time it may take."""
    return progress_words(progress, lambda sentence: localized(sentence, locale))


class StreamSanitizer:
    """Cleans streamed text as if it came in one piece.

    A character's meaning can depend on its neighbours (emoji, line ends), so each piece cleans its whole line again.
    Text that was shown stays.
    """

    def __init__(self) -> None:
        self.text = ""
        self._line = ""
        self._shown = ""

    def add(self, piece: str) -> str:
        """Adds a piece. Returns the text to show now."""
        self._line += piece
        cleaned = clean(self._line)
        fresh = cleaned.removeprefix(self._shown)
        self.text += fresh
        self._shown = cleaned
        if self._line.endswith("\n"):
            self._line = self._shown = ""
        return fresh
