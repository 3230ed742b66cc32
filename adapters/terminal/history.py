"""The lines of earlier sessions."""

from collections.abc import Iterable
from pathlib import Path

from prompt_toolkit.history import FileHistory, History


class HistoryFile(History):
    """A history in a file that only its owner can read; only in memory if the file cannot be opened.

    The constructor and `save` access the disk and belong in a thread. The methods that prompt_toolkit calls do not.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._unsaved: list[str] = []
        self._earlier: list[str] = []
        self._file: FileHistory | None = None
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.touch(mode=0o600)
            self._file = FileHistory(str(path))
            self._earlier = list(self._file.load_history_strings())
        except OSError:
            self._file = None

    def load_history_strings(self) -> Iterable[str]:
        """The lines, newest first."""
        return self._earlier

    def store_string(self, string: str) -> None:
        """Keeps a line until `save`."""
        self._unsaved.append(string)

    def save(self) -> None:
        """Writes the unsaved lines. A full disk does not end a session."""
        unsaved, self._unsaved = self._unsaved, []
        if self._file is None:
            return
        try:
            for line in unsaved:
                self._file.store_string(line)
        except OSError:
            self._file = None
