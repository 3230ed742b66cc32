"""Metrics: what they count, who may read them, and the dashboard and alerts that a real Prometheus evaluates."""

import asyncio
import os
import re
import shutil
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from aiohttp import ClientSession
from prometheus_client.parser import text_string_to_metric_families

from bot.addresses import metrics_address
from bot.http.metrics import metrics_endpoint
from bot.metrics import OTHER, Metrics
from bot.settings import Settings
from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import CommandOptions
from core.domain.clock import SystemClock
from core.domain.events import Event, Problem, TextDelta, Trouble
from core.domain.observer import NOBODY, OBSERVER
from core.domain.sentences import say
from core.domain.tasks import Task
from core.inference.gate import Permit, UnlimitedGate
from core.inference.huggingface.circuit_breaker import CircuitBreaker
from core.inference.outputs import Finished
from core.inference.requests import ChatMessage, ChatRequest
from core.platform_declaration import HttpAddress
from core.store.sqlite.store import SqliteStore
from tests.bot.processes import SECONDS, Kitchen, free_port, line_with
from tests.core.conftest import Core, store  # noqa: F401 - a fixture
from tests.core.recording_platform import request
from tests.core.scripted_engine import ScriptedEngine
from tests.listening import address, listener
from tests.servers.prometheus import DEPLOY, asked, panels, prometheus


async def samples(metrics: Metrics) -> dict[tuple[str, frozenset[str]], float]:
    """The value of each sample by its name and the values of its labels, in any order."""
    text = (await asyncio.to_thread(metrics.exposition, ""))[0].decode()
    found = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {(each.name, frozenset(each.labels.values())): each.value for each in found}


class TurnedByHand(SystemClock):
    """A clock that goes forward only when it is told to."""

    def __init__(self) -> None:
        self._now = 1000.0

    def now(self) -> float:
        return self._now

    def advance(self, seconds: float) -> None:
        self._now += seconds


class NoOptions(CommandOptions):
    pass


@command("tell", summary="Tells")
async def tell(options: NoOptions, context: Context) -> AsyncGenerator[Event, None]:
    yield TextDelta(part="answer", text="words")
    yield Trouble(part="answer", error=Problem(sentence=say("no-picture-came")))


@command("fail", summary="Fails")
async def fail(options: NoOptions, context: Context) -> AsyncGenerator[Event, None]:
    yield TextDelta(part="answer", text="half")
    raise ZeroDivisionError


async def test_requests_and_jobs_are_counted_by_platform_command_and_outcome(store: SqliteStore) -> None:  # noqa: F811
    metrics = Metrics(TurnedByHand())
    OBSERVER.set(metrics)
    try:
        core = Core(store, (tell, fail), filters=(metrics.filter(),))
        core.start()
        await core.play(request("tell", "r1"))
        await core.play(request("fail", "r2"))
        await core.dispatcher.accept(request("nothing", "r3"))
        await core.shut_down()
    finally:
        OBSERVER.set(NOBODY)
    found = await samples(metrics)
    platform = request("tell", "r1").place.platform
    assert found["troubadour_requests_total", frozenset((platform, "tell", "accepted"))] == 1
    assert found["troubadour_requests_total", frozenset((platform, OTHER, "refused"))] == 1
    assert found["troubadour_job_duration_seconds_count", frozenset((platform, "tell", "ok"))] == 1
    assert found["troubadour_job_duration_seconds_count", frozenset((platform, "fail", "failed"))] == 1
    assert found["troubadour_troubles_total", frozenset((platform, "tell"))] == 1
    assert found["troubadour_acknowledgement_duration_seconds_count", frozenset((platform,))] == 2
    assert found["troubadour_time_to_first_token_seconds_count", frozenset((platform,))] == 2
    assert found["troubadour_queue_wait_seconds_count", frozenset((platform,))] == 2


