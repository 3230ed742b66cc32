"""Secrets that the bot creates: in its data folder, readable by its user only, or from the key that processes share."""

import hashlib
import hmac
import os
from collections.abc import Callable
from pathlib import Path

from bot.settings import Settings
from core.domain.errors import OperatorError

Secret = Callable[[str, Callable[[], str]], str]
"""Returns the secret of a name; the function makes one if there is none."""


def secrets_of(settings: Settings, folder: Path) -> Secret:
    """The secrets of one bot: with a database, all its processes derive the same ones from TROUBADOUR_SECRET_KEY."""
    if settings.database_url is not None and settings.secret_key is not None:
        key = settings.secret_key.get_secret_value().encode()
        return lambda name, _: hmac.new(key, name.encode(), hashlib.sha256).hexdigest()
    return lambda name, make: read_or_create_secret(folder / name, make)


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
