"""Alerts for the operator about the configured models: which are skipped, why, and what to change."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal

from core.domain.alerts import Notify
from core.domain.clock import Clock
from core.domain.errors import EngineError, ModelUnavailable, TokenRejected, UnavailableKind
from core.domain.sentences import ModelName, Moment, Value, say
from core.domain.tasks import Task
from core.inference.huggingface.failures import BILLING_PAGE
from core.inference.huggingface.references import Reference

_MODEL_ERRORS: Mapping[UnavailableKind, Literal["unserved", "broken"]] = {
    "gone": "unserved",
    "not_served": "unserved",
    "not_mapped": "unserved",
    "no_such_model": "unserved",
    "unknown_provider": "unserved",
    "gated": "unserved",
    "no_template": "unserved",
    "refused": "unserved",
    "broken": "broken",
    "unreachable": "broken",
    "not_media": "broken",
}
"""Refusals that say something about a model, rather than about the request or the moment."""


class AdminAlerts:
    """Sends alerts through `notify`, which repeats each only once a week."""

    def __init__(self, notify: Notify, clock: Clock) -> None:
        self._notify = notify
        self._clock = clock

    def report(self, task: Task, reference: Reference, error: EngineError) -> None:
        """Reports a model that did not answer, if the operator configured it."""
        if reference.only:
            return
        model: dict[str, Value] = {"model": ModelName(name=reference.name)}
        match error:
            case ModelUnavailable(kind="credits") if reference.server is None:
                renewal = Moment(at=next_month(self._clock.now()))
                self._notify("huggingface-credits", say("alert-credits-used-up", renewal=renewal, page=BILLING_PAGE))
            case TokenRejected(kind=kind) if reference.server is None:
                self._notify(f"huggingface-token-{kind}", error.sentence)
            case ModelUnavailable(kind="credits" as kind) | TokenRejected(kind=kind):
                self._notify(f"{reference.name}:{kind}", say("alert-own-server-refuses", why=error.sentence, **model))
            case ModelUnavailable(kind=kind) if consequence := _MODEL_ERRORS.get(kind):
                setting = f"TROUBADOUR_{task.value.upper()}_MODELS"
                sentence = say(f"alert-model-{consequence}", why=error.sentence, setting=setting, **model)
                self._notify(f"{reference.name}:{kind}", sentence)


def next_month(now: float) -> float:
    """The first moment of the next month, UTC, when included credits are renewed
    (https://huggingface.co/docs/inference-providers/pricing). In seconds since the epoch, as `now`."""
    today = datetime.fromtimestamp(now, UTC)
    year, month = (today.year + 1, 1) if today.month == 12 else (today.year, today.month + 1)
    return datetime(year, month, 1, tzinfo=UTC).timestamp()
