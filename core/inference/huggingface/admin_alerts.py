"""Alerts for the operator about the configured models: which are skipped, why, and what to change."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal

from core.domain.alerts import Notify
from core.domain.clock import Clock
from core.domain.errors import ModelUnavailable, TokenRejected, UnavailableKind, UserError
from core.domain.sentences import ModelName, Moment, Value, say
from core.domain.tasks import Task
from core.inference.huggingface.failures import BILLING_PAGE, TooManyRequests
from core.inference.huggingface.references import Reference

_MODEL_ERRORS: Mapping[UnavailableKind, Literal["unserved", "broken"]] = {
    "gone": "unserved",
    "not_served": "unserved",
    "not_mapped": "unserved",
    "no_such_model": "unserved",
    "unknown_provider": "unserved",
    "gated": "unserved",
    "region": "unserved",
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

    def report(self, task: Task, reference: Reference, error: UserError) -> None:
        """Reports a model that did not answer, if the operator configured it."""
        if reference.only:
            return
        model: dict[str, Value] = {"model": ModelName(name=reference.name)}
        # Two servers may have the same model. Nobody is shown the key.
        who = reference.name if reference.server is None else f"{reference.name}@{reference.server}"
        match error:
            case ModelUnavailable(kind="credits") if reference.server is None:
                renewal = Moment(at=next_month(self._clock.now()))
                self._notify("huggingface-credits", say("alert-credits-used-up", renewal=renewal, page=BILLING_PAGE))
            case TokenRejected(kind=kind):
                owner = f"huggingface-token-{kind}" if reference.server is None else f"{who}:{kind}"
                self._notify(owner, error.sentence)
            case ModelUnavailable(kind="account"):
                self._notify("huggingface-account" if reference.server is None else f"{who}:account", error.sentence)
            case ModelUnavailable(kind="credits" as kind):
                self._notify(f"{who}:{kind}", say("alert-own-server-refuses", why=error.sentence, **model))
            case ModelUnavailable(kind=kind) if consequence := _MODEL_ERRORS.get(kind):
                self._skipped(task, f"{who}:{kind}", consequence, error, model)
            case TooManyRequests():
                self._skipped(task, f"{who}:limited", "broken", error, model)

    def _skipped(self, task: Task, key: str, consequence: str, error: UserError, model: dict[str, Value]) -> None:
        setting = f"TROUBADOUR_{task.value.upper()}_MODELS"
        self._notify(key, say(f"alert-model-{consequence}", why=error.sentence, setting=setting, **model))


def next_month(now: float) -> float:
    """The first moment of the next month, UTC, when included credits are renewed
    (https://huggingface.co/docs/inference-providers/pricing). In seconds since the epoch, as `now`."""
    today = datetime.fromtimestamp(now, UTC)
    year, month = (today.year + 1, 1) if today.month == 12 else (today.year, today.month + 1)
    return datetime(year, month, 1, tzinfo=UTC).timestamp()
