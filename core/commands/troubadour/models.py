"""`/troubadour models`: which models there are, and choosing one for yourself or the place."""

from collections.abc import AsyncGenerator, Sequence
from typing import Annotated, Literal

from pydantic import Field

from core.command import CommandOptions, Hint, command
from core.commands.troubadour.replying import statement
from core.context import Context
from core.errors import BadInput, NotAllowed
from core.events import Event
from core.inference.engine import ModelCard, Task
from core.messages import CommandName, ModelName, Quote, Sentence, names, say


class ModelsOptions(CommandOptions):
    """What `/troubadour models` can be told."""

    task: Annotated[Literal["chat", "complete", "paint", "speak"] | None, Field(description="Only this task")] = None
    choose: Annotated[
        str | None,
        Field(max_length=200, description="Use this model for the task from now on"),
        Hint(suggest="models"),
    ] = None
    reset: Annotated[bool, Field(description="Forget what was chosen for the task")] = False
    place: Annotated[bool, Field(description="Choose for everybody here (administrators)")] = False


@command("troubadour models", summary="See the models there are, or choose one", quiet=True)
async def models(options: ModelsOptions, context: Context) -> AsyncGenerator[Event, None]:
    """Lists, chooses or resets."""
    tasks = [Task(options.task)] if options.task else list(Task)
    cards = {task: await context.engine.models(task) for task in tasks}
    if options.choose is None and not options.reset:
        for event in statement(*[line for task in tasks for line in await _listed(task, cards[task], context)]):
            yield event
        return
    if options.task is None:
        raise BadInput("models-which-task", tasks=names([task.value for task in Task]))
    if options.place and not context.admin:
        raise NotAllowed("admins-only", command=CommandName(name="troubadour models --place"))
    known = [card.name for card in cards[tasks[0]]]
    if options.choose is not None and options.choose not in known:
        raise BadInput("model-unknown", model=Quote(text=options.choose), known=names(known))
    scope = context.request.place.key if options.place else context.request.caller.key
    await context.store.prefer(scope, f"model-{options.task}", options.choose)
    if options.choose is None:
        done = say("models-reset", task=options.task)
    else:
        done = say("models-chosen", task=options.task, model=ModelName(name=options.choose))
    for event in statement(done):
        yield event


async def _listed(task: Task, cards: Sequence[ModelCard], context: Context) -> list[Sentence]:
    chosen = await context.preferred(f"model-{task.value}")
    lines = [say("models-task", task=task.value)]
    if not cards:
        lines.append(say("models-none"))
    for place, card in enumerate(cards):
        used = card.name == chosen or (chosen is None and place == 0)
        id = "models-used" if used else "models-offered"
        lines.append(say(id, model=ModelName(name=card.name), engine=card.engine, licence=card.licence or "-"))
    return lines
