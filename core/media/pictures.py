"""Pictures in other forms: re-encoded where a limit or a format requires it, for a model, scaled, or with provenance.

Everything here is synchronous and raises the same as `core.media.picture_decoding`, by which it opens pictures.
"""

import io
from collections.abc import Collection, Iterator, Mapping

from PIL import Image, PngImagePlugin

from core.domain.errors import BadPicture
from core.domain.sentences import say
from core.media.encoded_media import EncodedMedia, as_it_is
from core.media.file_signatures import PICTURES
from core.media.picture_decoding import DEFAULT_LIMITS, PictureLimits, decode_picture, open_picture

PROVENANCE = frozenset({"engine", "model", "provider", "seed", "software", "source", "version"})
"""The facts that may be written into a picture. A prompt is a person's words and is never written."""

WHITE = (255, 255, 255)

MODEL_SIDE = 3_000
"""The longest side in pixels for a vision model: about what fits into a JPEG of 1.5 MB. Models look at less."""

ENCODED_PIXELS = 6_000_000
"""Width times height of a picture that is encoded again: more than any screen shows of a chat. Encoding a WEBP takes
up to 30 bytes for each."""

_NEARLY_BLACK = 8
"""The brightest value, of 255, in a picture that shows nothing."""

_LONGEST_SIDE = {"WEBP": 16_383, "JPEG": 65_500, "AVIF": 65_535, "PNG": 2**31 - 1, "GIF": 65_535}
"""The largest width or height of each format: 14 bits in VP8, libjpeg's JPEG_MAX_DIMENSION, 16 bits in GIF and AV1."""

_QUALITIES = {"WEBP": (85, 70, 50), "JPEG": (90, 75, 55), "AVIF": (75, 60, 45), "PNG": (0,), "GIF": (0,)}


