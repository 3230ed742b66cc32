"""The tree of errors.

Exception
└── TroubadourError             never raised itself
    ├── UserError               its sentence is shown to the person who asked; nothing is logged above INFO
    │   ├── BadInput            the input cannot be used: options, syntax (terminal: exit status 2)
    │   │   ├── BadPicture      not a picture, broken, too large, too many frames
    │   │   ├── BadSound        not a sound, broken, too long
    │   │   ├── BadDocument     a document that is encrypted, broken, a bomb, or not what its name says
    │   │   └── PromptTooLong   longer than the model's context; a shorter conversation may fit
    │   ├── NotAllowed          the caller, the place or the operator's policy says no
    │   ├── LimitReached        a quota is used up; carries the time to wait
    │   ├── Missing             something referred to is gone: expired button, forgotten picture
    │   ├── NotInstalled        an optional extra is needed; the sentence names it
│   ├── StoreAway           the store is out of order; the same work may succeed later
    │   └── EngineError         an upstream or the built-in engine could not answer
    │       ├── TokenRejected     the provider does not accept the operator's token
    │       ├── ModelUnavailable  gone, unsupported, unmapped: the router tries the next one; `kind` says why
    │       │   └── CreditsUsedUp   unpaid: none of the engine's models for the task can answer for a while
    │       └── Interrupted     broke off in mid-answer; the text so far is kept
    ├── RunOver                 a run of a job no longer holds it, and ends without a word
    └── OperatorError           stops a start or a tool: settings, a folder in use, a port in use; one plain sentence

Everything else is a bug: it is logged with a traceback under an id, and the user is shown that id.

Code decides by an error's class and its fields. The sentence is for people: nothing compares its id or reads its
values.
"""

from typing import Literal

from core.domain.operator_errors import OperatorError as OperatorError
from core.domain.operator_errors import TroubadourError as TroubadourError
from core.domain.sentences import Sentence, Value, say


class UserError(TroubadourError):
    """An error with a sentence for the person who asked.

    `UserError("no-such-command", name="imagin")` names a sentence in `locales/en/` and its values.
    """

    def __init__(self, sentence: Sentence | str, /, **values: Value) -> None:
        self.sentence = say(sentence, **values) if isinstance(sentence, str) else sentence
        super().__init__(self.sentence.id, self.sentence.values)


class BadInput(UserError):
    """The input cannot be used.

    `option` names the option at fault, if it is one: as people write it in the sentence (`max-new-tokens`), as it is
    declared in the field (`max_new_tokens`). `meant` is the line that was likely meant in place of the one
    that was typed.
    """

    def __init__(
        self, sentence: Sentence | str, /, *, option: str | None = None, meant: str | None = None, **values: Value
    ) -> None:
        super().__init__(sentence, **(values if option is None else {**values, "option": option}))
        self.option = None if option is None else option.replace("-", "_")
        self.meant = meant


class BadPicture(BadInput):
    """Not a picture, a broken one, or one over a cap."""


class BadSound(BadInput):
    """Not a sound, a broken one, or one over a cap."""


class BadDocument(BadInput):
    """A document that is encrypted, broken, a bomb, or not what its name says."""


class PromptTooLong(BadInput):
    """The prompt is longer than the model's context."""


class NotAllowed(UserError):
    """The caller, the place or the operator's policy says no."""


class LimitReached(UserError):
    """A limit is used up. `seconds` is the exact time until the same request would be admitted.

    `at` is the moment when the limit has room again, in seconds since the epoch, where the sentence names one.
    """

    def __init__(
        self, sentence: Sentence | str, /, *, seconds: float, at: float | None = None, **values: Value
    ) -> None:
        super().__init__(sentence, **values)
        self.seconds = seconds
        self.at = at


class Missing(UserError):
    """The thing that a request refers to is gone."""


class NotInstalled(UserError):
    """An optional extra is needed."""


class StoreAway(UserError):
    """The store is out of order: its disk is full or fails. The same work may succeed later."""


class RunOver(TroubadourError):
    """A run of a job no longer holds it: the job has ended, or another run has begun. What it does ends silently."""


class EngineError(UserError):
    """An engine could not answer."""


class TokenRejected(EngineError):
    """The provider does not accept the operator's token. `kind` says whether it is unknown or lacks a permission."""

    def __init__(
        self, sentence: Sentence | str, /, *, kind: Literal["unknown", "not_permitted"], **values: Value
    ) -> None:
        super().__init__(sentence, **values)
        self.kind = kind


UnavailableKind = Literal[
    "credits",  # nobody pays for it
    "not_served",  # the provider has no such model
    "gone",  # the provider has removed it
    "not_mapped",  # no provider serves it for this task
    "no_such_model",
    "unknown_provider",
    "gated",  # its owner has not given access
    "account",  # the provider has restricted the account
    "region",  # the provider does not offer it here
    "limited",  # it has too many requests, and others have failed
    "no_template",  # it has no chat template, and only that would reach it
    "refused",  # the provider refuses it for another reason
    "broken",  # the provider has an error of its own
    "unreachable",
    "not_media",  # the answer is no picture or sound
    "hub_silent",  # the Hub cannot say which providers serve it
    "other",  # about this request or this moment
]
"""Reasons why a model cannot answer."""


class ModelUnavailable(EngineError):
    """This model cannot answer now; another one may. `kind` says why."""

    def __init__(self, sentence: Sentence | str, /, *, kind: UnavailableKind = "other", **values: Value) -> None:
        super().__init__(sentence, **values)
        self.kind: UnavailableKind = kind


class CreditsUsedUp(ModelUnavailable):
    """No model of the engine can answer because nobody pays for it. A new try makes sense after `seconds`."""

    def __init__(self, sentence: Sentence | str, /, *, seconds: float, **values: Value) -> None:
        super().__init__(sentence, kind="credits", **values)
        self.seconds = seconds


class Interrupted(EngineError):
    """The answer broke off in the middle."""
