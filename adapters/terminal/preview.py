"""Small pictures in terminals that can show them.

They use kitty's graphics protocol (https://sw.kovidgoyal.net/kitty/graphics-protocol/), iTerm2's inline images
(https://iterm2.com/documentation-images.html), or coloured half blocks. Inside tmux and screen, which by default pass
on neither protocol, they are half blocks.
"""

import base64
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Literal

from rich.color import Color
from rich.segment import Segment, Segments
from rich.style import Style

from core.domain.errors import BadPicture
from core.media.processes import MEDIA_PROCESSES

if TYPE_CHECKING:
    from PIL.Image import Image

ImageProtocol = Literal["kitty", "iterm2", "blocks", "none"]

COLUMNS, ROWS = 36, 18
"""A cell of a terminal is about twice as high as wide, so this is a square."""
_PIXELS = 480
_KITTY_CHUNK = 4096
_UPPER_HALF = "▀"


def protocol_of(variables: Mapping[str, str], *, colours: bool) -> ImageProtocol:
    """Finds the image protocol of the terminal by its environment. `colours` is True for at least 256 colours."""
    term, program = variables.get("TERM", ""), variables.get("TERM_PROGRAM", "")
    multiplexed = "TMUX" in variables or term.startswith(("screen", "tmux"))
    if not multiplexed:
        if term == "xterm-kitty" or "KITTY_WINDOW_ID" in variables or program == "ghostty":
            return "kitty"
        if program in ("iTerm.app", "WezTerm"):
            return "iterm2"
    return "blocks" if colours and "NO_COLOR" not in variables else "none"


def preview(data: bytes, protocol: ImageProtocol) -> Segments | None:
    """Makes a small picture, to be printed uncropped on its own line. Returns None if it cannot be shown."""
    from core.media.picture_decoding import open_picture
    from core.media.pictures import thumbnail_png

    if protocol == "none":
        return None
    size = (COLUMNS, ROWS * 2) if protocol == "blocks" else (_PIXELS, _PIXELS)
    try:
        png = MEDIA_PROCESSES.run_blocking(thumbnail_png, data, *size)
    except BadPicture:
        return None
    if protocol == "blocks":
        return Segments(list(_blocks(open_picture(png))))
    sequence = "".join(_kitty(png)) if protocol == "kitty" else _iterm2(png)
    return Segments([Segment(sequence), Segment.line()])


def _kitty(png: bytes) -> Iterator[str]:
    """Formats a picture for kitty. `q=2` suppresses the terminal's response, which would look like typed text."""
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
