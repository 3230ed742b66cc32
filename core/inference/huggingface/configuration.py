"""The operator's configuration of the engine."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.domain.alerts import Notify, notify_nobody
from core.domain.tasks import Task
from core.inference.huggingface.credentials import Credentials
from core.inference.huggingface.default_models import DEFAULT_MODELS
from core.inference.huggingface.references import Reference, parse_references
from core.inference.huggingface.routes import ProviderPolicy
from core.inference.huggingface.timing import Deadlines, RetryPolicy
from core.store.ports.address_rests import AddressRests


def default_references() -> Mapping[Task, tuple[Reference, ...]]:
    """The references of the default models."""
    return {task: parse_references(texts) for task, texts in DEFAULT_MODELS.items()}


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """`models` are the references of each task, in the order they are tried; users can choose among them.

    `context_tokens` is the most of a conversation that a model gets (`trimming`). `cache` is the folder for files from
    the Hub; None is huggingface_hub's own. `ffmpeg` opens sounds that libsndfile cannot. While `shows_costs`, the
    router is asked for its prices, so that answers can say what they cost. `notify` tells the operator about broken
    things. `rests` are the addresses to which requests of any process have failed; None is this process alone.
    """

    models: Mapping[Task, Sequence[Reference]] = field(default_factory=default_references)
    credentials: Credentials = field(default_factory=Credentials)
    deadlines: Deadlines = field(default_factory=Deadlines)
    retry_policy: RetryPolicy = field(default_factory=RetryPolicy)
    policy: ProviderPolicy = field(default_factory=ProviderPolicy)
    cache: Path | None = None
    ffmpeg: Path | None = None
    shows_costs: Callable[[], bool] = lambda: False
    context_tokens: int = 16_000
    notify: Notify = notify_nobody
    rests: AddressRests | None = None
