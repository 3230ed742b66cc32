"""Pictures of every accepted kind as files, and comparisons of what becomes of them."""

from collections.abc import Callable

from PIL import Image, ImageChops, ImageStat

from core.domain.errors import BadPicture
from core.i18n.rendering import render
from core.media.picture_decoding import open_picture
from tests.core.media.samples import animation, camera_jpeg, saved, scene, transparent_png

FILES: dict[str, bytes] = {
    "png": saved(scene(), "PNG"),
    "jpeg": saved(scene(), "JPEG"),
    "webp": saved(scene(), "WEBP"),
    "gif": animation("GIF"),
    "avif": saved(scene(), "AVIF"),
    "transparent": transparent_png(),
    "camera": camera_jpeg(6),
    "moving webp": animation("WEBP"),
    "moving png": animation("PNG"),
    "palette": saved(scene().quantize(16), "PNG", transparency=3),
    "sixteen bits": saved(Image.linear_gradient("L").convert("I;16"), "PNG"),
    "print": saved(scene().convert("CMYK"), "JPEG"),
}


def difference(one: Image.Image, other: Image.Image) -> float:
    """Returns the mean difference of two pictures of the same size, 0 to 255."""
    assert one.size == other.size
    return max(ImageStat.Stat(ImageChops.difference(one.convert("RGB"), other.convert("RGB"))).mean)


def opened_or_refused(data: bytes, open_: Callable[[bytes], object] = open_picture) -> object:
    """Opens the bytes and returns the picture or the words of a `BadPicture`. Any other exception is a bug."""
    try:
        return open_(data)
    except BadPicture as error:
        return render(error.sentence)
