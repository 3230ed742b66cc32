"""Continues a text by word counts: the words that follow two given words in the tales.

It understands nothing. Words after the last two words come before words after the last one; if neither pair is known, a
new sentence begins.
"""

import random
import re
from collections import Counter, defaultdict
from functools import cache
from importlib.resources import files

from core.inference.builtin.generated_text import GeneratedText
from core.inference.builtin.seeded_random import random_from
from core.inference.requests import TextRequest

DEFAULT_TOKENS = 120
DEFAULT_TEMPERATURE = 0.8
_BACK_OFF = 0.05
"""The weight of words after the last word alone, if words after the last two are known."""
_GLUED = re.compile(r"[.,;:!?”]|\n\n")
_WORDS = re.compile(r"\w+(?:['\u2019-]\w+)*|[.,;:!?“”]|\n\n")
_ENDS = (".", "!", "?", "\n\n")

Followers = dict[tuple[str, ...], Counter[str]]


def continuation(request: TextRequest) -> GeneratedText:
    """New text after the prompt, at most `max_new_tokens` words and marks, up to the first of `stop`."""
    chance = random_from("markov", request.seed, request.prompt)
    temperature = DEFAULT_TEMPERATURE if request.temperature is None else request.temperature
    limit = DEFAULT_TOKENS if request.max_new_tokens is None else request.max_new_tokens
    context = _WORDS.findall(request.prompt)[-2:]
    quoted = request.prompt.rpartition("“")[2].count("”") == 0 and "“" in request.prompt
    words: list[str] = []
    seen: set[tuple[str, ...]] = set()
    while len(words) < limit:
        word = _next(context, temperature, request.top_p, chance, seen, quoted=quoted)
        words.append(word)
        quoted = word == "“" or (quoted and word != "”")
        seen.add((*context, word))
        context = [*context, word][-2:]
    ignored = ("repetition_penalty",) if request.repetition_penalty is not None else ()
    text = _joined(request.prompt, words)
    ends = [text.find(stop) for stop in request.stop if stop and stop in text]
    if ends:
        return GeneratedText(text=text[: min(ends)], tokens=len(_WORDS.findall(text[: min(ends)])), ignored=ignored)
    return GeneratedText(text=text, tokens=len(words), reason="length", ignored=ignored)


def _next(
    context: list[str],
    temperature: float,
    top_p: float | None,
    chance: random.Random,
    seen: set[tuple[str, ...]],
    *,
    quoted: bool,
) -> str:
    weights = _weights(tuple(word.lower() for word in context))
    # At low temperatures the likeliest words run in a circle: three words in a row are not said twice if it can be
    # helped.
    fresh = {word: weight for word, weight in weights.items() if (*context, word) not in seen}
    weights = _balanced(fresh or weights, quoted=quoted)
    ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    if top_p is not None:
        ranked = _likeliest(ranked, top_p)
    if temperature <= 0:
        return ranked[0][0]
    greatest = ranked[0][1]
    sharpened = [(weight / greatest) ** (1 / max(temperature, 0.05)) for _, weight in ranked]
    return chance.choices([word for word, _ in ranked], sharpened)[0]


def _weights(context: tuple[str, ...]) -> dict[str, float]:
    followers = _followers()
    two, one = followers.get(context), followers.get(context[-1:])
    if len(context) == 2 and two:
        weights = {word: count * (1 - _BACK_OFF) / two.total() for word, count in two.items()}
        for word, count in (one or {}).items():
            weights[word] = weights.get(word, 0.0) + count * _BACK_OFF / (one or two).total()
        return weights
    if one:
        return {word: float(count) for word, count in one.items()}
    if context and context[-1][-1].isalnum():
        return {"and": 2.0, ",": 1.0}  # in the middle of a sentence that nobody has ever begun like this
    return {word: float(count) for word, count in followers[()].items()}


def _balanced(weights: dict[str, float], *, quoted: bool) -> dict[str, float]:
    """Drops the marks that are invalid here: a quotation ends before the next begins, and within its paragraph."""
    forbidden = ("“", "\n\n") if quoted else ("”",)
    allowed = {word: weight for word, weight in weights.items() if word not in forbidden}
    return allowed or {"”" if quoted else ".": 1.0}


def _likeliest(ranked: list[tuple[str, float]], top_p: float) -> list[tuple[str, float]]:
    """The likeliest words that together reach a share of `top_p`."""
    left = top_p * sum(weight for _, weight in ranked)
    allowed: list[tuple[str, float]] = []
    for word, weight in ranked:
        allowed.append((word, weight))
        left -= weight
        if left <= 0:
            break
    return allowed


def _joined(prompt: str, words: list[str]) -> str:
    """The words with the right spaces between them."""
    text = ""
    before = prompt
    for word in words:
        touching = not before or before[-1].isspace() or before[-1] == "“" or _GLUED.fullmatch(word)
        text += word if touching else f" {word}"
        before = word
    return text


@cache
def _followers() -> Followers:
    """The words that follow two words, one word, and nothing. Keys are in lower case, words as they were written.

    The empty key has the beginnings of sentences.
    """
    words = _WORDS.findall(files("core.inference.builtin").joinpath("tales.txt").read_text(encoding="utf-8"))
    found: defaultdict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    lower = [word.lower() for word in words]
    for at, word in enumerate(words):
        if at == 0 or (words[at - 1] in _ENDS and word[0].isalpha() and word[0].isupper()):
            found[()][word] += 1
        if at > 0:
            found[(lower[at - 1],)][word] += 1
        if at > 1:
            found[(lower[at - 2], lower[at - 1])][word] += 1
    return dict(found)
