"""Jobs begin after the requests that still wait for their acknowledgement."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import CommandOptions
from core.domain.events import Event, TextDelta
from core.jobs import acknowledgements
from core.jobs.acknowledgements import PendingAcknowledgements
from core.jobs.verdicts import Refused
from core.store.sqlite.store import SqliteStore
from tests.core.conftest import Core
from tests.core.recording_platform import request


async def test_a_job_waits_until_every_request_is_acknowledged() -> None:
    pending = PendingAcknowledgements()
    await pending.over()
    pending.begin("a")
    pending.begin("b")
    waiting = asyncio.create_task(pending.over())
    pending.end("a")
    await asyncio.sleep(0)
    assert not waiting.done()
    pending.end("b")
    await waiting


async def test_a_cancellation_in_the_moment_of_the_last_acknowledgement_is_not_lost() -> None:
    pending = PendingAcknowledgements()
    pending.begin("a")
    waiting = asyncio.create_task(pending.over())
    await asyncio.sleep(0.01)
    pending.end("a")
    waiting.cancel()
    await asyncio.wait([waiting])
    assert waiting.cancelled()


async def test_a_request_that_is_never_acknowledged_holds_jobs_back_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acknowledgements, "HOLD_SECONDS", 0.01)
    pending = PendingAcknowledgements()
    pending.begin("lost")
    await pending.over()
    assert pending.count == 0


async def test_a_request_without_an_id_counts_as_long_as_it_is_decided_about() -> None:
    pending = PendingAcknowledgements()
    with pending.one_more(), pending.one_more():
        assert pending.count == 2
    await pending.over()


class Blank(CommandOptions):
    """No options."""


@command("hum", summary="Hums")
async def hum(options: Blank, context: Context) -> AsyncGenerator[Event, None]:
    yield TextDelta(part="answer", text="hm")


async def test_an_acknowledged_job_runs_after_the_acknowledgement_of_another_request(store: SqliteStore) -> None:
    core = Core(store, [hum])
    core.start()
    try:
        await core.dispatcher.accept(request("hum", "first"))
        await core.dispatcher.accept(request("hum", "second"))
        await core.dispatcher.release("first")
        assert core.jobs.running == 0
        assert core.dispatcher.jobs.acknowledgements.count == 1
        await core.dispatcher.release("second")
        await core.ended("first")
        await core.ended("second")
        assert list(core.platform.shown) == ["first", "second"]
        refused = await core.dispatcher.accept(request("unknown", "third"))
        assert isinstance(refused, Refused)
        assert core.dispatcher.jobs.acknowledgements.count == 0
    finally:
        await core.shut_down()
