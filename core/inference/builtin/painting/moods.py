"""Moods: the colours of the sky and everything under it, by the time of day and the weather."""

from dataclasses import dataclass, replace

from core.inference.builtin.painting.brief import Brief
from core.inference.builtin.painting.pen import RGB, mix


@dataclass(frozen=True)
class Mood:
    """The sky's colours from top to horizon. `ambient` multiplies the colours of things; distance fades to `haze`."""

    top: RGB
    middle: RGB
    low: RGB
    ambient: tuple[float, float, float]
    haze: RGB
    body: RGB
    """The sun or the moon."""
    dark: bool = False


_MOODS = {
    "day": Mood((74, 138, 206), (136, 186, 228), (222, 236, 238), (1.0, 1.0, 1.0), (206, 224, 234), (255, 244, 200)),
    "dawn": Mood(
        (112, 140, 200), (206, 180, 206), (254, 218, 182), (1.0, 0.95, 0.93), (240, 212, 204), (255, 232, 190)
    ),
    "sunset": Mood(
        (64, 60, 124), (206, 100, 104), (255, 192, 104), (1.0, 0.86, 0.78), (236, 156, 118), (255, 226, 150)
    ),
    "dusk": Mood((34, 40, 88), (104, 84, 136), (214, 142, 146), (0.74, 0.7, 0.84), (140, 110, 148), (250, 226, 190)),
    "night": Mood(
        (9, 13, 36), (20, 32, 70), (44, 66, 112), (0.52, 0.57, 0.78), (40, 58, 98), (252, 244, 212), dark=True
    ),
    "overcast": Mood(
        (112, 124, 138), (154, 164, 172), (204, 208, 206), (0.84, 0.87, 0.9), (184, 192, 196), (236, 236, 230)
    ),
}


def mood_of(brief: Brief) -> Mood:
    """The mood of a brief; a colour without a subject tints the sky."""
    mood = _MOODS[brief.light]
    if brief.weather == "storm" and not mood.dark:
        mood = replace(mood, top=(48, 54, 70), middle=(84, 92, 108), low=(150, 156, 158), ambient=(0.7, 0.74, 0.82))
    if brief.tint is not None:
        mood = replace(
            mood,
            top=mix(mood.top, brief.tint, 0.45),
            middle=mix(mood.middle, brief.tint, 0.5),
            low=mix(mood.low, brief.tint, 0.35),
            haze=mix(mood.haze, brief.tint, 0.4),
        )
    return mood
