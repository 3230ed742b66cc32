"""Signals: the first stops, its echo does not count, the second ends the process."""

import asyncio
import os
import queue
import signal
import time

import pytest

from bot.signals import exit_after, handle_signals


async def test_the_first_signal_asks_and_the_second_insists(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    asked = asyncio.Event()
    insisted: list[int] = []
    before = signal.getsignal(signal.SIGTERM)
    with handle_signals((signal.SIGTERM,), asked.set, insisted.append):
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(asked.wait(), 30)
        now += 0.1
        os.kill(os.getpid(), signal.SIGTERM)
        assert insisted == []
        now += 1
        os.kill(os.getpid(), signal.SIGTERM)
        assert insisted == [signal.SIGTERM]
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_process_that_does_not_end_by_itself_is_ended(caplog: pytest.LogCaptureFixture) -> None:
    ended = queue.SimpleQueue[int]()
    exit_after(0.01, ended.put)
    assert ended.get(timeout=60) == signal.SIGTERM
    assert "stopping took more than" in caplog.text
