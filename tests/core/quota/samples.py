"""Charges and ledger entries for tests of limits."""

from collections.abc import Sequence

from core.domain.ledger import Spend
from core.domain.limits import Charge, Limit


def charge(key: str, limit: Limit, units: int = 1, task: str = "chat_completion") -> Charge:
    """A charge against a limit."""
    return Charge(key=key, units=units, limit=limit, task=task)


def spend(job: str, units: int, task: str = "chat_completion", microdollars: int | None = None) -> Spend:
    """The ledger entry of one request of a job."""
    return Spend(
        job=job,
        user_key="u",
        tenant="t",
        task=task,
        engine="e",
        model="m",
        units=units,
        outcome="ok",
        at=1.0,
        microdollars=microdollars,
    )


def keys(charges: Sequence[Charge]) -> list[str]:
    """The keys of charges."""
    return [each.key for each in charges]
