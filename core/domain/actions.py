"""Actions: the work behind buttons.

The kind of an action is part of its button's id (`run-…`, `form-…`, `stop-…`, `delete-…`, `report-…`, `remind-…`). An
adapter can therefore defer, open a form or acknowledge silently without a look-up. The store keeps actions under these
short ids, so buttons work after a restart and in another process, and say so when they have expired. Only a Stop button
needs no stored action: its id names its job, because it is shown before anything about its reply is stored.
"""

import hashlib
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from core.domain.request import Attachment, MediaRef, QuotedMessage
from core.domain.sentences import Sentence, say

ActionKind = Literal["run", "form", "stop", "delete", "report", "remind"]


class _Action(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Run(_Action):
    """Runs a command for anyone who may use it; whoever presses the button is charged. `fresh` asks for a new
    result. `attachments` are files of the first request that were never read, `quoted` the messages that it points
    at, `reply_to` the id of the one that it replies to. `result` relates what comes to the reply with the button:
    another answer to the same question, or more of the same answer; a platform may show it there."""

    kind: Literal["run"] = "run"
    command: str
    options: dict[str, JsonValue] = Field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    inputs: tuple[MediaRef, ...] = ()
    quoted: tuple[QuotedMessage, ...] = ()
    reply_to: str | None = None
    fresh: bool = False
    result: Literal["reply", "variant", "continuation"] = "reply"


class Form(_Action):
    """Opens the form of a command, filled with these options. It `edits` the question of the reply with the button, or
    asks another."""

    kind: Literal["form"] = "form"
    command: str
    options: dict[str, JsonValue] = Field(default_factory=dict)
    inputs: tuple[MediaRef, ...] = ()
    quoted: tuple[QuotedMessage, ...] = ()
    reply_to: str | None = None
    edits: bool = False


class Stop(_Action):
    """Stops a job. Its requester and moderators may do this."""

    kind: Literal["stop"] = "stop"
    job: str


class Delete(_Action):
    """Deletes the reply of a job. Its requester and moderators may do this."""

    kind: Literal["delete"] = "delete"
    job: str


class Report(_Action):
    """Opens the form that reports the answer of a job. `link` leads to the answer where the platform has links.

    The action is stored under the id of the platform's message (`core.moderation.reports`).
    """

    kind: Literal["report"] = "report"
    job: str
    link: str | None = None


class Remind(_Action):
    """Runs a request that a limit refused, at `due_at` (seconds since the epoch), for the person who asked."""

    kind: Literal["remind"] = "remind"
    command: str
    options: dict[str, JsonValue] = Field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    inputs: tuple[MediaRef, ...] = ()
    quoted: tuple[QuotedMessage, ...] = ()
    reply_to: str | None = None
    said: str = ""
    fresh: bool = False
    above: tuple[str, ...] | None = None
    due_at: float


Action = Annotated[Run | Form | Stop | Delete | Report | Remind, Field(discriminator="kind")]


class Button(BaseModel):
    """An action with its label. `id` is set once the action is stored."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: Sentence
    action: Action
    id: str | None = None


def action_id(action: Action, origin: str) -> str:
    """The id under which an action is stored. The same `origin` gives the same id, so that an event that is delivered
    twice, or a job that runs again, stores the action once."""
    return f"{action.kind}-{hashlib.sha256(origin.encode()).hexdigest()[:16]}"


_STOP_PREFIX = "stop-"


def stop_id(job: str) -> str:
    """The id of a job's Stop button."""
    return f"{_STOP_PREFIX}{job}"


def stop_button(job: str) -> Button:
    """A button that stops a job."""
    return Button(label=say("button-stop"), action=Stop(job=job), id=stop_id(job))


def job_of_stop(button_id: str) -> str | None:
    """The job that a Stop button stops; None for other buttons."""
    return button_id.removeprefix(_STOP_PREFIX) if button_id.startswith(_STOP_PREFIX) else None


def kind_of(button_id: str) -> ActionKind | None:
    """The kind of action behind a button's id, read from the id alone."""
    match button_id.split("-", 1)[0]:
        case "run":
            return "run"
        case "form":
            return "form"
        case "stop":
            return "stop"
        case "delete":
            return "delete"
        case "report":
            return "report"
        case "remind":
            return "remind"
    return None
