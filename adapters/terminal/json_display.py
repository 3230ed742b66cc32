"""What `ask --json` prints: each event as one line of JSON."""

import json
from collections.abc import Mapping
from pathlib import Path

from pydantic import JsonValue

from adapters.terminal.output import StandardOutput
from adapters.terminal.wording import localized
from core.domain.events import Event, Failure, Picture, Progress, Recording, Statement, Trouble


class JsonDisplay:
    """Lines are the events' own JSON form, with more beside it.

    `picture` and `recording` lines also carry `path`, `media_type`, `size` and `sha256` of the file; lines with
    sentences of the bot's own also carry them in words, as `words`.
    """

    def __init__(self, out: StandardOutput, locale: str) -> None:
        self._out = out
        self._locale = locale

    async def render(self, event: Event, file: Path | None = None) -> None:
        """Prints one line."""
        line = {**event.model_dump(mode="json"), **self._more(event, file)}
        self._out.write(json.dumps(line, ensure_ascii=False) + "\n")

    def close(self) -> None:
        """Every line is out already."""

    def _more(self, event: Event, file: Path | None) -> Mapping[str, JsonValue]:
        match event:
            case Picture(media=media) | Recording(media=media):
                path = str(file.absolute()) if file else None
                return {"path": path, "media_type": media.media_type, "size": media.size, "sha256": media.sha256}
            case Progress(sentence=sentence):
                return {"words": localized(sentence, self._locale)}
            case Trouble(error=error) | Failure(error=error):
                return {"words": localized(error.sentence, self._locale)}
            case Statement(sentences=sentences):
                return {"words": "\n".join(localized(sentence, self._locale) for sentence in sentences)}
        return {}
