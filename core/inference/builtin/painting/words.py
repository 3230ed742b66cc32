"""The alt text of a picture: the things that are really in it."""

from core.inference.builtin.painting.brief import Brief, Subject

_NUMBERS = ("no", "a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_SCENES = {
    "mountain": "before mountains", "hill": "among rolling hills", "field": "in a meadow", "forest": "in a forest",
    "sea": "at sea", "beach": "on a beach", "lake": "by a lake", "river": "by a winding river", "city": "in a city",
    "village": "in a village", "desert": "in a desert", "snow": "in the snow", "space": "in space",
    "underwater": "under water", "room": "on a table in a room", "plain": "on a plain ground",
    "abstract": "among bands, discs and arcs",
}  # fmt: skip
_LIGHTS = {
    "day": "in daylight", "dawn": "in the light of dawn", "sunset": "at sunset", "dusk": "at dusk", "night": "at night",
    "overcast": "under a grey sky",
}  # fmt: skip
_WEATHER = {
    "rain": "in the rain", "storm": "in a thunderstorm", "snowfall": "in falling snow", "fog": "in the mist",
    "aurora": "under northern lights", "fireflies": "among fireflies",
}  # fmt: skip
_STYLES = {
    "painted": "", "oil": "in thick oils", "watercolour": "as a watercolour", "ink": "as an ink drawing",
    "pencil": "as a pencil drawing", "pixel": "as pixel art", "glass": "as stained glass", "mosaic": "as a mosaic",
    "poster": "as a poster", "pastel": "in pastels", "noir": "in black and white", "neon": "in neon colours",
}  # fmt: skip
_PLURALS = {"mouse": "mice", "fish": "fish", "sheep": "sheep", "deer": "deer", "person": "people", "wolf": "wolves",
            "butterfly": "butterflies", "octopus": "octopuses"}  # fmt: skip
_INDOORS = ("room", "plain", "abstract", "underwater", "space")


def in_words(brief: Brief) -> str:
    """One sentence for people who cannot see the picture."""
    things = [_named(subject) for subject in brief.subjects]
    who = f"{', '.join(things[:-1])} and {things[-1]}" if len(things) > 1 else things[0] if things else "nobody"
    parts = ["a composition" if brief.scene == "abstract" and not things else who if things else "a view"]
    scene = _SCENES[brief.scene]
    parts.append(scene if things or brief.scene == "abstract" else _VIEWS.get(brief.scene, scene))
    if brief.snowy and brief.scene not in ("snow", *_INDOORS):
        parts.append("covered in snow")
    if brief.scene not in _INDOORS:
        parts.append(_LIGHTS[brief.light])
        parts.append(_WEATHER.get(brief.weather, ""))
    parts.append(_STYLES[brief.style])
    return f"A procedural painting: {' '.join(part for part in parts if part)}."


_VIEWS = {
    "mountain": "of mountains", "hill": "of rolling hills", "field": "of a meadow", "forest": "into a forest",
    "sea": "over the sea", "beach": "of a beach", "lake": "over a lake", "river": "of a winding river",
    "city": "of a city", "village": "of a village", "desert": "of a desert", "snow": "of a snowy land",
    "space": "into space", "underwater": "under water", "room": "of a room with a window",
    "plain": "of an empty ground",
}  # fmt: skip


def _named(subject: Subject) -> str:
    adjectives = [word for word in (_size(subject.size), subject.colour_word) if word]
    noun = subject.name if subject.count == 1 else _PLURALS.get(subject.name, f"{subject.name}s")
    phrase = " ".join([*adjectives, noun])
    if subject.name == "star" and subject.count > 1:
        return " ".join([*adjectives, "stars"])
    if subject.count > 1:
        return f"{_NUMBERS[min(subject.count, len(_NUMBERS) - 1)]} {phrase}"
    if subject.name in ("moon", "sun"):
        return f"the {phrase}"
    return f"{'an' if phrase[0] in 'aeiou' else 'a'} {phrase}"


def _size(size: float) -> str:
    return "small" if size < 0.8 else "large" if size > 1.2 else ""
