"""Pictures from strangers: opened safely, and saved again only when a cap or a format demands it.

Everything here is plain, synchronous and heavy on the processor: call it in a thread. It may be called from several
at once; no limit is kept in Pillow's globals. Whatever the bytes are, the only exception is `BadPicture`.
"""

import io
import re
import warnings
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

# Pillow registers its formats at their first use in a way that two threads can trip over: here they are all at once.
from PIL import (
    AvifImagePlugin,
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
from core.media.encoded_media import EncodedMedia
from core.media.file_signatures import PICTURES, content_kind, media_type_of, other_picture_format

__all__ = [
    "PictureInfo",
    "PictureLimits",
    "flatten",
    "inspect",
    "jpeg_for_model",
    "media_type_of",
    "open_picture",
    "reencode_under",
    "thumbnail",
    "with_provenance",
]

_PLUGINS = (AvifImagePlugin, GifImagePlugin, JpegImagePlugin, PngImagePlugin, WebPImagePlugin)

PROVENANCE = frozenset({"engine", "model", "provider", "seed", "software", "source", "version"})
"""What may be written into a picture. A prompt is somebody's words and may not."""

WHITE = (255, 255, 255)

_LONGEST_SIDE = {"WEBP": 16_383, "JPEG": 65_500, "AVIF": 65_535, "PNG": 2**31 - 1, "GIF": 65_535}
"""Largest width or height of each format: 14 bits in VP8, libjpeg's JPEG_MAX_DIMENSION, 16 bits in GIF and AV1."""

_QUALITIES = {"WEBP": (85, 70, 50), "JPEG": (90, 75, 55), "AVIF": (75, 60, 45), "PNG": (0,), "GIF": (0,)}


@dataclass(frozen=True)
class PictureLimits:
    """What is still opened. The defaults let in any phone's photo (48 megapixels) and ordinary animations."""

    pixels: int = 50_000_000
    """Width times height."""
    frames: int = 600
    frame_pixels: int = 400_000_000
    """Frames times width times height."""


DEFAULT_LIMITS = PictureLimits()


@dataclass(frozen=True)
class PictureInfo:
    """What a picture is. Width and height are as it is seen, after its EXIF orientation."""

    width: int
    height: int
    media_type: str
    frames: int
    has_alpha: bool


def open_picture(data: bytes, *, limits: PictureLimits = DEFAULT_LIMITS) -> Image.Image:
    """The picture in `data`, or the first frame of an animation: mode RGB or RGBA, upright, sRGB, no metadata.

    PNG, JPEG, WEBP, GIF and AVIF are opened, decoded to the end so that truncated files are found. Raises
    `BadPicture` for everything else, for damaged files, and for more pixels or frames than `caps` allow.
    """
    return _decode(data, limits)[0]


def inspect(data: bytes, *, limits: PictureLimits = DEFAULT_LIMITS) -> PictureInfo:
    """What the picture is, after decoding its first frame. Raises `BadPicture` as `open_picture` does."""
    return _decode(data, limits)[1]


def reencode_under(
    data: bytes, *, bytes_limit: int, accepted: Collection[str], limits: PictureLimits = DEFAULT_LIMITS
) -> EncodedMedia:
    """The picture in at most `bytes_limit` bytes and one of the `accepted` media types.

    Bytes that are both already pass through untouched and undecoded. Otherwise the picture is written anew: as WEBP,
    where that is accepted, else keeping transparency while it fits, else on white; first with less quality, then
    smaller. Of an animation the first frame stays. Raises `BadPicture` for what cannot be opened, and for limits that
    not even a single pixel fits into.
    """
    media_type = media_type_of(data)
    if media_type in PICTURES and media_type in accepted and len(data) <= bytes_limit:
        return EncodedMedia(data, media_type, changed=False)
    image, info = _decode(data, limits)
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


def jpeg_for_model(data: bytes, bytes_limit: int = 1_500_000, *, limits: PictureLimits = DEFAULT_LIMITS) -> bytes:
    """The picture as a JPEG of at most `bytes_limit` bytes for a model that sees: upright, transparency on white.

    It is always written anew, so that no position or camera of a user's photo goes to a provider. Raises `BadPicture`.
    """
    return _fit(flatten(open_picture(data, limits=limits)), ("JPEG",), bytes_limit)[0]


def thumbnail(data: bytes, width: int, height: int, *, limits: PictureLimits = DEFAULT_LIMITS) -> Image.Image:
    """The picture made to fit into `width` by `height` pixels, mode RGB on white. Raises `BadPicture`."""
    image = open_picture(data, limits=limits)
    image.thumbnail((max(1, width), max(1, height)))
    return flatten(image)


def with_provenance(image: Image.Image, facts: Mapping[str, str]) -> bytes:
    """A PNG of the picture that says how it was made, in iTXt chunks.

    Only the names of `PROVENANCE` are taken; a ValueError for any other keeps prompts out by construction.
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
    """The picture in mode RGB, with white behind what is transparent."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    ground = Image.new("RGBA", image.size, (*WHITE, 255))
    return Image.alpha_composite(ground, image.convert("RGBA")).convert("RGB")


def _decode(data: bytes, limits: PictureLimits) -> tuple[Image.Image, PictureInfo]:
    media_type = media_type_of(data)
    if media_type not in PICTURES:
        raise _unsupported(data)
    if media_type == "image/gif" and _gif_frames_exceed(data, limits.frames):
        raise _too_many_frames(f"{limits.frames}+", limits)
    _silence_pillow()
    try:
        with Image.open(io.BytesIO(data), formats=(PICTURES[media_type],)) as file:
            frames = _check(file, limits)
            file.load()
            image = _plain(file)
    except BadPicture:
        raise
    except Image.DecompressionBombError as error:
        raise BadPicture("picture-too-large", allowed=_megapixels(limits.pixels)) from error
    except Exception as error:
        # Decoders of damaged files raise whatever they stumble over: OSError, SyntaxError, ValueError, struct.error, …
        raise BadPicture("picture-damaged", format=PICTURES[media_type]) from error
    return image, PictureInfo(image.width, image.height, media_type, frames, image.mode == "RGBA")


def _silence_pillow() -> None:
    """Pillow warns about large and odd files; here large ones are refused and odd ones opened, in silence.

    The filter is looked for each time, since `warnings.catch_warnings` elsewhere can drop it. It is global by nature
    and the same for every thread, so adding it twice at once is harmless.
    """
    module = re.compile(r"PIL\.")
    if not any(item[0] == "ignore" and item[3] == module for item in warnings.filters):
        warnings.filterwarnings("ignore", category=UserWarning, module=module.pattern)
        warnings.filterwarnings("ignore", category=RuntimeWarning, module=module.pattern)


def _check(file: ImageFile.ImageFile, limits: PictureLimits) -> int:
    """The number of frames, after comparing the header with the caps: nothing has been decoded yet."""
    pixels = file.width * file.height
    if pixels > limits.pixels:
        raise BadPicture(
            "picture-too-many-pixels",
            width=str(file.width),
            height=str(file.height),
            given=_megapixels(pixels),
            allowed=_megapixels(limits.pixels),
        )
    # A phone's JPEG may carry a second picture (depth, gain map) in Multi-Picture Format; it is no animation.
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


def _plain(file: ImageFile.ImageFile) -> Image.Image:
    """A copy without metadata: upright, in sRGB, mode RGB, or RGBA where anything is transparent."""
    profile = file.info.get("icc_profile")
    image = ImageOps.exif_transpose(file)
    if image.mode.startswith("I"):
        # Sixteen bits a pixel; Pillow's own conversion would clip instead of scale.
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    mode = "RGBA" if image.has_transparency_data else "RGB"
    if image.mode != "CMYK":
        image = image.convert(mode)
    if isinstance(profile, bytes) and profile:
        image = _in_srgb(image, profile, mode)
    image = image.convert(mode)
    image.info.clear()
    if mode == "RGBA" and image.getchannel("A").getextrema()[0] == 255:
        return image.convert("RGB")
    return image


def _in_srgb(image: Image.Image, profile: bytes, mode: str) -> Image.Image:
    """Colours of a wide-gamut or print profile as sRGB, which is what everything without a profile is read as."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "sRGB" in ImageCms.getProfileDescription(source):
            return image
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image  # a broken profile spoils the colours a little, not the picture
    return converted or image


def _gif_frames_exceed(data: bytes, limit: int) -> bool:
    """Whether a GIF has more than `limit` frames. Pillow counts them by seeking, which a hostile file makes slow.

    Walks the blocks of the GIF89a specification and skips junk between them as Pillow does.
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
    """Formats to try, best first; those that would lose transparency only after those that keep it."""
    order = ("WEBP", "PNG", "JPEG", "AVIF", "GIF") if transparent else ("WEBP", "JPEG", "AVIF", "PNG", "GIF")
    formats = tuple(name for name in order if f"image/{name.lower()}" in accepted)
    if not formats:
        raise ValueError(f"no picture format among {sorted(accepted)}")
    # A lossy format always gets small enough; one that comes after it would only look worse.
    return formats[: next((at + 1 for at, name in enumerate(formats) if name in ("WEBP", "JPEG")), len(formats))]


def _fit(image: Image.Image, formats: tuple[str, ...], bytes_limit: int) -> tuple[bytes, str]:
    """The picture in at most `bytes_limit` bytes and its format; the last one is made smaller until it fits."""
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
        # Bytes grow a little slower than pixels: aim just below the limit, and get there in two or three steps.
        image = _scaled(image, min(0.85, 0.95 * (bytes_limit / len(written)) ** 0.5))
        written = _encode(image, format_, _QUALITIES[format_][-1])
        yield written


def _scaled(image: Image.Image, factor: float) -> Image.Image:
    width, height = (max(1, int(side * factor)) for side in image.size)
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _encode(image: Image.Image, format_: str, quality: int) -> bytes:
    out = io.BytesIO()
    match format_:
        case "WEBP":
            image.save(out, "WEBP", quality=quality, method=0)
        case "JPEG":
            # Never progressive: no other thread of the process may run until such a picture is written.
            image.save(out, "JPEG", quality=quality)
        case "AVIF":
            image.save(out, "AVIF", quality=quality, speed=10)
        case _:
            image.save(out, format_, optimize=False)
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