def reencode_under(
    data: bytes, *, bytes_limit: int, accepted: Collection[str], limits: PictureLimits = DEFAULT_LIMITS
) -> EncodedMedia:
    """Encodes a picture in at most `bytes_limit` bytes and one of the `accepted` media types.

    Bytes that already meet both pass through (`as_it_is`). Otherwise the picture is re-encoded: as WEBP if
    that is accepted, else with transparency as long as it fits, else on white; with at most `ENCODED_PIXELS`; first
    with less quality, then smaller. Only the first frame of an animation stays. Raises `BadPicture` if the picture
    cannot be opened, or if not even a single pixel fits into the limit.
    """
    if (same := as_it_is(data, bytes_limit=bytes_limit, accepted=accepted)) is not None:
        return same
    image, info = decode_picture(data, limits)
    if (factor := (ENCODED_PIXELS / (image.width * image.height)) ** 0.5) < 1:
        image = _scaled(image, factor)
    written, format_ = _fit(image, _targets(accepted, image.mode == "RGBA"), bytes_limit)
    reason = "size" if info.media_type in accepted else "format"
    why = say(
        "picture-reencoded-still" if info.frames > 1 else "picture-reencoded",
        reason=reason,
        before=PICTURES[info.media_type],
        after=format_,
        limit_kb=max(1, bytes_limit // 1000),
    )
    return EncodedMedia(written, f"image/{format_.lower()}", reason=why)


def is_nearly_black(data: bytes, *, limits: PictureLimits = DEFAULT_LIMITS) -> bool:
    """True for a picture that shows nothing. Raises `BadPicture`, also for one that breaks off."""
    return max(thumbnail(data, 64, 64, limits=limits).convert("L").tobytes()) <= _NEARLY_BLACK


def jpeg_for_model(data: bytes, bytes_limit: int = 1_500_000, *, limits: PictureLimits = DEFAULT_LIMITS) -> bytes:
    """Encodes a picture for a vision model as a JPEG of at most `bytes_limit` bytes: upright, transparency on white.

    The picture is always re-encoded, so that the position and the camera of a user's photo never go to a provider.
    Raises `BadPicture`.
    """
    # Flat first: scaling transparency takes another copy of the whole.
    image = flatten(decode_picture(data, limits, side=MODEL_SIDE)[0])
    image.thumbnail((MODEL_SIDE, MODEL_SIDE), reducing_gap=3.0)
    return _fit(image, ("JPEG",), bytes_limit)[0]


def thumbnail_png(data: bytes, width: int, height: int, *, limits: PictureLimits = DEFAULT_LIMITS) -> bytes:
    """Encodes what `thumbnail` makes as a PNG. Raises `BadPicture`."""
    out = io.BytesIO()
    thumbnail(data, width, height, limits=limits).save(out, "PNG")
    return out.getvalue()


def thumbnail(data: bytes, width: int, height: int, *, limits: PictureLimits = DEFAULT_LIMITS) -> Image.Image:
    """Scales a picture to fit into `width` by `height` pixels, mode RGB on white. Raises `BadPicture`."""
    image = flatten(decode_picture(data, limits, side=2 * max(width, height))[0])
    image.thumbnail((max(1, width), max(1, height)))
    return image


def shrunk_pixels(data: bytes, width: int, height: int) -> bytes:
    """Returns a picture as `width` times `height` pixels of three bytes, row by row, distorted to that shape.

    Raises `BadPicture`.
    """
    image = open_picture(data)
    return (image if image.mode == "RGB" else image.convert("RGB")).resize((width, height)).tobytes()


def with_provenance(image: Image.Image, facts: Mapping[str, str]) -> bytes:
    """Encodes a picture as a PNG with facts about its origin in iTXt chunks.

    Accepts only the names in `PROVENANCE`, which keeps prompts out. Raises ValueError for any other name.
    """
    if unknown := sorted(name for name in facts if name.lower() not in PROVENANCE):
        raise ValueError(f"not a fact of provenance: {', '.join(unknown)}")
    text = PngImagePlugin.PngInfo()
    for name, value in facts.items():
        text.add_itxt(name.capitalize(), value)
    out = io.BytesIO()
    image.save(out, "PNG", pnginfo=text)
    return out.getvalue()


def flatten(image: Image.Image) -> Image.Image:
    """Converts a picture to mode RGB, with white behind transparent parts."""
    if not image.has_transparency_data:
        return image if image.mode == "RGB" else image.convert("RGB")
    image = image if image.mode == "RGBA" else image.convert("RGBA")
    ground = Image.new("RGB", image.size, WHITE)
    ground.paste(image, mask=image)
    return ground


def _targets(accepted: Collection[str], transparent: bool) -> tuple[str, ...]:
    """Returns the formats to try, best first; formats without transparency come after those with it."""
    order = ("WEBP", "PNG", "JPEG", "AVIF", "GIF") if transparent else ("WEBP", "JPEG", "AVIF", "PNG", "GIF")
    formats = tuple(name for name in order if f"image/{name.lower()}" in accepted)
    if not formats:
        raise ValueError(f"no picture format among {sorted(accepted)}")
    # A lossy format always gets small enough; a later one would only look worse.
    return formats[: next((at + 1 for at, name in enumerate(formats) if name in ("WEBP", "JPEG")), len(formats))]


def _fit(image: Image.Image, formats: tuple[str, ...], bytes_limit: int) -> tuple[bytes, str]:
    """Encodes a picture in at most `bytes_limit` bytes and returns its format; the last format shrinks it to fit."""
    smallest = b""
    for format_ in formats:
        for smallest in _attempts(image, format_, bytes_limit, shrink=format_ == formats[-1]):
            if len(smallest) <= bytes_limit:
                return smallest, format_
    raise BadPicture("picture-limit-too-small", limit=str(bytes_limit), needed=str(len(smallest)))


def _attempts(image: Image.Image, format_: str, bytes_limit: int, *, shrink: bool) -> Iterator[bytes]:
    if format_ in ("JPEG", "GIF"):
        image = flatten(image)
    longest = _LONGEST_SIDE[format_]
    if max(image.size) > longest:
        image = _scaled(image, longest / max(image.size))
    written = b""
    for quality in _QUALITIES[format_]:
        written = _encode(image, format_, quality)
        yield written
    while shrink and image.size != (1, 1):
        # Bytes grow a little slower than pixels: aiming just below the limit takes two or three steps.
        image = _scaled(image, min(0.85, 0.95 * (bytes_limit / len(written)) ** 0.5))
        written = _encode(image, format_, _QUALITIES[format_][-1])
        yield written


def _scaled(image: Image.Image, factor: float) -> Image.Image:
    width, height = (max(1, int(side * factor)) for side in image.size)
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _encode(image: Image.Image, format_: str, quality: int) -> bytes:
    out = io.BytesIO()
    try:
        match format_:
            case "WEBP":
                image.save(out, "WEBP", quality=quality, method=0)
            case "JPEG":
                image.save(out, "JPEG", quality=quality)
            case "AVIF":
                image.save(out, "AVIF", quality=quality, speed=10)
            case _:
                image.save(out, format_, optimize=False)
    except (OSError, ValueError) as error:
        # The picture is valid and the file is in memory: this is how encoders say that there is no more of it.
        raise MemoryError from error
    return out.getvalue()
