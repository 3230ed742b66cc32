"""The core, assembled for a test: a real store, queue and runner, with the test's commands and engines."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from typing import TypedDict, Unpack

from core.commands.heard import heard_words
from core.commands.kept_file import show_kept_file
from core.commands.registry import Registry
from core.commands.schema import Command
from core.domain.alerts import Notify
from core.domain.clock import Clock, SystemClock
from core.domain.operating_limits import OperatingLimits
from core.domain.platform_features import PlatformFeature
from core.domain.request import Request
from core.domain.tasks import Task
from core.inference.engine import Engine
from core.inference.gate import UnlimitedGate
from core.inference.prices import Prices
from core.inference.router import Router
from core.jobs.admission import PolicyAdmission
from core.jobs.assembly import assemble
from core.jobs.command_runner import EventFilter
from core.jobs.verdicts import Accepted, Verdict
from core.moderation.deny_list import DenyList
from core.platform import Platform
from core.preferences.limit_policies import Policies
from core.quota.policy import NO_LIMITS, QuotaPolicy
from core.store.sql.store import SqlStore


class Parts(TypedDict, total=False):
    """The parts of `assemble` that a test can replace."""

    slots: int
    operating_limits: OperatingLimits
    filters: Sequence[EventFilter]
    deny: DenyList
    notify: Notify
    features: Mapping[str, AbstractSet[PlatformFeature]]


class Assembly:
    """Everything between a request and its renderer. Tests add platforms to `platforms`."""

    def __init__(
        self,
        store: SqlStore,
        commands: Iterable[Command],
        engines: Sequence[Engine] = (),
        *,
        clock: Clock | None = None,
        policy: QuotaPolicy | None = None,
        **parts: Unpack[Parts],
    ) -> None:
        self.store = store
        self.clock = clock or SystemClock()
        self.registry = Registry([*commands, show_kept_file, heard_words])
        prices, policies = Prices(), Policies(policy or NO_LIMITS, store, self.clock)
        self.policies = policies
        self.engine = Router(dict.fromkeys(Task, engines), UnlimitedGate(store, self.clock, prices))
        self.platforms: dict[str, Platform] = {}
        core = assemble(
            registry=self.registry,
            store=store,
            engine=self.engine,
            platforms=self.platforms,
            clock=self.clock,
            admission=PolicyAdmission(policies, prices),
            policies=policies,
            **parts,
        )
        self.jobs, self.dispatcher = core.jobs, core.dispatcher
        self._worker: asyncio.Task[None] | None = None

    async def accept(self, request: Request) -> Verdict:
        """Hands a request in and acknowledges it, as an adapter does."""
        verdict = await self.dispatcher.accept(request)
        if isinstance(verdict, Accepted):
            await self.dispatcher.release(verdict.job)
        return verdict

    def start(self) -> None:
        """Starts the worker."""
        self._worker = asyncio.create_task(self.jobs.run_worker())

    async def shut_down(self) -> None:
        """Cancels the worker, as a shutdown does."""
        if self._worker is not None:
            self._worker.cancel()
            with suppress(asyncio.CancelledError):
                await self._worker
            self._worker = None

    async def wait_for(self, job: str) -> None:
        """Waits until a job has ended, or is deleted because its requester was forgotten."""
        async with asyncio.timeout(20):
            while (found := await self.store.job(job)) and not found.ended:
                await asyncio.sleep(0.002)
