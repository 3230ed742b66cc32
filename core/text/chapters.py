"""Chapters of a long text, as somebody who reads it aloud would mark them."""

from dataclasses import dataclass

from core.text.markdown_lines import LineKind, parse_lines
from core.text.plain_words import plain_words
from core.text.sanitising import one_line, shorten
from core.text.sentence_splitting import split_sentences

CHAPTER_CHARACTERS = 6_000
"""A chapter without headings above this, some seven minutes of speech, becomes several."""
TITLE_CHARACTERS = 60


@dataclass(frozen=True)
class Chapter:
    """A part of a text with its title, in plain words."""

    title: str
    text: str


def split_chapters(markdown: str) -> list[Chapter]:
    """Splits a text at its headings, and what is still long at the ends of sentences.

    Joined, the texts are the whole text. A short text is one chapter; a text that has no heading is named by its first
    words.
    """
    if len(markdown) <= CHAPTER_CHARACTERS:
        return [_chapter(markdown)]
    sections = [""]
    for line in parse_lines(markdown):
        text = markdown[line.start : line.end]
        if line.kind is LineKind.HEADING and sections[-1].strip():
            sections.append("")
        sections[-1] += text
    return [_chapter(piece) for section in sections for piece in _pieces(section)]


def _pieces(section: str) -> list[str]:
    if len(section) <= CHAPTER_CHARACTERS:
        return [section]
    count = -(-len(section) // CHAPTER_CHARACTERS)
    pieces = [""]
    for sentence in split_sentences(section, CHAPTER_CHARACTERS):
        if len(pieces[-1]) >= len(section) / count:
            pieces.append("")
        pieces[-1] += sentence
    return pieces


def _chapter(text: str) -> Chapter:
    first = next((line for line in plain_words(text[:2_000]).splitlines() if line.strip()), "")
    return Chapter(title=shorten(one_line(first), TITLE_CHARACTERS), text=text)
