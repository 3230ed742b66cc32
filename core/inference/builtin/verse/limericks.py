"""Limericks from prepared lines that rhyme with each other.

If lines are known for the subject's last word, the first line ends with it. Otherwise its rhymes are looked up and
quoted. A subject without rhymes is worked around. Every result is checked, and thrown away if it fails.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from importlib.resources import files

from core.domain.sentences import Sentence, say
from core.i18n.rendering import supported
from core.inference.builtin.generated_text import GeneratedText, tokens
from core.inference.builtin.painting.vocabulary import SUBJECT_WORDS
from core.inference.builtin.seeded_random import random_from
from core.inference.requests import ChatRequest
from core.media.processes import MEDIA_PROCESSES
from core.text.verse import Rhyme, check_limerick, pronunciations, rhyme, rhyme_words, syllables

_LONGEST = 6
"""The most syllables of a subject in a first line."""
_ATTEMPTS = 40
_QUOTING = 0.3
"""The share of limericks that quote a subject's rhymes, instead of giving it a home that rhymes."""
_DETERMINERS = frozenset(
    [
        "a",
        "an",
        "the",
        "my",
        "your",
        "his",
        "her",
        "its",
        "our",
        "their",
        "this",
        "that",
        "these",
        "those",
        "some",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "many",
        "every",
        "no",
    ]
)
_COMMON = _DETERMINERS | SUBJECT_WORDS.keys()
_SINGULAR = frozenset(["a", "an", "this", "that", "every"])
_PLURALS = frozenset(
    ["cattle", "children", "feet", "geese", "men", "mice", "oxen", "people", "teeth", "women", "wolves"]
)
_ALSO_WORDS = frozenset(
    ["art", "bill", "china", "dick", "florence", "frank", "georgia", "grace", "heather", "jack", "java", "jean", "june",
     "mark", "may", "max", "rex", "ruth", "sue", "turkey", "victor", "will"]
)  # fmt: skip
"""Names that are words as well, or may be, where they are written small."""
_STOPS = re.compile(
    r"\b(?:in|on|at|with|under|over|near|by|from|of|who|that|which|and|where|when|to|behind|beside|through)\b"
)


_DWELLERS = (
    "bear",
    "bird",
    "cat",
    "clown",
    "dog",
    "dragon",
    "duck",
    "fox",
    "horse",
    "king",
    "knight",
    "mouse",
    "owl",
    "queen",
)
"""Those of `families.txt` who may live in a place that nothing rhymes with."""
_IT = re.compile(r"\b(?:it|its|itself)\b")


@dataclass(frozen=True)
class PictureFacts:
    """Measurements of a picture: basic colours, and the conditions of `middles.txt` that hold."""

    colours: dict[str, str] = field(default_factory=dict)
    holds: frozenset[str] = frozenset()


def limerick(request: ChatRequest, about: str) -> GeneratedText:
    """Five lines about the subject, the picture, or both; they pass `check_limerick`. Raises `BadPicture`."""
    pictures = [picture for message in request.messages for picture in message.pictures]
    facts = _measure(pictures[-1]) if pictures else PictureFacts()
    subject = " ".join(re.sub(r"[^\w\s'\u2019-]|[\d_]", " ", about[:200]).split())
    chance = random_from("limerick", request.seed, subject, len(request.messages))
    text = next(_fitting(subject, facts, chance))
    notes: tuple[Sentence, ...] = () if supported(request.locale) == "en" else (say("builtin-english-verse"),)
    ignored = [name for name in ("temperature", "max_new_tokens") if getattr(request, name) is not None]
    return GeneratedText(text=text, tokens=len(tokens(text)), notes=notes, ignored=tuple(ignored))


def _fitting(subject: str, facts: PictureFacts, chance: random.Random) -> Iterator[str]:
    for lines in _candidates(subject, facts, chance):
        text = "\n".join(line[:1].upper() + line[1:] for line in lines)
        if check_limerick(text).ok:
            yield text


