"""`/limerick`: five lines that rhyme, about a picture or a subject."""

from collections.abc import AsyncGenerator
from typing import Annotated

from pydantic import Field

from core.commands.context import Context
from core.commands.declaration import command
from core.commands.parts.limericks import write_limerick
from core.commands.parts.text import Draft, speak_button
from core.commands.schema import Fresh, Hint, MakingOptions
from core.domain.errors import BadInput, BadPicture, Missing
from core.domain.events import Begin, Event, Offer
from core.domain.layout import Layout
from core.domain.request import Attachment, MediaRef
from core.domain.sentences import Quote
from core.domain.tasks import Task


class LimerickOptions(MakingOptions):
    """The options of `/limerick`."""

    subject: Annotated[
        str,
        Field(max_length=500, description="What it is about; without one, the last picture here"),
        Hint(positional=True),
    ] = ""
    picture: Annotated[Attachment | None, Field(description="A picture it is about"), Hint(accepts=("image/*",))] = None
    model: Annotated[str | None, Field(max_length=200, description="Which model writes"), Hint(suggest="models")] = None
    seed: Annotated[int | None, Field(ge=0, lt=2**32, description="Same seed, same verse, where a model can")] = None
    fresh: Fresh = False


@command(
    "limerick",
    summary="Write a limerick about a picture or a subject",
    layout=Layout.TEXT,
    spends=(Task.CHAT_COMPLETION,),
    menus=("Write a limerick",),
)
async def limerick(options: LimerickOptions, context: Context) -> AsyncGenerator[Event, None]:
    """Looks at the picture, if there is one, and writes."""
    yield Begin(part="limerick", kind="text")
    found = await _picture(options, context)
    media = (found[0],) if found else ()
    context.made_from.inputs = media
    picture = None
    if found is not None:
        picture = await context.scaled_picture(found[1])
    draft = Draft()
    verse = write_limerick(
        options.subject.strip(),
        picture,
        "limerick",
        context,
        draft,
        model=options.model,
        seed=options.seed,
        fresh=options.fresh,
    )
    async for event in verse:
        yield event
    question = options.subject or "A limerick about this picture"
    await context.conversation.append(question, draft.text, context.clock.now(), given=media)
    yield Offer(part="limerick", actions=(speak_button(draft.text, context, options),))


async def _picture(options: LimerickOptions, context: Context) -> tuple[MediaRef, bytes] | None:
    """The given picture; without one and without a subject, the last picture of the conversation."""
    given = await context.first_file([options.picture])
    if given is not None:
        if not given[0].media_type.startswith("image/"):
            raise BadPicture("attachment-not-picture", name=Quote(text=given[0].name))
        return given
    if options.subject.strip():
        return None
    last = await context.conversation.last_picture()
    if last is None:
        raise BadInput("limerick-about-what")
    try:
        return last, await context.store.get(last.sha256)
    except Missing:
        raise BadInput("limerick-about-what") from None
