"""The declaration of the Hugging Face engine, which is set up by a token or by a model on a server of one's own.

It imports nothing that only answers need.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from core.domain.checks import CheckContext, SetupCheck
from core.domain.setup_questions import FoundSetting, SetupQuestion
from core.i18n.rendering import render
from core.inference.declaration import EngineDeclaration, EngineServices, Reach
from core.inference.engine import Engine
from core.inference.huggingface import ENGINE
from core.inference.huggingface.credentials import FixedToken
from core.inference.huggingface.local_servers import find_local_servers, origin
from core.inference.huggingface.references import parse_references
from core.inference.huggingface.settings import HuggingFaceSettings
from core.quota.monthly_credit import credit_rate


@asynccontextmanager
async def _open(settings: HuggingFaceSettings, services: EngineServices) -> AsyncIterator[Engine | None]:
    source = await settings.token_source()
    if source is None and not settings.has_server:
        yield None
        return
    from core.inference.huggingface.assembly import open_cached

    async with open_cached(settings, services, source or FixedToken(None)) as engine:
        yield engine


async def _reach(settings: HuggingFaceSettings) -> Reach:
    return "everywhere" if settings.has_server or await settings.token_source() is not None else "nowhere"


async def _check(settings: HuggingFaceSettings, context: CheckContext) -> Sequence[SetupCheck]:
    from core.inference.huggingface.assembly import open_huggingface
    from core.inference.huggingface.setup_check import check_engine

    has_token = await settings.token_source() is not None
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
    from core.inference.huggingface.assembly import open_huggingface

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
