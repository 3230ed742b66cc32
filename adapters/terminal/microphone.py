"""The microphone of this machine, recorded by a program that is installed: arecord, parecord, or ffmpeg."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from core.domain.errors import UserError

RATE = "16000"
_END_SECONDS = 5.0
"""The time that a recorder gets to finish its file."""

_RECORDERS: Mapping[str, tuple[str, ...]] = {
    # https://manpages.debian.org/arecord
    "arecord": ("-q", "-f", "S16_LE", "-r", RATE, "-c", "1", "-t", "wav"),
    # https://www.freedesktop.org/wiki/Software/PulseAudio/Documentation/User/CLI
    "parecord": (f"--rate={RATE}", "--channels=1", "--format=s16le", "--file-format=wav"),
}
_FFMPEG_INPUTS = {"linux": ("-f", "alsa", "-i", "default"), "darwin": ("-f", "avfoundation", "-i", ":default")}
"""https://ffmpeg.org/ffmpeg-devices.html"""


def find_recorder(ffmpeg: Path | None, *, search_path: str | None = None) -> tuple[str, ...] | None:
    """Finds a command that records until it is interrupted, without the name of the file; None if there is none.

    `search_path` replaces PATH.
    """
    for name, options in _RECORDERS.items():
        if found := shutil.which(name, path=search_path):
            return (found, *options)
    if ffmpeg is not None and (device := _FFMPEG_INPUTS.get(sys.platform)):
        return (str(ffmpeg), "-v", "error", "-nostdin", *device, "-ac", "1", "-ar", RATE, "-y")
    return None


@asynccontextmanager
async def recording(recorder: tuple[str, ...], file: Path) -> AsyncIterator[None]:
    """Records into a file as long as the block runs. Raises `UserError` if nothing was recorded."""
    try:
        process = await asyncio.to_thread(_start, recorder, file)
    except OSError as error:
        raise UserError("terminal-no-recording") from error
    try:
        yield
    finally:
        await asyncio.to_thread(_end, process)
    if not await asyncio.to_thread(_has_content, file):
        raise UserError("terminal-no-recording")


def _start(recorder: tuple[str, ...], file: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(  # noqa: S603 - a program of this machine, and a name of our own
        [*recorder, str(file)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for the session, not for the recorder
    )


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGINT if os.name == "posix" else signal.SIGTERM)
    try:
        process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _has_content(file: Path) -> bool:
    return file.is_file() and file.stat().st_size > 0
