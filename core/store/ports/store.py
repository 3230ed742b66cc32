"""The `Store` port: everything that must survive a restart.

It consists of small ports, one for each subject, so that code depends only on the part it uses. One object implements
them all: `SqliteStore` in a folder of one machine, `PostgresStore` for processes that share a database. All times are
in seconds since the epoch. A write is durable when its method returns.
"""

from collections.abc import Collection
from typing import Protocol, Self

from core.domain.clock import Clock
from core.domain.jobs import Job
from core.store.ports.action_store import ActionStore
from core.store.ports.address_rests import AddressRests
from core.store.ports.allowances import Allowances
from core.store.ports.blobs import BlobStore
from core.store.ports.cached_answers import CachedAnswers
from core.store.ports.checkpoints import Checkpoints
from core.store.ports.conversations import ConversationList
from core.store.ports.inbox import Inbox
from core.store.ports.leases import Leases
from core.store.ports.ledger import CostHistory, FeedbackLog, Ledger
from core.store.ports.memberships import Memberships
from core.store.ports.message_log import MessageLog
from core.store.ports.preferences import Preferences
from core.store.ports.provider_queues import ProviderQueues
from core.store.ports.receipts import Receipts
from core.store.ports.reminders import ReminderStore
from core.store.ports.request_windows import RequestWindows
from core.store.ports.turns import Turns


class Store(
    Inbox,
    Checkpoints,
    Receipts,
    Leases,
    Turns,
    ConversationList,
    Preferences,
    Memberships,
    ReminderStore,
    ActionStore,
    MessageLog,
    BlobStore,
    Ledger,
    CostHistory,
    FeedbackLog,
    Allowances,
    ProviderQueues,
    RequestWindows,
    AddressRests,
    CachedAnswers,
    Protocol,
):
    """All ports of the store, and deletions across them."""

    def fenced(self, job: Job, clock: Clock) -> Self:
        """Returns the same store for the use of one run of a job, as `claim_job` returned it.

        Every write raises `RunOver` and changes nothing once the run no longer holds its job. A write that fails
        because the store is out of order (`StoreAway`) is tried again until the store is back.
        """
        ...

    async def forget_person(self, user: str, at: float, *, sparing: str | None = None) -> int:
        """Deletes everything about a person (`Caller.key`) and erases their replies in rooms; returns how many rows.

        This covers their turns and the answers to them, jobs, receipts, buttons, log entries, preferences, reminders,
        what others quote of them, and blobs that nobody else owns. Of unfinished jobs only what withdraws their replies
        is left: their runs can write nothing more, and `forgotten_jobs` names them until they end. The job `sparing`,
        which asks for this, ends as usual, and then goes, too. Their ledger entries keep
        what a provider has counted (the time, the engine, the model and the amount) and lose the person, the place
        and the job.
        """
        ...

    async def forgotten_at(self, user: str) -> float | None:
        """Returns when a person (`Caller.key`) was last forgotten. What they wrote before that is not read again.

        Only a digest of the key is kept.
        """
        ...

    async def delete_left(self, scopes: Collection[str], before: float, at: float) -> int:
        """Deletes everything of those places among `scopes` that `left_places` would return.

        Of a tenant, that is everything in its places and everything about its people; of a channel or a thread,
        everything in it. The amounts of the ledger stay, without names. Returns how many rows were deleted.
        """
        ...

    async def delete_place(self, scope: str, at: float) -> int:
        """Deletes everything in a place (one of `Place.scopes`), as `delete_left` does, and ends its jobs.

        Returns how many rows were deleted.
        """
        ...

    async def rewrite_if_due(self) -> None:
        """Removes what deleted rows have left in the files, once no job of a person who was forgotten is unfinished.

        It takes about a second for 100 MB, and closing the store does it, too.
        """
        ...

    async def expire(self, before: float) -> int:
        """Deletes turns, ended jobs, receipts, buttons, log entries and blobs from before a time; returns the count."""
        ...

    async def close(self) -> None:
        """Carries out all pending writes and closes."""
        ...
