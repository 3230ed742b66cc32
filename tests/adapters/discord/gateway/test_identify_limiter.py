"""Shards identify in turns."""

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


class Counting:
    """A clock that notes what is waited for, and goes on by as much as it is told."""

    def __init__(self) -> None:
        self.at = NOW
        self.waits: list[float] = []

    def now(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)


@given(steps=st.lists(st.floats(0, 20), min_size=2, max_size=8))
async def test_two_turns_of_a_bucket_are_five_seconds_apart(steps: list[float]) -> None:
    clock = Counting()
    identify_limiter, moments = IdentifyLimiter(clock, None), []
    for step in steps:
        clock.at += step
        await identify_limiter.wait(0)
        moments.append(clock.at + clock.waits[-1])
        clock.at = moments[-1]
    assert all(later - earlier >= 5 for earlier, later in pairwise(moments))


async def test_another_bucket_waits_for_nobody() -> None:
    clock = Counting()
    identify_limiter = IdentifyLimiter(clock, None)
    for bucket in (0, 1, 2):
        await identify_limiter.wait(bucket)
    assert clock.waits == [0, 0, 0]


async def test_processes_that_share_a_folder_take_turns(tmp_path: Path) -> None:
    clock = Counting()
    for _ in range(3):
        await IdentifyLimiter(clock, tmp_path).wait(0)
    assert clock.waits == [0, IDENTIFY_SECONDS, 2 * IDENTIFY_SECONDS]


@pytest.mark.parametrize("kept", ["", "no number", "nan", "inf", str(NOW + 10 * LONGEST_WAIT_SECONDS)])
async def test_what_cannot_be_is_not_waited_for(tmp_path: Path, kept: str) -> None:
    (tmp_path / "bucket-0").write_text(kept)
    clock = Counting()
    await IdentifyLimiter(clock, tmp_path).wait(0)
    assert clock.waits == [0]


def test_the_meeting_place_is_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    place = shared_folder("7")
    assert place
    assert place.stat().st_mode & 0o077 == 0
    assert shared_folder("7") == place
    (tmp_path / "troubadour-discord-8").write_text("a file of somebody's")
    assert shared_folder("8") is None
