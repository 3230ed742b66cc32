"""Verdicts about requests and pressed buttons, from which an adapter makes its one acknowledgement."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue

from core.commands.schema import Command
from core.domain.actions import Button
from core.domain.errors import BadInput, StoreAway, UserError
from core.domain.layout import Layout
from core.domain.request import MediaRef
from core.domain.request_id import REQUEST_ID
from core.domain.sentences import Sentence, say


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """The request will run. Only the caller sees the answer if `private`."""

    job: str
    private: bool
    layout: Layout


@dataclass(frozen=True, kw_only=True)
class Refused:
    """The request will not run. The sentence says why; it is shown privately where the platform can.

    `bad_input` says that the input is at fault (`BadInput`), and `option` names the option that is. `actions` are
    remedies with ids: a reminder where a limit will have room again. An adapter shows them as buttons beside the
    sentence, to the caller alone, and passes a press to `Dispatcher.press`. `retryable` says that the store refused:
    the same request may be accepted later, where the platform delivers it again. `meant` is the line that was likely
    meant in place of the one that was typed. `request_id` is set where the log has more about it.
    """

    sentence: Sentence
    bad_input: bool = False
    option: str | None = None
    actions: tuple[Button, ...] = ()
    retryable: bool = False
    meant: str | None = None
    request_id: str | None = None

    @property
    def told(self) -> Sentence:
        """The sentence for the person, with the request's id where the log has more about it."""
        if self.request_id is None:
            return self.sentence
        return say("failure-notice", failure=self.sentence, id=self.request_id)

    @classmethod
    def because(cls, error: UserError) -> "Refused":
        """The refusal that tells an error."""
        if isinstance(error, BadInput):
            return cls(sentence=error.sentence, bad_input=True, option=error.option, meant=error.meant)
        if isinstance(error, StoreAway):
            return cls(sentence=error.sentence, retryable=True, request_id=REQUEST_ID.get() or None)
        return cls(sentence=error.sentence)


@dataclass(frozen=True, kw_only=True)
class NeedsForm:
    """More input is needed: show this command's form with these raw options. `inputs` belong to the request that it
    sends."""

    command: Command
    filled: Mapping[str, JsonValue] = field(default_factory=dict)
    inputs: tuple[MediaRef, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Duplicate:
    """The request was delivered before: acknowledge it and show nothing."""

    job: str


@dataclass(frozen=True, kw_only=True)
class Acknowledged:
    """A button has done its work, which its reply shows."""

    job: str


@dataclass(frozen=True, kw_only=True)
class Noted:
    """A button has done its work, which this sentence tells, privately where the platform can."""

    sentence: Sentence


Verdict = Accepted | Refused | NeedsForm | Duplicate
"""The decision about a request."""
Pressed = Verdict | Acknowledged | Noted
"""The outcome of a pressed button."""
