"""The core put together for a test: a real store, queue and runner, with the commands and engines it brings."""

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress

from core.caps import Caps
from core.clock import SystemClock
from core.command import Command, Registry
from core.dispatcher import Dispatcher
from core.inference.engine import Engine, Task
from core.inference.gate import OpenGate
from core.inference.router import Router
from core.jobs import LocalJobs
from core.moderation.deny_list import NOTHING_DENIED, DenyList
from core.quota.admission import OpenAdmission, PolicyAdmission
from core.quota.policies import Policies
from core.quota.policy import NO_LIMITS, Policy
from core.quota.prices import Prices
from core.runner import Filter, Runner
from core.stage import Platform
from core.store.sqlite import SqliteStore


class Assembly:
    """Everything between a request and its stage. Platforms are added to `platforms`."""

    def __init__(
        self,
        store: SqliteStore,
        commands: Iterable[Command],
        engines: Sequence[Engine] = (),
        *,
        slots: int = 10,
        caps: Caps | None = None,
        filters: Sequence[Filter] = (),
        policy: Policy | None = None,
        deny: DenyList = NOTHING_DENIED,
    ) -> None:
        self.store = store
        self.clock = SystemClock()
        self.registry = Registry(commands)
        prices, policies = Prices(), Policies(policy or NO_LIMITS, store, self.clock)
        self.engine = Router(dict.fromkeys(Task, engines), OpenGate(store, self.clock, prices))
        self.platforms: dict[str, Platform] = {}
        self.caps = caps or Caps()
        self.runner = Runner(
            registry=self.registry,
            store=store,
            engine=self.engine,
            platforms=self.platforms,
            clock=self.clock,
            caps=self.caps,
            filters=filters,
            policies=policies,
            deny=deny,
        )
        self.jobs = LocalJobs(store, self.runner.play, slots=slots)
        self.dispatcher = Dispatcher(
            registry=self.registry,
            store=store,
            jobs=self.jobs,
            admission=PolicyAdmission(policies, prices) if policy else OpenAdmission(),
            platforms=self.platforms,
            clock=self.clock,
            caps=self.caps,
            holds=self.engine.holds,
            deny=deny,
        )
        self._worker: asyncio.Task[None] | None = None

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
        """Waits until a job has ended; one whose requester was forgotten meanwhile is gone by then."""
        async with asyncio.timeout(20):
            while (found := await self.store.job(job)) and not found.ended:
                await asyncio.sleep(0.002)
