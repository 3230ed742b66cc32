"""The drain waits for running jobs, and leaves the rest in the inbox."""

import asyncio
from collections.abc import AsyncGenerator

from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import CommandOptions
from core.domain.events import Done, Event, TextDelta
from core.jobs.draining import drain
from core.jobs.verdicts import Accepted
from core.store.sqlite.store import SqliteStore
from tests.core.conftest import Core
from tests.core.recording_platform import request


class NoOptions(CommandOptions):
    """None."""


async def test_a_running_job_is_waited_for_as_long_as_there_is_time(store: SqliteStore) -> None:
    gate = asyncio.Event()

    @command("dwell", summary="Waits for the gate")
    async def dwell(options: NoOptions, context: Context) -> AsyncGenerator[Event, None]:
        yield TextDelta(part="answer", text="waiting")
        await gate.wait()

    core = Core(store, [dwell])
    core.start()
    assert await drain(core.jobs, core.clock, 0) == 0
    assert isinstance(await core.accept(request("dwell", "a")), Accepted)
    await core.shows("a", TextDelta)
    assert await drain(core.jobs, core.clock, 0) == 1
    assert list(await store.unfinished_jobs()) == ["a"]
    draining = asyncio.create_task(drain(core.jobs, core.clock, 20))
    gate.set()
    assert await draining == 0
    assert (await core.ended("a"))[-1] == Done()
    await core.shut_down()
