"""Suggestions while somebody types an option: models, voices and languages that would not be refused.

Platforms wait at most three seconds (Discord's limit of any first answer), so a look-up gets half of that. A later
result is there for the next key.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from core.commands.registry import Registry
from core.commands.schema import Command
from core.domain.request import Caller, Place
from core.domain.sentences import ModelName, say
from core.domain.tasks import Task
from core.i18n.rendering import render
from core.inference.choice import is_open
from core.inference.engine import ModelCard, SearchableEngine
from core.inference.requests import ANY_MODEL, ModelPolicy
from core.preferences.model_policy import model_policy_of
from core.store.ports.preferences import Preferences
from core.text.languages import suggested_languages
from core.text.price_format import price_range

WAIT_SECONDS = 1.5


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A value and its label."""

    value: str
    label: str


class Suggestions:
    """Suggests values. `highest_price` is the price up to which administrators may open their place."""

    def __init__(
        self,
        registry: Registry,
        engine: SearchableEngine,
        store: Preferences | None = None,
        *,
        highest_price: float = 0.0,
        wait_seconds: float = WAIT_SECONDS,
    ) -> None:
        self._registry = registry
        self._engine = engine
        self._store = store
        self._highest_price = highest_price
        self._wait_seconds = wait_seconds

    async def suggest(
        self,
        command: str,
        option: str,
        typed: str,
        *,
        limit: int,
        caller: Caller | None = None,
        place: Place | None = None,
    ) -> list[Suggestion]:
        """At most `limit` values containing what was typed, for who types it where; none for options that have no
        suggestions. Raises `BadInput` for a command that does not exist."""
        declared = self._registry.get(command)
        wanted = typed.strip()
        found: list[Suggestion] = []
        for parameter in declared.parameters:
            if parameter.name == option and parameter.suggest == "models":
                found = await self._models(declared, wanted, caller, place)
            elif parameter.name == option and parameter.suggest == "voices":
                found = await self._voices()
            elif parameter.name == option and parameter.suggest == "languages":
                found = await _languages(caller)
            elif parameter.name == option:
                found = [Suggestion(value=choice, label=choice) for choice in parameter.choices]
        folded = wanted.lower()
        return [each for each in found if folded in each.label.lower() or folded in each.value.lower()][:limit]

    async def _models(
        self, declared: Command, typed: str, caller: Caller | None, place: Place | None
    ) -> list[Suggestion]:
        """The configured models, then those that the place's price limit admits."""
        model_policy = await self._bounds(place)
        platform = place.platform if place else None
        tasks = declared.spends or tuple(Task)
        listed, others = await asyncio.gather(self._listed(tasks), self._found(tasks, typed, model_policy))
        usable = [card for card in listed if card.trouble is None and is_open(card, model_policy, platform)]
        found = {card.name: card for card in (*usable, *others)}
        return [Suggestion(value=name, label=_label(card, caller)) for name, card in found.items()]

    async def answering(self, task: Task) -> ModelCard | None:
        """The first configured model of a task; None if rules answer."""
        return next((card for card in await self._engine.models(task) if not card.by_rules), None)

    async def _listed(self, tasks: Sequence[Task]) -> list[ModelCard]:
        """The configured models with their present state, where the look-up is quick enough."""
        try:
            async with asyncio.timeout(self._wait_seconds):
                listed = await asyncio.gather(*(self._engine.look_up(task) for task in tasks))
        except TimeoutError:
            listed = [await self._engine.models(task) for task in tasks]
        return [card for cards in listed for card in cards]

    async def _found(self, tasks: Sequence[Task], typed: str, model_policy: ModelPolicy) -> list[ModelCard]:
        if model_policy.local_only or model_policy.price_limit is None:
            return []
        try:
            async with asyncio.timeout(self._wait_seconds):
                found = await asyncio.gather(*(self._engine.search(task, typed, model_policy) for task in tasks))
        except TimeoutError:
            return []
        return [card for cards in found for card in cards]

    async def _bounds(self, place: Place | None) -> ModelPolicy:
        if self._store is None or place is None:
            return ANY_MODEL
        return model_policy_of(await self._store.preferences(place.key), self._highest_price)

    async def _voices(self) -> list[Suggestion]:
        return [
            Suggestion(value=voice.name, label=f"{voice.label} ({voice.language})")
            for voice in await self._engine.voices()
        ]


async def _languages(caller: Caller | None) -> list[Suggestion]:
    spoken = await asyncio.to_thread(suggested_languages, caller.locale if caller else None)
    return [Suggestion(value=tag, label=f"{name} ({tag})") for tag, name in spoken]


def _label(card: ModelCard, caller: Caller | None) -> str:
    locale = caller.locale if caller else None
    licence = card.licence or render(say("engine-name", engine=card.engine), locale)
    if card.price is None:
        return f"{card.name} ({licence})"
    price = price_range(*card.price)
    label = say("suggestion-priced", model=ModelName(name=card.name), price=price, licence=licence)
    return render(label, locale)
