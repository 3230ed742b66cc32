"""The words of a text that a voice can read, by their script.

Voices do not skip the letters of other scripts: espeak-ng says "Chinese letter" for each, and a neural voice babbles.
"""

import re
import unicodedata

from core.inference.builtin.kanji import reads_kanji

_SCRIPTS = {
    "ja": {"HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"}, "zh": {"CJK"}, "ko": {"HANGUL"}, "ru": {"CYRILLIC"},
    "uk": {"CYRILLIC"}, "el": {"GREEK"}, "ar": {"ARABIC"}, "he": {"HEBREW"}, "hi": {"DEVANAGARI"},
}  # fmt: skip
_SHARED = {"LATIN", "FULLWIDTH", "HALFWIDTH", "MODIFIER", "FEMININE", "MASCULINE", "MICRO", "SUPERSCRIPT", "SUBSCRIPT"}
"""The first words of the names that Unicode gives to letters which every voice reads."""
_WORD = re.compile(r"[^\W\d_]+")


def without_unreadable(text: str, language: str) -> tuple[str, list[str]]:
    """The text without what a voice of `language` cannot read, and the words that were left out, each once."""
    language = language.partition("-")[0]
    scripts = _SHARED | _SCRIPTS.get(language, set())
    if language == "ja" and reads_kanji():
        scripts = scripts | {"CJK", "IDEOGRAPHIC"}
    left_out: dict[str, None] = {}

    def read(word: re.Match[str]) -> str:
        readable = "".join(letter for letter in word[0] if _script(letter) in scripts)
        if readable != word[0]:
            left_out[word[0]] = None
        return readable or " "

    return _WORD.sub(read, text), list(left_out)


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]
