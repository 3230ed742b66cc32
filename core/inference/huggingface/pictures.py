"""Checks of pictures that go to models and come from them."""

from core.domain.errors import BadPicture, ModelUnavailable
from core.domain.sentences import ModelName, Value
from core.media.picture_work import inspect, is_nearly_black
from core.media.processes import MEDIA_PROCESSES

_SAME_SHAPE = 0.03
"""The tolerance between two aspect ratios: models round sides to multiples of 64."""
_BEGINNING = 100_000
"""The bytes of a JPEG or PNG that usually tell its shape. The rest need not go to another process for that."""
_DENSE_BITS = 2.5
"""The bits of a pixel from which a JPEG is not black. Noise of 8 levels on black takes 1 at quality 90, 2.2 at 95."""
_DENSE_PIXELS = 24_000_000
"""The most pixels of a JPEG that is not opened, whatever platforms may take."""
_FRAMES = b"\xc0\xc1\xc2"
"""The markers of baseline, extended and progressive JPEG, with Huffman coding (ITU-T T.81, table B.1)."""
_SCAN = 0xDA


async def reject_spoilt_picture(data: bytes, model: str, provider: Value) -> None:
    """Raises `ModelUnavailable` for a picture that cannot be opened, and for a black one, which some safety filters
    return instead of an error."""
    if is_dense_jpeg(data):
        return
    name = ModelName(name=model)
    try:
        black = await MEDIA_PROCESSES.run(is_nearly_black, data)
    except BadPicture as error:
        raise ModelUnavailable("huggingface-torn-media", kind="not_media", model=name, provider=provider) from error
    if black:
        raise ModelUnavailable("huggingface-black-picture", kind="not_media", model=name, provider=provider)


def is_dense_jpeg(data: bytes) -> bool:
    """True for a JPEG that has its end, and too many bytes between for a black picture, without decoding it.

    The segments are those of ITU-T T.81, annex B. False says nothing about a picture.
    """
    if not data.endswith(b"\xff\xd9"):
        return False
    at, pixels = 2, 0
    while data.startswith(b"\xff", at) and len(data) > at + 9:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == _SCAN:
            return 0 < pixels <= _DENSE_PIXELS and 8 * (len(data) - at) >= _DENSE_BITS * pixels
        if marker in _FRAMES:
            pixels = int.from_bytes(data[at + 5 : at + 7], "big") * int.from_bytes(data[at + 7 : at + 9], "big")
        at += 2 + length
    return False


async def has_aspect_ratio(picture: bytes, width: int, height: int) -> bool:
    """True if a picture has about this aspect ratio. Raises `BadPicture`."""
    beginning = picture[:_BEGINNING]
    try:
        info = await MEDIA_PROCESSES.run(inspect, beginning)
    except BadPicture:
        if len(beginning) == len(picture):
            raise
        info = await MEDIA_PROCESSES.run(inspect, picture)
    return abs(info.width * height / (info.height * width) - 1) <= _SAME_SHAPE
