"""The spans of a request, from its arrival to the last edit of its reply, over all processes that work for it.

    accept /imagine             until the acknowledgement is out; the process that listens
    ├── queue                   until a process runs the job
    └── /imagine                the run; the process that works
        ├── wait                at the call gate, where the request had to
        ├── text_to_image …     a request to a provider
        └── draw                a drawing of the reply, with the platform's requests below it

Names follow OpenTelemetry's conventions, `bot.gen_ai` has those for generative AI. No span has words of a request.

The ids of a trace and of its first span come from the id of the request. So every process that has a job knows its
trace, whichever process has accepted it, and nothing more travels with the job.
"""

import hashlib
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing, contextmanager
from typing import Final

from opentelemetry import trace
from opentelemetry.context import Context as SpanParent
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.sdk.trace.sampling import Decision
from opentelemetry.trace import NonRecordingSpan, Span, SpanContext, SpanKind, StatusCode, TraceFlags

from bot.gen_ai import operation_name, provider_name
from bot.version import version
from core.commands.context import Context
from core.domain.errors import CreditsUsedUp
from core.domain.events import Event, Trouble
from core.domain.jobs import Job
from core.domain.observer import Observer
from core.inference.engine import Rest
from core.inference.gate import CallGate, Outcome, Permit
from core.inference.outputs import Finished, Waiting

UNACKNOWLEDGED_LIMIT: Final = 10_000
"""The number of requests whose acknowledgement is waited for; the oldest are dropped."""

CLOSE_SECONDS: Final = 3.0
"""The longest time that a stop waits for a collector."""


class _Ids(RandomIdGenerator):
    """Random ids, but for the first span of a request."""

    request = ""
    accepted = False

    def generate_trace_id(self) -> int:
        return _trace_id(self.request) if self.request else super().generate_trace_id()

    def generate_span_id(self) -> int:
        return _first_span_id(self.request) if self.request and self.accepted else super().generate_span_id()


