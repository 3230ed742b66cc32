"""`/troubadour privacy`: what is kept, for how long, and who sees it."""

import asyncio
from collections.abc import AsyncGenerator, Sequence

from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import CommandOptions
from core.commands.troubadour.looking import cards_of
from core.commands.troubadour.replying import statement
from core.domain.events import Event
from core.domain.sentences import CommandName, Sentence, names, say
from core.domain.tasks import Task
from core.inference.engine import Bounds, ModelCard
from core.text.figures import dollars


class PrivacyOptions(CommandOptions):
    """`/troubadour privacy` needs to be told nothing."""


@command("troubadour privacy", summary="What is kept about you, for how long, and who sees it", quiet=True)
async def privacy(options: PrivacyOptions, context: Context) -> AsyncGenerator[Event, None]:  # noqa: ARG001
    """Names what is stored, the engines in use, and the providers behind them."""
    bounds = await context.bounds()
    found = await asyncio.gather(*(cards_of(task, context, bounds) for task in Task))
    cards = [card for of_task in found for card in of_task]
    for event in statement(
        say("privacy-kept"),
        say("privacy-days", days=round(context.caps.retention_days)),
        say("privacy-engines", engines=names(list(dict.fromkeys(card.engine for card in cards)))),
        *_receivers(cards, bounds),
        say("privacy-logs"),
        say("privacy-forget", command=CommandName(name="troubadour forget-me")),
    ):
        yield event


def _receivers(cards: Sequence[ModelCard], bounds: Bounds) -> list[Sentence]:
    """Who else gets to see what is asked. The understudy is on this machine and told of already."""
    lines: list[Sentence] = []
    hosted = [card for card in cards if card.engine != "understudy" and not card.local]
    providers = sorted({provider for card in hosted for provider in card.providers})
    if providers:
        lines.append(say("privacy-providers", providers=names(providers)))
    if any(not card.providers and card.trouble is None for card in hosted):
        lines.append(say("privacy-providers-unknown"))
    own = dict.fromkeys(card.name for card in cards if card.engine != "understudy" and card.local)
    if own:
        lines.append(say("privacy-own-servers", models=names(list(own))))
    if bounds.local_only:
        lines.append(say("privacy-local-only"))
    elif bounds.price_limit is not None:
        lines.append(say("privacy-other-models", limit=dollars(bounds.price_limit)))
    return lines
