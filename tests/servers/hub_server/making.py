"""The picture and the sound that every model returns."""

import io
import struct
import wave

import numpy as np
from PIL import Image


def picture(
    colour: tuple[int, int, int] = (200, 80, 40), size: tuple[int, int] = (64, 48), kind: str = "JPEG"
) -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def noise(side: int = 1200) -> bytes:
    """A PNG of random pixels that cannot be compressed, larger than four megabytes."""
    out = io.BytesIO()
    pixels = np.random.default_rng(1).integers(0, 256, (side, side, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


def sound(samples: int = 2205) -> bytes:
    """A short WAV of a rising ramp, 22 050 Hz."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(22_050)
        file.writeframes(struct.pack(f"<{samples}h", *(number % 2000 for number in range(samples))))
    return out.getvalue()


PICTURE = picture()
SOUND = sound()
