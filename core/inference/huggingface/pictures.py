"""Checks of pictures that go to models and come from them. They decode: call them in a thread."""

from core.domain.errors import BadInput, BadPicture
from core.domain.sentences import Value

NEARLY_BLACK = 8
"""The brightest value, of 255, in a picture that shows nothing."""
_SAME_SHAPE = 0.03
"""The tolerance between two aspect ratios: models round sides to multiples of 64."""


def reject_black_picture(data: bytes, provider: Value) -> None:
    """Raises `BadInput` for a black picture, which some safety filters return instead of an error."""
    from core.media.pictures import thumbnail

    try:
        brightest = max(thumbnail(data, 64, 64).convert("L").tobytes())
    except BadPicture:
        return  # the caller reports the broken picture
    if brightest <= NEARLY_BLACK:
        raise BadInput("huggingface-black-picture", provider=provider)


def has_aspect_ratio(picture: bytes, width: int, height: int) -> bool:
    """True if a picture has about this aspect ratio. Raises `BadPicture`."""
    from core.media.pictures import inspect

    info = inspect(picture)
    return abs(info.width * height / (info.height * width) - 1) <= _SAME_SHAPE
