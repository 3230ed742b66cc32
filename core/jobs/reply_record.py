"""The record of a reply: its events so far, without those that later ones replace.

It is stored as a checkpoint when the job has its ending, before the ending is shown. A run that finds it shows it
again and makes nothing.
"""

import logging
from collections.abc import Mapping

from pydantic import JsonValue, ValidationError

from core.domain.events import EVENT, Done, Ending, Event, Failure, Progress, Stopped, TextDelta, TextReplace

logger = logging.getLogger(__name__)

ENDING = "ending"
"""The name of the checkpoint."""


class ReplyRecord:
    """Collects the events of a reply. Pieces of a text become one event, where the first of them was."""

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._texts: dict[str, tuple[int, list[str]]] = {}

    def take(self, event: Event) -> None:
        """Adds an event. Progress is not kept."""
        match event:
            case Progress():
                return
            case TextDelta(part=part, text=text) if part in self._texts:
                self._texts[part][1].append(text)
            case TextReplace(part=part, text=text) if part in self._texts:
                at, _ = self._texts[part]
                self._texts[part] = (at, [text])
                self._events[at] = event
            case TextDelta(part=part, text=text) | TextReplace(part=part, text=text):
                self._texts[part] = (len(self._events), [text])
                self._events.append(event)
            case _:
                self._events.append(event)

    @property
    def events(self) -> list[Event]:
        """The events that show the reply as it is now."""
        events = list(self._events)
        for at, pieces in self._texts.values():
            events[at] = events[at].model_copy(update={"text": "".join(pieces)})
        return events

    def to_json(self) -> JsonValue:
        """The events as JSON."""
        return [event.model_dump(mode="json") for event in self.events]


def stored_reply(checkpoints: Mapping[str, JsonValue]) -> tuple[list[Event], Ending] | None:
    """The events of a reply that has its ending, and the ending; None if there is none that can be read."""
    content = checkpoints.get(ENDING)
    if not isinstance(content, list):
        return None
    try:
        events = [EVENT.validate_python(each) for each in content]
    except ValidationError:
        logger.error("a stored ending is damaged")  # noqa: TRY400 - the message would quote it
        return None
    if not events or not isinstance(events[-1], Done | Stopped | Failure):
        return None
    return events[:-1], events[-1]
