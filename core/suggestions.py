"""What is offered while an option is being typed: models and voices that would not be refused."""

from dataclasses import dataclass

from core.command import Command, Registry
from core.inference.engine import Engine, Task

MOST = 25
"""Discord shows no more (https://discord.com/developers/docs/interactions/application-commands)."""


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A value, and how it is shown."""

    value: str
    label: str


class Suggestions:
    """Asks the engine what there is."""

    def __init__(self, registry: Registry, engine: Engine) -> None:
        self._registry = registry
        self._engine = engine

    async def suggest(self, command: str, option: str, typed: str) -> list[Suggestion]:
        """At most `MOST` values containing what was typed; none for options that have no suggestions. Raises
        `BadInput` for a command that does not exist."""
        declared = self._registry.get(command)
        found: list[Suggestion] = []
        for parameter in declared.parameters:
            if parameter.name == option and parameter.suggest == "models":
                found = await self._models(declared)
            elif parameter.name == option and parameter.suggest == "voices":
                found = await self._voices()
            elif parameter.name == option:
                found = [Suggestion(value=choice, label=choice) for choice in parameter.choices]
        wanted = typed.strip().lower()
        return [each for each in found if wanted in each.label.lower() or wanted in each.value.lower()][:MOST]

    async def _models(self, declared: Command) -> list[Suggestion]:
        cards = {card.name: card for task in declared.spends or tuple(Task) for card in await self._engine.models(task)}
        return [Suggestion(value=name, label=f"{name} ({card.licence or card.engine})") for name, card in cards.items()]

    async def _voices(self) -> list[Suggestion]:
        return [
            Suggestion(value=voice.name, label=f"{voice.label} ({voice.language})")
            for voice in await self._engine.voices()
        ]
