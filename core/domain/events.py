"""Events: the language between commands and adapters.

A command yields any number of events; the runner adds exactly one ending: `Done`, `Stopped` or `Failure`. A reply has
parts, named by the command (`answer`, `picture-1`). Events of different parts may interleave. Each event has one JSON
form with its type under `event` in snake case: `{"event": "text_delta", "part": "answer", "text": "Hel"}`.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from core.domain.actions import Button
from core.domain.errors import BadInput, EngineError, StoreAway, UserError
from core.domain.request import MediaRef
from core.domain.request_id import REQUEST_ID
from core.domain.sentences import Sentence

PartKind = Literal["text", "picture", "recording"]


class _Event(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Begin(_Event):
    """A part opens. Everything else about it comes later."""

    event: Literal["begin"] = "begin"
    part: str
    kind: PartKind
    title: Sentence | None = None


class TextDelta(_Event):
    """More text at the end of a part; Markdown."""

    event: Literal["text_delta"] = "text_delta"
    part: str
    text: str


class TextReplace(_Event):
    """The whole text of a part, which replaces its earlier text."""

    event: Literal["text_replace"] = "text_replace"
    part: str
    text: str


class Statement(_Event):
    """Words of the bot itself: each sentence is a line in the caller's language."""

    event: Literal["statement"] = "statement"
    part: str
    sentences: tuple[Sentence, ...]


class Picture(_Event):
    """A picture as the engine sent it. `width` and `height` are in pixels; `alt` describes it in words."""

    event: Literal["picture"] = "picture"
    part: str
    media: MediaRef
    width: int
    height: int
    alt: str
    spoiler: bool = False


class Recording(_Event):
    """Speech. `seconds` is its duration; `waveform` is base64 of up to 256 loudness values of one byte each."""

    event: Literal["recording"] = "recording"
    part: str
    media: MediaRef
    seconds: float
    waveform: str
    transcript: str


class TextFile(_Event):
    """A text that belongs to a part, as a file to keep."""

    event: Literal["text_file"] = "text_file"
    part: str
    media: MediaRef


class Progress(_Event):
    """The current step. `fraction` is from 0 to 1 where it is known; `seconds_left` is an estimate."""

    event: Literal["progress"] = "progress"
    sentence: Sentence
    part: str | None = None
    fraction: float | None = Field(default=None, ge=0, le=1)
    seconds_left: float | None = Field(default=None, ge=0)


class Problem(BaseModel):
    """An error as a user sees it.

    `id` is that of the request, where the log has more about it; `bad_input` says that the input is at fault
    (`BadInput`).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    sentence: Sentence
    id: str | None = None
    bad_input: bool = False

    @classmethod
    def because(cls, error: UserError) -> "Problem":
        """The problem that tells an error. The log has what a provider or the store has answered."""
        id = REQUEST_ID.get() if isinstance(error, EngineError | StoreAway) else ""
        return cls(sentence=error.sentence, id=id or None, bad_input=isinstance(error, BadInput))

    @classmethod
    def logged(cls, sentence: Sentence) -> "Problem":
        """A problem that the log has more about."""
        return cls(sentence=sentence, id=REQUEST_ID.get() or None)


class Trouble(_Event):
    """One part failed or broke off; the others continue."""

    event: Literal["trouble"] = "trouble"
    part: str
    error: Problem


class Offer(_Event):
    """The next steps. The runner gives each button its id when it stores the action."""

    event: Literal["offer"] = "offer"
    actions: tuple[Button, ...]
    part: str | None = None


class Facts(_Event):
    """The origin of a part, which captions tell.

    `engine` is `builtin` or the name of the service. `ignored` names options that the model did not use. `cached`
    results cost nothing. `notes` are further sentences for the captions.
    """

    event: Literal["facts"] = "facts"
    part: str
    engine: str
    model: str
    provider: str | None = None
    seed: int | None = None
    seconds: float | None = None
    tokens: int | None = None
    cached: bool = False
    ignored: tuple[str, ...] = ()
    notes: tuple[Sentence, ...] = ()


class Done(_Event):
    """The command ended well."""

    event: Literal["done"] = "done"


class Stopped(_Event):
    """Somebody stopped the command; finished parts stay. `by` is a display name."""

    event: Literal["stopped"] = "stopped"
    by: str


class Failure(_Event):
    """The command failed."""

    event: Literal["failure"] = "failure"
    error: Problem


Ending = Done | Stopped | Failure
Event = (
    Begin
    | TextDelta
    | TextReplace
    | Statement
    | Picture
    | Recording
    | TextFile
    | Progress
    | Trouble
    | Offer
    | Facts
    | Done
    | Stopped
    | Failure
)

EVENT: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="event")])
"""Reads an event from its JSON form: `EVENT.validate_json(line)`."""
