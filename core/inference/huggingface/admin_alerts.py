"""Alerts for the operator about the configured models: which are skipped, why, and what to change."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal

from core.domain.alerts import Notify
from core.domain.clock import Clock
from core.domain.errors import EngineError
from core.domain.sentences import ModelName, Moment, Value, say
from core.domain.tasks import Task
from core.inference.huggingface.failures import BILLING_PAGE
from core.inference.huggingface.references import Reference

CREDITS_USED_UP = "huggingface-credits-used-up"
_TOKEN_ERRORS = frozenset({"huggingface-token-refused", "huggingface-not-permitted"})
"""Refusals of the token, whatever the model; their sentences name the fix."""
_MODEL_ERRORS: Mapping[str, Literal["unserved", "broken"]] = {
    "huggingface-model-gone": "unserved",
    "huggingface-model-not-served": "unserved",
    "huggingface-not-mapped": "unserved",
    "huggingface-no-such-model": "unserved",
    "huggingface-provider-unknown": "unserved",
    "huggingface-model-gated": "unserved",
    "huggingface-no-template": "unserved",
    "huggingface-refused": "unserved",
    "huggingface-broken": "broken",
    "huggingface-unreachable": "broken",
    "huggingface-not-media": "broken",
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
        reason = error.sentence.id
        model: dict[str, Value] = {"model": ModelName(name=reference.name)}
        if reason == CREDITS_USED_UP and reference.server is None:
            renewal = Moment(at=next_month(self._clock.now()))
            self._notify(reason, say("alert-credits-used-up", renewal=renewal, page=BILLING_PAGE))
        elif reason in _TOKEN_ERRORS and reference.server is None:
            self._notify(reason, error.sentence)
        elif reason == CREDITS_USED_UP or reason in _TOKEN_ERRORS:
            self._notify(f"{reference.name}:{reason}", say("alert-own-server-refuses", why=error.sentence, **model))
        elif kind := _MODEL_ERRORS.get(reason):
            setting = f"TROUBADOUR_{task.value.upper()}_MODELS"
            sentence = say(f"alert-model-{kind}", why=error.sentence, setting=setting, **model)
            self._notify(f"{reference.name}:{reason}", sentence)


def next_month(now: float) -> float:
    """The first moment of the next month, UTC, when included credits are renewed
    (https://huggingface.co/docs/inference-providers/pricing). In seconds since the epoch, as `now`."""
    today = datetime.fromtimestamp(now, UTC)
    year, month = (today.year + 1, 1) if today.month == 12 else (today.year, today.month + 1)
    return datetime(year, month, 1, tzinfo=UTC).timestamp()
