"""The services of one process: built in order and wired together."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.terminal.platform import abandon_unfinished
from bot.addresses import metrics_address
from bot.backup import nightly_backups
from bot.call_gate import call_gate
from bot.catalogue import load_commands
from bot.database import AnyStore, StoreWatch, database_urls, open_store
from bot.declarations import local_platforms, platform_declarations
from bot.discovery import LocalModels
from bot.engines import open_engines
from bot.roles import Role
from bot.settings import Settings
from bot.telemetry import tracing
from core.commands.registry import Registry
from core.commands.suggestions import Suggestions
from core.commands.troubadour.privacy import DataPractices, data_practices
from core.domain.clock import Clock, SystemClock
from core.domain.errors import OperatorError
from core.domain.observer import NOBODY, OBSERVER
from core.domain.tasks import Task
from core.i18n.rendering import load_wording
from core.inference.declaration import EngineServices
from core.inference.engine import SearchableEngine
from core.inference.fair_gate import FairGate
from core.inference.gate import CallGate
from core.inference.prices import Prices
from core.inference.requests import ANY_MODEL
from core.inference.router import Router
from core.jobs.admission import PolicyAdmission
from core.jobs.alerts import Alerts
from core.jobs.assembly import assemble
from core.jobs.closing import ClosableAdmission
from core.jobs.command_runner import EventFilter
from core.jobs.dispatcher import Dispatcher
from core.jobs.draining import drain
from core.jobs.queue import Jobs
from core.jobs.reminders import Reminders
from core.jobs.retention import Retention
from core.jobs.worker import RunJob
from core.media.ffmpeg import find_ffmpeg
from core.media.processes import MEDIA_PROCESSES
from core.moderation.deny_list import NOTHING_DENIED, DenyList
from core.platform import Connects, HandsOver, Platform
from core.preferences.limit_policies import Policies
from core.store.data_folder import DataFolder

if TYPE_CHECKING:
    from bot.metrics import Metrics
    from core.jobs.shared_queue import SharedJobs

Serve = Callable[[], Awaitable[None]]
"""An adapter's `serve`: runs until cancelled."""

HAND_OVER_SECONDS = 20.0
"""The longest time for which a process that stops waits until others have its connections."""
SETTLE_SECONDS = 5.0
"""The longest time that raised alerts may take to be delivered during a shutdown."""


@dataclass(frozen=True, kw_only=True)
class Services:
    """Everything that one process needs. Adapters are added to `platforms` before `serve`."""

    settings: Settings
    role: Role
    folder: DataFolder
    store: AnyStore
    clock: Clock
    registry: Registry
    engine: SearchableEngine
    platforms: dict[str, Platform]
    admission: ClosableAdmission
    jobs: Jobs
    dispatcher: Dispatcher
    suggestions: Suggestions
    alerts: Alerts
    policies: Policies
    reminders: Reminders
    retention: Retention
    store_watch: StoreWatch
    local_models: LocalModels
    gate: FairGate
    metrics: "Metrics | None" = None

    @property
    def connected(self) -> dict[str, bool]:
        """The connection state of each platform that can lose its connection."""
        return {name: each.connected for name, each in self.platforms.items() if isinstance(each, Connects)}

    async def data_practices(self, platform: str) -> DataPractices:
        """The treatment of the data of people on a platform, where nobody has chosen otherwise."""
        return await data_practices(self.engine, ANY_MODEL, platform, retention_days=self.settings.retention_days)

    async def serve(self, adapters: Sequence[Serve], closing: asyncio.Event, *, http: Serve | None = None) -> None:
        """Runs jobs, adapters and the HTTP listener until `closing` is set; then drains.

        First, other processes take over its connections, and proxies get `accept_grace_seconds` to notice that it is
        not ready. Where others take jobs, it accepts what comes in until its ports are closed, and leaves it to them;
        where nobody does, it accepts nothing new. Running jobs get `drain_seconds`; those that still run after that
        stay in the inbox for the next start. Raised alerts are delivered. Raises `OperatorError` if an adapter cannot
        start.
        """
        is_alone = self.settings.database_url is None
        upkeep = (self.retention.serve, self.reminders.serve) if is_alone else (self.gate.serve,)
        try:
            async with asyncio.TaskGroup() as background_tasks:
                tasks = [
                    background_tasks.create_task(self.jobs.run_worker(), name="worker"),
                    background_tasks.create_task(self.store_watch.serve(), name="store watch"),
                    background_tasks.create_task(self.alerts.serve(), name="alerts"),
                    *(background_tasks.create_task(serve(), name="upkeep") for serve in upkeep),
                    background_tasks.create_task(asyncio.to_thread(load_wording), name="wording"),
                    *(
                        [background_tasks.create_task(self.metrics.serve(self.engine, self.store), name="metrics")]
                        if self.metrics
                        else []
                    ),
                    *(background_tasks.create_task(_run(serve), name="adapter") for serve in adapters),
                ]
                listening = [background_tasks.create_task(_run(http), name="HTTP")] if http is not None else []
                await closing.wait()
                if await self.jobs.leave():
                    grace = self.settings.accept_grace_seconds if self.role.listens and listening else 0.0
                    await asyncio.gather(self._hand_over(), self.clock.sleep(grace))
                else:
                    await self._hand_over()
                    self.admission.close()
                await drain(self.jobs, self.clock, self.settings.drain_seconds)
                await self.alerts.settle(SETTLE_SECONDS)
                for task in listening:
                    # What it has accepted is answered before all else ends.
                    task.cancel()
                    await asyncio.wait([task])
                for task in tasks:
                    task.cancel()
        except BaseExceptionGroup as group:
            raise _first_error(group) from group

    async def _hand_over(self) -> None:
        """Leaves the connections to platforms to other processes, if there are any."""
        moving = [each.hand_over(HAND_OVER_SECONDS) for each in self.platforms.values() if isinstance(each, HandsOver)]
        await asyncio.gather(*moving)


