"""Traces reach a real collector, without any text of a request."""

import asyncio
import builtins
from collections.abc import AsyncGenerator
from typing import Any

import pytest
from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from bot.telemetry import tracing
from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import CommandOptions
from core.domain.errors import OperatorError
from core.domain.events import Event, Facts, TextDelta
from core.store.sqlite.store import SqliteStore
from tests.core.conftest import Core, store  # noqa: F401 - a fixture
from tests.core.recording_platform import request


class NoOptions(CommandOptions):
    pass


@command("tell", summary="Tells")
async def tell(options: NoOptions, context: Context) -> AsyncGenerator[Event, None]:
    yield TextDelta(part="answer", text="the secret answer")
    yield Facts(part="answer", engine="script", model="scripted", tokens=3)


@command("fail", summary="Fails")
async def fail(options: NoOptions, context: Context) -> AsyncGenerator[Event, None]:
    yield TextDelta(part="answer", text="half")
    raise ZeroDivisionError("the secret cause")


async def test_a_span_a_job_reaches_the_collector(store: SqliteStore) -> None:  # noqa: F811
    received: list[bytes] = []

    async def collect(http: web.Request) -> web.Response:
        received.append(await http.read())
        return web.Response(body=b"", content_type="application/x-protobuf")

    app = web.Application()
    app.router.add_post("/v1/traces", collect)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    async with tracing(f"http://{host}:{port}/") as filters:
        core = Core(store, (tell, fail), filters=filters)
        core.start()
        await core.play(request("tell", "r1"))
        await core.play(request("fail", "r2"))
        await core.shut_down()
    await runner.cleanup()

    spans = [
        span
        for body in received
        for resource in ExportTraceServiceRequest.FromString(_plain(body)).resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]
    told, failed = sorted(spans, key=lambda span: span.name, reverse=True)
    attributes = {pair.key: pair.value.string_value or pair.value.int_value for pair in told.attributes}
    assert told.name == "/tell"
    assert attributes["gen_ai.response.model"] == "scripted"
    assert attributes["gen_ai.usage.output_tokens"] == 3
    assert {pair.key: pair.value.string_value for pair in failed.attributes}["error.type"] == "ZeroDivisionError"
    assert b"secret" not in b"".join(_plain(body) for body in received)


async def test_without_a_collector_nothing_is_imported_or_done(monkeypatch: pytest.MonkeyPatch) -> None:
    _hide_opentelemetry(monkeypatch)
    async with tracing(None) as filters:
        assert filters == ()


async def test_without_the_extra_the_sentence_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    _hide_opentelemetry(monkeypatch)
    with pytest.raises(OperatorError, match=r"troubadour\[otel\]"):
        async with asyncio.timeout(30), tracing("http://127.0.0.1:4318"):
            pass


def _hide_opentelemetry(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def hiding(name: str, *args: Any, **keywords: Any) -> Any:
        if name.startswith("opentelemetry"):
            raise ImportError(name)
        return real(name, *args, **keywords)

    monkeypatch.setattr(builtins, "__import__", hiding)


def _plain(body: bytes) -> bytes:
    import gzip

    return gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
