"""The brief: the scene, light, weather, style and subjects that a prompt asks for."""

import random
from dataclasses import dataclass, replace

from core.inference.builtin.painting import vocabulary as known

RGB = tuple[int, int, int]
COUNT_LIMIT = 12
"""The greatest number of one subject."""
_STOP_WORDS = """
a an the of in on at with and or by under over near for to from its his her my your through into who that is are as
very some this these there it be being was has have having like style painting picture image drawing sitting standing
looking please draw paint make me us art photo photograph beautiful deep warm rich colours colors gentle long shadows
clear air before among distant quiet rolling full winding sky
der die das den dem des ein eine einen einem einer eines und oder mit im am auf unter über neben bei vor hinter von vom
zu zum zur aus durch für sich ist sind sehr bild gemälde stil nach
el la los las un una unos unas y o con en de del al sobre bajo por para junto su sus es son muy imagen cuadro estilo
le les une des du et ou avec dans sur sous au aux par pour près chez son sa ses est sont très tableau d l
os as um uma uns umas e em no na nos nas ao à com sob do da dos das perto seu sua é são muito quadro
"""
_STOPS = frozenset(_STOP_WORDS.split())
"""Words that a painter has nothing to paint of, in the languages of the vocabulary."""


@dataclass(frozen=True)
class Subject:
    """`count` of one thing. `colour` None is its own; `size` 1.0 is usual. `word` is its name in the prompt."""

    name: str
    count: int = 1
    colour: RGB | None = None
    size: float = 1.0
    word: str = ""
    colour_word: str = ""


@dataclass(frozen=True)
class Brief:
    """A prompt as the painter understands it. `strange` are the words that it does not know."""

    scene: str
    light: str
    weather: str
    style: str
    snowy: bool
    subjects: tuple[Subject, ...]
    strange: tuple[str, ...]
    tint: RGB | None = None
    """A colour that belongs to no subject: it colours the whole."""


def read(prompt: str, negative: str | None, chance: random.Random) -> Brief:
    """Reads a prompt, without the things in the negative prompt. `chance` decides everything that the words leave
    open."""
    unwanted = _meanings(negative or "")
    found = [word for word in known.words_of(prompt) if not _means(word) & unwanted]
    scenes = [known.SCENE_WORDS[word] for word in found if word in known.SCENE_WORDS]
    snowy = "snow" in scenes
    subjects, tint = _subjects(found)
    places = [scene for scene in scenes if scene != "snow"]
    weather = _first(found, known.WEATHER_WORDS) or ""
    light = _first(found, known.LIGHT_WORDS) or _light_of(subjects, weather, chance)
    strange = tuple(word for word in found if not _means(word) and word not in _STOPS)
    return Brief(
        scene=places[0] if places else "snow" if snowy else _home(subjects, chance, strange=bool(strange)),
        light=light,
        weather=weather,
        style=_first(found, known.STYLE_WORDS) or "painted",
        snowy=snowy or weather == "snowfall",
        subjects=subjects,
        strange=strange,
        tint=tint,
    )


def _subjects(found: list[str]) -> tuple[tuple[Subject, ...], RGB | None]:
    subjects: dict[str, Subject] = {}
    colour, colour_word, count, size = None, "", 1, 1.0
    before = ""
    for word in found:
        if word in known.COLOUR_WORDS and word not in known.SUBJECT_WORDS:
            colour = known.COLOUR_WORDS[word]
            colour_word = next(name for name, value in known.COLOUR_WORDS.items() if value == colour)
            name = known.SUBJECT_WORDS.get(before)
            if name in subjects and subjects[name].colour is None and word in known.FOLLOWING_COLOURS:
                subjects[name] = replace(subjects[name], colour=colour, colour_word=colour_word)
                colour, colour_word = None, ""
        elif word in known.COUNT_WORDS:
            count = min(COUNT_LIMIT, known.COUNT_WORDS[word])
        elif word in known.SIZE_WORDS:
            size = known.SIZE_WORDS[word]
        elif word in known.SUBJECT_WORDS:
            name = known.SUBJECT_WORDS[word]
            if count == 1 and word != name and word.endswith("s") and word[:-1] in known.SUBJECT_WORDS:
                count = 3
            subjects.setdefault(name, Subject(name, count, colour, size, word, colour_word))
            colour, colour_word, count, size = None, "", 1, 1.0
        elif word in known.SCENE_WORDS:
            count, size = 1, 1.0
        before = word
    if "troubadour" in subjects:
        subjects.pop("lute", None)  # a troubadour holds one already
    return tuple(subjects.values())[:6], colour


def _home(subjects: tuple[Subject, ...], chance: random.Random, *, strange: bool) -> str:
    """The usual scene of a subject, if the prompt names none."""
    for subject in subjects:
        if subject.name in known.HOMES:
            return known.HOMES[subject.name]
    if not subjects and strange:
        return "abstract"
    return chance.choice(("field", "hill", "field", "mountain"))


def _light_of(subjects: tuple[Subject, ...], weather: str, chance: random.Random) -> str:
    names = {subject.name for subject in subjects}
    if names & {"moon", "star"} or weather in ("aurora", "fireflies"):
        return "night"
    if weather in ("rain", "storm"):
        return "overcast"
    return chance.choice(("day", "day", "dawn", "sunset"))


def _first(found: list[str], table: dict[str, str]) -> str | None:
    return next((table[word] for word in found if word in table), None)


def _means(word: str) -> frozenset[str]:
    tables = (known.SUBJECT_WORDS, known.SCENE_WORDS, known.LIGHT_WORDS, known.WEATHER_WORDS, known.STYLE_WORDS)
    meanings = {table[word] for table in tables if word in table}
    for table in (known.COLOUR_WORDS, known.COUNT_WORDS, known.SIZE_WORDS):
        if word in table:
            meanings.add(word)
    return frozenset(meanings)


def _meanings(text: str) -> frozenset[str]:
    return frozenset(meaning for word in known.words_of(text) for meaning in _means(word))
