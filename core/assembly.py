"""The core put together: everything between a request and its stage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.alerts import Alarm, no_alarm
from core.caps import Caps
from core.clock import Clock
from core.command import Registry
from core.dispatcher import Dispatcher
from core.inference.router import Router
from core.jobs import LocalJobs
from core.moderation.deny_list import NOTHING_DENIED, DenyList
from core.moderation.withholding import withholding
from core.quota.admission import Admission
from core.quota.policies import Policies
from core.runner import Filter, Runner
from core.stage import Platform
from core.store.port import Store


@dataclass(frozen=True, kw_only=True)
class Assembly:
    """Where requests come in, and the queue whose worker plays them."""

    dispatcher: Dispatcher
    jobs: LocalJobs


def assemble(
    *,
    registry: Registry,
    store: Store,
    engine: Router,
    platforms: Mapping[str, Platform],
    clock: Clock,
    admission: Admission,
    caps: Caps | None = None,
    policies: Policies | None = None,
    slots: int = 10,
    ffmpeg: Path | None = None,
    filters: Sequence[Filter] = (),
    deny: DenyList = NOTHING_DENIED,
    alarm: Alarm = no_alarm,
) -> Assembly:
    """Builds it. Adapters are added to `platforms` before the worker runs; `slots` jobs are played at a time."""
    caps = caps or Caps()
    runner = Runner(
        registry=registry,
        store=store,
        engine=engine,
        platforms=platforms,
        clock=clock,
        caps=caps,
        ffmpeg=ffmpeg,
        filters=(*filters, withholding(deny)) if deny else filters,
        deny=deny,
        policies=policies,
        alarm=alarm,
    )
    jobs = LocalJobs(store, runner.play, slots=slots)
    dispatcher = Dispatcher(
        registry=registry,
        store=store,
        jobs=jobs,
        admission=admission,
        platforms=platforms,
        clock=clock,
        caps=caps,
        deny=deny,
        holds=engine.holds,
    )
    return Assembly(dispatcher=dispatcher, jobs=jobs)
