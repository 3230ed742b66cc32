"""Limericks from prepared lines that rhyme with each other.

If lines are known for the subject's last word, the first line ends with it. Otherwise its rhymes are looked up and
quoted. A subject without rhymes is worked around. Every result is checked, and thrown away if it fails.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from core.domain.sentences import Sentence, say
from core.i18n.rendering import supported
from core.inference.builtin.generated_text import GeneratedText, tokens
from core.inference.builtin.seeded_random import random_from
from core.inference.builtin.verse.prepared_lines import (
    RhymingLines,
    middle_lines,
    prepared_lines,
    rhyming_lines,
    rhyming_table,
)
from core.inference.builtin.verse.subject_phrases import (
    indefinite_article,
    is_definite,
    is_person,
    is_place,
    is_plural,
    subject_phrase,
)
from core.inference.requests import ChatRequest
from core.media.processes import MEDIA_PROCESSES
from core.text.verse import Rhyme, check_limerick, rhyme, rhyme_words, syllables

_ATTEMPTS = 40
_QUOTING = 0.3
"""The share of limericks that quote a subject's rhymes, instead of giving it a home that rhymes."""
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
        lines = rhyming_lines(last)
        if lines is not None:
            for _ in range(_ATTEMPTS):
                yield (_first(phrase, chance), *_around(lines, last, facts, chance, person=is_person(phrase)))
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


def _first(phrase: str, chance: random.Random) -> str:
    count = syllables(phrase)
    if is_place(phrase):
        openings: tuple[str, ...] = ("I'll sing you a ballad of", "They tell a strange story of")
    elif is_plural(phrase):
        openings = ("I once knew a gang of", "They tell of a troop of")
    elif count <= 3:
        openings = ("I'll tell you the tale of", "My grandmother once knew", "On Tuesday I ran into")
    else:
        openings = ("I once met", "I sing of") if is_definite(phrase) else ("There once was", "I once met", "I sing of")
    return f"{chance.choice(openings)} {phrase}"


def _around(
    lines: RhymingLines, last: str, facts: PictureFacts, chance: random.Random, *, person: bool = False
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


def _of_person(lines: RhymingLines) -> RhymingLines:
    """The lines that say nothing of an “it”, with “who”; all of them if there are no such."""
    seconds = [line for line in lines.seconds if not _IT.search(line)] or lines.seconds
    fifths = [line for line in lines.fifths if not _IT.search(line)] or lines.fifths
    return RhymingLines(tuple(re.sub(r"^that\b", "who", line) for line in seconds), tuple(fifths))


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
    table = rhyming_table("pictures.txt")
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
    if is_place(phrase):
        dweller = chance.choice(_DWELLERS)
        of_dweller = _around(rhyming_table("families.txt")[dweller], dweller, facts, chance)
        return (f"In {phrase} there once lived {indefinite_article(dweller)} {dweller}", *of_dweller)
    named = is_definite(phrase) or " called " in phrase
    home = chance.choice([home for home in prepared_lines("homes.txt") if not (named and home.startswith("called"))])
    lines = rhyming_lines(home.split()[-1])
    if lines is None:
        return ()
    short = ("I once met", "I knew") if is_definite(phrase) else ("There once was", "I once met", "I knew")
    opening = chance.choice(short if syllables(phrase) < 5 else ("Meet", "Hail"))
    if is_plural(phrase):
        opening = "I knew a gang of"
    around = _around(lines, home.split()[-1], facts, chance, person=is_person(phrase))
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


def _middle(facts: PictureFacts, chance: random.Random) -> tuple[str, str]:
    fitting = [lines for lines, needs in middle_lines() if needs in facts.holds]
    lines = chance.choice(fitting or [lines for lines, needs in middle_lines() if not needs])
    third, fourth = lines
    for slot, colour in facts.colours.items():
        third, fourth = (line.replace(f"{{{slot}}}", colour) for line in (third, fourth))
    return third, fourth


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
