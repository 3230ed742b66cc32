"""The tree of errors.

Exception
└── TroubadourError             never raised itself
    ├── UserError               its sentence is shown to the person who asked; nothing is logged above INFO
    │   ├── BadInput            the input cannot be used: options, syntax (terminal: exit status 2)
    │   │   ├── BadPicture      not a picture, broken, too large, too many frames
    │   │   └── BadSound        not a sound, broken, too long
    │   ├── NotAllowed          the caller, the place or the operator's policy says no
    │   ├── LimitReached        a quota is used up; carries the time to wait
    │   ├── Missing             something referred to is gone: expired button, forgotten picture
    │   ├── NotInstalled        an optional extra is needed; the sentence names it
    │   └── EngineError         an upstream or the built-in engine could not answer
    │       ├── ModelUnavailable  gone, unsupported, unmapped: the router tries the next one
    │       │   └── CreditsUsedUp   unpaid: none of the engine's models for the task can answer for a while
    │       └── Interrupted     broke off in mid-answer; the text so far is kept
    └── OperatorError           stops a start or a tool: settings, a folder in use, a port in use; one plain sentence

Everything else is a bug: it is logged with a traceback under an id, and the user is shown that id.
"""

from core.domain.sentences import Sentence, Value, say


class TroubadourError(Exception):
    """The root of the tree above."""


class UserError(TroubadourError):
    """An error with a sentence for the person who asked.

    `UserError("no-such-command", name="imagin")` names a sentence in `locales/en/` and its values.
    """

    def __init__(self, sentence: Sentence | str, /, **values: Value) -> None:
        self.sentence = say(sentence, **values) if isinstance(sentence, str) else sentence
        super().__init__(self.sentence.id, self.sentence.values)


class BadInput(UserError):
    """The input cannot be used."""


class BadPicture(BadInput):
    """Not a picture, a broken one, or one over a cap."""


class BadSound(BadInput):
    """Not a sound, a broken one, or one over a cap."""


class NotAllowed(UserError):
    """The caller, the place or the operator's policy says no."""


class LimitReached(UserError):
    """A limit is used up. `seconds` is the exact time until the same request would be admitted."""

    def __init__(self, sentence: Sentence | str, /, *, seconds: float, **values: Value) -> None:
        super().__init__(sentence, **values)
        self.seconds = seconds


class Missing(UserError):
    """The thing that a request refers to is gone."""


class NotInstalled(UserError):
    """An optional extra is needed."""


class EngineError(UserError):
    """An engine could not answer."""


class ModelUnavailable(EngineError):
    """This model cannot answer now; another one may."""


class CreditsUsedUp(ModelUnavailable):
    """No model of the engine can answer because nobody pays for it. A new try makes sense after `seconds`."""

    def __init__(self, sentence: Sentence | str, /, *, seconds: float, **values: Value) -> None:
        super().__init__(sentence, **values)
        self.seconds = seconds


class Interrupted(EngineError):
    """The answer broke off in the middle."""


class OperatorError(TroubadourError):
    """One plain English sentence for the operator, naming the fix."""
