"""Requests, turns and log entries for tests of the store."""

from pydantic import JsonValue

from core.domain.request import Address, Attachment, Caller, MediaRef, Place, Request
from core.store.ports import Turn

ADA = Caller(platform="web", tenant="home", user="ada", name="Ada")
BO = Caller(platform="web", tenant="home", user="bo", name="Bo")
PLACE = Place(platform="web", tenant="home", channel="lounge")


def request(
    id: str, caller: Caller = ADA, inputs: tuple[MediaRef, ...] = (), attachments: tuple[Attachment, ...] = ()
) -> Request:
    """A request with a value in every field."""
    return Request(
        id=id,
        command="chat",
        options={"prompt": "Grüße, 世界", "seed": 2**32 - 1, "stop": ["a", None]},
        caller=caller,
        place=PLACE,
        address=Address(platform="web", details={"room": "lounge"}),
        inputs=inputs,
        attachments=attachments,
        said="/chat Grüße, 世界",
    )


def turn(
    job: str,
    ordinal: int = 0,
    *,
    conversation: str = "lounge",
    author: Caller = ADA,
    text: str = "Hello",
    at: float = 1.0,
    media: tuple[MediaRef, ...] = (),
) -> Turn:
    """One turn, by a person if its ordinal is even."""
    return Turn(
        conversation=conversation,
        job=job,
        ordinal=ordinal,
        role="assistant" if ordinal % 2 else "user",
        author=author.key,
        name=author.name,
        text=text,
        media=media,
        at=at,
    )


def delta(text: str) -> dict[str, JsonValue]:
    """The content of a log entry."""
    return {"event": "text_delta", "part": "answer", "text": text}
