"""A line of a session: its text, the files in it, and the button that it presses."""

import re
from dataclasses import dataclass
from pathlib import Path

from core.domain.errors import BadInput
from core.domain.sentences import Quote

_FILE = re.compile(r"""(?<!\S)@(?:"([^"\n]+)"|'([^'\n]+)'|((?:\\.|[^\s\\])+))""")
_DROPPED = re.compile(r"""\s*(?:"([^"\n]+)"|'([^'\n]+)'|((?:\\.|[^\s\\])+))""")
_BUTTON = re.compile(r"\s*:(\d{1,3})\s*")


@dataclass(frozen=True)
class TypedLine:
    """The text of a line, and its files."""

    text: str
    files: tuple[Path, ...] = ()


def button_number(line: str) -> int | None:
    """The number of the button that a line presses, such as `:2`."""
    found = _BUTTON.fullmatch(line)
    return int(found[1]) if found else None


def read_line(line: str) -> TypedLine:
    """Separates the files of a line: words such as `@fox.png`, and a path that was dropped at its beginning.

    A word with `@` that names no file stays, as a person's name. Raises `BadInput` if it looks like a path.
    """
    files: list[Path] = []
    dropped = _DROPPED.match(line)
    if dropped and (path := _path(dropped)).is_absolute() and _is_file(path):
        files.append(path)
        line = line[dropped.end() :]

    def take(found: re.Match[str]) -> str:
        path = _path(found)
        if _is_file(path):
            files.append(path)
            return ""
        if "/" in found[0] or "\\" in found[0]:
            raise BadInput("terminal-file-missing", name=Quote(text=str(path)))
        return found[0]

    text = _FILE.sub(take, line).strip()
    return TypedLine(text, tuple(files))


def _path(found: re.Match[str]) -> Path:
    quoted = found[1] or found[2]
    return Path(quoted or re.sub(r"\\(.)", r"\1", found[3])).expanduser()


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
