"""What was typed in earlier sessions."""

from collections.abc import Iterable
from pathlib import Path

from prompt_toolkit.history import FileHistory, History


class HistoryFile(History):
    """A history in a file that only its owner reads; in memory alone where that cannot be had.

    Opening and `save` touch the disk and belong into a thread; what prompt_toolkit calls does not.
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
        """Newest first."""
        return self._earlier

    def store_string(self, string: str) -> None:
        """Keeps a line until `save`."""
        self._unsaved.append(string)

    def save(self) -> None:
        """Writes what was typed since; a full disk is no reason to end a conversation."""
        unsaved, self._unsaved = self._unsaved, []
        if self._file is None:
            return
        try:
            for line in unsaved:
                self._file.store_string(line)
        except OSError:
            self._file = None
