"""The store in a database: everything that SQLite and PostgreSQL share."""

from contextlib import suppress
from copy import copy
from typing import Self

from core.domain.clock import Clock
from core.domain.errors import StoreAway
from core.domain.jobs import Job
from core.store.shared_tail import SharedTails
from core.store.sql.action_store import SqlActionStore
from core.store.sql.address_rests import SqlAddressRests
from core.store.sql.allowances import SqlAllowances
from core.store.sql.blobs import BlobContents
from core.store.sql.cached_answers import SqlCachedAnswers
from core.store.sql.checkpoints import SqlCheckpoints
from core.store.sql.conversations import SqlConversationList
from core.store.sql.fencing import FencedDatabase
from core.store.sql.inbox import SqlInbox
from core.store.sql.leases import SqlLeases
from core.store.sql.ledger import SqlLedger
from core.store.sql.memberships import SqlMemberships
from core.store.sql.mentions import FILL_IN_ROWS, fill_in
from core.store.sql.message_log import ChangeNotifier, SqlMessageLog
from core.store.sql.preferences import SqlPreferences
from core.store.sql.provider_queues import SqlProviderQueues
from core.store.sql.receipts import SqlReceipts
from core.store.sql.reminders import SqlReminderStore
from core.store.sql.request_windows import SqlRequestWindows
from core.store.sql.retention import SqlRetention
from core.store.sql.transaction import UnitRunner
from core.store.sql.turns import SqlTurns


class SqlStore(
    SqlInbox,
    SqlCheckpoints,
    SqlReceipts,
    SqlLeases,
    SqlTurns,
    SqlConversationList,
    SqlPreferences,
    SqlMemberships,
    SqlActionStore,
    SqlMessageLog,
    SqlLedger,
    SqlAllowances,
    SqlProviderQueues,
    SqlRequestWindows,
    SqlAddressRests,
    SqlCachedAnswers,
    SqlReminderStore,
    SqlRetention,
):
    """Implements `Store`. `poll_seconds` is the interval at which a tailed room is read for entries of others."""

    def __init__(
        self,
        database: UnitRunner,
        files: BlobContents | None,
        poll_seconds: float,
        notifier: ChangeNotifier | None = None,
    ) -> None:
        self._database = database
        self._files = files
        self._notifier = notifier or ChangeNotifier()
        self._tails = SharedTails(self._notifier.listen)
        self._poll_seconds = poll_seconds

    def fenced(self, job: Job, clock: Clock) -> Self:
        """As `Store.fenced`."""
        fenced = copy(self)
        fenced._database = FencedDatabase(self._database, job, clock)  # noqa: SLF001 - its own copy
        return fenced

    async def prepare(self) -> None:
        """Deletes files whose rows were deleted just before a crash, and completes the rows of older programs."""
        await self._database.write(lambda _: None, self._delete_marked)
        while await self._database.write(fill_in) == FILL_IN_ROWS:
            pass

    @property
    def units_in_hand(self) -> int:
        """As `UnitRunner.units_in_hand`."""
        return self._database.units_in_hand

    async def close(self) -> None:
        """As `Store.close`."""
        with suppress(StoreAway, RuntimeError):
            await self.rewrite_if_due()
        await self._database.close()
