"""Pictures from strangers: opened safely, and re-encoded only if a limit or a format requires it.

Everything here is synchronous and uses much processor time and memory: call it in a process of
`core.media.processes`. Several threads may call it in parallel, because no limit is kept in Pillow's globals. For any
bytes, the only exceptions are `BadPicture` and `MemoryError`.
"""

import io
import re
import warnings
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

# Pillow registers its formats at their first use, which is not safe with two threads: here all are imported in advance.
from PIL import (
    AvifImagePlugin,
    ExifTags,
    GifImagePlugin,
    Image,
    ImageCms,
    ImageFile,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)

from core.domain.errors import BadPicture
from core.domain.sentences import names, say
from core.media.encoded_media import EncodedMedia, as_it_is
from core.media.file_signatures import PICTURES, content_kind, media_type_of, other_picture_format
from core.media.media_facts import PictureInfo

__all__ = [
    "PictureLimits",
    "flatten",
    "inspect",
    "is_nearly_black",
    "jpeg_for_model",
    "media_type_of",
    "open_picture",
    "reencode_under",
    "shrunk_pixels",
    "thumbnail",
    "thumbnail_png",
    "with_provenance",
]

AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # each of dav1d's threads takes memory of its own

_PLUGINS = (AvifImagePlugin, GifImagePlugin, JpegImagePlugin, PngImagePlugin, WebPImagePlugin)

PROVENANCE = frozenset({"engine", "model", "provider", "seed", "software", "source", "version"})
"""The facts that may be written into a picture. A prompt is a person's words and is never written."""

WHITE = (255, 255, 255)

MODEL_SIDE = 3_000
"""The longest side in pixels for a vision model: about what fits into a JPEG of 1.5 MB. Models look at less."""

ENCODED_PIXELS = 6_000_000
"""Width times height of a picture that is encoded again: more than any screen shows of a chat. Encoding a WEBP takes
up to 30 bytes for each."""

_TURNED = frozenset({5, 6, 7, 8})
"""The values of EXIF's orientation with which width and height change places (EXIF 2.32, 4.6.4)."""

_NEARLY_BLACK = 8
"""The brightest value, of 255, in a picture that shows nothing."""

_LONGEST_SIDE = {"WEBP": 16_383, "JPEG": 65_500, "AVIF": 65_535, "PNG": 2**31 - 1, "GIF": 65_535}
"""The largest width or height of each format: 14 bits in VP8, libjpeg's JPEG_MAX_DIMENSION, 16 bits in GIF and AV1."""

_QUALITIES = {"WEBP": (85, 70, 50), "JPEG": (90, 75, 55), "AVIF": (75, 60, 45), "PNG": (0,), "GIF": (0,)}


@dataclass(frozen=True)
class PictureLimits:
    """Limits for opening a picture. The defaults allow any phone's photo (48 megapixels) and ordinary animations, and
    fit into the memory of a process of `core.media.processes`."""

    pixels: int = 50_000_000
    """Width times height of a JPEG, which is scaled while it is decoded."""
    whole_pixels: int = 24_000_000
    """Width times height of a PNG, a GIF or a progressive JPEG, which is decoded whole: four bytes for each pixel, and
    as much again to convert them."""
    canvas_pixels: int = 17_000_000
    """Width times height of a WEBP or AVIF, whose decoders hold several copies."""
    frames: int = 600
    frame_pixels: int = 400_000_000
    """Frames times width times height."""


DEFAULT_LIMITS = PictureLimits()


def open_picture(data: bytes, *, limits: PictureLimits = DEFAULT_LIMITS) -> Image.Image:
    """Opens a picture, or the first frame of an animation: mode RGB or RGBA, upright, sRGB, without metadata.

    Opens PNG, JPEG, WEBP, GIF and AVIF, and decodes them to the end so that truncated files are found. Raises
    `BadPicture` for everything else, for damaged files, and for more pixels or frames than `limits` allow.
    """
    return _decode(data, limits)[0]


def inspect(data: bytes, *, limits: PictureLimits = DEFAULT_LIMITS) -> PictureInfo:
    """Returns facts from the beginning of the picture, and decodes nothing. Raises `BadPicture` for a beginning that
    `open_picture` refuses, too."""
    with _header(data, limits) as (file, info):
        # Pillow decodes a PNG whole for EXIF that may stand behind its pixels, where nothing writes an orientation.
        is_known = file.format != "PNG" or "exif" in file.info
        turned = is_known and file.getexif().get(ExifTags.Base.Orientation) in _TURNED
        return replace(info, width=info.height, height=info.width) if turned else info


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
    image, info = _decode(data, limits)
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
    image = flatten(_decode(data, limits, side=MODEL_SIDE)[0])
    image.thumbnail((MODEL_SIDE, MODEL_SIDE), reducing_gap=3.0)
    return _fit(image, ("JPEG",), bytes_limit)[0]


