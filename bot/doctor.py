"""`troubadour doctor`: what is set up, whether it works, and what to do where it does not. Nothing is spent."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

from bot.engines import configuration, token_source
from bot.settings import Settings
from bot.slack import examine_slack
from bot.stores import MEMORY
from core.errors import OperatorError
from core.inference.engine import Task
from core.inference.huggingface import HuggingFace
from core.inference.huggingface.account import Account
from core.inference.huggingface.credentials import FixedToken
from core.messages import Sentence, render

_CREDIT = {False: "$0.10", True: "$2.00"}
"""What a plan includes each month, free and PRO (https://huggingface.co/docs/inference-providers/pricing, 2026)."""


@asynccontextmanager
async def hugging_face(settings: Settings) -> AsyncIterator[HuggingFace]:
    """The engine by itself, with the login where there is no token."""
    engine = HuggingFace(configuration(settings, await token_source(settings) or FixedToken(None)))
    try:
        yield engine
    finally:
        await engine.aclose()


async def examine(settings: Settings) -> tuple[bool, list[str]]:
    """Whether all is well, and a line for each thing that was looked at."""
    lines = ["Hugging Face"]
    source = await token_source(settings)
    async with hugging_face(settings) as engine:
        health = await engine.check()
        lines.append(f"  {render(health.sentence, settings.locale)}")
        if source is not None and health.ok:
            lines += [f"  {line}" for line in _account(await engine.account(), settings)]
        for task in Task:
            for name, way in await engine.ways(task):
                lines.append(f"  {task.value}: {name}: {_way(way, settings)}")
    others = [*await _redis(settings), *await examine_slack(settings)]
    return health.ok and all(ok for ok, _ in others), lines + [line for _, line in others]


async def _redis(settings: Settings) -> list[tuple[bool, str]]:
    """Whether the Redis answers that limits are kept in; nothing where none is named."""
    if settings.redis_url is None or settings.redis_url.get_secret_value() == MEMORY:
        return []
    from core.store.redis.connection import connect

    try:
        redis = await connect(settings.redis_url.get_secret_value())
    except OperatorError as error:
        return [(True, "Redis"), (False, f"  {error}")]
    await redis.aclose()
    return [(True, "Redis"), (True, "  It answers: limits are shared by all processes that name it.")]


def _account(account: Account, settings: Settings) -> Iterator[str]:
    where = "the login of hf auth login" if settings.hf_token is None else settings.source("hf_token")
    yield f"Token: {account.token_name or 'unnamed'}, {account.role or 'of an unknown kind'}, from {where}."
    plan = "PRO" if account.is_pro else "free"
    yield f"Plan: {plan}, with {_CREDIT[account.is_pro]} of inference a month; what is above it is prepaid."
    if settings.hf_bill_to and settings.hf_bill_to not in account.orgs:
        yield f"Bill: {settings.hf_bill_to} is none of its organisations ({', '.join(account.orgs) or 'it has none'})."
    elif settings.hf_bill_to:
        yield f"Bill: {settings.hf_bill_to} pays."


def _way(way: tuple[str, ...] | Sentence, settings: Settings) -> str:
    if isinstance(way, Sentence):
        return render(way, settings.locale)
    return f"served by {', '.join(way)}" if way else "reachable when it is asked"
