"""The assembled core: everything between a request and its renderer."""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from core.commands.registry import Registry
from core.domain.alerts import Notify, notify_nobody
from core.domain.clock import Clock
from core.domain.operating_limits import OperatingLimits
from core.domain.platform_features import PlatformFeature
from core.inference.router import Router
from core.jobs.admission import Admission
from core.jobs.command_runner import CommandRunner, EventFilter
from core.jobs.content_filter import deny_list_filter
from core.jobs.dispatcher import Dispatcher
from core.jobs.queue import Jobs, LocalJobs
from core.jobs.repeated_requests import RepeatedRequests
from core.jobs.runner import Runner
from core.jobs.worker import RunJob
from core.moderation.deny_list import NOTHING_DENIED, DenyList
from core.platform import Platform
from core.preferences.limit_policies import Policies
from core.store.ports.store import Store


@dataclass(frozen=True, kw_only=True)
class Assembly:
    """The dispatcher, which takes requests in, and the queue, whose worker runs them."""

    dispatcher: Dispatcher
    jobs: Jobs


def assemble(
    *,
    registry: Registry,
    store: Store,
    engine: Router,
    platforms: Mapping[str, Platform],
    clock: Clock,
    admission: Admission,
    operating_limits: OperatingLimits | None = None,
    policies: Policies | None = None,
    slots: int = 10,
    queue: Callable[[RunJob], Jobs] | None = None,
    ffmpeg: Path | None = None,
    filters: Sequence[EventFilter] = (),
    deny: DenyList = NOTHING_DENIED,
    notify: Notify = notify_nobody,
    features: Mapping[str, AbstractSet[PlatformFeature]] = MappingProxyType({}),
) -> Assembly:
    """Builds the core. Adapters are added to `platforms` before the worker starts; `slots` jobs run at the same
    time. `queue` makes another queue than that of one process."""
    operating_limits = operating_limits or OperatingLimits()
    repeats = RepeatedRequests(registry, engine)
    commands = CommandRunner(
        registry=registry,
        store=store,
        engine=engine,
        platforms=platforms,
        clock=clock,
        operating_limits=operating_limits,
        ffmpeg=ffmpeg,
        filters=(*filters, deny_list_filter(deny)) if deny else filters,
        deny=deny,
        policies=policies,
        notify=notify,
    )
    runner = Runner(
        registry=registry,
        store=store,
        platforms=platforms,
        clock=clock,
        operating_limits=operating_limits,
        commands=commands,
        note_answers=repeats.remember,
    )
    jobs = queue(runner.run) if queue is not None else LocalJobs(store, runner.run, clock, slots=slots)
    dispatcher = Dispatcher(
        registry=registry,
        store=store,
        jobs=jobs,
        admission=admission,
        platforms=platforms,
        clock=clock,
        operating_limits=operating_limits,
        deny=deny,
        has_answers=repeats.has,
        features=features,
    )
    return Assembly(dispatcher=dispatcher, jobs=jobs)
