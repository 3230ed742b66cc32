"""`/complete`: continue a text with a base model."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Annotated

from pydantic import Field

from core.commands.context import Context
from core.commands.declaration import command
from core.commands.parts.text import Draft, facts, given_options, write
from core.commands.schema import Fresh, Hint, MakingOptions
from core.domain.actions import Button, Run
from core.domain.events import Begin, Event, Offer, TextDelta
from core.domain.layout import Layout
from core.domain.sentences import say
from core.domain.tasks import Task
from core.inference.requests import TextRequest


class CompleteOptions(MakingOptions):
    """The options of `/complete`."""

    prompt: Annotated[
        str,
        Field(min_length=1, max_length=6000, description="The text to go on with"),
        Hint(positional=True, multiline=True),
    ]
    model: Annotated[str | None, Field(max_length=200, description="Which model writes"), Hint(suggest="models")] = None
    max_new_tokens: Annotated[int, Field(ge=1, le=4096, description="How many tokens to add")] = 120
    temperature: Annotated[float | None, Field(ge=0, le=2, description="0 is sober, 2 is wild")] = None
    top_p: Annotated[float | None, Field(gt=0, le=1, description="Choose among the likeliest share of words")] = None
    repetition_penalty: Annotated[float | None, Field(ge=0.5, le=2, description="Above 1 repeats itself less")] = None
    stop: Annotated[str | None, Field(max_length=200, description="Stop before this text; | between several")] = None
    seed: Annotated[int | None, Field(ge=0, lt=2**32, description="Same seed, same text, where a model can")] = None
    include_prompt: Annotated[bool, Field(description="Show your text in front of the new one")] = False
    fresh: Fresh = False


@command("complete", summary="Go on with your text, word by word", layout=Layout.TEXT, spends=(Task.TEXT_GENERATION,))
async def complete(options: CompleteOptions, context: Context) -> AsyncGenerator[Event, None]:
    """Streams a continuation."""
    started = context.clock.now()
    yield Begin(part="answer", kind="text")
    basics = await context.request_defaults(
        Task.TEXT_GENERATION, model=options.model, seed=options.seed, fresh=options.fresh
    )
    request = TextRequest(
        **basics,
        prompt=options.prompt,
        temperature=options.temperature,
        top_p=options.top_p,
        max_new_tokens=options.max_new_tokens,
        repetition_penalty=options.repetition_penalty,
        stop=tuple(filter(None, (options.stop or "").split("|"))),
    )
    if options.include_prompt:
        yield TextDelta(part="answer", text=options.prompt)
    draft = Draft()
    try:
        async for event in write(context.engine.text_generation(request), "answer", draft):
            yield event
    except asyncio.CancelledError:
        context.made_from.going_on = _going_on(options, draft) if draft.text else None
        raise
    for fact in facts("answer", draft.finished, context, started, request.seed):
        yield fact
    if draft.unfinished:
        yield Offer(part="answer", actions=(Button(label=say("button-continue"), action=_going_on(options, draft)),))


def _going_on(options: CompleteOptions, draft: Draft) -> Run:
    given = {name: value for name, value in given_options(options).items() if name != "include_prompt"}
    longer = {**given, "prompt": (options.prompt + draft.text)[-6000:]}
    return Run(command="complete", options=longer, result="continuation")
