"""The services: wired together, drained, and with one sentence for an error that prevents a start."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

import bot.services
from bot.services import Services, open_services
from bot.settings import Settings
from core.commands.context import Context
from core.commands.declaration import command
from core.commands.registry import Registry
from core.commands.schema import CommandOptions
from core.domain.errors import OperatorError
from core.domain.events import Done, Event, Progress, TextDelta
from core.domain.sentences import Sentence, say
from core.i18n.rendering import render
from core.inference.huggingface import local_servers
from core.jobs.verdicts import Accepted, Refused
from core.store.data_folder import DataFolder
from tests.core.recording_platform import RecordingPlatform, request
from tests.servers.model_server import ModelServer

gate = asyncio.Event()


class NoOptions(CommandOptions):
    """No options."""


@command("dwell", summary="Waits until it is let go")
async def dwell(options: NoOptions, context: Context) -> AsyncGenerator[Event, None]:
    """Waits for the gate."""
    yield TextDelta(part="answer", text="waiting")
    await gate.wait()
    yield TextDelta(part="answer", text="done")


@pytest.fixture(autouse=True)
def _commands(monkeypatch: pytest.MonkeyPatch) -> None:
    global gate
    gate = asyncio.Event()
    monkeypatch.setattr(bot.services, "load_commands", lambda: Registry([dwell]))


@asynccontextmanager
async def opened(folder: Path, **settings: object) -> AsyncIterator[tuple[Services, RecordingPlatform]]:
    """Services with a platform that records."""
    claimed = await asyncio.to_thread(DataFolder.claim, folder)
    try:
        async with open_services(Settings.load(settings, environ={}, folder=folder), claimed) as services:
            platform = RecordingPlatform()
            services.platforms[platform.name] = platform
            yield services, platform
    finally:
        await asyncio.to_thread(claimed.close)


async def shown(platform: RecordingPlatform, job: str, count: int = 1) -> list[Event]:
    """Waits until a job has shown this number of events."""
    async with asyncio.timeout(20):
        while len(platform.shown.get(job, ())) < count:
            await asyncio.sleep(0.002)
    return platform.shown[job]


async def test_a_running_job_may_end_and_nothing_new_is_accepted(tmp_path: Path) -> None:
    async with opened(tmp_path, drain_seconds=20) as (services, platform):
        closing = asyncio.Event()
        serving = asyncio.create_task(services.serve([], closing))
        assert isinstance(await services.dispatcher.accept(request("dwell", "a")), Accepted)
        await services.dispatcher.release("a")
        await shown(platform, "a")
        closing.set()
        async with asyncio.timeout(20):
            while isinstance(refused := await services.dispatcher.accept(request("dwell", "b")), Accepted):
                await asyncio.sleep(0)
        assert isinstance(refused, Refused)
        assert render(refused.sentence) == (
            "I am shutting down or restarting, so I accept nothing new. Try again in a moment."
        )
        gate.set()
        await asyncio.wait_for(serving, 20)
        assert (await shown(platform, "a"))[-1] == Done()
        assert "a" not in await services.store.unfinished_jobs()


async def test_a_job_that_does_not_end_in_time_is_left_for_the_next_start(tmp_path: Path) -> None:
    async with opened(tmp_path, drain_seconds=0) as (services, platform):
        closing = asyncio.Event()
        serving = asyncio.create_task(services.serve([], closing))
        await services.dispatcher.accept(request("dwell", "a"))
        await services.dispatcher.release("a")
        await shown(platform, "a")
        closing.set()
        await asyncio.wait_for(serving, 20)
        assert isinstance(platform.shown["a"][-1], Progress)
        assert list(await services.store.unfinished_jobs()) == ["a"]
    gate.set()
    async with opened(tmp_path) as (services, platform):
        closing = asyncio.Event()
        serving = asyncio.create_task(services.serve([], closing))
        assert (await shown(platform, "a", 3))[-1] == Done()
        closing.set()
        await asyncio.wait_for(serving, 20)


async def test_the_last_alerts_are_delivered_before_the_bot_closes(tmp_path: Path) -> None:
    async with opened(tmp_path) as (services, platform):
        for number in range(3):
            services.alerts.notify(f"a-{number}", say("bot-paused"))
        closing = asyncio.Event()
        closing.set()
        await asyncio.wait_for(services.serve([], closing), 20)
        assert platform.alerts == [say("bot-paused")] * 3
        assert len(await services.alerts.recent()) == 3


async def test_an_alert_that_nobody_takes_does_not_delay_the_shutdown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.services, "SETTLE_SECONDS", 0.05)

    async def stuck(sentence: Sentence) -> bool:
        return await asyncio.Event().wait()

    async with opened(tmp_path) as (services, platform):
        monkeypatch.setattr(platform, "alert", stuck)
        closing = asyncio.Event()
        serving = asyncio.create_task(services.serve([], closing))
        services.alerts.notify("a", say("bot-paused"))
        closing.set()
        await asyncio.wait_for(serving, 20)


async def test_an_adapter_that_cannot_start_stops_the_start_with_its_sentence(tmp_path: Path) -> None:
    async def fail() -> None:
        raise OperatorError("Port 1 is in use.")

    async with opened(tmp_path) as (services, _):
        with pytest.raises(OperatorError, match=r"^Port 1 is in use\.$"):
            await services.serve([fail], asyncio.Event())


async def test_old_data_is_deleted_immediately(tmp_path: Path) -> None:
    async with opened(tmp_path, retention_days=1) as (services, _):
        old = request("dwell", "old")
        await services.store.accept(old, [], services.clock.now() - 3 * 86_400)
        await services.store.finish_job("old", "done", services.clock.now() - 2 * 86_400)
        closing = asyncio.Event()
        serving = asyncio.create_task(services.serve([], closing))
        async with asyncio.timeout(20):
            while await services.store.job("old"):
                await asyncio.sleep(0.002)
        closing.set()
        await asyncio.wait_for(serving, 20)


@pytest.mark.parametrize("has_model", [False, True])
async def test_models_on_this_machine_are_looked_for_if_the_bot_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, has_model: bool
) -> None:
    caplog.set_level(logging.INFO, "troubadour")
    async with ModelServer("ollama", ["llama3.2:1b"]) as ollama:
        monkeypatch.setattr(local_servers, "SERVERS", [("Ollama", f"{ollama.origin}/v1")])
        settings = {"chat_completion_models": "mine@http://127.0.0.1:9/v1"} if has_model else {}
        async with opened(tmp_path, **settings) as (services, _):
            await services.local_models.look()
            line = f"TROUBADOUR_CHAT_COMPLETION_MODELS=llama3.2:1b@{ollama.origin}/v1"
            assert [each.line for each in services.local_models.found] == ([] if has_model else [line])
            assert (line in caplog.text) is not has_model
            assert ("no model is connected" in caplog.text) is not has_model
            assert [method for method, _, _ in ollama.asked] == ([] if has_model else ["GET"])


async def test_there_is_a_builtin_engine_unless_it_is_off(tmp_path: Path) -> None:
    async with opened(tmp_path / "a") as (services, _):
        assert (await services.engine.check()).engine == "builtin"
    async with opened(tmp_path / "b", builtin_engine="off") as (services, _):
        assert not (await services.engine.check()).ok
