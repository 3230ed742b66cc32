"""The built-in engine's entries in the list of models, although none of them is a model."""

from core.domain.errors import ModelUnavailable
from core.domain.sentences import ModelName, say
from core.domain.tasks import Task
from core.inference.engine import ModelCard

ENGINE = "builtin"
NAMES = {
    Task.CHAT_COMPLETION: "builtin-chat",
    Task.TEXT_GENERATION: "builtin-markov",
    Task.TEXT_TO_IMAGE: "builtin-painter",
    Task.TEXT_TO_SPEECH: "builtin-voice",
}
_LICENCES = {Task.TEXT_TO_SPEECH: "Apache-2.0 AND GPL-3.0-or-later"}
"""The licences of hibari and espeak-ng; everything else in the built-in engine is part of this project."""


def card(task: Task) -> ModelCard:
    """The one card of a task."""
    return ModelCard(
        name=NAMES[task],
        engine=ENGINE,
        task=task,
        local=True,
        by_rules=True,
        licence=_LICENCES.get(task, "Apache-2.0"),
        note=say("builtin-card", task=task.value),
    )


def answering_model(task: Task, model: str | None) -> str:
    """The name of the answering model. Raises `ModelUnavailable` for a model of another engine."""
    if model is not None and model.strip().casefold() not in (NAMES[task], ENGINE):
        raise ModelUnavailable("builtin-other-model", model=ModelName(name=model), own=ModelName(name=NAMES[task]))
    return NAMES[task]
