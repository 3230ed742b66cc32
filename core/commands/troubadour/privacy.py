"""`/troubadour privacy`: the stored data, its lifetime, and who sees it."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass

from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import CommandOptions
from core.commands.troubadour.model_lookup import cards_of
from core.commands.troubadour.statements import statement
from core.domain.events import Event
from core.domain.sentences import CommandName, Sentence, names, say
from core.domain.tasks import Task
from core.inference.engine import ModelCard, SearchableEngine
from core.inference.requests import ModelPolicy
from core.text.price_format import dollars


class PrivacyOptions(CommandOptions):
    """`/troubadour privacy` has no options."""


@command("troubadour privacy", summary="What is kept about you, for how long, and who sees it", ephemeral=True)
async def privacy(options: PrivacyOptions, context: Context) -> AsyncGenerator[Event, None]:  # noqa: ARG001
    """Names the stored data, the engines in use, and the providers behind them."""
    about = await data_practices(
        context.engine,
        context.model_policy(),
        context.request.caller.platform,
        retention_days=context.operating_limits.retention_days,
    )
    for event in statement(*about.stored, *about.receivers, say("privacy-logs"), about.deletion):
        yield event


@dataclass(frozen=True, kw_only=True)
class DataPractices:
    """Sentences about the stored data, about those who see a request, and about deletion."""

    stored: tuple[Sentence, ...]
    receivers: tuple[Sentence, ...]
    deletion: Sentence


async def data_practices(
    engine: SearchableEngine, model_policy: ModelPolicy, platform: str, *, retention_days: float
) -> DataPractices:
    """Looks up the models and their providers, within `WAIT_SECONDS`, and says what happens to people's data."""
    found = await asyncio.gather(*(cards_of(task, engine, model_policy, platform) for task in Task))
    cards = [card for of_task in found for card in of_task]
    engines = dict.fromkeys(card.engine for card in cards)
    return DataPractices(
        stored=(say("privacy-kept"), say("privacy-days", days=round(retention_days)), say("privacy-left")),
        receivers=(
            say(
                "privacy-engines",
                engines=names([say("engine-name", engine=each) for each in engines]),
            ),
            *_receivers(cards, model_policy),
            say("privacy-files"),
            say("privacy-summaries"),
        ),
        deletion=say("privacy-forget", command=CommandName(name="troubadour forget-me")),
    )


def _receivers(cards: Sequence[ModelCard], model_policy: ModelPolicy) -> list[Sentence]:
    """The others who see a request. The built-in engine is on this machine and told of already."""
    lines: list[Sentence] = []
    hosted = [card for card in cards if card.engine != "builtin" and not card.local]
    providers = sorted({provider for card in hosted for provider in card.providers})
    if providers:
        lines.append(say("privacy-providers", providers=names(providers)))
    if any(not card.providers and card.trouble is None for card in hosted):
        lines.append(say("privacy-providers-unknown"))
    own = dict.fromkeys(card.name for card in cards if card.engine != "builtin" and card.local)
    if own:
        lines.append(say("privacy-own-servers", models=names(list(own))))
    if model_policy.local_only:
        lines.append(say("privacy-local-only"))
    elif model_policy.price_limit is not None:
        lines.append(say("privacy-other-models", limit=dollars(model_policy.price_limit)))
    return lines