def _candidates(subject: str, facts: PictureFacts, chance: random.Random) -> Iterator[Sequence[str]]:
    phrase = subject_phrase(subject)
    if phrase:
        last = phrase.split()[-1]
        lines = _family(last)
        if lines is not None:
            for _ in range(_ATTEMPTS):
                yield (_first(phrase, chance), *_around(lines, last, facts, chance, person=_is_person(phrase)))
        quoted = [word for word in rhyme_words(last, level=1) if len(word) > 2]
        for _ in range(_ATTEMPTS):
            if len(quoted) > 1 and chance.random() < _QUOTING:
                yield _quoting(phrase, chance.sample(quoted, 2), chance)
            else:
                yield _housed(phrase, facts, chance)
    if facts.colours and not subject:
        for _ in range(_ATTEMPTS):
            yield _of_picture(facts, chance)
    while True:
        yield _unrhymed(chance)


def subject_phrase(subject: str) -> str:
    """The subject with its article, as the end of a first line; "" if it is too long or has no known pronunciation."""
    subject = _uncapitalised(subject)
    words = subject.split()
    known = [at for at, word in enumerate(words) if word in SUBJECT_WORDS]
    tries = [words, _STOPS.split(subject)[0].split(), _STOPS.split(subject)[0].split()[-2:], words[-1:]]
    if known:
        tries[1:1] = [words[: known[0] + 1], words[known[0] : known[0] + 1]]
    for attempt in tries:
        if not attempt or not pronunciations(attempt[-1]) or syllables(" ".join(attempt)) > _LONGEST:
            continue
        if attempt[-1] in _DETERMINERS:
            continue
        is_named = attempt[0][0].isupper() or attempt[-1][0].isupper()
        if is_named or attempt[0] in _DETERMINERS or _is_possessive(attempt[0]) or _many(" ".join(attempt)):
            return " ".join(attempt)
        return f"{_article(attempt[0])} {' '.join(attempt)}"
    return ""


def _uncapitalised(subject: str) -> str:
    """The subject with the capitals of names, and without those that say nothing: of its first word, and of a text in
    which every word has one."""
    words = subject.split()
    shouted = len(words) > 1 and all(word[0].isupper() for word in words) and words[0].lower() in _COMMON
    if shouted or len(words) == 1:
        return " ".join(_as_name(word) or word.lower() for word in words)
    if words and (words[0].lower() in _COMMON or not words[1][0].isupper()):
        words[0] = _as_name(words[0]) or words[0].lower()
    return " ".join(_as_name(word) or (word if word.istitle() else word.lower()) for word in words)


def _as_name(word: str) -> str | None:
    """A word as a known name, with its capital; None for other words, and for small ones that need not be a name."""
    bare = re.sub(r"['\u2019]s$", "", word)
    if bare.capitalize() not in _names("given_names.txt") | _names("place_names.txt") or bare.lower() in _COMMON:
        return None
    if bare == bare.lower() and bare in _ALSO_WORDS:
        return None
    return f"{bare.capitalize()}{word[len(bare) :].lower()}"


_OF_PEOPLE = ("keeper", "maker", "monger", "ologist", "player", "seller", "smith", "woman")
"""Endings of what people are. Others, such as -er and -ist, are those of things, too."""


def _is_possessive(word: str) -> bool:
    return word.endswith(("'s", "\u2019s"))


def _is_person(phrase: str) -> bool:
    """True for a phrase that ends with a person's name, or begins with one, and for what people are: Mary Poppins, my
    friend Bob, Bob the builder, a lighthouse keeper in love."""
    words = phrase.split()
    named = _names("given_names.txt")
    if words[0] in named or words[-1] in named or (len(words) > 1 and words[-1].istitle() and words[0].istitle()):
        return True
    noun = (_STOPS.split(phrase)[0] or phrase).split()[-1].lower()
    return noun in _names("occupations.txt") or noun.endswith(_OF_PEOPLE)


def _is_place(phrase: str) -> bool:
    return not _is_person(phrase) and phrase.split()[-1] in _names("place_names.txt") and phrase.istitle()


@cache
def _names(file: str) -> frozenset[str]:
    return frozenset(name for line in _lines(file) for name in line.split())


def _article(word: str) -> str:
    """The indefinite article by the word's first sound: an hour, a unicorn. The sounds are ARPAbet's."""
    sounds = pronunciations(word)
    vowel = sounds[0][0][0] in "AEIOU" if sounds else word[0] in "aeiou"
    return "an" if vowel else "a"


