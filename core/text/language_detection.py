"""Quick language detection, good enough to choose a voice."""

import re
import unicodedata
from collections import Counter

_SCRIPTS = {
    "HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko", "CJK": "zh", "CYRILLIC": "ru", "GREEK": "el", "ARABIC": "ar",
    "HEBREW": "he", "DEVANAGARI": "hi",
}  # fmt: skip

_COMMON = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the and of to is in it you that was for on are with his they this have from not we what there be my i",
        "de": "der die das und ist nicht ich ein eine zu den mit sich auf für dem von es wie im wir sie auch guten",
        "fr": "le la les et est un une je ne pas que qui dans pour des du ce il elle nous vous sur avec au bonjour",
        "es": "el la los las y es un una no que en de por con para su se lo como más pero yo muy hola está qué",
        "it": "il lo la gli e è un una non che di per con sono mi si ma come più della nel ciao questo alla",
        "pt": "o a os as e é um uma não que de para com em por eu se mais como do da no na você olá muito está",
        "nl": "de het een en is niet ik van dat op te met zijn voor maar die er aan wij jij ook naar",
    }.items()
}
"""The most common short words of each language."""


def language_of(text: str) -> str | None:
    """Returns the likely language of a text, such as `en`, by its script and its most common words.

    Reads only the first 2,000 characters. Returns None if they do not decide.
    """
    scripts = Counter(
        _SCRIPTS.get(unicodedata.name(letter, "").partition(" ")[0], "latin")
        for letter in text[:2000]
        if letter.isalpha()
    )
    if not scripts:
        return None
    script, _ = scripts.most_common(1)[0]
    if script == "zh" and scripts["ja"]:
        return "ja"
    if script == "ru" and set("іїєґ") & set(text.lower()):
        return "uk"
    if script != "latin":
        return script
    words = re.findall(r"[^\W\d_]+", text.lower()[:2000])
    found = {language: sum(word in common for word in words) for language, common in _COMMON.items()}
    best = max(found.values())
    winners = [language for language, count in found.items() if count == best]
    return winners[0] if best and len(winners) == 1 else None
