"""Files as people send them, made with Pillow."""

import io
import struct
import zlib
from collections.abc import Callable

from PIL import Image, ImageDraw

ORIENTATION = 0x0112
"""The EXIF tag for the orientation of the camera."""


def saved(image: Image.Image, format_: str, **options: object) -> bytes:
    """The picture as a file."""
    out = io.BytesIO()
    image.save(out, format_, **options)
    return out.getvalue()


def scene(width: int = 96, height: int = 64) -> Image.Image:
    """Blue sky above a green meadow, with a yellow sun at the top right and a red barn at the bottom left."""
    image = Image.new("RGB", (width, height), (96, 176, 240))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, height * 6 // 10, width, height), fill=(40, 150, 50))
    draw.ellipse((width * 7 // 10, 0, width * 9 // 10, height * 3 // 10), fill=(255, 236, 60))
    draw.rectangle((width // 12, height // 2, width // 3, height * 9 // 10), fill=(210, 30, 30))
    return image


def camera_jpeg(orientation: int, image: Image.Image | None = None) -> bytes:
    """The file of a turned camera that saw `image`: turned pixels, with the orientation and the position in EXIF."""
    turns: dict[int, Callable[[Image.Image], Image.Image]] = {
        1: lambda im: im,
        2: lambda im: im.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        3: lambda im: im.transpose(Image.Transpose.ROTATE_180),
        4: lambda im: im.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
        5: lambda im: im.transpose(Image.Transpose.TRANSPOSE),
        6: lambda im: im.transpose(Image.Transpose.ROTATE_90),
        7: lambda im: im.transpose(Image.Transpose.TRANSVERSE),
        8: lambda im: im.transpose(Image.Transpose.ROTATE_270),
    }
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[0x010F] = "Camera of Ada"
    exif.get_ifd(0x8825)[2] = (51.0, 30.0, 26.0)
    return saved(turns[orientation](image or scene()), "JPEG", quality=95, subsampling=0, exif=exif)


def transparent_png() -> bytes:
    """A red disc on a transparent background."""
    image = Image.new("RGBA", (60, 60), (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((10, 10, 50, 50), fill=(220, 20, 20, 255))
    return saved(image, "PNG")


def animation(format_: str = "GIF", frames: int = 4, size: tuple[int, int] = (40, 30)) -> bytes:
    """A picture that gets lighter from frame to frame, beginning at red."""
    pictures = [Image.new("RGB", size, (250, 8 * (at % 30), 0)) for at in range(frames)]
    return saved(pictures[0], format_, save_all=True, append_images=pictures[1:], duration=50, loop=0)


def png_chunk(kind: bytes, body: bytes) -> bytes:
    """A chunk of a PNG file with a correct checksum."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_claiming(width: int, height: int) -> bytes:
    """A PNG whose header claims this size but that contains almost nothing."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + png_chunk(b"IDAT", zlib.compress(b"\0" * 64)) + png_chunk(b"IEND", b"")


def text_bomb(megabytes: int = 100) -> bytes:
    """A small PNG with a zTXt chunk that grows to this many megabytes."""
    grower = zlib.compressobj(9)
    body = b"".join(grower.compress(b"\0" * 1_000_000) for _ in range(megabytes)) + grower.flush()
    picture = saved(scene(), "PNG")
    return picture[:33] + png_chunk(b"zTXt", b"Comment\0\0" + body) + picture[33:]
