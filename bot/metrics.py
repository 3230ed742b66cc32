"""Metrics for Prometheus: all names and labels, and what measures them.

Names follow OpenTelemetry's conventions for generative AI where they have one, as Prometheus writes them
(https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-metrics/), and Prometheus' own
(https://prometheus.io/docs/practices/naming/). Labels are bounded: none holds a word that people choose.
"""

import time
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Collection, Iterator, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from itertools import count
from typing import Protocol

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from bot.gen_ai import operation_name, provider_name
from bot.http.health import ProcessState
from core.commands.context import Context
from core.domain.clock import Clock
from core.domain.errors import CreditsUsedUp, LimitReached, StoreAway
from core.domain.events import Event, TextDelta, Trouble
from core.domain.observer import Observer
from core.domain.request_id import REQUEST_ID
from core.domain.tasks import Task
from core.inference.engine import ModelCard, Rest
from core.inference.gate import CallGate, Outcome, Permit
from core.inference.outputs import Finished, Waiting
from core.jobs.command_runner import EventFilter
from core.store.ports.inbox import Inbox

OTHER = "other"
PROVIDERS_LIMIT = 40
UNACKNOWLEDGED_LIMIT = 10_000
"""The number of requests whose acknowledgement is waited for; the oldest are dropped."""
DRAWN_LIMIT = 10_000
"""The number of jobs whose platform is known to their drawings."""
LAG_SECONDS = 0.5
"""The time between two looks at the event loop."""
DEPTH_LOOKS = 10
"""The number of looks at the event loop for one at the queue."""

_REASONS = ("throttled", "unpaid", "breaker")
_QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0)
"""Discord and Slack wait three seconds for an acknowledgement."""
_SLOW = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 320.0, 640.0)
_GAPS = (0.0, 1.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 3600.0)
_LAGS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)
_TOKENS = (1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144)
_CALL = ("gen_ai_operation_name", "gen_ai_provider_name", "gen_ai_request_model", "platform")


class ListsModels(Protocol):
    """Knows the models that may answer."""

    async def models(self, task: Task) -> Sequence[ModelCard]:
        """The models of a task."""
        ...


