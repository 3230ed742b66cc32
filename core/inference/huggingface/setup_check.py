"""The check of the setup: the token and its permissions, the plan, the models, their providers and the operator's own
servers. It costs nothing."""

from collections.abc import Iterator, Sequence

from core.domain.checks import CheckContext, SetupCheck
from core.domain.sentences import Sentence
from core.domain.setup_questions import FoundSetting
from core.domain.tasks import Task
from core.i18n.rendering import render
from core.inference.engine import ModelCard
from core.inference.huggingface.account import ENDPOINTS_PERMISSION, Account
from core.inference.huggingface.credentials import ENDPOINTS_DOMAIN
from core.inference.huggingface.engine import HuggingFace
from core.inference.huggingface.failures import BILLING_PAGE
from core.inference.huggingface.references import Reference, parse_references
from core.inference.huggingface.server_probe import ServerFinding
from core.inference.huggingface.settings import HuggingFaceSettings
from core.quota.monthly_credit import ANSWER_TOKENS, answers_cost
from core.text.price_format import dollars

_PAGE = "https://huggingface.co/settings/tokens"
_MODELS_SHOWN = 10
_TOKEN = f"Check the token and its permissions at {_PAGE}, and the way to huggingface.co."
_WAYS = (
    f"To connect a model, set HF_TOKEN ({_PAGE}), or name one on a server of yours: "
    "TROUBADOUR_CHAT_COMPLETION_MODELS=model@http://…/v1"
)


async def check_engine(
    engine: HuggingFace,
    settings: HuggingFaceSettings,
    context: CheckContext,
    *,
    has_token: bool,
    unused: Sequence[FoundSetting] = (),
) -> Sequence[SetupCheck]:
    """Checks everything, a line each. `unused` are models on this machine."""
    health = await engine.check()
    has_none = not has_token and not settings.has_server
    fix = _WAYS if has_none else "" if health.ok else _TOKEN
    lines: list[str] = []
    if has_token and (account := await engine.account()) is not None:
        lines += _account(account, settings, context)
        lines += _plan(account, await engine.look_up(Task.CHAT_COMPLETION))
    for task in Task:
        for name, providers in await engine.providers_by_model(task):
            lines.append(f"{task.value}: {name}: {_providers(providers, context.locale)}")
    return (
        SetupCheck(line="Hugging Face"),
        SetupCheck(line=f"  {render(health.sentence, context.locale)}", ok=health.ok or has_none, fix=fix),
        *(SetupCheck(line=f"  {line}") for line in lines),
        *_servers(await engine.probe_servers(), settings),
        *(
            SetupCheck(line=f"  On this machine, and not used: {each.title}.", fix=f"To use it: {each.line}")
            for each in unused
        ),
    )


def _servers(findings: Sequence[ServerFinding], settings: HuggingFaceSettings) -> Iterator[SetupCheck]:
    """Describes each server, then the configured models that it cannot answer with."""
    for finding in findings:
        told, fix = _state(finding)
        yield SetupCheck(line=f"  Server {finding.address}: {told}", ok=finding.state in ("ready", "loading"), fix=fix)
        for task, texts in settings.model_lists.items():
            for reference in parse_references(texts):
                if reference.server == finding.address and (problem := _problem(finding, task, reference)):
                    told, fix = problem
                    yield SetupCheck(line=f"  {task.value}: {reference.name}: {told}", ok=False, fix=fix)


def _state(finding: ServerFinding) -> tuple[str, str]:
    """The state of a server, and what to do about it."""
    match finding.state:
        case "unreachable":
            return "nothing answers.", "Start the server, or correct its address."
        case "key":
            return (
                "it does not accept the key.",
                f"Set TROUBADOUR_HF_KEYS={finding.host}=… (an endpoint of Hugging Face: {ENDPOINTS_PERMISSION}).",
            )
        case "loading":
            return f"{finding.software or 'a server'} answers, and is loading a model.", ""
        case "ready":
            shown = ", ".join(finding.models[:_MODELS_SHOWN]) or "no names"
            more = f" and {len(finding.models) - _MODELS_SHOWN} more" if len(finding.models) > _MODELS_SHOWN else ""
            tasks = "" if finding.tasks is None else f" It can {', '.join(sorted(finding.tasks)) or 'do nothing here'}."
            return f"{finding.software or 'a server'} answers. It names {shown}{more}.{tasks}", ""


def _problem(finding: ServerFinding, task: Task, reference: Reference) -> tuple[str, str] | None:
    """The reason why a server cannot answer with a model, and what to do about it."""
    if finding.state != "ready":
        return None
    if not finding.knows(reference.model):
        return "the server has no such model.", f"Write one of its names before the @: {', '.join(finding.models)}."
    able = finding.tasks
    if able is None or task in able or (task is Task.CHAT_COMPLETION and Task.TEXT_GENERATION in able):
        return None
    return "the server has no route for this task.", "Choose another server for it, or leave the model out."


def _account(account: Account, settings: HuggingFaceSettings, context: CheckContext) -> Iterator[str]:
    where = "the login of hf auth login" if settings.hf_token is None else context.source("hf_token")
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
    """Describes the plan, and the cost of answers at the price of the first model with a price."""
    more = {True: "it can pay for more", False: "it has no way to pay for more", None: "more is prepaid"}
    plan = "PRO" if account.is_pro else "free"
    yield f"Plan: {plan}. Its credit for inference may be small or none; {more[account.can_pay]}: {BILLING_PAGE}"
    priced = next((card for card in cards if card.price and card.price[1] > 0 and card.trouble is None), None)
    if priced is not None and priced.price is not None:
        cost = dollars(answers_cost(1_000, priced.price[1]))
        yield f"Price: a thousand answers of {ANSWER_TOKENS} tokens by {priced.name} cost about ${cost}."


def _uses_endpoints(settings: HuggingFaceSettings) -> bool:
    return any(ENDPOINTS_DOMAIN in model for models in settings.model_lists.values() for model in models)


def _providers(providers: tuple[str, ...] | Sentence, locale: str) -> str:
    if isinstance(providers, Sentence):
        return render(providers, locale)
    return f"served by {', '.join(providers)}" if providers else "reachable when it is asked"
