"""Spans reach a collector, in one tree for each request, without any text of it."""

import asyncio
import builtins
import sys
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.telemetry import tracing
from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import CommandOptions
from core.domain.errors import EngineError, OperatorError
from core.domain.events import Event, TextDelta
from core.domain.observer import NOBODY, OBSERVER
from core.inference.outputs import TextChunk
from core.inference.requests import ChatMessage, ChatRequest, InferenceRequest
from core.jobs.verdicts import Duplicate, Refused
from core.store.sqlite.store import SqliteStore
from tests.core.conftest import Core, store  # noqa: F401 - a fixture
from tests.core.recording_platform import request
from tests.core.scripted_engine import Answer, ScriptedEngine, text
from tests.servers.otlp_server import OtlpServer, otlp_server


class NoOptions(CommandOptions):
    pass


@command("tell", summary="Tells")
async def tell(options: NoOptions, context: Context) -> AsyncGenerator[Event, None]:
    question = ChatRequest(messages=(ChatMessage(role="user", text="the secret question"),), model="org/chat")
    async for output in context.engine.chat_completion(question):
        if isinstance(output, TextChunk):
            yield TextDelta(part="answer", text=output.text)


@command("fail", summary="Fails")
async def fail(options: NoOptions, context: Context) -> AsyncGenerator[Event, None]:
    yield TextDelta(part="answer", text="half")
    raise ZeroDivisionError("the secret cause")


def answer(_: InferenceRequest) -> Answer:
    """An answer of a provider that tells what it has counted."""
    return text("the secret answer", provider="together", prompt_tokens=7, tokens=3)


def refuse(_: InferenceRequest) -> Answer:
    return [EngineError("no-engine", task="the secret task")]


@asynccontextmanager
async def traced(kept: SqliteStore, engine: ScriptedEngine) -> AsyncIterator[tuple[Core, OtlpServer]]:
    """The core with a collector, which has everything when the context has ended."""
    async with otlp_server() as collector, tracing(f"{collector.url}/") as spans:
        assert spans is not None
        OBSERVER.set(spans)
        core = Core(kept, (tell, fail), [engine], filters=[spans.filter])
        core.engine._gate = spans.gate(core.engine._gate)
        core.start()
        try:
            yield core, collector
        finally:
            await core.shut_down()
            OBSERVER.set(NOBODY)
            await asyncio.to_thread(spans.close)


async def test_a_request_is_one_tree_of_spans_without_its_words(store: SqliteStore) -> None:  # noqa: F811
    async with traced(store, ScriptedEngine(answer)) as (core, collector):
        await core.play(request("tell", "r1"))
    tree = "accept /tell\n  queue\n  /tell\n    chat org/chat\n"
    assert collector.tree(collector.spans) == tree
    by_name = {span.name: span for span in collector.spans}
    assert by_name["accept /tell"].attributes["troubadour.verdict"] == "accepted"
    assert by_name["/tell"].attributes == {
        "troubadour.command": "tell",
        "troubadour.platform": "test",
        "troubadour.request": "r1",
        "troubadour.run": 1,
        "troubadour.outcome": "ok",
    }
    assert by_name["chat org/chat"].attributes == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "together",
        "gen_ai.request.model": "org/chat",
        "gen_ai.response.model": "scripted",
        "gen_ai.usage.input_tokens": 7,
        "gen_ai.usage.output_tokens": 3,
        "troubadour.outcome": "ok",
    }
    assert b"secret" not in collector.received


async def test_errors_are_told_by_their_types_alone(store: SqliteStore) -> None:  # noqa: F811
    async with traced(store, ScriptedEngine(refuse)) as (core, collector):
        await core.play(request("fail", "r1"))
        await core.play(request("tell", "r2"))
    found = {span.name: span.attributes.get("error.type") for span in collector.spans}
    assert (found["/fail"], found["/tell"], found["chat org/chat"]) == (
        "ZeroDivisionError",
        "EngineError",
        "EngineError",
    )
    assert b"secret" not in collector.received


async def test_only_what_runs_has_the_first_span_of_a_trace(store: SqliteStore) -> None:  # noqa: F811
    """A request may be refused and come again, and a second delivery is nothing new."""
    async with traced(store, ScriptedEngine(answer)) as (core, collector):
        assert isinstance(await core.accept(request("no-such", "r1")), Refused)
        await core.play(request("tell", "r1"))
        assert isinstance(await core.accept(request("tell", "r1")), Duplicate)
    accepted = [span for span in collector.spans if span.name.startswith("accept")]
    assert [(span.name, span.attributes["troubadour.verdict"]) for span in accepted] == [
        ("accept /", "refused"),
        ("accept /tell", "accepted"),
    ]
    assert len({span.id for span in accepted}) == 2
    (run,) = [span for span in collector.spans if span.name == "/tell"]
    assert run.parent == accepted[1].id


@pytest.mark.parametrize(("ratio", "sampled"), [("0.0", 0), ("1.0", 4)])
async def test_all_processes_sample_the_same_traces(
    store: SqliteStore,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    ratio: str,
    sampled: int,
) -> None:
    monkeypatch.setenv("OTEL_TRACES_SAMPLER", "parentbased_traceidratio")
    monkeypatch.setenv("OTEL_TRACES_SAMPLER_ARG", ratio)
    async with traced(store, ScriptedEngine(answer)) as (core, collector):
        await core.play(request("tell", "r1"))
    assert len(collector.spans) == sampled


async def test_a_collector_that_is_away_costs_a_line_in_the_log(
    store: SqliteStore,  # noqa: F811
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with traced(store, ScriptedEngine(answer)) as (core, collector):
        collector.refuses = True
        await core.play(request("tell", "r1"))
    assert collector.spans == []
    assert "Failed to export" in caplog.text


async def test_without_a_collector_nothing_is_imported_or_done(monkeypatch: pytest.MonkeyPatch) -> None:
    _hide_opentelemetry(monkeypatch)
    async with tracing(None) as spans:
        assert spans is None


async def test_without_the_extra_the_sentence_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    _hide_opentelemetry(monkeypatch)
    with pytest.raises(OperatorError, match=r"troubadour\[otel\]"):
        async with asyncio.timeout(30), tracing("http://127.0.0.1:4318"):
            pass


def _hide_opentelemetry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "bot.spans", raising=False)
    real = builtins.__import__

    def hiding(name: str, *args: Any, **keywords: Any) -> Any:
        if name.startswith("opentelemetry"):
            raise ImportError(name)
        return real(name, *args, **keywords)

    monkeypatch.setattr(builtins, "__import__", hiding)
