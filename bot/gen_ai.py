"""Names of OpenTelemetry's conventions for generative AI, which metrics and traces share.

The conventions (https://opentelemetry.io/docs/specs/semconv/gen-ai/) are still in development.
"""

from core.domain.tasks import Task
from core.inference.gate import Permit

_OPERATIONS = {Task.CHAT_COMPLETION: "chat", Task.TEXT_GENERATION: "text_completion"}


def operation_name(permit: Permit) -> str:
    """`gen_ai.operation.name`; a task without a name there keeps its own."""
    return _OPERATIONS.get(permit.task, permit.task.value)


def provider_name(name: str) -> str:
    """`gen_ai.provider.name`. Addresses of the operator's own servers are told to nobody."""
    return "own-server" if "/" in name or "." in name else name