class KnownLabels:
    """The values of a label: those that are known, and `other` for all else.

    Without a list of them, the first `limit` values are known.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._known: set[str] = set()

    def know(self, values: Collection[str]) -> None:
        """Adds known values."""
        self._known.update(values)

    def of(self, value: str) -> str:
        """The label of a value."""
        if value not in self._known and len(self._known) < self._limit:
            self._known.add(value)
        return value if value in self._known else OTHER


class Metrics(Observer):
    """Measures the process.

    `state` and `pools` are asked at each scrape, and `models` are the models that labels name.
    """

    def __init__(self, clock: Clock, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.registry = registry = CollectorRegistry()
        self.models = KnownLabels(0)
        self.state: Callable[[], ProcessState] = ProcessState
        self.pools: Callable[[], Mapping[str, int]] = dict
        self._platform_of: OrderedDict[str, str] = OrderedDict()
        self._providers = KnownLabels(PROVIDERS_LIMIT)
        self._clock = clock
        self._monotonic = monotonic
        self._unacknowledged: OrderedDict[str, tuple[float, str]] = OrderedDict()
        # A series more for each, which nothing here asks for.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
        GCCollector(registry=registry)
        registry.register(_StateCollector(lambda: self.state(), lambda: self.pools()))

        def counter(name: str, text: str, *labels: str) -> Counter:
            return Counter(name, text, labels, registry=registry)

        def histogram(name: str, text: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
            return Histogram(name, text, labels, buckets=buckets, registry=registry)

        self._requests = counter("troubadour_requests", "Requests, by verdict", "platform", "command", "verdict")
        self._acknowledgement = histogram(
            "troubadour_acknowledgement_duration_seconds", "From a request to its acknowledgement", _QUICK, "platform"
        )
        self._queue_wait = histogram(
            "troubadour_queue_wait_seconds", "From the acceptance of a job to its first run", _SLOW, "platform"
        )
        self._first_token = histogram(
            "troubadour_time_to_first_token_seconds", "From the acceptance to the first word", _SLOW, "platform"
        )
        self._jobs = histogram(
            "troubadour_job_duration_seconds", "Runs of commands", _SLOW, "platform", "command", "outcome"
        )
        self._troubles = counter("troubadour_troubles", "Parts of replies that failed", "platform", "command")
        self._calls = histogram(
            "gen_ai_client_operation_duration_seconds", "Requests to providers", _SLOW, *_CALL, "outcome"
        )
        self._tokens = histogram(
            "gen_ai_client_token_usage", "Tokens of a request to a provider", _TOKENS, *_CALL, "gen_ai_token_type"
        )
        self._cost = counter("troubadour_cost_dollars", "What providers have cost, where it is known", *_CALL)
        self._cached = counter("troubadour_cached_answers", "Answers without a request", "gen_ai_operation_name")
        self._gate_wait = histogram(
            "troubadour_provider_wait_seconds",
            "From a request's arrival at the call gate to its turn",
            _SLOW,
            "gen_ai_operation_name",
            "outcome",
        )
        self._rests = counter(
            "troubadour_provider_rests",
            "Rests of a provider: its limit (throttled), used-up credits (unpaid), failures in a row (breaker)",
            "gen_ai_provider_name",
            "reason",
        )
        self._draws = counter("troubadour_reply_draws", "Replies drawn or edited", "platform", "outcome")
        self._gaps = histogram(
            "troubadour_connection_gap_seconds",
            "The longest time for which nobody had a connection that this process took over",
            _GAPS,
            "platform",
        )
        self._depth = Gauge(
            "troubadour_queue_depth", "Accepted jobs that nobody runs yet, in the whole store", registry=registry
        )
        self._lag = histogram("troubadour_event_loop_lag_seconds", "Lateness of the event loop", _LAGS)

    def exposition(self, accept: str) -> tuple[bytes, str]:
        """All metrics in the format that a scraper accepts, and its content type."""
        encode, content_type = choose_encoder(accept)
        return encode(self.registry), content_type

    async def serve(self, engine: ListsModels, inbox: Inbox) -> None:
        """Learns the names of the models, and measures the event loop and the queue until cancelled."""
        for task in Task:
            cards = await engine.models(task)
            self.models.know([card.name for card in cards])
            for card in cards:
                # A counter that begins with its first event has not increased for Prometheus.
                for reason in _REASONS:
                    self._rests.labels(self._provider(card.engine), reason)
        for look in count():
            if look % DEPTH_LOOKS == 0:
                with suppress(StoreAway):
                    self._depth.set(len(await inbox.due_jobs("", self._clock.now())))
            started = self._monotonic()
            await self._clock.sleep(LAG_SECONDS)
            self._lag.observe(max(0.0, self._monotonic() - started - LAG_SECONDS))

    # The core tells these.

    def asked(self, id: str) -> None:
        """Notes the time of a request."""
        self._unacknowledged[id] = (self._monotonic(), "")
        if len(self._unacknowledged) > UNACKNOWLEDGED_LIMIT:
            self._unacknowledged.popitem(last=False)

    def decided(self, id: str, platform: str, command: str, verdict: str) -> None:
        """Counts a verdict."""
        self._requests.labels(platform, command or OTHER, verdict).inc()
        asked_at, _ = self._unacknowledged.pop(id, (0.0, ""))
        if verdict == "accepted" and asked_at:
            self._unacknowledged[id] = (asked_at, platform)

    def acknowledged(self, id: str) -> None:
        """Observes the time of an acknowledgement."""
        if (found := self._unacknowledged.pop(id, None)) is not None:
            asked_at, platform = found
            self._acknowledgement.labels(platform).observe(self._monotonic() - asked_at)

    def drawn(self, outcome: str) -> None:
        """Counts a drawing."""
        self._draws.labels(self._platform_of.get(REQUEST_ID.get(), OTHER), outcome).inc()

    def paused(self, provider: str) -> None:
        """Counts a circuit breaker that opens."""
        self._rests.labels(self._provider(provider), "breaker").inc()

    def connection_moved(self, platform: str, gap_seconds: float) -> None:
        """Observes the gap of a connection."""
        self._gaps.labels(platform).observe(gap_seconds)

    def filter(self) -> EventFilter:
        """The filter of the runner that measures jobs."""

        async def measure(events: AsyncGenerator[Event, None], context: Context) -> AsyncGenerator[Event, None]:
            job = context.job
            platform, command = job.request.place.platform, job.request.command
            self._platform_of[job.id] = platform
            if len(self._platform_of) > DRAWN_LIMIT:
                self._platform_of.popitem(last=False)
            started, outcome, spoke = self._monotonic(), "stopped", False
            waited = max(0.0, self._clock.now() - job.accepted_at)
            if job.run == 1:
                self._queue_wait.labels(platform).observe(waited)
            try:
                async with aclosing(events):
                    async for event in events:
                        if isinstance(event, TextDelta) and not spoke and job.run == 1:
                            spoke = True
                            self._first_token.labels(platform).observe(waited + self._monotonic() - started)
                        if isinstance(event, Trouble):
                            self._troubles.labels(platform, command).inc()
                        yield event
                outcome = "ok"
            except Exception:
                outcome = "failed"
                raise
            finally:
                self._jobs.labels(platform, command, outcome).observe(self._monotonic() - started)

        return measure

    def gate(self, gate: CallGate) -> CallGate:
        """The gate, measured."""
        return _MeasuredGate(gate, self)

    # The measured gate tells these.

    def waited(self, permit: Permit, since: float, outcome: str) -> None:
        """Observes the wait at the gate, which ended with a turn or a refusal."""
        self._gate_wait.labels(operation_name(permit), outcome).observe(self._monotonic() - since)

    def rested(self, permit: Permit, reason: str) -> None:
        """Counts a rest that a provider has asked for."""
        self._rests.labels(self._provider(permit.engine), reason).inc()

    def called(self, permit: Permit, since: float, outcome: Outcome, finished: Finished | None) -> None:
        """Observes a request to a provider."""
        model = (finished.model if finished else permit.model) or ""
        provider = (finished.provider if finished else None) or permit.engine
        labels = (
            operation_name(permit),
            self._provider(provider),
            self.models.of(model) if model else "",
            permit.request.tenant.partition(":")[0],
        )
        self._calls.labels(*labels, outcome).observe(self._monotonic() - since)
        if finished is None:
            return
        for kind, tokens in (("input", finished.prompt_tokens), ("output", finished.tokens)):
            if tokens is not None:
                self._tokens.labels(*labels, kind).observe(tokens)
        if finished.cost_usd is not None and not finished.cached:
            self._cost.labels(*labels).inc(finished.cost_usd)

    def found(self, permit: Permit) -> None:
        """Counts an answer from the cache."""
        self._cached.labels(operation_name(permit)).inc()

    def now(self) -> float:
        """A time to measure from."""
        return self._monotonic()

    def _provider(self, name: str) -> str:
        """The label of a provider."""
        return self._providers.of(provider_name(name))


class _MeasuredGate:
    """A call gate that tells the metrics what passes."""

    def __init__(self, gate: CallGate, metrics: Metrics) -> None:
        self._gate = gate
        self._metrics = metrics
        self._sent: dict[int, float] = {}

    async def enter(self, permit: Permit) -> AsyncGenerator[Waiting, None]:
        """As `CallGate.enter`."""
        since, outcome = self._metrics.now(), "stopped"
        try:
            async with aclosing(self._gate.enter(permit)) as waits:
                async for waiting in waits:
                    yield waiting
            outcome = "admitted"
            self._sent[id(permit)] = self._metrics.now()
        except LimitReached:
            outcome = "refused"
            raise
        finally:
            self._metrics.waited(permit, since, outcome)

    async def throttled(self, permit: Permit, seconds: float) -> None:
        """As `CallGate.throttled`."""
        self._metrics.rested(permit, "throttled")
        await self._gate.throttled(permit, seconds)

    async def payment_required(self, permit: Permit, refusal: CreditsUsedUp) -> None:
        """As `CallGate.payment_required`."""
        self._metrics.rested(permit, "unpaid")
        await self._gate.payment_required(permit, refusal)

    async def leave(self, permit: Permit, outcome: Outcome, finished: Finished | None = None) -> None:
        """As `CallGate.leave`."""
        since = self._sent.pop(id(permit), self._metrics.now())
        self._metrics.called(permit, since, outcome, finished)
        await self._gate.leave(permit, outcome, finished)

    async def served_from_cache(self, permit: Permit, finished: Finished | None) -> None:
        """As `CallGate.served_from_cache`."""
        self._metrics.found(permit)
        await self._gate.served_from_cache(permit, finished)

    def rests(self) -> Sequence[Rest]:
        """As `CallGate.rests`."""
        return self._gate.rests()


@dataclass(frozen=True)
class _StateCollector(Collector):
    """The state of the process as gauges."""

    state: Callable[[], ProcessState]
    pools: Callable[[], Mapping[str, int]]

    def collect(self) -> Iterator[Metric]:
        """The gauges."""
        state = self.state()
        jobs = GaugeMetricFamily("troubadour_jobs", "Jobs that this process has", labels=["state"])
        jobs.add_metric(["waiting"], state.waiting)
        jobs.add_metric(["running"], state.running)
        yield jobs
        connected = GaugeMetricFamily(
            "troubadour_platform_connected", "1 while anything can come in from a platform", labels=["platform"]
        )
        for platform, is_connected in state.connected.items():
            connected.add_metric([platform], is_connected)
        yield connected
        pools = GaugeMetricFamily(
            "troubadour_pool_in_use", "Units of work at the database, and processes that open files", labels=["pool"]
        )
        for pool, used in self.pools().items():
            pools.add_metric([pool], used)
        yield pools
        yield GaugeMetricFamily("troubadour_ready", "1 while commands are accepted", state.ready)
        yield GaugeMetricFamily("troubadour_store_sound", "1 while the store can be used", state.storing)
        yield GaugeMetricFamily("troubadour_draining", "1 while the process stops", state.draining)
