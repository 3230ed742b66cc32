"""Processes with limited memory and time, under files and decoders that hurt."""

import asyncio
import logging
import os
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from pathlib import Path

import pytest

from core.domain.errors import BadInput, BadPicture, BadSound, EngineError
from core.i18n.rendering import render
from core.inference.builtin.painting.painter import Painting
from core.inference.builtin.synthesis import synthesise
from core.inference.builtin.voices import BY_NAME
from core.inference.outputs import ImageOutput, Waiting
from core.inference.requests import ImageRequest
from core.media import picture_encoding
from core.media.picture_decoding import inspect
from core.media.pictures import jpeg_for_model, reencode_under, thumbnail
from core.media.processes import (
    MEDIA_PROCESSES,
    PAINTING_MEMORY_BYTES,
    PAINTING_PROCESSES,
    SPEECH_MEMORY_BYTES,
    SPEECH_PROCESSES,
    MediaProcesses,
    Reason,
)
from core.media.sound import decode, joined_speech, voice_message
from core.media.worker import MEMORY_BYTES
from tests.core.media import bombs
from tests.core.media.hurtful_work import (
    begin_and,
    begin_and_never_end,
    chatter,
    crash,
    fail,
    meet,
    never_end,
    take_all_memory,
)
from tests.core.media.samples import saved, scene

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits and tells the memory of a process")
RISE_BYTES = 60_000_000
"""The most by which the program may grow while others decode. The bombs would take it up to a gigabyte."""


@pytest.fixture
async def pool() -> AsyncIterator[MediaProcesses]:
    pool = MediaProcesses()
    yield pool
    await asyncio.to_thread(pool.close)
    assert pool.pids == []


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.001)


def forget_highest() -> None:
    """Lets VmHWM of this process start again, proc(5)."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def memory(field: str, pid: int | str = "self") -> int:
    """Bytes that a process has in memory (VmRSS), or had at most (VmHWM), as proc(5) tells."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.partition(f"{field}:")[2].split()[0]) * 1024


def is_gone(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):  # the latter if it ends while it is read
        return True
    return state == "Z"


def said(error: BadInput) -> str:
    return render(error.sentence, "en")


@linux
@pytest.mark.parametrize("name", bombs.PICTURES)
async def test_a_picture_that_is_a_bomb_ends_in_a_sentence(name: str) -> None:
    bomb = bombs.PICTURES[name]
    forget_highest()
    before = memory("VmRSS")
    expected = (
        "I cannot open TIFF" if name == "tiff"
        else "frames" if name == "frames"
        else "damaged" if name in ("cut off", "avif")
        else "megapixels"
    )  # fmt: skip
    with pytest.raises(BadPicture) as refused:
        await MEDIA_PROCESSES.run(jpeg_for_model, bomb)
    assert expected in said(refused.value)
    with pytest.raises(BadPicture):
        await MEDIA_PROCESSES.run(reencode_under, bomb, bytes_limit=10, accepted={"image/png"})
    assert memory("VmHWM") - before < RISE_BYTES
    assert all(memory("VmHWM", pid) < MEMORY_BYTES for pid in MEDIA_PROCESSES.pids)
    assert (await MEDIA_PROCESSES.run(inspect, saved(scene(), "PNG"))).width == 96


@linux
async def test_the_largest_pictures_that_are_opened_fit_into_a_process(pool: MediaProcesses) -> None:
    await pool.run(joined_speech, [bombs.flac_bomb(60)], 0.0, wav_bytes=0, seconds_limit=60.0)
    png = saved(scene(4_800, 4_999), "PNG")
    for data in (bombs.webp_bomb(4_096, 4_096), bombs.jpeg_bomb(7_000), png):
        assert (await pool.run(jpeg_for_model, data)).startswith(b"\xff\xd8")
        assert (await pool.run(reencode_under, data, bytes_limit=9_000, accepted={"image/webp"})).data
    (pid,) = pool.pids
    assert memory("VmHWM", pid) < MEMORY_BYTES


