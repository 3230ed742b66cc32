"""`/perform`: the whole show from a subject.

A model writes the image prompt, another makes the picture, a limerick is written about it and spoken. Each part appears
when it is ready; one that fails leaves the others.
"""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from core.commands.context import Context
from core.commands.declaration import command
from core.commands.parts.limericks import write_limerick
from core.commands.parts.pictures import PictureDraft, make_picture
from core.commands.parts.recordings import make_recording
from core.commands.parts.text import Draft, draft_whole, facts, trouble
from core.commands.schema import Hint, MakingOptions
from core.domain.errors import UserError
from core.domain.events import Begin, Event, Progress, TextReplace
from core.domain.layout import Layout
from core.domain.sentences import say
from core.domain.tasks import Task
from core.inference.requests import ChatMessage, ChatRequest, ImageRequest, TextToSpeechRequest

IMAGE_PROMPT = """Write a prompt for an image model about the subject you are given: one sentence, at most forty words,
with
the subject, its surroundings, the light, the colours and a style of painting. Give only the sentence."""


class PerformOptions(MakingOptions):
    """The options of `/perform`."""

    subject: Annotated[
        str, Field(min_length=1, max_length=500, description="What the show is about"), Hint(positional=True)
    ]
    voice: Annotated[str | None, Field(max_length=100, description="Whose voice"), Hint(suggest="voices")] = None
    seed: Annotated[int | None, Field(ge=0, lt=2**32, description="Same seed, same show, where models can")] = None


@dataclass
class _Show:
    """The results so far, and the failures."""

    seed: int
    prompt: Draft = field(default_factory=Draft)
    draft: PictureDraft = field(default_factory=PictureDraft)
    verse: Draft = field(default_factory=Draft)
    failures: list[UserError] = field(default_factory=list)


@command(
    "perform",
    summary="The whole show: a picture, a limerick about it, and its reading",
    layout=Layout.SHOW,
    spends=(Task.CHAT_COMPLETION, Task.TEXT_TO_IMAGE, Task.TEXT_TO_SPEECH),
    estimate=lambda _: 4,
)
async def perform(options: PerformOptions, context: Context) -> AsyncGenerator[Event, None]:
    """Makes the four parts in their order."""
    show = _Show(seed=context.draw_seed() if options.seed is None else options.seed)
    context.made_from.seed = show.seed
    acts = (
        ("prompt", _write_prompt(options, context, show)),
        ("picture", _paint(options, context, show)),
        ("limerick", _versify(options, context, show)),
        ("recording", _recite(options, context, show)),
    )
    for number, (part, act) in enumerate(acts):
        yield Progress(sentence=say(f"perform-{part}"), fraction=number / len(acts))
        try:
            async for event in act:
                yield event
        except UserError as error:
            show.failures.append(error)
            yield trouble(part, error)
    if not (show.draft.picture or show.verse.text):
        raise show.failures[-1]
    made = (show.draft.picture,) if show.draft.picture else ()
    await context.conversation.append(options.subject, show.verse.text, context.clock.now(), made=made)


async def _write_prompt(options: PerformOptions, context: Context, show: _Show) -> AsyncGenerator[Event, None]:
    started = context.clock.now()
    yield Begin(part="prompt", kind="text", title=say("perform-title-prompt"))
    request = ChatRequest(
        **await context.request_defaults(Task.CHAT_COMPLETION, seed=show.seed),
        messages=(
            ChatMessage(role="system", text=IMAGE_PROMPT),
            ChatMessage(role="user", text=options.subject),
        ),
        max_new_tokens=200,
    )
    async for event in draft_whole(context.engine.chat_completion(request), "prompt", show.prompt):
        yield event
    yield TextReplace(part="prompt", text=show.prompt.text.strip())
    for fact in facts("prompt", show.prompt.finished, context, started, show.seed):
        yield fact


async def _paint(options: PerformOptions, context: Context, show: _Show) -> AsyncGenerator[Event, None]:
    yield Begin(part="picture", kind="picture")
    prompt = show.prompt.text.strip() or options.subject
    request = ImageRequest(**await context.request_defaults(Task.TEXT_TO_IMAGE, seed=show.seed), prompt=prompt[:1500])
    async for event in make_picture(request, "picture", context, show.draft):
        yield event


async def _versify(options: PerformOptions, context: Context, show: _Show) -> AsyncGenerator[Event, None]:
    yield Begin(part="limerick", kind="text", title=say("perform-title-limerick"))
    picture = None
    if show.draft.data:
        picture = await context.scaled_picture(show.draft.data)
    verse = write_limerick(options.subject, picture, "limerick", context, show.verse, model=None, seed=show.seed)
    async for event in verse:
        yield event


async def _recite(options: PerformOptions, context: Context, show: _Show) -> AsyncGenerator[Event, None]:
    if not show.verse.text:
        return
    yield Begin(part="recording", kind="recording")
    voice = options.voice or context.preference("voice")
    request = TextToSpeechRequest(
        **await context.request_defaults(Task.TEXT_TO_SPEECH, seed=show.seed), text=show.verse.text, voice=voice
    )
    async for event in make_recording(request, "recording", context, "limerick"):
        yield event