async def test_calls_are_counted_by_bounded_models_and_providers(store: SqliteStore) -> None:  # noqa: F811
    clock = TurnedByHand()
    metrics = Metrics(clock, monotonic=clock.now)
    metrics.models.know(["org/known"])
    gate = metrics.gate(UnlimitedGate(store, clock))
    chat = ChatRequest(
        messages=(ChatMessage(role="user", text="hi"),), seed=1, tenant="discord:1", user="discord:1:2", job="j"
    )

    def permit(engine: str) -> Permit:
        return Permit(task=Task.CHAT_COMPLETION, engine=engine, model=None, request=chat)

    for model, provider in (("org/known", "novita"), ("org/strange", None), ("org/stranger", None)):
        mine = permit("http://10.0.0.1/v1" if provider is None else "huggingface")
        async for _ in gate.enter(mine):
            pass
        clock.advance(2)
        finished = Finished(
            engine="huggingface", model=model, provider=provider, tokens=7, prompt_tokens=20, cost_usd=0.5
        )
        await gate.leave(mine, "ok", finished)
    broken = permit("huggingface")
    async for _ in gate.enter(broken):
        pass
    await gate.throttled(broken, 10)
    await gate.leave(broken, "failed")

    found = await samples(metrics)
    known = ("chat", "novita", "org/known", "discord")
    other = ("chat", "own-server", OTHER, "discord")
    calls = "gen_ai_client_operation_duration_seconds"
    assert (found[f"{calls}_count", frozenset((*known, "ok"))], found[f"{calls}_sum", frozenset((*known, "ok"))]) == (
        1,
        2,
    )
    assert found[f"{calls}_count", frozenset((*other, "ok"))] == 2
    assert found[f"{calls}_count", frozenset(("chat", "huggingface", "", "discord", "failed"))] == 1
    assert found["gen_ai_client_token_usage_sum", frozenset((*known, "input"))] == 20
    assert found["gen_ai_client_token_usage_sum", frozenset((*other, "output"))] == 14
    assert found["troubadour_cost_dollars_total", frozenset(known)] == 0.5
    assert found["troubadour_provider_rests_total", frozenset(("huggingface", "throttled"))] == 1


async def test_a_breaker_that_opens_is_counted() -> None:
    clock = TurnedByHand()
    metrics = Metrics(clock)
    OBSERVER.set(metrics)
    try:
        breaker = CircuitBreaker(clock, failures=2)
        await breaker.failed("novita")
        assert "troubadour_provider_rests_total" not in {name for name, _ in await samples(metrics)}
        await breaker.failed("novita")
    finally:
        OBSERVER.set(NOBODY)
    assert (await samples(metrics))["troubadour_provider_rests_total", frozenset(("novita", "breaker"))] == 1


async def test_drawings_are_counted_by_platform_and_refusal(store: SqliteStore) -> None:  # noqa: F811
    metrics = Metrics(TurnedByHand())

    @command("draw", summary="Draws")
    async def draw(options: NoOptions, context: Context) -> AsyncGenerator[Event, None]:
        OBSERVER.get().drawn("shown")
        yield TextDelta(part="answer", text="drawn")

    OBSERVER.set(metrics)
    try:
        core = Core(store, (draw,), filters=(metrics.filter(),))
        core.start()
        await core.play(request("draw", "r1"))
        await core.shut_down()
        metrics.drawn("form")
    finally:
        OBSERVER.set(NOBODY)
    platform = request("draw", "r1").place.platform
    found = await samples(metrics)
    assert found["troubadour_reply_draws_total", frozenset((platform, "shown"))] == 1
    assert found["troubadour_reply_draws_total", frozenset((OTHER, "form"))] == 1


class Woken(Exception):
    """The end of a first look."""


class OneLook(TurnedByHand):
    """A clock that ends whoever sleeps."""

    async def sleep(self, seconds: float) -> None:
        raise Woken


async def test_the_queue_of_the_whole_store_is_measured_and_rests_begin_at_zero(store: SqliteStore) -> None:  # noqa: F811
    clock = OneLook()
    metrics = Metrics(clock)
    core = Core(store, (tell,))
    await core.dispatcher.accept(request("tell", "r1"))  # no process runs it
    clock.advance(core.clock.now() + 60)
    with pytest.raises(Woken):
        await metrics.serve(ScriptedEngine(name="huggingface"), store)
    found = await samples(metrics)
    assert found["troubadour_queue_depth", frozenset()] == 1
    for reason in ("unpaid", "throttled", "breaker"):
        assert found["troubadour_provider_rests_total", frozenset(("huggingface", reason))] == 0


