"""`/imagine`: make pictures from a description."""

from collections.abc import AsyncGenerator
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from core.commands.context import Context
from core.commands.declaration import command
from core.commands.parts.pictures import PictureDraft, make_picture
from core.commands.parts.text import for_the_same, given_options, trouble
from core.commands.schema import Fresh, Hint, MakingOptions
from core.domain.actions import Button, Run
from core.domain.errors import BadPicture, UserError
from core.domain.events import Begin, Event, Offer, Progress
from core.domain.layout import Layout
from core.domain.request import Attachment, MediaRef
from core.domain.sentences import Quote, say
from core.domain.tasks import Task
from core.inference.requests import ImageRequest

VARIATIONS = (
    "seen from another side",
    "in another light",
    "closer up",
    "from farther away",
    "at another time of day",
    "in another season",
    "in other colours",
    "with another composition",
)
"""The words that are added to a prompt, for a model that cannot vary the picture itself."""


class Size(StrEnum):
    """Shapes that image models are trained on, by name."""

    SQUARE = "square"
    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"
    TALL = "tall"
    WIDE = "wide"
    SMALL = "small"

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height; multiples of 64, near one megapixel except for `small`."""
        return _PIXELS[self]


_PIXELS = {
    Size.SQUARE: (1024, 1024),
    Size.PORTRAIT: (896, 1152),
    Size.LANDSCAPE: (1152, 896),
    Size.TALL: (768, 1344),
    Size.WIDE: (1344, 768),
    Size.SMALL: (512, 512),
}


class ImagineOptions(MakingOptions):
    """The options of `/imagine`."""

    prompt: Annotated[
        str,
        Field(min_length=1, max_length=1500, description="What to paint"),
        Hint(positional=True, multiline=True),
    ]
    negative_prompt: Annotated[str | None, Field(max_length=500, description="What should not be in it")] = None
    size: Annotated[Size, Field(description="Shape of the picture")] = Size.SQUARE
    steps: Annotated[int | None, Field(ge=1, le=100, description="More steps take longer and refine more")] = None
    guidance: Annotated[float | None, Field(ge=0, le=30, description="How closely to follow the words")] = None
    seed: Annotated[int | None, Field(ge=0, lt=2**32, description="Same seed, same picture")] = None
    count: Annotated[int, Field(ge=1, le=4, description="How many pictures")] = 1
    model: Annotated[str | None, Field(max_length=200, description="Which model paints"), Hint(suggest="models")] = None
    picture: Annotated[
        Attachment | None,
        Field(description="A picture to start from, where a model can"),
        Hint(accepts=("image/*",)),
    ] = None
    fresh: Fresh = False


@command(
    "imagine",
    summary="Paint a picture from a description",
    layout=Layout.GALLERY,
    spends=(Task.TEXT_TO_IMAGE,),
    estimate=lambda options: options.count,
    repeats=lambda options: options.seed is not None and not options.fresh,
)
async def imagine(options: ImagineOptions, context: Context) -> AsyncGenerator[Event, None]:
    """Makes the pictures one after the other; one that fails leaves the others."""
    given_picture = await context.first_file([options.picture])
    if given_picture is not None and not given_picture[0].media_type.startswith("image/"):
        raise BadPicture("attachment-not-picture", name=Quote(text=given_picture[0].name))
    source = await context.scaled_picture(given_picture[1]) if given_picture else None
    is_variation = bool(context.request.inputs)
    width, height = options.size.pixels
    basics = await context.request_defaults(
        Task.TEXT_TO_IMAGE, model=options.model, seed=options.seed, fresh=options.fresh
    )
    first = context.made_from.seed = basics["seed"]
    made: list[MediaRef] = []
    failure: UserError | None = None
    for number in range(options.count):
        part = f"picture-{number + 1}"
        yield Begin(part=part, kind="picture")
        if options.count > 1:
            yield Progress(
                sentence=say("painting-one-of", number=number + 1, count=options.count),
                part=part,
                fraction=number / options.count,
            )
        basics["seed"] = (first + number) % 2**32
        request = ImageRequest(
            **basics,
            prompt=options.prompt,
            negative_prompt=options.negative_prompt,
            width=width,
            height=height,
            steps=options.steps,
            guidance_scale=options.guidance,
            source=source,
            instead=_reworded(options.prompt, basics["seed"]) if is_variation else None,
        )
        draft = PictureDraft()
        try:
            async for event in make_picture(request, part, context, draft):
                yield event
        except UserError as error:
            failure = error
            if options.count > 1:
                yield trouble(part, error)
            continue
        if draft.picture is not None:
            made.append(draft.picture)
            yield Offer(part=part, actions=(_vary(options, draft.picture), _limerick(options, draft.picture)))
    if failure is not None and not made:
        raise failure
    await context.conversation.append(options.prompt, "", context.clock.now(), made=made)


def _reworded(prompt: str, seed: int) -> str:
    return f"{prompt}, {VARIATIONS[seed % len(VARIATIONS)]}"


def _vary(options: ImagineOptions, picture: MediaRef) -> Button:
    kept = {name: value for name, value in given_options(options).items() if name not in ("seed", "count", "picture")}
    run = Run(command="imagine", options=kept, inputs=(picture,), fresh=True)
    return Button(label=say("button-vary"), action=run)


def _limerick(options: ImagineOptions, picture: MediaRef) -> Button:
    run = Run(command="limerick", options=for_the_same(options), inputs=(picture,))
    return Button(label=say("button-limerick"), action=run)
