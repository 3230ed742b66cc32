"""The ports of the ledger: requests to engines, their costs, and people's feedback on the answers."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from core.domain.ledger import Spend
from core.quota.usage import Usage


class CostHistory(Protocol):
    """The costs of finished requests."""

    async def last_costs(self, since: float, limit: int) -> Mapping[str, Sequence[int]]:
        """Returns the costs of the last requests of each task since a time, at most `limit`, oldest first.

        They are in millionths of a US dollar. Failures and requests without a price do not count, and neither do those
        of long ago among very many.
        """
        ...


class Ledger(Protocol):
    """Requests to engines: the finished ones with their cost, and those under way."""

    async def record(self, spend: Spend, call: str | None = None) -> None:
        """Adds an entry, in place of the note that `begin_call` made of this request: it counts once at any moment.

        A second entry for the same `call` is not added.
        """
        ...

    async def spends(self, user: str | None, since: float) -> Sequence[Spend]:
        """Returns the entries of a user (None: of everybody) since a time, oldest first."""
        ...

    async def usage(self, since: float, *, user: str | None = None, tenant: str | None = None) -> Usage:
        """Returns the usage since a time, of one user or one tenant if they are given, with the feedback on it."""
        ...

    async def begin_call(self, call: str, engine: str, at: float, job: str) -> None:
        """Notes that a request is about to be sent, so that it still counts if the process is killed meanwhile.

        It counts as a call in the bot's own budgets, however it ends; `record` adds it to those of people and places.
        A second note of the same `call` changes nothing.
        """
        ...

    async def unfinished_calls(self, engine: str, since: float) -> Sequence[float]:
        """Returns when each request began that has no known end, since a time, oldest first."""
        ...


class FeedbackLog(Protocol):
    """People's feedback on answers. `Ledger.spends` returns it with the entries."""

    async def record_feedback(self, job: str, user: str, positive: bool, at: float) -> bool:
        """Stores a person's (`Caller.key`) feedback on an answer and replaces their earlier feedback.

        Returns False if the ledger has no entry for the job.
        """
        ...
