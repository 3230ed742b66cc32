"""Checks of pictures that go to models and come from them. They decode: call them in a thread."""

from core.domain.errors import BadPicture, ModelUnavailable
from core.domain.sentences import ModelName, Value

NEARLY_BLACK = 8
"""The brightest value, of 255, in a picture that shows nothing."""
_SAME_SHAPE = 0.03
"""The tolerance between two aspect ratios: models round sides to multiples of 64."""


def reject_spoilt_picture(data: bytes, model: str, provider: Value) -> None:
    """Raises `ModelUnavailable` for a picture that breaks off, and for a black one, which some safety filters return
    instead of an error."""
    from core.media.pictures import thumbnail

    name = ModelName(name=model)
    try:
        brightest = max(thumbnail(data, 64, 64).convert("L").tobytes())
    except BadPicture as error:
        raise ModelUnavailable("huggingface-torn-media", kind="not_media", model=name, provider=provider) from error
    if brightest <= NEARLY_BLACK:
        raise ModelUnavailable("huggingface-black-picture", kind="not_media", model=name, provider=provider)


def has_aspect_ratio(picture: bytes, width: int, height: int) -> bool:
    """True if a picture has about this aspect ratio. Raises `BadPicture`."""
    from core.media.pictures import inspect

    info = inspect(picture)
    return abs(info.width * height / (info.height * width) - 1) <= _SAME_SHAPE
