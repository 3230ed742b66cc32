"""A text as a voice should say it: without markup, with numbers, signs and abbreviations in words.

It is made once for all voices. Those of models differ in what they can read: some say "asterisk", spell addresses, or
leave digits out.
"""

import re
import unicodedata

from core.domain.sentences import say
from core.i18n.rendering import render
from core.text.plain_words import plain_words
from core.text.sanitising import clean
from core.text.spoken_numbers import numbers_in_words
from core.text.spoken_words import SpokenWords, spoken_words

_FENCED = re.compile(r"^ {0,3}(`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_INLINE_CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_IMAGE_OR_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\s+\"[^\"\n]*\")?\)")
_ADDRESS = re.compile(r"<?\bhttps?://(?:www\.)?([^\s/<>()\[\]?#]+)[^\s<>\]]*?(?=[.,;:!?)]*(?:[\s<>\]]|$))>?")
_MAIL = re.compile(r"\b([\w.+-]+)@([\w-]+(?:\.[\w-]+)+)\b")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,100}>")
_BULLET = re.compile(r"^[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?", re.MULTILINE)
_LINE = re.compile(r"^(.*[^\s.!?…:;,。\uff01\uff1f、—-])[ \t]*$", re.MULTILINE)
_SPACE = re.compile(r"[ \t]{2,}")
_BEFORE_MARK = re.compile(r"[ \t]+([.,;!?。、](?:\s|$))")
_SIGNS_OF_MARKUP = re.compile(r"[*_~^|\\<>]+")
_FRACTION = re.compile(r"(\d*)([¼½¾⅓⅔⅛⅜⅝⅞])")
_NAMED_LETTER = re.compile(r"(?<!\w)[\u03b1-ω\u0391-Ω](?!\w)")
_COMPATIBLE = re.compile(r"[\uff10-\uff19㌀-㏿ﬀ-ﬆ]")
_SIGN_NAMES = {"&": "and", "=": "equals", "\u00d7": "times"}


def spoken_text(markdown: str, language: str) -> str:
    """The text to be spoken, in the language that it is in. Paragraphs stay apart. Empty if there is nothing to say.

    Markup, addresses, code and emoji are handled in every language; numbers, signs and abbreviations in those of
    `spoken_words`.
    """
    language = language.replace("_", "-").partition("-")[0].lower()
    words = spoken_words(language)
    text = _COMPATIBLE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), clean(markdown))
    text = _SIGNS_OF_MARKUP.sub(" ", _without_markup(text, language, words))
    if words:
        text = _abbreviations(text, words)
        text = _FRACTION.sub(_decimal_fraction, text)
        text = numbers_in_words(text, language)
        text = _signs(text, words)
    text = _NAMED_LETTER.sub(lambda found: unicodedata.name(found[0]).rpartition(" ")[2].lower(), text)
    return _BEFORE_MARK.sub(r"\1", _SPACE.sub(" ", text)).strip()


def _without_markup(text: str, language: str, words: SpokenWords | None) -> str:
    dot = f" {words.signs['dot']} " if words else "."

    def address(found: re.Match[str]) -> str:
        return render(say("spoken-link", host=found[1].replace(".", dot)), language if words else "en")

    text = _FENCED.sub(f"{render(say('spoken-code'), language)}\n" if words else "\n", text)
    text = _INLINE_CODE.sub(lambda code: re.sub(r"[_(){}\[\];]+", " ", code[1]).strip(), text)
    text = _IMAGE_OR_LINK.sub(r"\1", text)
    text = _ADDRESS.sub(address, text)
    if words:
        text = _MAIL.sub(lambda found: f"{found[1]} {words.signs['at']} {found[2]}".replace(".", dot), text)
    text = plain_words(_TAG.sub("", text)).replace(" · ", ", ")
    text = _emoji(_BULLET.sub("", text), language)
    # The end of a heading, a list item or a row is the end of a sentence.
    return _LINE.sub(r"\1。" if language == "ja" else r"\1.", text) if "\n" in text else text


_NEAR_EMOJI = re.compile("[©®\u203c-\U0010ffff]")
"""Characters of which each emoji has one. Their names take nine megabytes, so they are loaded when one comes."""


def _emoji(text: str, language: str) -> str:
    """Names of emoji in the language, each once in a row."""
    if not _NEAR_EMOJI.search(text):
        return text
    from emoji import LANGUAGES, demojize, emoji_list

    comma = "、" if language == "ja" else ", "
    spoken, end, last = "", 0, ""
    for found in emoji_list(text):
        between = text[end : found["match_start"]]
        end = found["match_end"]
        bare = "".join(sign for sign in found["emoji"] if not 0x1F3FB <= ord(sign) <= 0x1F3FF)  # without a skin tone
        name = demojize(bare, language=language, delimiters=("", "")) if language in LANGUAGES else bare
        name = "" if name == bare else name.replace("_", " ").replace("-", " ").strip()
        if between.strip():
            last = ""
        spoken += between
        if name and name != last:
            before = spoken.rstrip(" ")
            spoken = f"{before}{comma}{name}" if before[-1:].isalnum() else f"{spoken}{name}"
            if text[end : end + 1].isalnum():
                spoken += " "
        last = name or last
    return spoken + text[end:]


def _abbreviations(text: str, words: SpokenWords) -> str:
    known = words.abbreviations

    def spoken(found: re.Match[str]) -> str:
        word = known[found[1]]
        # The full stop of an abbreviation may end its sentence, too; that of a title or a reference never does.
        ends = found[1].endswith(".") and (not found[2] or (found[2].isupper() and found[1][0].islower()))
        return f"{word}." if ends else word

    pattern = "|".join(re.escape(each) for each in sorted(known, key=len, reverse=True))
    return re.sub(rf"(?<![\w.])({pattern})(?!\w)(?=\s*(\S?))", spoken, text)


def _decimal_fraction(found: re.Match[str]) -> str:
    value = int(found[1] or 0) + unicodedata.numeric(found[2])
    return f"{value:.2f}".rstrip("0")


def _signs(text: str, words: SpokenWords) -> str:
    for sign, name in _SIGN_NAMES.items():
        text = re.sub(rf"(?<=\w) ?{sign} ?(?=\w)", f" {words.signs[name]} ", text)
    text = re.sub(r"(?<=\w) \+ (?=\w)|(?<!\S)\+(?=\w)", f" {words.signs['plus']} ", text)
    return re.sub(r"(?<!\w)#(?=\w)", f"{words.signs['number']} ", text)