def _many(phrase: str) -> bool:
    """Tests for several things: the noun before “in” or “who” is a plural, and no article makes it one."""
    words = (_STOPS.split(phrase)[0] or phrase).split()
    if words[0] in _SINGULAR or words[-1][0].isupper():
        return False
    noun = words[-1]
    return noun in _PLURALS or (noun.endswith("s") and not noun.endswith(("ss", "us", "is")))


def _first(phrase: str, chance: random.Random) -> str:
    count = syllables(phrase)
    if _is_place(phrase):
        openings: tuple[str, ...] = ("I'll sing you a ballad of", "They tell a strange story of")
    elif _many(phrase):
        openings = ("I once knew a gang of", "They tell of a troop of")
    elif count <= 3:
        openings = ("I'll tell you the tale of", "My grandmother once knew", "On Tuesday I ran into")
    else:
        openings = (
            ("I once met", "I sing of") if _is_definite(phrase) else ("There once was", "I once met", "I sing of")
        )
    return f"{chance.choice(openings)} {phrase}"


def _is_definite(phrase: str) -> bool:
    """True for one that is known: no article, or another one than “a”."""
    first = phrase.split()[0]
    return first not in ("a", "an") and (first[0].isupper() or first in _DETERMINERS or _is_possessive(first))


def _around(
    lines: "_Family", last: str, facts: PictureFacts, chance: random.Random, *, person: bool = False
) -> tuple[str, ...]:
    """The lines after the first one, which ends with `last`. A `person` is no “it”."""
    # The word that stands in the first line should not come again, and line 2 and 5 should differ.
    if person:
        lines = _of_person(lines)
        facts = replace(facts, holds=facts.holds | {"person"})
    seconds = [line for line in lines.seconds if rhyme(line, last) is Rhyme.PERFECT] or list(lines.seconds)
    second = chance.choice(seconds)
    fifths = [
        line for line in lines.fifths if rhyme(line, second) is not Rhyme.SAME and rhyme(line, last) is Rhyme.PERFECT
    ]
    fifth = chance.choice(fifths or list(lines.fifths))
    return (f"{second};", *_middle(facts, chance), fifth if fifth.endswith(("!", "?")) else f"{fifth}.")


def _of_person(lines: "_Family") -> "_Family":
    """The lines that say nothing of an “it”, with “who”; all of them if there are no such."""
    seconds = [line for line in lines.seconds if not _IT.search(line)] or lines.seconds
    fifths = [line for line in lines.fifths if not _IT.search(line)] or lines.fifths
    return _Family(tuple(re.sub(r"^that\b", "who", line) for line in seconds), tuple(fifths))


def _quoting(phrase: str, words: Sequence[str], chance: random.Random) -> tuple[str, ...]:
    first = chance.choice(("They asked for a verse on", "You wanted a song about", "A poem, you said, about"))
    second = chance.choice(("My pencil at once whispered “{}”.", "The first thing that rhymed was just “{}”."))
    third, fourth = chance.choice(
        (
            ("I sharpened my quill,", "and I sat very still,"),
            ("I looked high and low,", "and I thought, and said “No”,"),
        )
    )
    fifth = chance.choice(("and ended, exhausted, with “{}”.", "and then it came to me: it's “{}”!"))
    return (f"{first} {phrase}.", second.format(words[0]), third, fourth, fifth.format(words[1]))


def _of_picture(facts: PictureFacts, chance: random.Random) -> tuple[str, ...]:
    table = _table("pictures.txt")
    rhymable = [colour for colour in dict.fromkeys(facts.colours.values()) if colour in table]
    last = rhymable[0] if rhymable else "white" if "bright" in facts.holds else "black"
    others = [colour for colour in facts.colours.values() if colour != last]
    if not rhymable:
        line = f"A picture of {facts.colours['first']}, " + ("bright" if last == "white" else "so bright")
        last = "white"
    elif others:
        line = f"A picture in {others[0]} and {last}"
    else:
        line = f"A picture in nothing but {last}"
    return (line, *_around(table[last], last, replace(facts, holds=facts.holds | {"picture"}), chance))


