"""Traces for an OpenTelemetry collector, if its address is set.

The extra `otel` installs the SDK, which is imported only then.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.roles import Role
from core.domain.errors import OperatorError
from core.domain.observer import NOBODY, Observer

if TYPE_CHECKING:
    from bot.spans import Spans


@asynccontextmanager
async def tracing(
    endpoint: str | None, role: Role = Role.BOTH, measures: Observer = NOBODY
) -> AsyncIterator["Spans | None"]:
    """An observer that sends spans to the collector at `endpoint` (OTLP over HTTP), and tells `measures` the same.

    Without an endpoint there is none. The end of the context sends all remaining spans. Raises `OperatorError` if the
    extra is not installed.
    """
    if endpoint is None:
        yield None
        return
    spans = await asyncio.to_thread(_spans, endpoint, role, measures)
    try:
        yield spans
    finally:
        await asyncio.to_thread(spans.close)


def _spans(endpoint: str, role: Role, measures: Observer) -> "Spans":
    try:
        from bot.spans import Spans
    except ImportError as error:
        raise OperatorError(
            'OTEL_EXPORTER_OTLP_ENDPOINT needs the extra "otel": pip install "troubadour[otel]", or leave it out.'
        ) from error
    return Spans(f"{endpoint.rstrip('/')}/v1/traces", role.value, measures)
