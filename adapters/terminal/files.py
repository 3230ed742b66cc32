"""Files of the terminal's user: attachments and output."""

import errno
import hashlib
import mimetypes
import os
import re
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import BinaryIO

from core.domain.errors import BadInput, Missing, UserError
from core.domain.request import MediaRef
from core.domain.sentences import Quote
from core.media.file_signatures import media_type_of
from core.text.sanitising import one_line

_NAME_LIMIT = 120
_RESERVED = re.compile(r'[<>:"/\\|?*]')
"""Characters that no file name may have on Windows
(https://learn.microsoft.com/windows/win32/fileio/naming-a-file); elsewhere only the slash matters."""


def read_attachment(path: Path, bytes_limit: int) -> tuple[bytes, str]:
    """Reads a file and finds its media type, by its content or else by its name.

    Raises `BadInput` for a file that is missing, a folder, unreadable or larger than `bytes_limit`.
    """
    name = Quote(text=str(path))
    try:
        if path.is_dir():
            raise BadInput("terminal-file-is-folder", name=name)
        with path.expanduser().open("rb") as file:
            data = file.read(bytes_limit + 1)
    except FileNotFoundError:
        raise BadInput("terminal-file-missing", name=name) from None
    except (OSError, ValueError) as error:  # ValueError: a path with a zero byte
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise BadInput("terminal-file-unreadable", name=name, reason=reason) from None
    if len(data) > bytes_limit:
        raise BadInput("attachment-too-large", name=name, maximum=f"{bytes_limit / 1e6:g} MB")
    return data, media_type_of(data) or _type_by_name(path, data)


@dataclass(frozen=True)
class PipedInput:
    """The content of standard input, as an attachment."""

    data: bytes
    name: str = "standard-input"

    def read(self, bytes_limit: int) -> tuple[bytes, str]:
        """The bytes and their media type. Text of another encoding becomes UTF-8. Raises `BadInput` if there are more
        than `bytes_limit`."""
        if len(self.data) > bytes_limit:
            raise BadInput("attachment-too-large", name=Quote(text=self.name), maximum=f"{bytes_limit / 1e6:g} MB")
        found = media_type_of(self.data)
        if found is None and b"\0" not in self.data:
            return self.data.decode("utf-8", "replace").encode(), "text/plain"
        return self.data, found or "application/octet-stream"


def read_input(stream: BinaryIO, bytes_limit: int, *, wanted: bool) -> PipedInput | None:
    """Reads standard input to its end if it is a pipe or a file, or in any case if it is `wanted` (`-`).

    Returns None if there is nothing. A terminal, and the null device of a service, are not waited for.
    """
    if not wanted:
        try:
            mode = os.fstat(stream.fileno()).st_mode
        except (OSError, ValueError):
            return None
        if not (stat.S_ISFIFO(mode) or stat.S_ISREG(mode) or stat.S_ISSOCK(mode)):
            return None
    data = stream.read(bytes_limit + 1)
    return PipedInput(data) if data.strip() else None


class OutputFolder:
    """The folder for output. It never overwrites an existing file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def check(self) -> None:
        """Tries to write, before anything is spent on a file. Raises `UserError`."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.path) as file:
                file.write(b"0")
        except OSError as error:
            raise self._error(error) from error

    def save(self, data: bytes, media: MediaRef) -> Path:
        """Writes a file under the name of `media`, with a number if another file has that name.

        Raises `UserError` if it cannot be written.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            return self._write(data, safe_name(media.name))
        except OSError as error:
            raise self._error(error) from error

    def _error(self, error: OSError) -> UserError:
        if error.errno == errno.ENOSPC:
            return UserError("store-full")
        reason = error.strerror or str(error)
        return UserError("terminal-cannot-write", folder=Quote(text=str(self.path)), reason=reason)

    def _write(self, data: bytes, name: str) -> Path:
        for path in self._paths(name):
            try:
                with path.open("xb") as file:
                    file.write(data)
            except FileExistsError:
                if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
                    return path
            except OSError:
                path.unlink(missing_ok=True)
                raise
            else:
                return path
        raise AssertionError("numbers do not end")

    def _paths(self, name: str) -> Iterator[Path]:
        path = self.path / name
        yield path
        for number in count(2):
            yield path.with_name(f"{path.stem}-{number}{path.suffix}")


def delete_output(path: Path, sha256: str) -> None:
    """Deletes an output file, unless somebody has changed it since. Raises `Missing`."""
    try:
        if hashlib.sha256(path.read_bytes()).hexdigest() == sha256:
            path.unlink()
    except FileNotFoundError:
        return
    except OSError as error:
        raise Missing("terminal-cannot-delete", name=Quote(text=str(path)), reason=error.strerror or "") from error


def safe_name(name: str) -> str:
    """Makes a file name of any name: no folders, no hidden files, no invisible characters."""
    plain = _RESERVED.sub("-", one_line(name).replace(" ", "-")).lstrip(".-")
    stem, dot, ending = plain.rpartition(".")
    stem, ending = (stem, ending) if dot else (plain, "")
    kept = stem[:_NAME_LIMIT].rstrip(". ") or "file"
    return f"{kept}.{ending[:12]}" if ending else kept


def _type_by_name(path: Path, data: bytes) -> str:
    """The media type of a file's name; `text/plain` if the name says nothing and the content is UTF-8."""
    guessed = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if guessed.startswith(("image/", "audio/", "video/", "text/")) or guessed == "application/json":
        return guessed
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return guessed
    return "text/plain"
