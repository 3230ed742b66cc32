"""Rules for which of the listed models may be chosen in a place, and their refusals."""

from core.domain.errors import EngineError, NotAllowed
from core.domain.sentences import CommandName, Quote, say
from core.domain.tasks import Task
from core.inference.engine import ModelCard
from core.inference.requests import ModelPolicy

MODELS = CommandName(name="troubadour models")


def is_open(card: ModelCard, model_policy: ModelPolicy, platform: str | None = None) -> bool:
    """True if a listed model may be used under this policy and answers on this platform."""
    if model_policy.local_only and not card.local:
        return False
    return card.platforms is None or platform is None or platform in card.platforms


def not_offered(model: str) -> NotAllowed:
    """The refusal of a model that is not configured, in a place that allows no other."""
    return NotAllowed(say("model-not-offered", model=Quote(text=model), command=MODELS))


def only_local(model: str) -> NotAllowed:
    """The refusal of a remote model, in a place that allows only this machine and the operator's servers."""
    return NotAllowed(say("model-not-local", model=Quote(text=model), command=MODELS))


def model_needed(task: Task) -> EngineError:
    """The refusal of a task that rules cannot do, where no model is connected for it."""
    return EngineError("model-needed", setting=f"TROUBADOUR_{task.value.upper()}_MODELS")


def none_local(task: Task) -> NotAllowed:
    """The refusal of a task that nothing on this machine or the operator's servers can do."""
    return NotAllowed(say("model-none-local", task=task.value, command=MODELS))
