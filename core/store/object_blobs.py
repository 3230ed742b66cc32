"""Files in an object store (S3, or a server that speaks its protocol), named by the SHA-256 of their bytes."""

import errno
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import S3Store

from core.domain.errors import OperatorError, UserError
from core.store.blob_files import digest_of
from core.text.redaction import redact

_REQUEST = timedelta(seconds=20)
_RETRY_SECONDS = 30.0

_DIGEST = re.compile(r"[0-9a-f]{64}")
_PROBE = "troubadour-probe"

_log = logging.getLogger(__name__)


class ObjectBlobs:
    """The objects of one bucket below a prefix. All methods block, for less than a minute, and raise `OSError`.

    `options` are those of `obstore.store.S3Store`. Without keys in them, those of the environment or of the machine's
    role are used (https://developmentseed.org/obstore/latest/authentication/).
    """

    def __init__(
        self,
        bucket: str,
        prefix: str = "",
        options: Mapping[str, str] | None = None,
        *,
        retry_seconds: float = _RETRY_SECONDS,
    ) -> None:
        self.address = f"s3://{bucket}/{prefix}".rstrip("/")
        self._prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        self._store = S3Store(
            bucket,
            config=dict(options or {}),  # type: ignore[arg-type]
            client_options={"timeout": _REQUEST, "allow_http": True},
            retry_config={"retry_timeout": timedelta(seconds=retry_seconds)},
        )

    def prepare(self) -> None:
        """Writes and deletes an object. Raises `OperatorError` if that is impossible."""
        try:
            with _os_errors(_PROBE):
                self._store.put(self._prefix + _PROBE, b"")
                self._store.delete(self._prefix + _PROBE)
        except OSError as error:
            raise OperatorError(
                f"The object store {self.address} cannot be used ({error.strerror or _told(error)}): check "
                "TROUBADOUR_BLOBS, the bucket, AWS_ENDPOINT_URL and the keys."
            ) from error

    def keep(self, sha256: str, data: bytes) -> None:
        """Writes bytes, completely or not at all. Raises `UserError` if the object store cannot."""
        try:
            with _os_errors(sha256):
                self._store.put(self._key(sha256), data)
        except OSError as error:
            _log.error("a file could not be stored: %s", error)
            raise UserError("store-failed") from error

    def has(self, sha256: str, size: int) -> bool:
        """Tests for an object of this size."""
        try:
            with _os_errors(sha256):
                return self._store.head(self._key(sha256))["size"] == size
        except FileNotFoundError:
            return False

    def read(self, sha256: str) -> bytes:
        """Reads the bytes. Raises `FileNotFoundError` also if the object has other bytes than those of its name."""
        with _os_errors(sha256):
            data = bytes(self._store.get(self._key(sha256)).bytes())
        if digest_of(data) != sha256:
            _log.error("the stored object %s is damaged", self._key(sha256))
            raise FileNotFoundError(errno.ENOENT, "the object is damaged", sha256)
        return data

    def verify(self, sha256: str) -> Path | None:  # noqa: ARG002 - of the port
        """Returns None: no object is a file of this machine."""
        return None

    def remove(self, sha256: str) -> None:
        """Deletes the object if it exists."""
        with _os_errors(sha256):
            self._store.delete(self._key(sha256))

    def untouched_since(self, before: float) -> list[str]:
        """Returns the digests of objects last written before a time."""
        return [sha256 for sha256, at in self._objects() if at < before]

    def _objects(self) -> Iterator[tuple[str, float]]:
        with _os_errors(self._prefix):
            for batch in self._store.list(self._prefix or None):
                for found in batch:
                    name = found["path"].rpartition("/")[2]
                    if _DIGEST.fullmatch(name) and found["path"] == self._key(name):
                        yield name, found["last_modified"].timestamp()

    def _key(self, sha256: str) -> str:
        return f"{self._prefix}{sha256[:2]}/{sha256[2:4]}/{sha256}"


@contextmanager
def _os_errors(name: str) -> Iterator[None]:
    """Turns errors of the object store into the ones of a disk; `FileNotFoundError` is obstore's own choice."""
    try:
        yield
    except (PermissionDeniedError, UnauthenticatedError) as error:
        raise PermissionError(errno.EACCES, _told(error), name) from error
    except BaseError as error:
        raise OSError(errno.EIO, _told(error), name) from error


def _told(error: Exception) -> str:
    """The first line of an error; the others are for those who work on the library."""
    return redact(str(error).partition("\n")[0])