@linux
async def test_a_sound_that_is_a_bomb_ends_in_a_sentence(pool: MediaProcesses) -> None:
    silence = bombs.flac_bomb()
    assert len(silence) < 300_000
    forget_highest()
    before = memory("VmRSS")
    with pytest.raises(BadSound, match="sound-too-long"):
        await pool.run(joined_speech, [silence], 0.0, wav_bytes=0, seconds_limit=600.0)
    with pytest.raises(BadSound) as refused:
        await pool.run(voice_message, silence, seconds_limit=3_600.0)
    assert "more memory" in said(refused.value)
    assert (await pool.run(decode, bombs.wav_bomb())).frames == 800
    with pytest.raises(BadSound, match="sound-damaged"):
        await pool.run(voice_message, silence[:30], seconds_limit=3_600.0)
    assert memory("VmHWM") - before < RISE_BYTES


@linux
async def test_all_voices_fit_into_the_process_that_speaks() -> None:
    """With the dictionary of kanji. Only that process loads them."""
    before, modules = memory("VmRSS"), set(sys.modules)
    for text, name in (("Good evening.", "heart"), ("東京", "hana"), ("Good evening, all. " * 12, "heart")):
        assert (await SPEECH_PROCESSES.run(synthesise, text, BY_NAME[name], 0.5)).startswith(b"RIFF")
    (pid,) = SPEECH_PROCESSES.pids
    assert memory("VmData", pid) < SPEECH_MEMORY_BYTES * 0.8
    assert memory("VmRSS") - before < RISE_BYTES
    assert not {"hibari", "onnxruntime", "espeakng_loader", "pykakasi"} & (set(sys.modules) - modules)


async def test_a_voice_that_fails_ends_in_a_sentence() -> None:
    pool = MediaProcesses(count=1, refusal=SPEECH_PROCESSES.refusal)
    with pytest.raises(EngineError) as refused:
        await pool.run(crash)
    assert "The voice failed" in render(refused.value.sentence)
    await asyncio.to_thread(pool.close)


@pytest.mark.parametrize(("work", "word"), [(take_all_memory, "more memory"), (crash, "made the program")])
async def test_a_process_that_dies_takes_nothing_with_it(
    pool: MediaProcesses, work: Callable[[], object], word: str
) -> None:
    if work is take_all_memory and sys.platform != "linux":
        pytest.skip("only Linux limits the memory of a process")
    for _ in range(2):
        with pytest.raises(BadPicture) as refused:
            await pool.run(work)
        assert word in said(refused.value)
        assert await pool.run(chatter, "well") == "well"