@asynccontextmanager
async def open_services(settings: Settings, folder: DataFolder, role: Role = Role.BOTH) -> AsyncIterator[Services]:
    """Builds the services on a claimed data folder. Raises `OperatorError` if a setting or a package does not fit."""
    clock = SystemClock()
    ffmpeg = await asyncio.to_thread(find_ffmpeg, settings.ffmpeg)
    registry = load_commands()
    deny = await asyncio.to_thread(DenyList.read, settings.deny_list) if settings.deny_list else NOTHING_DENIED
    async with AsyncExitStack() as stack:
        store, store_watch = await open_store(settings, folder, clock)
        stack.push_async_callback(store.close)
        await abandon_unfinished(store, clock, alone=settings.database_url is None)
        prices, policies = Prices(), Policies(settings.policy, store, clock)
        await prices.restore(store, clock.now())
        limiting_gate = call_gate(settings, store, clock, prices)
        await limiting_gate.restore()
        filters: tuple[EventFilter, ...] = ()
        gate: CallGate = limiting_gate
        metrics = _metrics(settings, clock, role)
        if metrics is not None:
            filters, gate = (metrics.filter(),), metrics.gate(gate)
            metrics.pools = lambda: _pools(store)
        spans = await stack.enter_async_context(tracing(settings.otel_endpoint, role, metrics or NOBODY))
        if spans is not None:
            filters, gate = (*filters, spans.filter), spans.gate(gate)
        OBSERVER.set(spans or metrics or NOBODY)
        stack.callback(OBSERVER.set, NOBODY)
        platforms: dict[str, Platform] = {}
        alerts = Alerts(store, platforms, clock)
        services = EngineServices(
            folder=folder.path,
            answers=store,
            local_platforms=local_platforms(),
            notify=alerts.notify,
            prices_matter=policies.count_dollars,
            rests=store if settings.database_url is not None else None,
            ffmpeg=ffmpeg,
        )
        found = await stack.enter_async_context(open_engines(settings, services))
        engine = Router(dict.fromkeys(Task, found), gate, clock)
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
            slots=settings.concurrent_jobs,
            queue=_shared_queue(settings, store, clock, platforms, role),
            ffmpeg=ffmpeg,
            filters=filters,
            deny=deny,
            notify=alerts.notify,
            features={each.name: each.features for each in platform_declarations() if each.build is not None},
        )
        reminders = Reminders(store, core.dispatcher, clock)
        retention = Retention(
            store,
            clock,
            settings.retention_days,
            nightly_backups(settings, store, clock),
            alerts.notify,
            core.dispatcher.departures.confirm,
        )
        if settings.database_url is not None:
            await stack.enter_async_context(_with_upkeep(core.jobs, reminders, retention, role))
        yield Services(
            settings=settings,
            role=role,
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
            reminders=reminders,
            retention=retention,
            store_watch=store_watch,
            local_models=LocalModels(settings, engine),
            gate=limiting_gate,
            metrics=metrics,
        )


def _shared_queue(
    settings: Settings, store: AnyStore, clock: Clock, platforms: Mapping[str, Platform], role: Role
) -> Callable[[RunJob], Jobs] | None:
    """Makes the queue of processes that share a database; None where there is none."""
    if settings.database_url is None:
        return None
    url, direct_url = database_urls(settings)
    from core.jobs.shared_queue import SharedJobs

    return lambda run: SharedJobs(
        store,
        run,
        clock,
        direct_url or url,
        platforms.keys(),
        slots=settings.concurrent_jobs,
        takes_jobs=role.takes_jobs,
    )


def _with_upkeep(jobs: Jobs, reminders: Reminders, retention: Retention, role: Role) -> "SharedJobs":
    """Gives the shared queue the work that is done once for all processes."""
    from core.jobs.shared_queue import PeriodicTask, SharedJobs

    assert isinstance(jobs, SharedJobs)  # noqa: S101 - for the type checker
    if role.takes_jobs:
        jobs.add_periodic(PeriodicTask(name="reminders", cron="* * * * * */5", run=reminders.hand_in))
        jobs.add_periodic(PeriodicTask(name="retention", cron="0 * * * *", run=retention.delete_and_back_up))
        jobs.add_periodic(PeriodicTask(name="tidying", cron="* * * * * */2", run=retention.tidy))
    return jobs


def _pools(store: AnyStore) -> dict[str, int]:
    """Counts the places of each pool that are in use."""
    return {"database": store.units_in_hand, "media": len(MEDIA_PROCESSES.pids)}


def _metrics(settings: Settings, clock: Clock, role: Role) -> "Metrics | None":
    """The metrics, if anybody may read them."""
    if metrics_address(settings, listens=role.listens) is None:
        return None
    from bot.metrics import Metrics

    return Metrics(clock)


async def _run(serve: Serve) -> None:
    await serve()


def _first_error(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """Returns the first `OperatorError` in a group, or else the first error."""
    operator, _ = group.split(OperatorError)
    found: BaseException = operator or group
    while isinstance(found, BaseExceptionGroup):
        found = found.exceptions[0]
    return found
