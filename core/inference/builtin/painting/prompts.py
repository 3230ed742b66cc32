"""Prompts for pictures: a sentence of words that the painter understands."""

from core.inference.builtin.painting import vocabulary as known
from core.inference.builtin.seeded_random import random_from

_STYLES = ("watercolour", "oil painting", "poster", "pastel", "stained glass", "oil painting", "watercolour")
_LIGHTS = ("at sunset", "at night under a full moon", "at dawn", "in bright daylight", "at dusk")
_SCENES = (
    "in a meadow", "before snowy mountains", "by a lake", "among rolling hills", "in a forest", "on a beach",
    "by a winding river", "in a quiet village",
)  # fmt: skip
_EXTRAS = (
    "with two distant birds",
    "with a small lantern",
    "with a kite in the sky",
    "with a small tree",
    "among flowers",
)
_EXTRAS_AT_SEA = ("with two distant birds", "with a small boat", "with a bright star")
_MOODS = ("soft shadows", "deep, warm colours", "long shadows and clear air", "gentle mist", "rich colours")


def image_prompt(subject: str, seed: int) -> str:
    """About forty words at most: the subject, its surroundings, the light, the colours and a style.

    If the subject already says some of these, its own words are kept.
    """
    chance = random_from("prompt", seed, subject)
    theme = " ".join(subject.split()[:24])[:200].strip(" .,;:!?") or "a troubadour with a lute"
    words = known.words_of(theme)
    if words and words[0] in known.SUBJECT_WORDS and not words[0].endswith("s"):
        theme = f"{'an' if theme[:1].lower() in 'aeiou' else 'a'} {theme}"
    parts = [theme[:1].upper() + theme[1:]]
    home = next((known.HOMES[name] for word in words if (name := known.SUBJECT_WORDS.get(word)) in known.HOMES), None)
    if home is None and not any(word in known.SCENE_WORDS for word in words):
        parts.append(chance.choice(_SCENES))
    if not any(word in known.LIGHT_WORDS or word in known.WEATHER_WORDS for word in words):
        parts.append(chance.choice(_LIGHTS))
    if chance.random() < 0.6:
        parts.append(chance.choice(_EXTRAS_AT_SEA if home == "sea" else _EXTRAS))
    tail = [chance.choice(_MOODS)]
    if not any(word in known.STYLE_WORDS for word in words):
        tail.append(chance.choice(_STYLES))
    return f"{' '.join(parts)}, {', '.join(tail)}."
