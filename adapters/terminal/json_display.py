"""The output of `ask --json`: each event as one line of JSON."""

import json
from collections.abc import Mapping
from pathlib import Path

from pydantic import JsonValue

from adapters.terminal.output import StandardOutput
from adapters.terminal.wording import localized
from core.domain.events import Event, Failure, Picture, Progress, Recording, Statement, TextFile, Trouble


class JsonDisplay:
    """Prints each event in its own JSON form, with more members.

    `picture`, `recording` and `text_file` also have `path`, `media_type`, `size` and `sha256` of the file. Events with
    the bot's own sentences also have their text, as `words`. `troubled` is True after a part that failed.
    """

    def __init__(self, out: StandardOutput, locale: str) -> None:
        self.troubled = False
        self._out = out
        self._locale = locale

    async def render(self, event: Event, file: Path | None = None) -> None:
        """Prints one line."""
        self.troubled |= isinstance(event, Trouble)
        line = {**event.model_dump(mode="json"), **self._more(event, file)}
        self._out.write(json.dumps(line, ensure_ascii=False) + "\n")

    def close(self) -> None:
        """Does nothing: every line is printed already."""

    def _more(self, event: Event, file: Path | None) -> Mapping[str, JsonValue]:
        match event:
            case Picture(media=media) | Recording(media=media) | TextFile(media=media):
                path = str(file.absolute()) if file else None
                return {"path": path, "media_type": media.media_type, "size": media.size, "sha256": media.sha256}
            case Progress(sentence=sentence):
                return {"words": localized(sentence, self._locale)}
            case Trouble(error=error) | Failure(error=error):
                return {"words": localized(error.sentence, self._locale)}
            case Statement(sentences=sentences):
                return {"words": "\n".join(localized(sentence, self._locale) for sentence in sentences)}
        return {}
