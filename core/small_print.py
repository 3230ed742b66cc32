"""How a part came about, in words: what every platform shows small under it."""

from core.events import Facts
from core.messages import ModelName, Sentence, names, say
from core.text.command_line import typed_name


def small_print(facts: Facts) -> list[Sentence]:
    """Who made it, with which seed, how long it took, and what was not honoured; a few words each."""
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


def _maker(facts: Facts) -> Sentence:
    if facts.engine == "understudy":
        return say("fact-understudy")
    model = ModelName(name=facts.model)
    if facts.provider is None:
        return say("fact-model", model=model)
    return say("fact-provider", model=model, provider=facts.provider)
