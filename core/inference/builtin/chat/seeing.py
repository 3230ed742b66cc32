"""Describes a picture by measurements only: its colours, light and shape."""

from collections.abc import Sequence

from core.inference.builtin.seeded_random import random_from
from core.media.processes import MEDIA_PROCESSES

LIMITS = (
    "What is *on* it I cannot tell: I measure colours and light, I do not recognise things. A model that sees could.",
    "Please do not ask me what it shows. I measure colours and light; for things and faces you need a model that sees.",
    "That is all I can swear to. I measure, I do not recognise; whether it is a cat or a cathedral, a model must say.",
)
_FRAMES = {"wide": "a wide picture", "tall": "a tall picture", "square": "a square picture"}
_SHARES = ((0.5, "mostly"), (0.3, "much of it"), (0.12, "a good part"), (0.0, "a little"))


def describe(pictures: Sequence[bytes], seed: int) -> str:
    """A paragraph for each picture, then one about the limits of measuring. Raises `BadPicture`."""
    if not pictures:
        return "There is no picture here for me to describe. Attach one and ask me again."
    chance = random_from("describe", seed)
    several = len(pictures) > 1
    found = [f"**Picture {number}.** {_facts(data)}" for number, data in enumerate(pictures, 1)]
    paragraphs = found if several else [_facts(pictures[0])]
    return "\n\n".join([*paragraphs, chance.choice(LIMITS)])


def _facts(data: bytes) -> str:
    from core.media.picture_analysis import analyse_file

    facts = MEDIA_PROCESSES.run_blocking(analyse_file, data)
    if not facts.colours:
        return f"This is {_FRAMES[facts.orientation]}, and it is transparent all over: there is nothing to see."
    colours = ", ".join(f"{_share(swatch.share)} {swatch.name}" for swatch in facts.colours[:4])
    sentences = [f"This is {_FRAMES[facts.orientation]}: {colours}."]
    sentences.append(f"It is {_light(facts.brightness)}, {_contrast(facts.contrast)} and {_mood(facts.warmth)}.")
    if facts.upper and facts.lower and facts.upper != facts.lower:
        sentences.append(f"Above it is {facts.upper}, below {facts.lower}.")
    if facts.lightest != "everywhere":
        sentences.append(f"The light gathers {_place(facts.lightest)}.")
    if facts.busiest != "everywhere" and facts.busyness > 0.05:
        sentences.append(
            f"Most of the detail is {_place(facts.busiest)}; if something stands there, it is the subject."
        )
    elif facts.busyness < 0.05:
        sentences.append("It is very calm: hardly an edge anywhere.")
    if facts.transparent > 0.02:
        sentences.append(f"About {round(facts.transparent * 100)} % of it is transparent.")
    return " ".join(sentences)


def _share(share: float) -> str:
    return next(word for least, word in _SHARES if share >= least)


def _light(brightness: float) -> str:
    return (
        "very dark" if brightness < 0.25 else "dark" if brightness < 0.42 else "bright" if brightness > 0.7
        else "neither dark nor bright"
    )  # fmt: skip


def _contrast(contrast: float) -> str:
    return "soft" if contrast < 0.25 else "full of contrast" if contrast > 0.6 else "of middling contrast"


def _mood(warmth: float) -> str:
    return "warm in its colours" if warmth > 0.15 else "cool in its colours" if warmth < -0.15 else "balanced in colour"


def _place(region: str) -> str:
    return {
        "middle": "in the middle", "top": "at the top", "bottom": "at the bottom", "left": "on the left",
        "right": "on the right",
    }.get(region, f"at the {region}")  # fmt: skip
