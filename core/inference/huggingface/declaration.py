"""The declaration of the Hugging Face engine, which is set up by a token or by a model on a server of one's own."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from core.domain.checks import CheckContext, SetupCheck
from core.domain.setup_questions import FoundSetting, SetupQuestion
from core.i18n.rendering import render
from core.inference.cache import CachedEngine
from core.inference.declaration import EngineDeclaration, EngineServices, Reach
from core.inference.engine import Engine
from core.inference.huggingface.configuration import ENGINE, Configuration, parse_references
from core.inference.huggingface.credentials import Credentials, FixedToken, LoginToken, TokenSource, login_exists
from core.inference.huggingface.engine import HuggingFace
from core.inference.huggingface.http_caller import RetryPolicy
from core.inference.huggingface.local_servers import find_local_servers, origin
from core.inference.huggingface.routes import ProviderPolicy
from core.inference.huggingface.settings import HuggingFaceSettings
from core.inference.huggingface.setup_check import check_engine
from core.inference.huggingface.transport import Deadlines
from core.quota.monthly_credit import credit_rate


@asynccontextmanager
async def open_huggingface(settings: HuggingFaceSettings) -> AsyncIterator[HuggingFace]:
    """Opens the engine alone, with the login of `hf auth login` if there is no token."""
    engine = HuggingFace(configuration(settings, await token_source(settings) or FixedToken(None)))
    try:
        yield engine
    finally:
        await engine.aclose()


async def token_source(settings: HuggingFaceSettings) -> TokenSource | None:
    """Finds the source of the token. Returns None if there is no token."""
    if settings.hf_token is not None:
        return FixedToken(settings.hf_token.get_secret_value())
    if settings.hf_login and await asyncio.to_thread(login_exists):
        return LoginToken()
    return None


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


@asynccontextmanager
async def _open(settings: HuggingFaceSettings, services: EngineServices) -> AsyncIterator[Engine | None]:
    source = await token_source(settings)
    if source is None and not settings.has_server:
        yield None
        return
    # The folder keeps files from the Hub.
    configured = configuration(settings, source or FixedToken(None), services.folder / "huggingface")
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


async def _reach(settings: HuggingFaceSettings) -> Reach:
    return "everywhere" if settings.has_server or await token_source(settings) is not None else "nowhere"


async def _check(settings: HuggingFaceSettings, context: CheckContext) -> Sequence[SetupCheck]:
    has_token = await token_source(settings) is not None
    async with open_huggingface(settings) as engine:
        return await check_engine(engine, settings, context, has_token=has_token, unused=await _discover(settings))


async def _discover(settings: HuggingFaceSettings) -> Sequence[FoundSetting]:
    if not settings.local_discovery:
        return ()
    used = {
        origin(each.server)
        for texts in settings.model_lists.values()
        for each in parse_references(texts)
        if each.server
    }
    setting = "TROUBADOUR_CHAT_COMPLETION_MODELS"
    return [found.offered(setting) for found in await find_local_servers() if origin(found.address) not in used]


async def _verify_token(settings: HuggingFaceSettings) -> Sequence[SetupCheck]:
    async with open_huggingface(settings) as engine:
        health = await engine.check()
    return (SetupCheck(line=f"  {render(health.sentence)}", ok=health.ok),)


huggingface = EngineDeclaration(
    name=ENGINE,
    title="Models",
    settings=HuggingFaceSettings,
    open=_open,
    reach=_reach,
    rate=lambda settings: credit_rate(settings.hf_credit),
    check=_check,
    discover=_discover,
    setup_questions=(
        SetupQuestion(
            "HF_TOKEN",
            "Hugging Face token [none]",
            "Real models need a Hugging Face token: https://huggingface.co/settings/tokens, new token,\n"
            "fine-grained, with the permission “Make calls to Inference Providers”. Without one, the built-in "
            "engine answers.",
            secret=True,
            verify=_verify_token,
        ),
    ),
)
