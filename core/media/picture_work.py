"""Work on pictures for the processes of `core.media.processes`, which alone load Pillow for it.

Each function does what its namesake in `core.media.pictures` or `core.media.picture_decoding` does, with the usual
limits, and raises the same.
"""

from collections.abc import Collection

from core.media.encoded_media import EncodedMedia
from core.media.media_facts import PictureInfo


def inspect(data: bytes) -> PictureInfo:
    """Returns facts from the beginning of a picture. Raises `BadPicture`."""
    from core.media import picture_decoding

    return picture_decoding.inspect(data)


def is_nearly_black(data: bytes) -> bool:
    """True for a picture that shows nothing. Raises `BadPicture`."""
    from core.media import pictures

    return pictures.is_nearly_black(data)


def jpeg_for_model(data: bytes, bytes_limit: int = 1_500_000) -> bytes:
    """Encodes a picture for a vision model as a JPEG of at most `bytes_limit` bytes. Raises `BadPicture`."""
    from core.media import pictures

    return pictures.jpeg_for_model(data, bytes_limit)


def reencode_under(data: bytes, *, bytes_limit: int, accepted: Collection[str]) -> EncodedMedia:
    """Encodes a picture in at most `bytes_limit` bytes and one of the `accepted` media types. Raises `BadPicture`."""
    from core.media import pictures

    return pictures.reencode_under(data, bytes_limit=bytes_limit, accepted=accepted)


def shrunk_pixels(data: bytes, width: int, height: int) -> bytes:
    """Returns a picture as `width` times `height` pixels of three bytes. Raises `BadPicture`."""
    from core.media import pictures

    return pictures.shrunk_pixels(data, width, height)
