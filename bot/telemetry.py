"""Traces for an OpenTelemetry collector: one span for each job, without its text.

The extra `otel` installs the SDK, which is imported only if a collector's address is set. The names come from
OpenTelemetry's conventions for generative AI (https://opentelemetry.io/docs/specs/semconv/gen-ai/), still in
development.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING

from core.commands.context import Context
from core.domain.errors import OperatorError
from core.domain.events import Event, Facts, Trouble
from core.jobs.runner import EventFilter

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span, Tracer


@asynccontextmanager
async def tracing(endpoint: str | None) -> AsyncIterator[tuple[EventFilter, ...]]:
    """Filters for the runner that send a span for each job to the collector at `endpoint` (OTLP over HTTP).

    Without an endpoint there are none. The end of the context sends all remaining spans. Raises `OperatorError` if the
    extra is not installed.
    """
    if endpoint is None:
        yield ()
        return
    provider = await asyncio.to_thread(_provider, endpoint)
    try:
        yield (_traced(provider.get_tracer("troubadour")),)
    finally:
        await asyncio.to_thread(provider.shutdown)


def _provider(endpoint: str) -> "TracerProvider":
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise OperatorError(
            'OTEL_EXPORTER_OTLP_ENDPOINT needs the extra "otel": pip install "troubadour[otel]", or leave it out.'
        ) from error
    provider = TracerProvider(
        resource=Resource.create({"service.name": "troubadour", "service.version": version("troubadour")})
    )
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")))
    return provider


def _traced(tracer: "Tracer") -> EventFilter:
    async def trace(events: AsyncGenerator[Event, None], context: Context) -> AsyncGenerator[Event, None]:
        request = context.request
        span = tracer.start_span(
            f"/{request.command}",
            attributes={
                "troubadour.command": request.command,
                "troubadour.platform": request.place.platform,
                "troubadour.request": context.job.id,
                "troubadour.run": context.job.run,
            },
        )
        try:
            async with aclosing(events):
                async for event in events:
                    _note(span, event)
                    yield event
        except Exception as error:
            # Only the type: the message of an error may quote the request.
            span.set_attribute("error.type", type(error).__name__)
            raise
        finally:
            span.end()

    return trace


def _note(span: "Span", event: Event) -> None:
    match event:
        case Facts():
            span.set_attribute("gen_ai.provider.name", event.provider or event.engine)
            span.set_attribute("gen_ai.response.model", event.model)
            if event.tokens is not None:
                span.set_attribute("gen_ai.usage.output_tokens", event.tokens)
        case Trouble():
            span.add_event("trouble", {"part": event.part, "sentence": event.error.sentence.id})
