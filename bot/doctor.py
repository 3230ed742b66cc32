"""`troubadour doctor`: a check of the setup, with advice for everything that does not work. It costs nothing."""

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
from core.quota.provider_plans import ANSWER_TOKENS, MONTHLY_CREDIT, answers_paid_for
from core.text.price_format import dollars

_PAGE = "https://huggingface.co/settings/tokens"


@asynccontextmanager
async def hugging_face(settings: Settings) -> AsyncIterator[HuggingFace]:
    """Opens the Hugging Face engine alone, with the login of `hf auth login` if there is no token."""
    engine = HuggingFace(configuration(settings, await token_source(settings) or FixedToken(None)))
    try:
        yield engine
    finally:
        await engine.aclose()


async def examine(settings: Settings) -> tuple[bool, list[str]]:
    """Checks everything. Returns False if something is wrong, and a line for each check."""
    lines = ["Hugging Face"]
    source = await token_source(settings)
    async with hugging_face(settings) as engine:
        health = await engine.check()
        lines.append(f"  {render(health.sentence, settings.locale)}")
        if source is not None and (account := await engine.account()) is not None:
            lines += [f"  {line}" for line in _account(account, settings)]
            lines += [f"  {line}" for line in _plan(account, await engine.look_up(Task.CHAT_COMPLETION))]
        for task in Task:
            for name, providers in await engine.providers_by_model(task):
                lines.append(f"  {task.value}: {name}: {_providers(providers, settings)}")
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


def _plan(account: Account, cards: Sequence[ModelCard]) -> Iterator[str]:
    """Describes the plan's credit, and the answers that it pays for at the price of the first model with a price."""
    credit = MONTHLY_CREDIT["pro" if account.is_pro else "free"]
    plan = "PRO" if account.is_pro else "free"
    yield f"Plan: {plan}, with ${dollars(credit)} of inference a month; usage above it is prepaid."
    priced = next((card for card in cards if card.price and card.price[1] > 0 and card.trouble is None), None)
    if priced is not None and priced.price is not None:
        answers = answers_paid_for(credit, priced.price[1])
        yield f"Credit: that is about {answers} answers of {ANSWER_TOKENS} tokens by {priced.name}, or a few pictures."


def _uses_endpoints(settings: Settings) -> bool:
    return any(ENDPOINTS_DOMAIN in model for models in model_lists(settings).values() for model in models)


def _providers(providers: tuple[str, ...] | Sentence, settings: Settings) -> str:
    if isinstance(providers, Sentence):
        return render(providers, settings.locale)
    return f"served by {', '.join(providers)}" if providers else "reachable when it is asked"