def test_there_are_no_metrics_until_a_setting_says_who_reads_them() -> None:
    def address_for(**environ: str) -> HttpAddress | None:
        return metrics_address(Settings.load(environ=environ, folder=Path(os.devnull)))

    assert address_for() is None
    shared = address_for(TROUBADOUR_METRICS_TOKEN="a-token-of-some-length", PORT="8123")
    own = address_for(TROUBADOUR_METRICS_PORT="9464", PORT="8123")
    assert shared is not None
    assert own is not None
    assert (shared.port, own.host, own.port) == (8123, "127.0.0.1", 9464)


async def test_only_who_knows_the_token_reads_metrics() -> None:
    port = free_port()
    endpoint = metrics_endpoint(Metrics(TurnedByHand()).exposition, "a-token-of-some-length")
    async with listener([endpoint], address(port)).listening(), ClientSession() as session:
        for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "a-token-of-some-length"}):
            async with session.get(f"http://127.0.0.1:{port}/metrics", headers=headers) as answer:
                assert (answer.status, await answer.text()) == (401, "")
        right = {"Authorization": "Bearer a-token-of-some-length"}
        async with session.get(f"http://127.0.0.1:{port}/metrics", headers=right) as answer:
            assert answer.status == 200
            assert answer.headers["Content-Type"].startswith("text/plain")
            assert "troubadour_ready 1.0" in await answer.text()


def needs(program: str) -> str:
    """The path of a program of Debian's package `prometheus`."""
    found = shutil.which(program)
    if found is None and not os.environ.get("REQUIRE_PROMETHEUS"):
        pytest.skip(f"{program} is not installed")
    assert found is not None
    return found


@pytest.mark.parametrize(
    "arguments",
    [("check", "rules", "alerts.yml"), ("test", "rules", "alerts_test.yml"), ("check", "config", "compose.yml")],
)
def test_promtool_accepts_the_alerts(arguments: tuple[str, ...]) -> None:
    promtool = needs("promtool")
    done = subprocess.run(
        [promtool, *arguments], cwd=DEPLOY / "prometheus", capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.may_block
def test_prometheus_evaluates_every_expression_of_a_bot_that_it_scrapes(tmp_path: Path) -> None:
    needs("prometheus")
    kitchen, port, token = Kitchen(tmp_path), free_port(), "a-token-of-some-length"
    with kitchen.running("run", "--port", str(port), TROUBADOUR_METRICS_TOKEN=token) as bot:
        line_with(bot.stderr, "the web room is open")
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/metrics", headers={"Authorization": f"Bearer {token}"}
        )
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            text = answer.read().decode()
        checked = subprocess.run(
            [needs("promtool"), "check", "metrics"], input=text, text=True, capture_output=True, check=False
        )
        assert "troubadour_" not in checked.stderr, checked.stderr
        with prometheus(tmp_path / "prometheus", port, token) as api:
            expressions = [target["expr"] for panel in panels("1m") for target in panel["targets"]]
            assert len(expressions) > 20
            for expression in expressions:
                assert asked(f"{api}/query", query=expression)["status"] == "success"
            for rule in asked(f"{api}/rules")["data"]["groups"][0]["rules"]:
                expressions.append(rule["query"])
                assert not rule.get("lastError"), rule
                assert rule["state"] == "inactive", rule
    described = set(re.findall(r"^# TYPE (\w+) ", text, re.MULTILINE))
    described |= {f"{name}{end}" for name in described for end in ("_bucket", "_count", "_sum")} | {"up"}
    named = set(re.findall(r"\b(?:troubadour|gen_ai_client|process)_\w+(?=[\[{) ]|$)", " ".join(expressions)))
    labels = {"gen_ai_provider_name"}
    assert len(named) > 15
    assert named - labels <= described, "every name is one that the bot exposes"
    exposed = {name for name in described if name.startswith(("troubadour_", "gen_ai_"))}
    shown = " ".join(expressions)
    assert [name for name in exposed if re.sub(r"_(bucket|count|sum)$", "", name) not in shown] == []
