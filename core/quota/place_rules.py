"""Limits that administrators set for their place, in the form in which its preferences store them."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from core.domain.limits import Budget, Rate, Scope
from core.domain.tasks import Task

Rates = Mapping[Task, tuple[Rate, ...]]


def parse_rates(written: Iterable[str]) -> dict[Task, tuple[Rate, ...]]:
    """Reads `chat_completion=60/hour`, `text_to_image=100/day`; a task may have one rate for each period.

    Raises ValueError.
    """
    found: dict[Task, dict[str, Rate]] = {}
    for item in written:
        task, _, rate = item.partition("=")
        parsed = Rate.parse(rate)
        found.setdefault(Task(task.strip()), {})[parsed.period] = parsed
    return {task: tuple(rates.values()) for task, rates in found.items()}


def parse_budgets(written: Iterable[str]) -> tuple[Budget, ...]:
    """Reads `200/day`, `$5/month`; the last one of each period and measure counts. Raises ValueError."""
    found = (Budget.parse(item) for item in written)
    return tuple({(budget.period, budget.measure): budget for budget in found}.values())


def parse_providers(value: tuple[str, ...]) -> dict[str, Rate | None]:
    """Reads `huggingface=300/hour`; None for an engine without a limit, `huggingface=none`. Raises ValueError."""
    pairs = (item.partition("=") for item in value)
    return {engine: None if rate == "none" else Rate.parse(rate) for engine, _, rate in pairs}


def parse_concurrency(value: tuple[str, ...]) -> dict[str, int]:
    """Reads `huggingface=8`, the number of requests to an engine at the same time. Raises ValueError."""
    places = {engine: int(count) for engine, _, count in (item.rpartition("=") for item in value)}
    if any(not engine or count < 1 for engine, count in places.items()):
        raise ValueError("no number of requests")
    return places


def parse_weights(value: tuple[str, ...]) -> dict[str, float]:
    """Reads `discord:1:2=3`, the weight of a name, from 0.01 to 100. Raises ValueError."""
    weights = {name: float(weight) for name, _, weight in (item.rpartition("=") for item in value)}
    if any(not name or not 0.01 <= weight <= 100 for name, weight in weights.items()):
        raise ValueError("no weight")
    return weights


def format_rates(rates: Rates) -> list[str]:
    """Writes rates in the form that `parse_rates` reads."""
    return [f"{task.value}={rate}" for task, of_task in rates.items() for rate in of_task]


def _read(value: Any) -> Any:
    return parse_rates(value) if isinstance(value, list | tuple) else value


def _read_budget(value: Any) -> Any:
    return Budget.parse(value) if isinstance(value, str) else value


_Rates = Annotated[Rates, BeforeValidator(_read), PlainSerializer(format_rates)]
_Budget = Annotated[Budget, BeforeValidator(_read_budget), PlainSerializer(str)]
_Names = Annotated[frozenset[str], PlainSerializer(sorted)]


class PlaceRules(BaseModel):
    """Rates and budgets of a place, in the form of the operator's settings.

    They do not apply to the people and roles in `exempt`; those in `blocked` may make nothing. `weights` of people
    and roles are 1.0 at most.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    user: _Rates = Field(default_factory=dict)
    channel: _Rates = Field(default_factory=dict)
    tenant: _Rates = Field(default_factory=dict)
    budgets: Mapping[Scope, tuple[_Budget, ...]] = Field(default_factory=dict)
    exempt: _Names = frozenset()
    blocked: _Names = frozenset()
    weights: dict[str, float] = Field(default_factory=dict)


NO_RULES = PlaceRules()
