"""The usage of a time in sentences."""

from core.commands.administration.people import people_named
from core.domain.limits import amount_shown
from core.domain.sentences import ModelName, Quote, Sentence, Value, say
from core.quota.usage import Usage
from core.store.ports.inbox import Inbox

_TOP = 10


def counts(usage: Usage) -> list[Sentence]:
    """The requests of each task, failures, tokens and cost."""
    lines = [say("usage-task", task=task, count=count) for task, count in usage.made_by_task.items()]
    if usage.failed:
        lines.append(say("usage-failed", count=usage.failed))
    sums = usage.total
    if sums.tokens:
        lines.append(say("usage-tokens", count=sums.tokens))
    if sums.microdollars:
        lines.append(say("usage-cost", amount=amount_shown("dollars", sums.microdollars)))
    return lines or [say("usage-nothing")]


async def top_people(usage: Usage, store: Inbox, *, whole: bool) -> list[Sentence]:
    """The people with most requests; `whole` names their platforms."""
    names = await people_named(store, [user for user, _ in usage.people if user], whole=whole)
    lines = [
        say(
            "usage-person",
            who=Quote(text=names[user]) if user else say("usage-forgotten"),
            count=sums.calls,
            amount=_amount(sums.microdollars),
        )
        for user, sums in usage.people
    ]
    return [say("usage-top"), *lines] if lines else []


def _amount(microdollars: int) -> Value:
    return say("usage-amount", amount=amount_shown("dollars", microdollars)) if microdollars else ""


def opinions(usage: Usage) -> list[Sentence]:
    """The feedback on the answers of each model."""
    lines = [
        say("usage-opinion", model=ModelName(name=model), liked=liked, disliked=disliked)
        for model, liked, disliked in usage.feedback[:_TOP]
    ]
    return [say("usage-opinions"), *lines] if lines else []
