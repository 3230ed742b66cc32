"""The house: everything built in order and wired together. It composes and does nothing else."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass

from adapters.terminal.platform import abandon_unfinished
from bot.call_gate import call_gate
from bot.catalogue import load_commands
from bot.engines import build_engines
from bot.settings import Settings
from bot.telemetry import tracing
from core.commands.registry import Registry
from core.commands.suggestions import Suggestions
from core.domain.clock import Clock, SystemClock
from core.domain.errors import OperatorError
from core.domain.tasks import Task
from core.i18n.rendering import load_wording
from core.inference.engine import Engine
from core.inference.prices import Prices
from core.inference.router import Router
from core.jobs.admission import PolicyAdmission
from core.jobs.alerts import Alerts
from core.jobs.assembly import assemble
from core.jobs.closing import ClosableAdmission
from core.jobs.dispatcher import Dispatcher
from core.jobs.queue import LocalJobs
from core.jobs.reminders import Reminders
from core.moderation.deny_list import NOTHING_DENIED, DenyList
from core.platform import Connects, Platform
from core.preferences.limit_policies import Policies
from core.store.data_folder import DataFolder
from core.store.sqlite.store import SqliteStore

logger = logging.getLogger(__name__)

Serve = Callable[[], Awaitable[None]]
"""An adapter's `serve`: runs until cancelled."""

SWEEP_SECONDS = 3600.0
"""How often what is too old is deleted."""
SETTLE_SECONDS = 5.0
"""How long alerts that are on their way may take, before everything closes."""
_DRAIN_LOOK_SECONDS = 0.05


@dataclass(frozen=True, kw_only=True)
class Services:
    """Everything that is built. Adapters are added to `platforms` before `serve`."""

    settings: Settings
    folder: DataFolder
    store: SqliteStore
    clock: Clock
    registry: Registry
    engine: Engine
    platforms: dict[str, Platform]
    admission: ClosableAdmission
    jobs: LocalJobs
    dispatcher: Dispatcher
    suggestions: Suggestions
    alerts: Alerts
    policies: Policies
    reminders: Reminders

    @property
    def connected(self) -> dict[str, bool]:
        """Which platforms are reached, of those that can lose touch."""
        return {name: each.connected for name, each in self.platforms.items() if isinstance(each, Connects)}

    async def serve(self, adapters: Sequence[Serve], closing: asyncio.Event) -> None:
        """Plays jobs and runs adapters until `closing` is set; then drains.

        Draining takes nothing new and gives running jobs `drain_seconds`; what is not ready then stays in the inbox for
        the next start. Alerts that were raised until then are delivered. Raises `OperatorError` where an adapter cannot
        start.
        """
        try:
            async with asyncio.TaskGroup() as background_tasks:
                tasks = [
                    background_tasks.create_task(self.jobs.run_worker(), name="worker"),
                    background_tasks.create_task(self._sweep(), name="sweep"),
                    background_tasks.create_task(self.alerts.serve(), name="alerts"),
                    background_tasks.create_task(self.reminders.serve(), name="reminders"),
                    background_tasks.create_task(asyncio.to_thread(load_wording), name="wording"),
                    *(background_tasks.create_task(_run(serve), name="adapter") for serve in adapters),
                ]
                await closing.wait()
                self.admission.close()
                await self._drain()
                await self.alerts.settle(SETTLE_SECONDS)
                for task in tasks:
                    task.cancel()
        except BaseExceptionGroup as group:
            raise _plainest(group) from group

    async def _drain(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(self.settings.drain_seconds):
                while await self._running():
                    await self.clock.sleep(_DRAIN_LOOK_SECONDS)
                return
        left = await self._running()
        logger.info("left for the next start: %d", left)

    async def _running(self) -> int:
        states = [await self.jobs.status(id) for id in await self.store.unfinished()]
        return states.count("running")

    async def _sweep(self) -> None:
        while True:
            try:
                await self.store.expire(self.clock.now() - self.settings.retention_days * 86_400)
                await self.store.forget_full(self.clock.now())
            except Exception:  # the house must not fall because an old row could not be deleted
                logger.exception("what is too old could not be deleted; it is tried again in an hour")
            await self.clock.sleep(SWEEP_SECONDS)


@asynccontextmanager
async def open_services(settings: Settings, folder: DataFolder) -> AsyncIterator[Services]:
    """Builds the house in a folder that was claimed. Raises `OperatorError` where something does not fit."""
    from core.media.sound import find_ffmpeg  # numpy and friends, which the command line's help does without

    clock = SystemClock()
    ffmpeg = await asyncio.to_thread(find_ffmpeg, settings.ffmpeg)
    registry = load_commands()
    deny = await asyncio.to_thread(DenyList.read, settings.deny_list) if settings.deny_list else NOTHING_DENIED
    async with AsyncExitStack() as around:
        store = await SqliteStore.open(folder.path)
        around.push_async_callback(store.close)
        filters = await around.enter_async_context(tracing(settings.otel_endpoint))
        await abandon_unfinished(store, clock)
        prices, policies = Prices(), Policies(settings.policy, store, clock)
        await prices.restore(store, clock.now())
        gate = call_gate(settings, store, clock, prices)
        await gate.restore()
        platforms: dict[str, Platform] = {}
        alerts = Alerts(store, platforms, clock)
        found = await build_engines(settings, folder.path, around, alerts.notify, policies.count_dollars)
        engine = Router(dict.fromkeys(Task, found), gate)
        admission = ClosableAdmission(PolicyAdmission(policies, prices))
        core = assemble(
            registry=registry,
            store=store,
            engine=engine,
            platforms=platforms,
            clock=clock,
            admission=admission,
            operating_limits=settings.operating_limits,
            policies=policies,
            slots=settings.jobs_at_once,
            ffmpeg=ffmpeg,
            filters=filters,
            deny=deny,
            notify=alerts.notify,
        )
        yield Services(
            settings=settings,
            folder=folder,
            store=store,
            clock=clock,
            registry=registry,
            engine=engine,
            platforms=platforms,
            admission=admission,
            jobs=core.jobs,
            dispatcher=core.dispatcher,
            suggestions=Suggestions(registry, engine, store, highest_price=settings.price_limit),
            alerts=alerts,
            policies=policies,
            reminders=Reminders(store, core.dispatcher.accept, clock),
        )


async def _run(serve: Serve) -> None:
    await serve()


def _plainest(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The one sentence for the operator in a group of errors, else its first error."""
    operator, _ = group.split(OperatorError)
    found: BaseException = operator or group
    while isinstance(found, BaseExceptionGroup):
        found = found.exceptions[0]
    return found