async def test_a_job_that_does_not_end_is_ended(pool: MediaProcesses, tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    await pool.run(chatter, "started")
    pool._seconds = 0.5
    running = asyncio.create_task(pool.run(never_end, fifo))
    pids = [int(pid) for pid in (await asyncio.to_thread(fifo.read_text)).split()]
    with pytest.raises(BadPicture) as refused:
        await running
    assert "too long" in said(refused.value)
    await until(lambda: all(map(is_gone, pids)))
    pool._seconds = 60.0
    assert await pool.run(chatter, "next") == "next"


async def test_a_cancelled_job_ends_with_what_it_started(pool: MediaProcesses, tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    running = asyncio.create_task(pool.run(never_end, fifo))
    pids = [int(pid) for pid in (await asyncio.to_thread(fifo.read_text)).split()]
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    await until(lambda: all(map(is_gone, pids)))
    assert await pool.run(chatter, "next") == "next"


async def test_work_that_yields_tells_how_it_ended(pool: MediaProcesses) -> None:
    async with aclosing(pool.stream(begin_and, crash)) as words:
        assert await anext(words) == "begun"
        with pytest.raises(BadPicture) as refused:
            await anext(words)
    assert "made the program" in said(refused.value)
    with pytest.raises(RuntimeError, match="a bug"):
        _ = [word async for word in pool.stream(begin_and, fail)]


async def test_work_that_yields_ends_when_nobody_listens(pool: MediaProcesses, tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    async with aclosing(pool.stream(begin_and_never_end, fifo)) as words:
        assert await anext(words) == "begun"
        pids = [int(pid) for pid in (await asyncio.to_thread(fifo.read_text)).split()]
    await until(lambda: all(map(is_gone, pids)))
    assert await pool.run(chatter, "next") == "next"


@linux
async def test_the_largest_picture_fits_into_the_process_that_paints() -> None:
    """Only that process loads what it paints with."""
    before, modules = memory("VmRSS"), set(sys.modules)
    request = ImageRequest(prompt="a city at night in the rain, stained glass", width=2048, height=2048)
    made = [output async for output in Painting(request, "model").outputs()]
    assert [type(output) for output in made] == [Waiting] * 4 + [ImageOutput]
    (pid,) = PAINTING_PROCESSES.pids
    assert memory("VmHWM", pid) < PAINTING_MEMORY_BYTES
    assert memory("VmRSS") - before < RISE_BYTES
    assert "core.inference.builtin.painting.canvas" not in set(sys.modules) - modules


@pytest.mark.parametrize(("reason", "word"), [("memory", "more memory"), ("time", "too long"), ("crash", "failed")])
def test_a_painter_that_fails_ends_in_a_sentence(reason: Reason, word: str) -> None:
    assert word in render(PAINTING_PROCESSES.refusal(crash, reason).sentence)


async def test_two_jobs_run_at_the_same_time_and_never_three(pool: MediaProcesses, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    os.mkfifo(one)
    os.mkfifo(other)
    met = await asyncio.gather(
        pool.run(meet, one, other, "wr"),
        pool.run(meet, one, other, "rw"),
        *(pool.run(chatter, str(number)) for number in range(8)),
    )
    assert sorted(met[:2]) == pool.pids  # type: ignore[type-var]
    assert met[2:] == [str(number) for number in range(8)]


async def test_idle_processes_end_and_start_again(pool: MediaProcesses) -> None:
    pool._idle_seconds = 0.05
    for _ in range(2):
        await asyncio.gather(pool.run(chatter, "one"), pool.run(chatter, "two"))
        pids = pool.pids
        await until(lambda: not pool.pids)
        assert all(map(is_gone, pids))
        assert pool._threads == set()


async def test_jobs_of_a_pool_that_closes_end(tmp_path: Path) -> None:
    pool = MediaProcesses(count=1)
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    jobs = [asyncio.create_task(pool.run(never_end, fifo)), asyncio.create_task(pool.run(chatter, "late"))]
    await asyncio.to_thread(fifo.read_text)
    await asyncio.to_thread(pool.close)
    assert [type(end) for end in await asyncio.gather(*jobs, return_exceptions=True)] == [BadPicture, BadPicture]
    assert pool.pids == []


async def test_what_a_decoder_says_is_not_ours(
    pool: MediaProcesses, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert await pool.run(chatter, "the result") == "the result"
    assert capfd.readouterr() == ("", "")
    assert [record for record in caplog.records if record.name != "asyncio"] == []


async def test_a_bug_is_told_with_its_place_and_ends_no_process(pool: MediaProcesses) -> None:
    with pytest.raises(RuntimeError, match=r"hurtful_work\.py(.|\n)*a bug"):
        await pool.run(fail)
    before = pool.pids
    assert await pool.run(chatter, "fine") == "fine"
    assert pool.pids == before


async def test_a_reply_builds_only_values_of_our_own(pool: MediaProcesses) -> None:
    """A process that a file has taken over must not reach the bot by what it replies."""
    with pytest.raises(Exception, match="PIL"):
        await pool.run(thumbnail, saved(scene(), "PNG"), 9, 9)


def test_threads_use_the_same_processes(pool: MediaProcesses) -> None:
    words: list[str] = []
    threads = [
        threading.Thread(target=lambda word=word: words.append(pool.run_blocking(chatter, word))) for word in "abcd"
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(words) == ["a", "b", "c", "d"]
    assert len(pool.pids) <= 2


async def test_a_picture_that_fits_needs_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = MediaProcesses()
    closed.close()
    monkeypatch.setattr(picture_encoding, "MEDIA_PROCESSES", closed)
    data = saved(scene(), "JPEG")
    assert (await picture_encoding.encoded_picture(data, bytes_limit=len(data), accepted={"image/jpeg"})).data == data
    with pytest.raises(RuntimeError):
        await picture_encoding.encoded_picture(data, bytes_limit=len(data), accepted={"image/webp"})
