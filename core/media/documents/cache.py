"""Documents that were read lately, in memory: a question about a file reads it again, and the next one does, too."""

from collections import OrderedDict

from core.media.documents.document import Document

CHARACTERS = 10_000_000
"""The most characters of all documents together."""
SECONDS = 3_600.0
"""The time for which a document is kept."""

Key = tuple[str, str, str]
"""The digest of a file's bytes, its name and its media type: the kind of a text depends on all three."""


class DocumentCache:
    """The newest documents, each for an hour. It gives out nothing by itself: whoever asks has the file's bytes."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, tuple[float, Document]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Key, now: float) -> Document | None:
        """The document of a file, if it is here and not too old. Drops all that are."""
        while self._kept and not 0 <= now - next(iter(self._kept.values()))[0] < SECONDS:
            self._kept.popitem(last=False)
        found = self._kept.get(key)
        return found[1] if found is not None else None

    def put(self, key: Key, document: Document, now: float) -> None:
        """Keeps a document, and drops the oldest ones for which there is no room any more."""
        self._kept.pop(key, None)
        self._kept[key] = (now, document)
        while sum(each.characters for _, each in self._kept.values()) > CHARACTERS:
            self._kept.popitem(last=False)

    def clear(self) -> None:
        """Drops everything, for instance because somebody is forgotten."""
        self._kept.clear()


READ_DOCUMENTS = DocumentCache()
"""The documents of this process."""
