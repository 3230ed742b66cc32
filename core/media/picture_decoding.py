"""Pictures from strangers, opened safely.

Everything here is synchronous and uses much processor time and memory: call it in a process of
`core.media.processes`. Several threads may call it in parallel, because no limit is kept in Pillow's globals. For any
bytes, the only exceptions are `BadPicture` and `MemoryError`.
"""

import io
import re
import warnings
from collections.abc import Iterator
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
from core.domain.sentences import names
from core.media.file_signatures import PICTURES, content_kind, media_type_of, other_picture_format
from core.media.media_facts import PictureInfo

AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # each of dav1d's threads takes memory of its own

_PLUGINS = (AvifImagePlugin, GifImagePlugin, JpegImagePlugin, PngImagePlugin, WebPImagePlugin)

_TURNED = frozenset({5, 6, 7, 8})
"""The values of EXIF's orientation with which width and height change places (EXIF 2.32, 4.6.4)."""


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
    return decode_picture(data, limits)[0]


def inspect(data: bytes, *, limits: PictureLimits = DEFAULT_LIMITS) -> PictureInfo:
    """Returns facts from the beginning of the picture, and decodes nothing. Raises `BadPicture` for a beginning that
    `open_picture` refuses, too."""
    with _header(data, limits) as (file, info):
        # Pillow decodes a PNG whole for EXIF that may stand behind its pixels, where nothing writes an orientation.
        is_known = file.format != "PNG" or "exif" in file.info
        turned = is_known and file.getexif().get(ExifTags.Base.Orientation) in _TURNED
        return replace(info, width=info.height, height=info.width) if turned else info


def decode_picture(data: bytes, limits: PictureLimits, side: int | None = None) -> tuple[Image.Image, PictureInfo]:
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


def _unsupported(data: bytes) -> BadPicture:
    allowed = names(list(PICTURES.values()))
    if other := other_picture_format(data):
        return BadPicture("picture-unsupported-format", format=other, allowed=allowed)
    return BadPicture("picture-not-a-picture", kind=content_kind(data), allowed=allowed)


def _too_many_frames(frames: str, limits: PictureLimits) -> BadPicture:
    return BadPicture("picture-too-many-frames", frames=frames, allowed=str(limits.frames))


def _megapixels(pixels: int) -> float:
    return round(pixels / 1_000_000, 1 if pixels >= 100_000 else 3)
