"""An OpenTelemetry collector: it takes traces over HTTP (https://opentelemetry.io/docs/specs/otlp/#otlphttp)."""

import gzip
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.test_utils import TestServer
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import KeyValue

from tests.servers.changes import Changes


@dataclass(frozen=True, kw_only=True)
class ReceivedSpan:
    """A span as it came in. Times are nanoseconds since the epoch; `role` is that of the process that has sent it."""

    name: str
    trace: str
    id: str
    parent: str
    start: int
    end: int
    role: str
    attributes: Mapping[str, str | int]
    events: Sequence[str] = ()


@dataclass
class OtlpServer:
    """What has come in."""

    url: str = ""
    spans: list[ReceivedSpan] = field(default_factory=list)
    received: bytes = b""
    refuses: bool = False
    changes: Changes = field(default_factory=Changes)

    async def of(self, request: str, *names: str) -> list[ReceivedSpan]:
        """The spans of a request's trace, once there are some of these names."""

        def found() -> list[ReceivedSpan] | None:
            traces = {each.trace for each in self.spans if each.attributes.get("troubadour.request") == request}
            spans = [each for each in self.spans if each.trace in traces]
            return spans if {each.name for each in spans}.issuperset(names) else None

        return await self.changes.until(found, what=f"spans {names}")

    def tree(self, spans: Sequence[ReceivedSpan], parent: str = "", depth: int = 0) -> str:
        """The names of spans below another one, indented, in the order of their beginnings."""
        below = sorted((each for each in spans if each.parent == parent), key=lambda each: (each.start, each.end))
        return "".join("  " * depth + each.name + "\n" + self.tree(spans, each.id, depth + 1) for each in below)


@asynccontextmanager
async def otlp_server() -> AsyncIterator[OtlpServer]:
    """A collector on loopback."""
    server = OtlpServer()

    async def collect(request: web.Request) -> web.Response:
        if server.refuses:
            return web.Response(status=400)
        assert request.content_type == "application/x-protobuf"
        body = await request.read()  # aiohttp has unpacked it
        body = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
        server.received += body
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            role = str(_attributes(resource.resource.attributes).get("troubadour.role", ""))
            for span in (span for scope in resource.scope_spans for span in scope.spans):
                server.spans.append(
                    ReceivedSpan(
                        name=span.name,
                        trace=span.trace_id.hex(),
                        id=span.span_id.hex(),
                        parent=span.parent_span_id.hex(),
                        start=span.start_time_unix_nano,
                        end=span.end_time_unix_nano,
                        role=role,
                        attributes=_attributes(span.attributes),
                        events=[event.name for event in span.events],
                    )
                )
        server.changes.happened()
        return web.Response(body=b"", content_type="application/x-protobuf")

    app = web.Application()
    app.router.add_post("/v1/traces", collect)
    async with TestServer(app, access_log=None) as listening:
        server.url = f"http://127.0.0.1:{listening.port}"
        yield server


def _attributes(pairs: Sequence[KeyValue]) -> dict[str, str | int]:
    return {pair.key: pair.value.string_value or pair.value.int_value for pair in pairs}
