"""The messages that the bot answers in a channel without being mentioned; its administrators choose."""

from dataclasses import dataclass
from typing import Literal, get_args

from core.domain.request import Place
from core.store.ports.preferences import Preferences

ANSWERING = "answering"
"""The preference of a place (`Place.key`)."""
Answering = Literal["mentions", "everything", "threads"]
"""`mentions`: only messages that mention the bot. `everything`: every message of a person. `threads`: every question
opens a thread, in which it goes on without mentions."""
DEFAULT: Answering = "mentions"


@dataclass(frozen=True, kw_only=True)
class UnaddressedMessage:
    """A person's message that does not mention the bot.

    `to_others` says that it mentions other people or groups, or replies to somebody else. `joined` says that it is in a
    thread that was opened for the bot, or in which the bot answers.
    """

    in_thread: bool
    joined: bool
    to_others: bool
    empty: bool


async def answering_in(store: Preferences, place: Place) -> Answering:
    """The choice for a channel and its threads. Direct messages are always answered."""
    chosen = (await store.preferences(place.key)).get(ANSWERING)
    return next((each for each in get_args(Answering) if each == chosen), DEFAULT)


def is_answered(message: UnaddressedMessage, answering: Answering) -> bool:
    """Decides whether the bot answers a message that does not mention it.

    What people write to each other is left alone in every case. With `threads`, a thread that people have among
    themselves is left alone as well.
    """
    if answering == "mentions" or message.to_others or message.empty:
        return False
    return answering == "everything" or message.joined or not message.in_thread
