"""`troubadour doctor`: what is set up, whether it works, and what to do where it does not. Nothing is spent."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager

from bot.engines import configuration, model_lists, token_source
from bot.settings import Settings
from bot.slack import examine_slack
from core.domain.sentences import Sentence
from core.domain.tasks import Task
from core.i18n.rendering import render
from core.inference.engine import ModelCard
from core.inference.huggingface import HuggingFace
from core.inference.huggingface.account import ENDPOINTS_PERMISSION, Account
from core.inference.huggingface.credentials import ENDPOINTS_DOMAIN, FixedToken
from core.text.figures import dollars

_CREDIT = {False: 0.1, True: 2.0}
"""What a plan includes each month in US dollars, free and PRO (https://huggingface.co/docs/inference-providers/pricing,
2026)."""
_ANSWER_TOKENS = 500
_PAGE = "https://huggingface.co/settings/tokens"


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
        if source is not None and (account := await engine.account()) is not None:
            lines += [f"  {line}" for line in _account(account, settings)]
            lines += [f"  {line}" for line in _worth(account, await engine.look_up(Task.CHAT_COMPLETION))]
        for task in Task:
            for name, way in await engine.providers_by_model(task):
                lines.append(f"  {task.value}: {name}: {_way(way, settings)}")
    others = await examine_slack(settings)
    return health.ok and all(ok for ok, _ in others), lines + [line for _, line in others]


def _account(account: Account, settings: Settings) -> Iterator[str]:
    where = "the login of hf auth login" if settings.hf_token is None else settings.source("hf_token")
    yield f"Token: {account.token_name or 'unnamed'}, {account.role or 'of an unknown kind'}, from {where}."
    if account.permissions:
        yield f"Permissions: {', '.join(account.permissions)}."
    if not account.may_use_endpoints and _uses_endpoints(settings):
        yield (
            f"Endpoints: yours want a token with {ENDPOINTS_PERMISSION}, which this one lacks. "
            f"Make one that has it at {_PAGE}."
        )
    if settings.hf_bill_to and settings.hf_bill_to not in account.orgs:
        yield f"Bill: {settings.hf_bill_to} is none of its organisations ({', '.join(account.orgs) or 'it has none'})."
    elif settings.hf_bill_to:
        yield f"Bill: {settings.hf_bill_to} pays."


def _worth(account: Account, cards: Sequence[ModelCard]) -> Iterator[str]:
    """What the plan includes, and what that buys at the price of the first model that has one."""
    credit = _CREDIT[account.is_pro]
    plan = "PRO" if account.is_pro else "free"
    yield f"Plan: {plan}, with ${dollars(credit)} of inference a month; what is above it is prepaid."
    priced = next((card for card in cards if card.price and card.price[1] > 0 and card.trouble is None), None)
    if priced is not None and priced.price is not None:
        answers = round(credit / (priced.price[1] * _ANSWER_TOKENS / 1e6))
        yield f"Credit: that is about {answers} answers of {_ANSWER_TOKENS} tokens by {priced.name}, or a few pictures."


def _uses_endpoints(settings: Settings) -> bool:
    return any(ENDPOINTS_DOMAIN in model for models in model_lists(settings).values() for model in models)


def _way(way: tuple[str, ...] | Sentence, settings: Settings) -> str:
    if isinstance(way, Sentence):
        return render(way, settings.locale)
    return f"served by {', '.join(way)}" if way else "reachable when it is asked"
