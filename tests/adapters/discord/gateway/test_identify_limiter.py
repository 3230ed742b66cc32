"""Shards identify one after the other."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.gateway.identify_limiter import (
    IDENTIFY_SECONDS,
    LONGEST_WAIT_SECONDS,
    IdentifyLimiter,
    shared_folder,
)

NOW = 1_800_000_000.0


class RecordingClock:
    """A clock that records waits and moves only when a test moves it."""

    def __init__(self) -> None:
        self.at = NOW
        self.waits: list[float] = []

    def now(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)


@given(steps=st.lists(st.floats(0, 20), min_size=2, max_size=8))
async def test_two_shards_of_a_bucket_identify_five_seconds_apart(steps: list[float]) -> None:
    clock = RecordingClock()
    identify_limiter, moments = IdentifyLimiter(clock, None), []
    for step in steps:
        clock.at += step
        await identify_limiter.wait(0)
        moments.append(clock.at + clock.waits[-1])
        clock.at = moments[-1]
    assert all(later - earlier >= 5 for earlier, later in pairwise(moments))


async def test_another_bucket_does_not_wait() -> None:
    clock = RecordingClock()
    identify_limiter = IdentifyLimiter(clock, None)
    for bucket in (0, 1, 2):
        await identify_limiter.wait(bucket)
    assert clock.waits == [0, 0, 0]


async def test_processes_that_share_a_folder_wait_for_each_other(tmp_path: Path) -> None:
    clock = RecordingClock()
    for _ in range(3):
        await IdentifyLimiter(clock, tmp_path).wait(0)
    assert clock.waits == [0, IDENTIFY_SECONDS, 2 * IDENTIFY_SECONDS]


@pytest.mark.parametrize("stored", ["", "no number", "nan", "inf", str(NOW + 10 * LONGEST_WAIT_SECONDS)])
async def test_an_impossible_stored_time_is_ignored(tmp_path: Path, stored: str) -> None:
    (tmp_path / "bucket-0").write_text(stored)
    clock = RecordingClock()
    await IdentifyLimiter(clock, tmp_path).wait(0)
    assert clock.waits == [0]


def test_a_shared_folder_of_another_user_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    folder = shared_folder("7")
    assert folder
    assert folder.stat().st_mode & 0o077 == 0
    assert shared_folder("7") == folder
    (tmp_path / "troubadour-discord-8").write_text("a file of somebody's")
    assert shared_folder("8") is None
