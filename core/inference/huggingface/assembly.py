"""Builds the engine from its settings."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from core.inference.cache import CachedEngine
from core.inference.declaration import EngineServices
from core.inference.huggingface.configuration import Configuration
from core.inference.huggingface.credentials import Credentials, FixedToken, TokenSource
from core.inference.huggingface.engine import HuggingFace
from core.inference.huggingface.references import parse_references
from core.inference.huggingface.routes import ProviderPolicy
from core.inference.huggingface.settings import HuggingFaceSettings
from core.inference.huggingface.timing import Deadlines, RetryPolicy


@asynccontextmanager
async def open_huggingface(settings: HuggingFaceSettings) -> AsyncIterator[HuggingFace]:
    """Opens the engine alone, with the login of `hf auth login` if there is no token."""
    engine = HuggingFace(configuration(settings, await settings.token_source() or FixedToken(None)))
    try:
        yield engine
    finally:
        await engine.aclose()


@asynccontextmanager
async def open_cached(
    settings: HuggingFaceSettings, services: EngineServices, source: TokenSource
) -> AsyncIterator[CachedEngine]:
    """Opens the engine of a process that serves, with the answers that may be given again."""
    # The folder keeps files from the Hub.
    configured = configuration(settings, source, services.folder / "huggingface")
    engine = HuggingFace(
        replace(
            configured,
            notify=services.notify,
            shows_costs=services.prices_matter,
            ffmpeg=services.ffmpeg,
            rests=services.rests,
        )
    )
    try:
        yield CachedEngine(engine, services.answers, services.clock, bytes_limit=round(settings.cache_megabytes * 1e6))
    finally:
        await engine.aclose()


def configuration(settings: HuggingFaceSettings, source: TokenSource, cache: Path | None = None) -> Configuration:
    """Builds the engine's configuration. Without a token it keeps only models on servers of the operator's own."""
    has_token = not isinstance(source, FixedToken) or source.is_there
    models = {task: parse_references(texts) for task, texts in settings.model_lists.items()}
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


def _keys(settings: HuggingFaceSettings) -> dict[str, str]:
    if settings.hf_keys is None:
        return {}
    pairs = (each.partition("=") for each in settings.hf_keys.get_secret_value().split())
    return {name: key for name, _, key in pairs}
