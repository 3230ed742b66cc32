"""The text part of a reply: streaming, facts, buttons and troubles that commands share."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

from pydantic import JsonValue

from core.commands.context import Context
from core.commands.schema import CommandOptions, MakingOptions
from core.domain.actions import Button, Run
from core.domain.errors import Interrupted, UserError
from core.domain.events import Event, Facts, Problem, Progress, Statement, TextDelta, TextReplace, Trouble
from core.domain.sentences import say
from core.inference.outputs import Finished, Notice, Output, ReasoningChunk, TextChunk, TextReset, Waiting
from core.text.valid_unicode import SurrogateJoiner

_OPTION_OF = {"guidance_scale": "guidance"}
"""Options whose name is shorter than that of the engine's knob."""


@dataclass
class Draft:
    """The text so far. `torn` says that the provider broke off; `finished` is set at its end."""

    text: str = ""
    finished: Finished | None = None
    torn: bool = False

    @property
    def unfinished(self) -> bool:
        """True if the answer can be continued."""
        return self.torn or (self.finished is not None and self.finished.reason == "length")


async def write(outputs: AsyncGenerator[Output, None], part: str, draft: Draft) -> AsyncGenerator[Event, None]:
    """Streams a model's text into a part. Text that broke off is kept, with a `Trouble` after it."""
    try:
        async with aclosing(tell(outputs, part, draft)) as told:
            async for event, text in told:
                if event is not None:
                    yield event
                if text:
                    yield TextDelta(part=part, text=text)
    except Interrupted as error:
        if not draft.text:
            raise
        draft.torn = True
        yield trouble(part, error)


async def draft_whole(outputs: AsyncGenerator[Output, None], part: str, draft: Draft) -> AsyncGenerator[Event, None]:
    """Has a model write a text that may still be thrown away: only its progress is shown."""
    async with aclosing(tell(outputs, part, draft)) as told:
        async for event, _ in told:
            if isinstance(event, Progress):
                yield event


async def tell(
    outputs: AsyncGenerator[Output, None], part: str, draft: Draft
) -> AsyncGenerator[tuple[Progress | TextReplace | Statement | None, str], None]:
    """Fills the draft; yields progress, notices, new text, and what takes text back, as they come. The text is valid
    Unicode, whatever the engine sends."""
    thinking, joiner = False, SurrogateJoiner()
    async with aclosing(outputs):
        async for output in outputs:
            match output:
                case TextChunk(text):
                    valid = joiner.feed(text)
                    draft.text += valid
                    yield None, valid
                case TextReset():
                    draft.text, joiner = "", SurrogateJoiner()
                    yield TextReplace(part=part, text=""), ""
                case ReasoningChunk() if not thinking:
                    thinking = True
                    yield Progress(sentence=say("thinking"), part=part), ""
                case Waiting():
                    yield waiting(output, part), ""
                case Notice(sentence=sentence):
                    yield Statement(part=part, sentences=(sentence,)), ""
                case Finished():
                    draft.finished = output
                    if rest := joiner.close():
                        draft.text += rest
                        yield None, rest


def waiting(output: Waiting, part: str) -> Progress:
    """An engine's waiting as progress of a part."""
    return Progress(sentence=output.sentence, part=part, fraction=output.fraction, seconds_left=output.seconds_left)


def trouble(part: str, error: UserError) -> Trouble:
    """An error that concerns one part only."""
    return Trouble(part=part, error=Problem.because(error))


def facts(
    part: str, finished: Finished | None, context: Context, started: float, seed: int | None = None
) -> list[Facts]:
    """The origin of a part; nothing if the engine never finished.

    Ignored options are told only where somebody gave them; an ignored seed is no seed.
    """
    if finished is None:
        return []
    ignored = [_OPTION_OF.get(name, name) for name in finished.ignored]
    return [
        Facts(
            part=part,
            engine=finished.engine,
            model=finished.model,
            provider=finished.provider,
            seed=None if "seed" in finished.ignored else seed,
            seconds=round(context.clock.now() - started, 2),
            tokens=finished.tokens,
            cached=finished.cached,
            ignored=tuple(option for option in ignored if option in context.request.options),
            notes=finished.notes,
        )
    ]


def speak_button(text: str, context: Context, options: MakingOptions) -> Button:
    """A button that speaks the text of an answer, for the same audience."""
    cut = text[: context.operating_limits.spoken_characters]
    run = Run(command="speak", options={"text": cut, **for_the_same(options)}, result="continuation")
    return Button(label=say("button-speak"), action=run)


def for_the_same(options: MakingOptions) -> dict[str, JsonValue]:
    """The option that keeps the audience of an answer for what follows from it."""
    return {"private": True} if options.private else {}


def given_options(options: CommandOptions) -> dict[str, JsonValue]:
    """The chosen options as raw options."""
    return options.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