def thumbnail_png(data: bytes, width: int, height: int, *, limits: PictureLimits = DEFAULT_LIMITS) -> bytes:
    """Encodes what `thumbnail` makes as a PNG. Raises `BadPicture`."""
    out = io.BytesIO()
    thumbnail(data, width, height, limits=limits).save(out, "PNG")
    return out.getvalue()


def thumbnail(data: bytes, width: int, height: int, *, limits: PictureLimits = DEFAULT_LIMITS) -> Image.Image:
    """Scales a picture to fit into `width` by `height` pixels, mode RGB on white. Raises `BadPicture`."""
    image = flatten(_decode(data, limits, side=2 * max(width, height))[0])
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


def _decode(data: bytes, limits: PictureLimits, side: int | None = None) -> tuple[Image.Image, PictureInfo]:
    """Decodes a picture. With `side`, a JPEG may come smaller, but with no side shorter than that by this. The facts
    are those of the file."""
    with _header(data, limits) as (file, info):
        if file.format in ("JPEG", "MPO"):
            file.draft(None, _draft_size(file.size, side, limits))
        file.load()
        image, turned = _plain(file)
    return image, replace(info, width=info.height, height=info.width) if turned else info


@contextmanager
def _header(data: bytes, limits: PictureLimits) -> Iterator[tuple[ImageFile.ImageFile, PictureInfo]]:
    """Opens a picture, of which nothing is decoded yet, and checks its facts, which are not turned. What the block
    raises is `BadPicture`, too."""
    media_type = media_type_of(data)
    if media_type not in PICTURES:
        raise _unsupported(data)
    if media_type == "image/gif" and _gif_frames_exceed(data, limits.frames):
        raise _too_many_frames(f"{limits.frames}+", limits)
    allowed = _pixels_allowed(media_type, limits)
    if media_type == "image/webp":
        _check_size(_webp_size(data), allowed)
    _silence_pillow()
    try:
        with Image.open(io.BytesIO(data), formats=(PICTURES[media_type],)) as file:
            frames = _check(file, allowed, limits)
            yield file, PictureInfo(*file.size, media_type, frames)
    except (BadPicture, MemoryError):
        raise
    except Image.DecompressionBombError as error:
        raise BadPicture("picture-too-large", allowed=_megapixels(allowed)) from error
    except Exception as error:
        # Decoders raise many exceptions for damaged files: OSError, SyntaxError, ValueError, struct.error, …
        raise BadPicture("picture-damaged", format=PICTURES[media_type]) from error


