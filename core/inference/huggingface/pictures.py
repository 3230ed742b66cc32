"""Checks of pictures that go to models and come from them."""

from core.domain.errors import BadPicture, ModelUnavailable
from core.domain.sentences import ModelName, Value
from core.media.picture_work import inspect, is_nearly_black
from core.media.processes import MEDIA_PROCESSES

_SAME_SHAPE = 0.03
"""The tolerance between two aspect ratios: models round sides to multiples of 64."""


async def reject_spoilt_picture(data: bytes, model: str, provider: Value) -> None:
    """Raises `ModelUnavailable` for a picture that cannot be opened, and for a black one, which some safety filters
    return instead of an error."""
    name = ModelName(name=model)
    try:
        black = await MEDIA_PROCESSES.run(is_nearly_black, data)
    except BadPicture as error:
        raise ModelUnavailable("huggingface-torn-media", kind="not_media", model=name, provider=provider) from error
    if black:
        raise ModelUnavailable("huggingface-black-picture", kind="not_media", model=name, provider=provider)


async def has_aspect_ratio(picture: bytes, width: int, height: int) -> bool:
    """True if a picture has about this aspect ratio. Raises `BadPicture`."""
    info = await MEDIA_PROCESSES.run(inspect, picture)
    return abs(info.width * height / (info.height * width) - 1) <= _SAME_SHAPE
