"""The program ffmpeg, which opens what libsndfile cannot."""

import shutil
from pathlib import Path

from core.domain.errors import OperatorError


def find_ffmpeg(configured: Path | None = None, *, search_path: str | None = None) -> Path | None:
    """Finds ffmpeg: the configured program, else the one on PATH, else that of the extra `[ffmpeg]`, else None.

    `search_path` replaces PATH. Raises `OperatorError` if the configured path is not a program.
    """
    if configured is not None:
        if found := shutil.which(configured):
            return Path(found)
        raise OperatorError(f"There is no program at {configured}: correct the path of ffmpeg or leave it out.")
    if found := shutil.which("ffmpeg", path=search_path):
        return Path(found)
    try:
        import imageio_ffmpeg
    except ImportError:
        return None
    try:
        return Path(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError:  # its wheel for this machine contains no binary
        return None
