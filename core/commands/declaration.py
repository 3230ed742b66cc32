"""The decorator that declares a command."""

from collections.abc import AsyncGenerator, Callable, Iterable
from typing import Any, TypeVar

from core.commands.context import Context
from core.commands.schema import Command, CommandOptions
from core.domain.events import Event
from core.domain.layout import Layout
from core.domain.tasks import Task

Options = TypeVar("Options", bound=CommandOptions)
RunCommand = Callable[[Options, Context], AsyncGenerator[Event, None]]


def command(
    name: str,
    *,
    summary: str,
    layout: Layout = Layout.TEXT,
    spends: Iterable[Task] = (),
    may_spend: Iterable[Task] = (),
    estimate: Callable[[Any], int] = lambda _: 1,
    repeats: Callable[[Any], bool] = lambda _: False,
    admin: bool = False,
    ephemeral: bool = False,
    menus: Iterable[str] = (),
    menus_want: Iterable[str] = (),
    menus_private: bool = False,
    messages: str | None = None,
    listed: bool = True,
) -> Callable[[RunCommand[Options]], Command]:
    """Declares a command; its options model is the type of the generator's first parameter."""

    def declare(run: RunCommand[Options]) -> Command:
        return Command(
            name=name,
            summary=summary,
            options=_options_of(run),
            run=run,
            layout=layout,
            spends=tuple(spends),
            may_spend=tuple(may_spend),
            estimate=estimate,
            repeats=repeats,
            admin=admin,
            ephemeral=ephemeral,
            menus=tuple(menus),
            menus_want=tuple(menus_want),
            menus_private=menus_private,
            messages=messages,
            listed=listed,
        )

    return declare


def _options_of(run: RunCommand[Options]) -> type[CommandOptions]:
    annotation = next(iter(run.__annotations__.values()))
    if not (isinstance(annotation, type) and issubclass(annotation, CommandOptions)):
        raise TypeError(f"{run.__name__}: the first parameter must be annotated with its CommandOptions")
    return annotation
