"""Small files that decode to much."""

import io
import struct

import numpy as np
import soundfile
from PIL import Image

from tests.core.media.samples import animation, png_claiming, saved, scene


def webp_bomb(width: int = 7_000, height: int = 7_000) -> bytes:
    """A lossless WEBP of one colour in 28 bytes: no pixel takes a bit (RFC 9649, section 3)."""
    bits, at = 0, 0
    # The signature, the size, alpha and version; no transform, cache or meta prefix codes; five codes of one symbol.
    for value, length in ((0x2F, 8), (width - 1, 14), (height - 1, 14), (0, 4), (0, 3), *((0b0001, 4),) * 5):
        bits |= value << at
        at += length
    body = bits.to_bytes(-(-at // 8), "little")
    body += bytes(len(body) % 2)
    chunk = b"VP8L" + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


def jpeg_bomb(side: int = 65_500, *, progressive: bool = False) -> bytes:
    """A JPEG that claims as many pixels."""
    data = bytearray(saved(scene(), "JPEG", progressive=progressive))
    frame = data.index(b"\xff\xc2" if progressive else b"\xff\xc0")
    data[frame + 5 : frame + 9] = struct.pack(">HH", side, side)
    return bytes(data)


def gif_bomb() -> bytes:
    """A GIF with a canvas of four gigapixels."""
    data = bytearray(animation("GIF"))
    data[6:10] = struct.pack("<HH", 65_535, 65_535)
    return bytes(data)


def gif_of_many_frames(count: int = 100_000) -> bytes:
    """A GIF of one pixel and many frames."""
    gif = animation("GIF", frames=1, size=(1, 1))
    frame = gif.index(b"\x2c")
    return gif[:frame] + gif[frame:-1] * count + b";"


def avif_bomb() -> bytes:
    """An AVIF that claims four gigapixels."""
    data = bytearray(saved(scene(), "AVIF"))
    size = data.index(b"ispe") + 8
    data[size : size + 8] = struct.pack(">II", 65_535, 65_535)
    return bytes(data)


def tiff_bomb() -> bytes:
    """A TIFF that claims four gigapixels."""
    data = saved(Image.new("1", (64, 64)), "TIFF")
    return data.replace(struct.pack("<HHIHH", 256, 4, 1, 64, 0), struct.pack("<HHIHH", 256, 4, 1, 65_535, 0))


def flac_bomb(seconds: int = 1_500, rate: int = 48_000) -> bytes:
    """Silence in stereo: 300 kB that decode to 300 MB."""
    out = io.BytesIO()
    block = np.zeros((rate * 60, 2), dtype=np.int16)
    with soundfile.SoundFile(out, "w", rate, 2, "PCM_16", format="FLAC") as file:
        for _ in range(seconds // 60):
            file.write(block)
    return out.getvalue()


def wav_bomb() -> bytes:
    """A WAV that claims four gigabytes."""
    out = io.BytesIO()
    soundfile.write(out, np.zeros(800, dtype=np.int16), 8_000, format="WAV")
    data = bytearray(out.getvalue())
    size = data.index(b"data") + 4
    data[4:8] = data[size : size + 4] = b"\xff\xff\xff\xf0"
    return bytes(data)


PICTURES = {
    "webp": webp_bomb(),
    "widest webp": webp_bomb(16_384, 16_384),
    "png": png_claiming(30_000, 30_000),
    "jpeg": jpeg_bomb(),
    "smaller jpeg": jpeg_bomb(12_000),
    "progressive jpeg": jpeg_bomb(7_000, progressive=True),
    "largest jpeg": jpeg_bomb(progressive=True),
    "gif": gif_bomb(),
    "frames": gif_of_many_frames(),
    "avif": avif_bomb(),
    "tiff": tiff_bomb(),
    "cut off": saved(scene(), "PNG")[:-200],
}
