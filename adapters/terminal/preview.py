"""Small pictures in a terminal, where it can show them.

kitty's graphics protocol (https://sw.kovidgoyal.net/kitty/graphics-protocol/), iTerm2's inline images
(https://iterm2.com/documentation-images.html), else half blocks in colour. Inside tmux and screen, which do not pass
either protocol on by default, only half blocks.
"""

import base64
import io
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Literal

from rich.color import Color
from rich.segment import Segment, Segments
from rich.style import Style

from core.domain.errors import BadPicture

if TYPE_CHECKING:
    from PIL.Image import Image

ImageProtocol = Literal["kitty", "iterm2", "blocks", "none"]

COLUMNS, ROWS = 36, 18
"""A cell of a terminal is about twice as high as wide, so that this is a square."""
_PIXELS = 480
_KITTY_CHUNK = 4096
_UPPER_HALF = "▀"


def protocol_of(variables: Mapping[str, str], *, colours: bool) -> ImageProtocol:
    """How this terminal shows pictures, by what it says of itself; `colours` where it shows at least 256."""
    term, program = variables.get("TERM", ""), variables.get("TERM_PROGRAM", "")
    multiplexed = "TMUX" in variables or term.startswith(("screen", "tmux"))
    if not multiplexed:
        if term == "xterm-kitty" or "KITTY_WINDOW_ID" in variables or program == "ghostty":
            return "kitty"
        if program in ("iTerm.app", "WezTerm"):
            return "iterm2"
    return "blocks" if colours and "NO_COLOR" not in variables else "none"


def preview(data: bytes, protocol: ImageProtocol) -> Segments | None:
    """A picture, small, to be printed uncropped on a line of its own; None where it cannot be shown."""
    from core.media.pictures import thumbnail  # Pillow, when the first picture comes

    if protocol == "none":
        return None
    try:
        if protocol == "blocks":
            return Segments(list(_blocks(thumbnail(data, COLUMNS, ROWS * 2))))
        image = thumbnail(data, _PIXELS, _PIXELS)
    except BadPicture:
        return None
    sequence = "".join(_kitty(_png(image))) if protocol == "kitty" else _iterm2(_png(image))
    return Segments([Segment(sequence), Segment.line()])


def _png(image: "Image") -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _kitty(png: bytes) -> Iterator[str]:
    """`q=2` keeps the terminal from answering, which would be read as typing."""
    encoded = base64.standard_b64encode(png).decode()
    for start in range(0, len(encoded), _KITTY_CHUNK):
        keys = f"a=T,f=100,q=2,r={ROWS}," if start == 0 else ""
        more = int(start + _KITTY_CHUNK < len(encoded))
        yield f"\x1b_G{keys}m={more};{encoded[start : start + _KITTY_CHUNK]}\x1b\\"


def _iterm2(png: bytes) -> str:
    encoded = base64.standard_b64encode(png).decode()
    return f"\x1b]1337;File=inline=1;size={len(png)};height={ROWS};preserveAspectRatio=1:{encoded}\x07"


def _blocks(image: "Image") -> Iterator[Segment]:
    pixels = image.load()
    if pixels is None:
        return
    for y in range(0, image.height - image.height % 2, 2):
        for x in range(image.width):
            upper, lower = (Color.from_rgb(*pixels[x, row]) for row in (y, y + 1))  # type: ignore[misc]
            yield Segment(_UPPER_HALF, Style(color=upper, bgcolor=lower))
        yield Segment.line()