def _draft_size(size: tuple[int, int], side: int | None, limits: PictureLimits) -> tuple[int, int]:
    """Returns the size that a JPEG must have at least: the decoder can halve it up to three times."""
    longest = side or max(size)
    if size[0] * size[1] > limits.whole_pixels:
        longest = min(longest, max(size) // 2)
    factor = min(1.0, longest / max(size))
    return max(1, int(size[0] * factor)), max(1, int(size[1] * factor))


def _silence_pillow() -> None:
    """Silences Pillow's warnings about large and odd files; large ones are refused here, and odd ones are opened.

    The filter is checked each time, because `warnings.catch_warnings` elsewhere can remove it. It is global and the
    same for all threads, so it does no harm if two threads add it.
    """
    module = re.compile(r"PIL\.")
    if not any(item[0] == "ignore" and item[3] == module for item in warnings.filters):
        warnings.filterwarnings("ignore", category=UserWarning, module=module.pattern)
        warnings.filterwarnings("ignore", category=RuntimeWarning, module=module.pattern)


def _check(file: ImageFile.ImageFile, allowed: int, limits: PictureLimits) -> int:
    """Compares the header with the limits before anything is decoded, and returns the number of frames."""
    if "progressive" in file.info:
        allowed = min(allowed, limits.whole_pixels)
    _check_size(file.size, allowed)
    pixels = file.width * file.height
    # A phone's JPEG may carry a second picture (depth, gain map) in Multi-Picture Format; it is not an animation.
    frames = 1 if file.format in ("JPEG", "MPO") else int(getattr(file, "n_frames", 1))
    if frames > limits.frames:
        raise _too_many_frames(str(frames), limits)
    if frames * pixels > limits.frame_pixels:
        raise BadPicture(
            "picture-too-long",
            frames=str(frames),
            given=_megapixels(frames * pixels),
            allowed=_megapixels(limits.frame_pixels),
        )
    return frames


def _pixels_allowed(media_type: str, limits: PictureLimits) -> int:
    match media_type:
        case "image/jpeg":
            return limits.pixels
        case "image/webp" | "image/avif":
            return min(limits.pixels, limits.canvas_pixels)
        case _:
            return min(limits.pixels, limits.whole_pixels)


def _check_size(size: tuple[int, int], allowed: int) -> None:
    width, height = size
    if width * height > allowed:
        raise BadPicture(
            "picture-too-many-pixels",
            width=str(width),
            height=str(height),
            given=_megapixels(width * height),
            allowed=_megapixels(allowed),
        )


def _webp_size(data: bytes) -> tuple[int, int]:
    """Returns the width and height in the header of a WEBP (RFC 9649, section 2), or 0 by 0 if there is none.

    Pillow makes the canvas when it opens the file, before anybody can ask for its size.
    """
    match data[12:16]:
        case b"VP8X" if len(data) >= 30:
            return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
        case b"VP8L" if len(data) >= 25:
            bits = int.from_bytes(data[21:25], "little")
            return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
        case b"VP8 " if len(data) >= 30:
            return int.from_bytes(data[26:28], "little") & 0x3FFF, int.from_bytes(data[28:30], "little") & 0x3FFF
        case _:
            return 0, 0


def _plain(file: ImageFile.ImageFile) -> tuple[Image.Image, bool]:
    """Makes a loaded picture upright, in sRGB, mode RGB, or RGBA if anything is transparent, and without metadata.

    Returns it with True if width and height have changed places. Copies only what changes: a copy takes megabytes.
    """
    vars(file).pop("_decoder", None)  # Pillow keeps it, and that of WEBP and AVIF keeps the picture several times
    profile, size = file.info.get("icc_profile"), file.size
    ImageOps.exif_transpose(file, in_place=True)
    turned = file.size != size
    image = file._new(file.im)  # noqa: SLF001 - no copy, and nothing that only the file knows, such as its EXIF data
    if image.mode.startswith("I"):
        # Sixteen bits per pixel; Pillow's own conversion would clip instead of scaling.
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    mode = "RGBA" if image.has_transparency_data else "RGB"
    if image.mode not in ("CMYK", mode):
        image = image.convert(mode)
    if isinstance(profile, bytes) and profile:
        image = _in_srgb(image, profile, mode)
    if image.mode != mode:
        image = image.convert(mode)
    image.info.clear()
    if mode == "RGBA" and image.getchannel("A").getextrema()[0] == 255:
        image = image.convert("RGB")
    return image, turned


def _in_srgb(image: Image.Image, profile: bytes, mode: str) -> Image.Image:
    """Converts colours of a wide-gamut or print profile to sRGB, which readers assume without a profile."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "sRGB" in ImageCms.getProfileDescription(source):
            return image
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image  # a broken profile affects only the colours
    return converted or image


def _gif_frames_exceed(data: bytes, limit: int) -> bool:
    """Tests for a GIF with more than `limit` frames. Pillow counts by seeking, which is slow for hostile files.

    Reads the blocks of the GIF89a specification and skips junk between them as Pillow does.
    """
    position, frames = 13, 0
    if len(data) > 10 and data[10] & 0x80:
        position += 3 << ((data[10] & 7) + 1)
    while position < len(data):
        block = data[position]
        if block == 0x3B:
            break
        if block == 0x21:
            position = _after_sub_blocks(data, position + 2)
        elif block == 0x2C:
            frames += 1
            if frames > limit:
                return True
            flags = data[position + 9] if position + 9 < len(data) else 0
            table = 3 << ((flags & 7) + 1) if flags & 0x80 else 0
            position = _after_sub_blocks(data, position + 11 + table)
        else:
            position += 1
    return False


def _after_sub_blocks(data: bytes, position: int) -> int:
    while position < len(data) and data[position]:
        position += data[position] + 1
    return position + 1


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


def _unsupported(data: bytes) -> BadPicture:
    allowed = names(list(PICTURES.values()))
    if other := other_picture_format(data):
        return BadPicture("picture-unsupported-format", format=other, allowed=allowed)
    return BadPicture("picture-not-a-picture", kind=content_kind(data), allowed=allowed)


def _too_many_frames(frames: str, limits: PictureLimits) -> BadPicture:
    return BadPicture("picture-too-many-frames", frames=frames, allowed=str(limits.frames))


def _megapixels(pixels: int) -> float:
    return round(pixels / 1_000_000, 1 if pixels >= 100_000 else 3)
