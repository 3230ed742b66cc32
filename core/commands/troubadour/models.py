"""`/troubadour models`: list models, choose one for yourself or the place, and set which ones a place allows."""

import asyncio
import math
from collections.abc import AsyncGenerator, Sequence
from typing import Annotated, Literal

from pydantic import Field

from core.commands.administration.model_lines import model_line
from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import CommandOptions, Hint
from core.commands.troubadour.model_lookup import cards_of
from core.commands.troubadour.statements import statement
from core.domain.actions import Button, Run
from core.domain.errors import BadInput, NotAllowed
from core.domain.events import Event, Offer
from core.domain.sentences import CommandName, ModelName, Sentence, names, say
from core.domain.tasks import Task, TaskName
from core.inference.engine import ModelCard
from core.inference.requests import ModelPolicy
from core.preferences.model_policy import LOCAL_ONLY, PRICE_LIMIT, model_policy_of
from core.text.price_format import dollars

PAGE_MODELS = 20
"""The models on a page of those that are served."""


class ModelsOptions(CommandOptions):
    """The options of `/troubadour models`."""

    task: Annotated[
        TaskName | None,
        Field(description="Only this task"),
    ] = None
    choose: Annotated[
        str | None,
        Field(max_length=200, description="Use this model for the task from now on"),
        Hint(suggest="models"),
    ] = None
    reset: Annotated[bool, Field(description="Forget what was chosen for the task")] = False
    place: Annotated[bool, Field(description="Choose for everybody here (administrators)")] = False
    price: Annotated[
        float | None,
        Field(ge=0, le=1000, description="Allow other models here up to so many $ per million tokens (administrators)"),
    ] = None
    local_only: Annotated[
        Literal["yes", "no"] | None, Field(description="Allow only servers of this bot's own here (administrators)")
    ] = None
    all: Annotated[bool, Field(description="Every model that is served for the task, not only the list")] = False
    page: Annotated[int, Field(ge=1, le=100, description="Which page of them")] = 1


@command("troubadour models", summary="See the models there are, or choose one", ephemeral=True)
async def models(options: ModelsOptions, context: Context) -> AsyncGenerator[Event, None]:
    """Lists, chooses or resets models, and sets the place's policy."""
    done: list[Sentence] = []
    if options.price is not None or options.local_only is not None:
        done += await _bind(options, context)
    if options.choose is not None or options.reset:
        done.append(await _choose(options, context))
    if options.all and not done:
        async for event in _served(options, context):
            yield event
        return
    for event in statement(*(done or await _all(options, context))):
        yield event


async def _served(options: ModelsOptions, context: Context) -> AsyncGenerator[Event, None]:
    """Lists what is served for a task, a page at a time, with a button for the next."""
    if options.task is None:
        raise BadInput("models-which-task", tasks=names([task.value for task in Task]))
    task, model_policy = Task(options.task), context.model_policy()
    cards = [] if model_policy.local_only else await context.engine.served(task)
    pages = max(1, math.ceil(len(cards) / PAGE_MODELS))
    page = min(options.page, pages)
    shown = cards[(page - 1) * PAGE_MODELS : page * PAGE_MODELS]
    lines = [say("models-task", task=task.value), *map(model_line, shown)]
    if shown:
        lines.append(say("models-page", page=page, pages=pages, count=len(cards)))
    elif not model_policy.local_only:
        lines.append(say("models-none-served"))
    for event in statement(*lines, *_bounded(model_policy)):
        yield event
    if page < pages:
        following = Run(command="troubadour models", options={"task": task.value, "all": True, "page": page + 1})
        yield Offer(part="answer", actions=(Button(label=say("button-more"), action=following),))


async def _bind(options: ModelsOptions, context: Context) -> list[Sentence]:
    if not context.admin:
        option = "--price" if options.price is not None else "--local-only"
        raise NotAllowed("admins-only", command=CommandName(name=f"troubadour models {option}"))
    place, highest = context.request.place.key, context.operating_limits.price_limit
    done: list[Sentence] = []
    if options.price is not None:
        if options.price > highest:
            refusal = "models-price-too-high" if highest else "models-price-closed"
            raise NotAllowed(refusal, highest=dollars(highest), setting="TROUBADOUR_PRICE_LIMIT")
        await context.store.set_preference(place, PRICE_LIMIT, options.price or None)
        limit = say("models-bounds-price", limit=dollars(options.price))
        done.append(limit if options.price else say("models-price-reset"))
    if options.local_only is not None:
        await context.store.set_preference(place, LOCAL_ONLY, True if options.local_only == "yes" else None)
        done.append(say("models-bounds-local" if options.local_only == "yes" else "models-local-reset"))
    return done


async def _choose(options: ModelsOptions, context: Context) -> Sentence:
    if options.task is None:
        raise BadInput("models-which-task", tasks=names([task.value for task in Task]))
    if options.place and not context.admin:
        raise NotAllowed("admins-only", command=CommandName(name="troubadour models --place"))
    if options.choose is not None:
        # The same request may just have changed the policy.
        chosen = await context.store.preferences(context.request.place.key)
        model_policy = model_policy_of(chosen, context.operating_limits.price_limit)
        await context.engine.permit(Task(options.task), options.choose, model_policy)
    scope = context.request.place.key if options.place else context.request.caller.key
    await context.store.set_preference(scope, f"model-{options.task}", options.choose)
    if options.choose is None:
        return say("models-reset", task=options.task)
    return say("models-chosen", task=options.task, model=ModelName(name=options.choose))


async def _all(options: ModelsOptions, context: Context) -> list[Sentence]:
    model_policy = context.model_policy()
    tasks = [Task(options.task)] if options.task else list(Task)
    platform = context.request.caller.platform
    cards = await asyncio.gather(*(cards_of(task, context.engine, model_policy, platform) for task in tasks))
    listed = [line for task, found in zip(tasks, cards, strict=True) for line in _listed(task, found, context)]
    return [*listed, *_bounded(model_policy)]


def _bounded(model_policy: ModelPolicy) -> list[Sentence]:
    if model_policy.local_only:
        return [say("models-bounds-local")]
    return [say("models-bounds-price", limit=dollars(model_policy.price_limit))] if model_policy.price_limit else []


def _listed(task: Task, cards: Sequence[ModelCard], context: Context) -> list[Sentence]:
    chosen = context.preference(f"model-{task.value}")
    lines = [say("models-task", task=task.value)]
    if not cards:
        lines.append(say("models-none"))
    first = next((card for card in cards if card.trouble is None), None)
    used = chosen or (first.name if first else None)
    lines += [model_line(card, is_used=card.name == used) for card in cards]
    if chosen and all(card.name != chosen for card in cards):
        lines.append(say("models-chosen-elsewhere", model=ModelName(name=chosen)))
    return lines
