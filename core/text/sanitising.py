"""Sanitising of text from users and models for posting: nothing invisible, and no mention that would ping anybody.

Some invisible characters stay, but only where scripts and emoji need them:

- the zero-width joiner between two emoji (families, professions) and one variation selector after a visible character;
- joiner and non-joiner beside an Indic virama and between two letters of a joining script (Persian, Urdu, Syriac);
- the tag sequences of the three flags that Unicode recommends: England, Scotland and Wales.

None of them stands next to an ASCII letter, `@` or `<`. So if somebody strips them later, no mention can result. (A
variation selector can follow a digit only inside a keycap.)
"""

import re
import unicodedata
from collections.abc import Callable

from core.text.graphemes import boundary_before

_SURROGATE = re.compile(r"[\ud800-\udfff]")
_NEWLINE = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")

_JOINERS = "\u200c\u200d"
_ZWJ = "\u200d"
_KEYCAP = "\u20e3"

# Default_Ignorable_Code_Point that are not of category Cf (DerivedCoreProperties.txt of Unicode 16), without the
# variation selectors, which `_needed` handles.
_IGNORABLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2065\u3164\uffa0")
# Prepended_Concatenation_Mark (PropList.txt): format characters that are visible.
_SEEN_FORMAT = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")

_FLAGS = "|".join(
    "\U0001f3f4" + "".join(chr(0xE0000 + ord(letter)) for letter in region) + "\U000e007f"
    for region in ("gbeng", "gbsct", "gbwls")
)
# Variation selectors supplement is U+E0100..U+E01EF; the rest of the plane's first block is tags or ignorable.
_TAGS = re.compile(f"({_FLAGS})|[\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]")

_PLAIN = re.compile(r"[\n\t\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff]*")

_FULLWIDTH = {"@": "\uff20", "#": "\uff03", "!": "\uff01"}


def clean(text: str) -> str:
    """Removes everything invisible except `\\n`, `\\t`, ordinary spaces and the exceptions in the module's docstring.

    All line ends become `\\n`, surrogate pairs become their character, and lone surrogates are removed. Never raises;
    cleaning twice changes nothing.
    """
    if _PLAIN.fullmatch(text):
        return text
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    text = _NEWLINE.sub("\n", text)
    text = "".join(character for character in text if not _unseen(character))
    text = _TAGS.sub(lambda match: match[1] or "", text)
    return _without_stray_joiners(text)


def defuse(text: str, signs: re.Pattern[str]) -> str:
    """Cleans the text and replaces the signs (`@`, `#`, `!`) that make a platform's mentions by their fullwidth forms.

    `signs` matches one such character where it would ping or link anybody. Unlike the usual zero-width space, a
    fullwidth sign is visible and no later cleaning removes it. Never raises; defusing twice changes nothing.
    """
    return signs.sub(lambda match: _FULLWIDTH[match[0]], clean(text))


def one_line(text: str) -> str:
    """Cleans the text and puts it on one line, with single spaces and none at the ends."""
    return " ".join(clean(text).split())


def shorten(text: str, limit: int, *, length: Callable[[str], int] = len) -> str:
    """Shortens `one_line(text)` to `limit` (at least 1) by `length`, with an ellipsis if anything is missing.

    The cut is after a word if one ends in the second half, else after a whole grapheme.
    """
    line = one_line(text)
    if length(line) <= limit:
        return line
    end = min(len(line), limit - 1)
    while length(line[:end]) + length("…") > limit:
        end -= 1
    end = boundary_before(line, end) or end
    space = line.rfind(" ", 0, end + 1)
    if space > end // 2:
        end = space
    # Cleaned again: a cut inside a very long grapheme may leave a joiner with nothing to join.
    return clean(line[:end]).rstrip() + "…"


def _unseen(character: str) -> bool:
    if " " <= character <= "~" or character in "\n\t":
        return False
    category = unicodedata.category(character)
    if category == "Cf":
        return character not in _SEEN_FORMAT and character not in _JOINERS and not _is_tag(character)
    if category == "Cn":
        return not _is_tag(character) and _is_noncharacter(character)
    return category in {"Cc", "Cs"} or character in _IGNORABLE


def _is_tag(character: str) -> bool:
    return "\U000e0000" <= character <= "\U000e0fff"


def _is_noncharacter(character: str) -> bool:
    point = ord(character)
    return point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF or 0xFFF0 <= point <= 0xFFF8


def _without_stray_joiners(text: str) -> str:
    kept: list[str] = []
    for at, character in enumerate(text):
        if character in _JOINERS or _is_selector(character):
            following = text[at + 1] if at + 1 < len(text) else ""
            if not _needed(character, kept[-1] if kept else "", following):
                continue
        kept.append(character)
    return "".join(kept)


def _needed(character: str, before: str, after: str) -> bool:
    """Tests for an invisible character that has an effect between its neighbours ("" at the ends)."""
    if not before:
        return False
    if _is_selector(character):
        if character > "\U000e0000":
            return unicodedata.category(before) == "Lo" and _is_ideograph(before)
        if before in "0123456789#*":
            return after == _KEYCAP
        return before > "\u00a0" and not _is_selector(before) and before not in _JOINERS
    if unicodedata.combining(before) == _VIRAMA:
        return True
    if not after:
        return False
    if unicodedata.combining(after) == _VIRAMA:
        return before > "\u0900" and unicodedata.category(before).startswith(("L", "M"))
    if character == _ZWJ and _is_pictograph(after):
        return _is_pictograph(before) or before == "\ufe0f"
    return _is_joining_letter(before) and _is_joining_letter(after)


_VIRAMA = 9
"""The canonical combining class of viramas (UnicodeData.txt)."""


def _is_selector(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def _is_ideograph(character: str) -> bool:
    return unicodedata.name(character, "").startswith("CJK")


def _is_pictograph(character: str) -> bool:
    return character >= "\u2190" and unicodedata.category(character) in {"So", "Sm", "Sk"}


def _is_joining_letter(character: str) -> bool:
    """Tests for a letter or mark of Arabic, Syriac, Thaana, N'Ko, Mandaic or Mongolian."""
    in_block = any(
        first <= character <= last
        for first, last in (("\u0600", "\u08ff"), ("\u1800", "\u18af"), ("\ufb50", "\ufdff"), ("\ufe70", "\ufefc"))
    )
    return in_block and unicodedata.category(character)[0] in "LM"
