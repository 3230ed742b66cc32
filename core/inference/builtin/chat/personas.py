"""Personas: the chat adds a few words of a persona's style."""

import random
import re

_DEFAULT = re.compile(r"^\s*You are Troubadour\b")
_PERSONAS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    (r"\bpirate|buccaneer|corsair", ("Arr! ", "Ahoy! ", "Shiver me timbers. "), (" Arr.", "")),
    (r"\bbutler|formal|valet|majordomo", ("If I may: ", "Very good. ", "Certainly. "), ("", " Will that be all?")),
    (r"\bgrumpy|grouch|cynic|sarcas", ("*Sigh.* ", "Fine. ", "If I must. "), ("", " There. Happy?")),
    (r"\bwizard|witch|magician|sorcerer", ("*Consults the stars.* ", "By my beard! ", ""), ("", " So it is written.")),
    (r"\brobot|android|computer", ("*Beep.* ", "Processing. ", ""), (" *Whirr.*", "")),
    (r"\bcat\b|kitten", ("*Stretches.* ", "Mrrp. ", ""), (" *Purrs.*", "")),
    (r"\bpoet|bard|minstrel|shakespear", ("O gentle friend! ", "Hark: ", ""), ("", " So sings the bard.")),
    (r"\bcheer|enthusias|happy|jolly", ("Oh, lovely! ", "Hooray! ", ""), ("", " Isn't that grand?")),
)


def in_persona(text: str, system: str, chance: random.Random) -> str:
    """The text in the style of the persona in a system message; the default system prompt changes nothing."""
    if not system or _DEFAULT.match(system):
        return text
    for pattern, openings, closings in _PERSONAS:
        if re.search(pattern, system, re.IGNORECASE):
            return f"{chance.choice(openings)}{text}{chance.choice(closings) if not text.endswith('```') else ''}"
    if re.search(r"\b(?:brief|short|terse|concise|laconic)", system, re.IGNORECASE) and "\n" not in text:
        return re.split(r"(?<=[.!?])\s", text, maxsplit=1)[0]
    return text
