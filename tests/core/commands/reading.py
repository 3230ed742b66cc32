"""Readers for the events of a command."""

from typing import TypeVar

from core.domain.actions import Button
from core.domain.events import Event, Failure, Offer, Statement, TextDelta, TextReplace
from core.i18n.rendering import render

E = TypeVar("E", bound=Event)


def every(kind: type[E], events: list[Event]) -> list[E]:
    """The events of one kind."""
    return [event for event in events if isinstance(event, kind)]


def written(events: list[Event], part: str = "answer") -> str:
    """The text of a part at the end."""
    text = ""
    for event in events:
        match event:
            case TextDelta(part=at) if at == part:
                text += event.text
            case TextReplace(part=at) if at == part:
                text = event.text
    return text


def stated(events: list[Event], locale: str = "en") -> str:
    """The bot's own words, a line a sentence."""
    return "\n".join(
        render(sentence, locale) for statement in every(Statement, events) for sentence in statement.sentences
    )


def buttons(events: list[Event]) -> dict[str, Button]:
    """The last button of each label."""
    return {render(button.label): button for offer in every(Offer, events) for button in offer.actions}


def failed(events: list[Event]) -> str:
    """The sentence with which a command failed."""
    assert isinstance(events[-1], Failure), events[-1]
    return render(events[-1].error.sentence)
