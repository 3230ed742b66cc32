"""The loop of a process that serves."""

import asyncio
import sys

import pytest

from bot.event_loop import SWITCH_SECONDS, run_event_loop


async def _look() -> tuple[str, asyncio.AbstractEventLoop]:
    await asyncio.sleep(0)
    loop = asyncio.get_running_loop()
    return type(loop).__module__, loop


@pytest.mark.skipif(sys.platform == "win32", reason="uvloop does not exist for Windows")
def test_a_process_that_serves_runs_on_uvloop_and_closes_it() -> None:
    module, loop = run_event_loop(_look())
    assert module == "uvloop"
    assert loop.is_closed()


def test_an_error_leaves_the_loop_closed() -> None:
    async def fail() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        run_event_loop(fail())


def test_threads_take_turns_quickly_while_it_serves() -> None:
    before = sys.getswitchinterval()

    async def look() -> float:
        return sys.getswitchinterval()

    assert run_event_loop(look()) == pytest.approx(SWITCH_SECONDS)
    assert sys.getswitchinterval() == before > SWITCH_SECONDS
