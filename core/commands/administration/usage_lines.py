"""The usage of a time in sentences."""

from collections import Counter
from collections.abc import Sequence

from core.commands.administration.people import people_named
from core.domain.ledger import Spend
from core.domain.limits import amount_shown
from core.domain.sentences import ModelName, Quote, Sentence, Value, say
from core.quota.usage import feedback_by_model, top_users, total
from core.store.ports import Inbox

_TOP = 10


def counts(spends: Sequence[Spend]) -> list[Sentence]:
    """The requests of each task, failures, tokens and cost."""
    made = Counter(spend.task for spend in spends if spend.units)
    lines = [say("usage-task", task=task, count=count) for task, count in made.most_common()]
    if failed := sum(1 for spend in spends if spend.outcome == "failed"):
        lines.append(say("usage-failed", count=failed))
    sums = total(spends)
    if sums.tokens:
        lines.append(say("usage-tokens", count=sums.tokens))
    if sums.microdollars:
        lines.append(say("usage-cost", amount=amount_shown("dollars", sums.microdollars)))
    return lines or [say("usage-nothing")]


async def top_people(spends: Sequence[Spend], store: Inbox, *, whole: bool) -> list[Sentence]:
    """The people with most requests; `whole` names their platforms."""
    top = top_users(spends, _TOP)
    names = await people_named(store, [user for user, _ in top if user], whole=whole)
    lines = [
        say(
            "usage-person",
            who=Quote(text=names[user]) if user else say("usage-forgotten"),
            count=sums.calls,
            amount=_amount(sums.microdollars),
        )
        for user, sums in top
    ]
    return [say("usage-top"), *lines] if lines else []


def _amount(microdollars: int) -> Value:
    return say("usage-amount", amount=amount_shown("dollars", microdollars)) if microdollars else ""


def opinions(spends: Sequence[Spend]) -> list[Sentence]:
    """The feedback on the answers of each model."""
    lines = [
        say("usage-opinion", model=ModelName(name=model), liked=liked, disliked=disliked)
        for model, liked, disliked in feedback_by_model(spends)[:_TOP]
    ]
    return [say("usage-opinions"), *lines] if lines else []