def _housed(phrase: str, facts: PictureFacts, chance: random.Random) -> tuple[str, ...]:
    if _is_place(phrase):
        dweller = chance.choice(_DWELLERS)
        of_dweller = _around(_table("families.txt")[dweller], dweller, facts, chance)
        return (f"In {phrase} there once lived {_article(dweller)} {dweller}", *of_dweller)
    named = _is_definite(phrase) or " called " in phrase
    home = chance.choice([home for home in _lines("homes.txt") if not (named and home.startswith("called"))])
    lines = _family(home.split()[-1])
    if lines is None:
        return ()
    short = ("I once met", "I knew") if _is_definite(phrase) else ("There once was", "I once met", "I knew")
    opening = chance.choice(short if syllables(phrase) < 5 else ("Meet", "Hail"))
    if _many(phrase):
        opening = "I knew a gang of"
    around = _around(lines, home.split()[-1], facts, chance, person=_is_person(phrase))
    return (f"{opening} {phrase} {home}", *around)


def _unrhymed(chance: random.Random) -> tuple[str, ...]:
    second = chance.choice(("I've looked for it time after time.", "I asked every bell for a chime."))
    third, fourth = chance.choice(
        (
            ("I asked in the street,", "and I tapped with my feet,"),
            ("I knocked on each door,", "and I searched on the floor,"),
        )
    )
    fifth = chance.choice(("and I charge for it only a dime.", "and the silence, I thought, was sublime."))
    return ("The subject you gave has no rhyme;", second, third, fourth, fifth)


@dataclass(frozen=True)
class _Family:
    seconds: tuple[str, ...]
    fifths: tuple[str, ...]


@lru_cache(maxsize=512)
def _family(word: str) -> "_Family | None":
    """The lines that rhyme perfectly with a word, except with the same word."""
    seconds: list[str] = []
    fifths: list[str] = []
    for lines in _table("families.txt").values():
        if (
            rhyme(lines.seconds[0], word) in (Rhyme.PERFECT, Rhyme.SAME)
            or rhyme(lines.fifths[0], word) is Rhyme.PERFECT
        ):
            seconds += [line for line in lines.seconds if rhyme(line, word) is Rhyme.PERFECT]
            fifths += [line for line in lines.fifths if rhyme(line, word) is Rhyme.PERFECT]
    return _Family(tuple(seconds), tuple(fifths)) if seconds and fifths else None


def _middle(facts: PictureFacts, chance: random.Random) -> tuple[str, str]:
    fitting = [lines for lines, needs in _middles() if needs in facts.holds]
    lines = chance.choice(fitting or [lines for lines, needs in _middles() if not needs])
    third, fourth = lines
    for slot, colour in facts.colours.items():
        third, fourth = (line.replace(f"{{{slot}}}", colour) for line in (third, fourth))
    return third, fourth


@cache
def _table(name: str) -> dict[str, _Family]:
    table = {}
    for line in _lines(name):
        sample, _, rest = line.partition(":")
        seconds, fifths = (tuple(part.strip() for part in half.split("|")) for half in rest.split(" / "))
        table[sample.strip()] = _Family(seconds, fifths)
    return table


@cache
def _middles() -> tuple[tuple[tuple[str, str], str], ...]:
    found = []
    for line in _lines("middles.txt"):
        lines, _, needs = line.partition("|")
        third, fourth = lines.split(" / ")
        found.append(((third.strip(), fourth.strip()), needs.strip()))
    return tuple(found)


def _lines(name: str) -> list[str]:
    text = files("core.inference.builtin.verse").joinpath(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _measure(picture: bytes) -> PictureFacts:
    from core.media.picture_analysis import analyse_file

    facts = MEDIA_PROCESSES.run_blocking(analyse_file, picture)
    basics = list(dict.fromkeys(swatch.basic for swatch in facts.colours))
    if not basics:
        return PictureFacts()
    from core.media.colour_names import basic_colour

    colours = {
        "first": basics[0],
        "upper": basic_colour(facts.upper) if facts.upper else basics[0],
        "lower": basic_colour(facts.lower) if facts.lower else basics[0],
    }
    colours["second"] = next((name for name in basics if name not in (colours["first"], colours["lower"])), basics[-1])
    holds = {str(facts.orientation)}
    if colours["second"] != colours["lower"]:
        holds.add("colours")
    if facts.brightness < 0.4:
        holds.add("dark")
    if facts.brightness > 0.68:
        holds.add("bright")
    return PictureFacts(colours, frozenset(holds))
