"""Secrets that the bot creates and keeps in its data folder, readable by its user only."""

import os
from collections.abc import Callable
from pathlib import Path

from core.domain.errors import OperatorError


def read_or_create_secret(path: Path, make: Callable[[], str]) -> str:
    """Reads the secret in a file. If there is none, creates it with `make` and writes it (0600).

    Raises `OperatorError` if the file cannot be read or written.
    """
    try:
        if secret := _read(path):
            return secret
        secret = make()
        fresh = path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secret + "\n")
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        raise OperatorError(
            f"The file {path} cannot be used ({error.strerror}): make it readable and writable for this user, or move "
            "it away so that a new one is made."
        ) from error
    return secret


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except FileNotFoundError:
        return ""
