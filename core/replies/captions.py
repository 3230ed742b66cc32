"""Captions: what every platform says about a part beside its content: its origin, progress and errors."""

from collections.abc import Callable

from core.domain.events import Facts, Problem, Progress
from core.domain.sentences import ModelName, Sentence, names, say
from core.text.command_syntax import typed_name


def captions(facts: Facts) -> list[Sentence]:
    """The model, the seed, the duration and the ignored options of a part, in a few words each."""
    sentences = [_maker(facts)]
    if facts.seed is not None:
        sentences.append(say("fact-seed", seed=str(facts.seed)))
    if facts.cached:
        sentences.append(say("fact-cached"))
    elif seconds := round(facts.seconds or 0, 1):
        sentences.append(say("fact-seconds", seconds=seconds))
    if facts.tokens:
        sentences.append(say("fact-tokens", tokens=facts.tokens))
    if facts.ignored:
        ignored = names([f"--{typed_name(name)}" for name in facts.ignored])
        sentences.append(say("fact-ignored", options=ignored))
    return [*sentences, *facts.notes]


def progress_words(progress: Progress, worded: Callable[[Sentence], str]) -> str:
    """The current step, its fraction and the estimated time left."""
    pieces = [worded(progress.sentence)]
    if progress.fraction is not None:
        pieces.append(f"{progress.fraction:.0%}")
    if progress.seconds_left:
        pieces.append(worded(say("seconds-left", seconds=round(progress.seconds_left))))
    return " · ".join(pieces)


def problem_words(problem: Problem, worded: Callable[[Sentence], str]) -> str:
    """The error, and its number in the log where the sentence does not name it."""
    words = worded(problem.sentence)
    if problem.id and problem.id not in words:
        return f"{words} {worded(say('error-id', id=problem.id))}"
    return words


def _maker(facts: Facts) -> Sentence:
    if facts.engine == "builtin":
        return say("fact-builtin", model=facts.model)
    model = ModelName(name=facts.model)
    if facts.provider is None:
        return say("fact-model", model=model)
    return say("fact-provider", model=model, provider=facts.provider)