class Spans(Observer):
    """Sends the spans of this process to a collector, in the background. Everything else goes to `measures`."""

    def __init__(self, url: str, role: str, measures: Observer) -> None:
        self._measures = measures
        self._ids = _Ids()
        # What the operator says in OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES comes last and counts.
        own = Resource({"service.name": "troubadour", "service.version": version(), "troubadour.role": role})
        self._provider = TracerProvider(
            resource=Resource.get_empty().merge(own).merge(OTELResourceDetector().detect()), id_generator=self._ids
        )
        self._exporter = OTLPSpanExporter(endpoint=url)
        self._provider.add_span_processor(BatchSpanProcessor(self._exporter))
        self.tracer = self._provider.get_tracer("troubadour", version())
        self._asked: OrderedDict[str, tuple[int, dict[str, str]]] = OrderedDict()

    def close(self) -> None:
        """Sends what is left, and gives up after some seconds."""
        giving_up = threading.Timer(CLOSE_SECONDS, self._exporter.shutdown)
        giving_up.start()
        try:
            self._provider.shutdown()
        finally:
            giving_up.cancel()

    def asked(self, id: str) -> None:
        """Notes the time of a request."""
        self._measures.asked(id)
        self._asked[id] = (time.time_ns(), {})
        if len(self._asked) > UNACKNOWLEDGED_LIMIT:
            self._asked.popitem(last=False)

    def decided(self, id: str, platform: str, command: str, verdict: str) -> None:
        """Ends the span of a request that will not run. A second delivery has none."""
        self._measures.decided(id, platform, command, verdict)
        if id not in self._asked or verdict == "duplicate":
            self._asked.pop(id, None)
            return
        attributes = {"troubadour.platform": platform, "troubadour.command": command, "troubadour.verdict": verdict}
        self._asked[id] = (self._asked[id][0], attributes)
        if verdict != "accepted":
            self._end_acceptance(id, accepted=False)

    def acknowledged(self, id: str) -> None:
        """Ends the span of an accepted request."""
        self._measures.acknowledged(id)
        if id in self._asked:
            self._end_acceptance(id, accepted=True)

    @contextmanager
    def running(self, job: Job) -> Iterator[None]:
        """The spans of the wait and of the run."""
        command, parent = job.request.command, self._parent(job.id)
        if job.run == 1:
            now = time.time_ns()
            waited = self.tracer.start_span("queue", parent, start_time=min(now, int(job.accepted_at * 1e9)))
            waited.end(now)
        attributes: dict[str, str | int] = {
            "troubadour.command": command,
            "troubadour.platform": job.request.place.platform,
            "troubadour.request": job.id,
            "troubadour.run": job.run,
        }
        with self._measures.running(job), self._span(f"/{command}", parent, SpanKind.CONSUMER) as span:
            span.set_attributes(attributes)
            yield

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """The span of a step, below the one that it is a part of; outside a run there is none."""
        with self._measures.step(name):
            if not trace.get_current_span().get_span_context().is_valid:
                yield
                return
            with self._span(name):
                yield

    def drawn(self, outcome: str) -> None:
        """As `Observer.drawn`."""
        self._measures.drawn(outcome)

    def paused(self, provider: str) -> None:
        """As `Observer.paused`."""
        self._measures.paused(provider)

    async def filter(self, events: AsyncGenerator[Event, None], context: Context) -> AsyncGenerator[Event, None]:  # noqa: ARG002 - a filter of the runner
        """Notes in the span of a run how its command ends."""
        span, outcome = trace.get_current_span(), "stopped"
        try:
            async with aclosing(events):
                async for event in events:
                    if isinstance(event, Trouble):
                        span.add_event("trouble", {"part": event.part, "sentence": event.error.sentence.id})
                    yield event
            outcome = "ok"
        except Exception as error:
            outcome = "failed"
            _fail(span, error)
            raise
        finally:
            span.set_attribute("troubadour.outcome", outcome)

    def gate(self, gate: CallGate) -> CallGate:
        """The gate, with a span for each request that passes it."""
        return _TracedGate(gate, self.tracer)

    def _end_acceptance(self, id: str, *, accepted: bool) -> None:
        started, attributes = self._asked.pop(id)
        self._ids.request, self._ids.accepted = id, accepted
        try:
            span = self.tracer.start_span(
                f"accept /{attributes['troubadour.command']}",
                SpanParent(),
                SpanKind.SERVER,
                attributes={**attributes, "troubadour.request": id},
                start_time=started,
            )
        finally:
            self._ids.request, self._ids.accepted = "", False
        span.end()

    def _parent(self, id: str) -> SpanParent:
        """The context of a job's first span, wherever that was made. Samplers decide by the id of the trace."""
        trace_id = _trace_id(id)
        decision = self._provider.sampler.should_sample(None, trace_id, "").decision
        flags = TraceFlags(TraceFlags.DEFAULT if decision is Decision.DROP else TraceFlags.SAMPLED)
        first = SpanContext(trace_id, _first_span_id(id), is_remote=True, trace_flags=flags)
        return trace.set_span_in_context(NonRecordingSpan(first), SpanParent())

    @contextmanager
    def _span(self, name: str, parent: SpanParent | None = None, kind: SpanKind = SpanKind.INTERNAL) -> Iterator[Span]:
        with self.tracer.start_as_current_span(
            name, parent, kind, record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                yield span
            except Exception as error:
                _fail(span, error)
                raise


class _TracedGate:
    """A call gate whose permits have spans."""

    def __init__(self, gate: CallGate, tracer: trace.Tracer) -> None:
        self._gate = gate
        self._tracer = tracer
        self._sent: dict[int, Span] = {}

    async def enter(self, permit: Permit) -> AsyncGenerator[Waiting, None]:
        """As `CallGate.enter`."""
        arrived, waits = time.time_ns(), False
        try:
            async with aclosing(self._gate.enter(permit)) as waiting:
                async for wait in waiting:
                    waits = True
                    yield wait
        finally:
            if waits:
                self._tracer.start_span("wait", start_time=arrived).end()
        operation = operation_name(permit)
        span = self._tracer.start_span(f"{operation} {permit.model or ''}".rstrip(), kind=SpanKind.CLIENT)
        span.set_attribute("gen_ai.operation.name", operation)
        span.set_attribute("gen_ai.provider.name", provider_name(permit.engine))
        if permit.model:
            span.set_attribute("gen_ai.request.model", permit.model)
        self._sent[id(permit)] = span

    async def throttled(self, permit: Permit, seconds: float) -> None:
        """As `CallGate.throttled`."""
        if (span := self._sent.get(id(permit))) is not None:
            span.add_event("throttled", {"seconds": seconds})
        await self._gate.throttled(permit, seconds)

    async def payment_required(self, permit: Permit, refusal: CreditsUsedUp) -> None:
        """As `CallGate.payment_required`."""
        await self._gate.payment_required(permit, refusal)

    async def leave(self, permit: Permit, outcome: Outcome, finished: Finished | None = None) -> None:
        """As `CallGate.leave`."""
        if (span := self._sent.pop(id(permit), None)) is not None:
            span.set_attribute("troubadour.outcome", outcome)
            if outcome == "failed":
                _fail(span, sys.exception())
            if finished is not None:
                _tell(span, finished)
            span.end()
        await self._gate.leave(permit, outcome, finished)

    async def served_from_cache(self, permit: Permit, finished: Finished | None) -> None:
        """As `CallGate.served_from_cache`."""
        trace.get_current_span().add_event("served from cache", {"gen_ai.operation.name": operation_name(permit)})
        await self._gate.served_from_cache(permit, finished)

    def rests(self) -> Sequence[Rest]:
        """As `CallGate.rests`."""
        return self._gate.rests()


def _tell(span: Span, finished: Finished) -> None:
    if finished.provider:
        span.set_attribute("gen_ai.provider.name", provider_name(finished.provider))
    span.set_attribute("gen_ai.response.model", finished.model)
    if finished.prompt_tokens is not None:
        span.set_attribute("gen_ai.usage.input_tokens", finished.prompt_tokens)
    if finished.tokens is not None:
        span.set_attribute("gen_ai.usage.output_tokens", finished.tokens)


def _fail(span: Span, error: BaseException | None) -> None:
    """Notes only the type of an error: its message may quote the request."""
    span.set_attribute("error.type", type(error).__name__ if error is not None else "_OTHER")
    span.set_status(StatusCode.ERROR)


def _digest(request: str) -> bytes:
    return hashlib.sha256(request.encode()).digest()


def _trace_id(request: str) -> int:
    """16 bytes, of which all but none are zero (https://www.w3.org/TR/trace-context/#trace-id)."""
    return int.from_bytes(_digest(request)[:16])


def _first_span_id(request: str) -> int:
    return int.from_bytes(_digest(request)[16:24])
