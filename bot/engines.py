"""The engines, built from the settings."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

from bot.machine import login_file
from bot.settings import Settings
from core.domain.alerts import Notify, notify_nobody
from core.domain.clock import SystemClock
from core.domain.tasks import Task
from core.inference.builtin import BuiltinEngine, Pace
from core.inference.cache import CachedEngine
from core.inference.engine import Engine
from core.inference.huggingface import Configuration, HuggingFace
from core.inference.huggingface.configuration import parse_references
from core.inference.huggingface.credentials import Credentials, FixedToken, LoginToken, TokenSource
from core.inference.huggingface.http_caller import RetryPolicy
from core.inference.huggingface.routes import ProviderPolicy
from core.inference.huggingface.transport import Deadlines
from core.inference.platform_restricted import PlatformRestrictedEngine

LOCAL_PLATFORMS = ("web", "terminal")
"""The platforms of the setting `local`. On others, people would take the built-in engine for a real model."""


async def build_engines(
    settings: Settings,
    folder: Path,
    stack: AsyncExitStack,
    notify: Notify = notify_nobody,
    prices_matter: Callable[[], bool] = lambda: False,
) -> Sequence[Engine]:
    """Builds the engines of every task, in the order in which they are tried; `stack` closes them.

    Hugging Face is among them if there is a token, or a model on a server of the operator's own. `folder` keeps files
    from the Hub. `prices_matter` returns True if answers must report their cost.
    """
    found: list[Engine] = []
    source = await token_source(settings)
    if source is not None or _has_server(settings):
        configured = configuration(settings, source or FixedToken(None), folder / "huggingface")
        huggingface = HuggingFace(replace(configured, notify=notify, shows_costs=prices_matter))
        stack.push_async_callback(huggingface.aclose)
        found.append(CachedEngine(huggingface, SystemClock(), bytes_limit=round(settings.cache_megabytes * 1e6)))
    builtin = BuiltinEngine(Pace(delay_seconds=settings.builtin_engine_pace))
    if settings.builtin_engine == "everywhere":
        found.append(builtin)
    elif settings.builtin_engine == "local":
        found.append(PlatformRestrictedEngine(builtin, LOCAL_PLATFORMS))
    return found


async def answers_everywhere(settings: Settings) -> bool:
    """Returns True if an engine answers on platforms other than `LOCAL_PLATFORMS`."""
    return settings.builtin_engine == "everywhere" or _has_server(settings) or await token_source(settings) is not None


def _has_server(settings: Settings) -> bool:
    """Returns True if a model on a server of the operator's own is listed."""
    return any("@" in model for models in model_lists(settings).values() for model in models)


async def token_source(settings: Settings) -> TokenSource | None:
    """Finds the source of the token. Returns None if there is no token."""
    if settings.hf_token is not None:
        return FixedToken(settings.hf_token.get_secret_value())
    if settings.hf_login and await asyncio.to_thread(login_file().is_file):
        return LoginToken()
    return None


def configuration(settings: Settings, source: TokenSource, cache: Path | None = None) -> Configuration:
    """Builds the engine's configuration. Without a token it keeps only models on servers of the operator's own."""
    has_token = not isinstance(source, FixedToken) or source.is_there
    models = {task: parse_references(texts) for task, texts in model_lists(settings).items()}
    return Configuration(
        models={task: [each for each in found if has_token or each.server] for task, found in models.items()},
        credentials=Credentials(
            source=source,
            hub=settings.hf_endpoint,
            router=settings.hf_router_url,
            keys=_keys(settings),
            bill_to=settings.hf_bill_to,
        ),
        deadlines=Deadlines(
            connect=settings.connect_seconds,
            first_byte=settings.first_byte_seconds,
            between_bytes=settings.between_bytes_seconds,
            total=settings.answer_seconds,
        ),
        retry_policy=RetryPolicy(loading_seconds=settings.loading_seconds),
        policy=ProviderPolicy(allowed=frozenset(settings.hf_providers), denied=frozenset(settings.hf_providers_denied)),
        cache=cache,
        context_tokens=settings.context_tokens,
    )


def model_lists(settings: Settings) -> Mapping[Task, tuple[str, ...]]:
    """The model references of each task."""
    return {
        Task.CHAT_COMPLETION: settings.chat_completion_models,
        Task.TEXT_GENERATION: settings.text_generation_models,
        Task.TEXT_TO_IMAGE: settings.text_to_image_models,
        Task.TEXT_TO_SPEECH: settings.text_to_speech_models,
    }


def _keys(settings: Settings) -> dict[str, str]:
    if settings.hf_keys is None:
        return {}
    pairs = (each.partition("=") for each in settings.hf_keys.get_secret_value().split())
    return {name: key for name, _, key in pairs}
