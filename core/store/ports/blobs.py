"""The port of files: pictures, sound and documents."""

from pathlib import Path
from typing import Protocol

from core.domain.request import MediaRef


class BlobStore(Protocol):
    """Files of pictures, sound and documents, addressed by their SHA-256."""

    async def put(self, data: bytes, media_type: str, name: str, owner: str, at: float) -> MediaRef:
        """Stores bytes for an owner (`Caller.key`). Raises `UserError` if the disk is full, or they are too many."""
        ...

    async def get(self, sha256: str) -> bytes:
        """Returns the bytes. Raises `Missing`."""
        ...

    async def find(self, sha256: str) -> MediaRef | None:
        """Returns the reference without reading the bytes, or None if they are not stored."""
        ...

    async def verified_path(self, sha256: str) -> Path | None:
        """Returns the path of the bytes, once they are known to be those of the digest. Raises `Missing`.

        Returns None if they are not a file of this machine: then `get` has them.
        """
        ...

    async def owns(self, owner: str, sha256: str) -> bool:
        """True if this owner has stored these bytes."""
        ...
