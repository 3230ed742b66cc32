"""`/chat`: talk with an instruction-tuned model that remembers the place."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated

from pydantic import Field

from core.commands.context import Context
from core.commands.declaration import command
from core.commands.parts.offered_command import offered_command
from core.commands.parts.text import Draft, facts, for_the_same, given_options, speak_button, write
from core.commands.parts.text_files import is_text, text_of
from core.commands.schema import Fresh, Hint, MakingOptions
from core.conversations.thread_history import catch_up
from core.domain.actions import Button, Form, Run
from core.domain.errors import BadInput
from core.domain.events import Begin, Event, Offer
from core.domain.layout import Layout
from core.domain.request import Attachment, MediaRef
from core.domain.sentences import Quote, say
from core.domain.tasks import Task
from core.inference.engine import ChatMessage, ChatRequest

SYSTEM_PROMPT = """You are Troubadour, a companion in a chat room where several people may speak; each message says who
does. Answer in the language you are spoken to. Be warm, brief and honest; say when you do not know. Use Markdown
sparingly."""
DESCRIBE_PROMPT = "Describe this picture for somebody who cannot see it."
DESCRIBE_SEED = 0
CONTINUE_PROMPT = "Go on exactly where you stopped."


class ChatOptions(MakingOptions):
    """The options of `/chat`."""

    message: Annotated[
        str,
        Field(max_length=6000, description="What you want to say or ask"),
        Hint(positional=True, multiline=True, wanted=True),
    ] = ""
    attachment: Annotated[
        Attachment | None,
        Field(description="A picture or a text file to talk about"),
        Hint(accepts=("image/*", "text/*", "application/json")),
    ] = None
    model: Annotated[str | None, Field(max_length=200, description="Which model answers"), Hint(suggest="models")] = (
        None
    )
    temperature: Annotated[float | None, Field(ge=0, le=2, description="0 is sober, 2 is wild")] = None
    max_new_tokens: Annotated[int | None, Field(ge=1, le=8192, description="How long the answer may get")] = None
    seed: Annotated[int | None, Field(ge=0, lt=2**32, description="Same seed, same answer, where a model can")] = None
    fresh: Fresh = False


@command(
    "chat",
    summary="Talk with a model; it remembers the conversation here",
    layout=Layout.TEXT,
    spends=(Task.CHAT_COMPLETION,),
    menus=("Describe picture",),
    menus_want=("image/*",),
)
async def chat(options: ChatOptions, context: Context) -> AsyncGenerator[Event, None]:
    """Streams an answer and remembers both sides."""
    started = context.clock.now()
    read = await _read(options, context)
    context.made_from.inputs = tuple(read.media)
    if not options.message.strip() and not read.media:
        raise BadInput("chat-nothing-said")
    describing = not options.message.strip() and bool(read.pictures)
    message = DESCRIBE_PROMPT if describing else options.message

    yield Begin(part="answer", kind="text")
    # The same picture is described alike, from the cache, unless somebody wants another description.
    fresh = options.fresh or context.request.fresh
    seed = DESCRIBE_SEED if describing and options.seed is None and not fresh else options.seed
    basics = await context.request_defaults(Task.CHAT_COMPLETION, model=options.model, seed=seed, fresh=options.fresh)
    context.deny.check(read.texts)
    persona = context.preference("persona") or SYSTEM_PROMPT
    notes = await catch_up(context.conversation, context.request, context.platform, context.store, context.clock.now())
    spoken = ChatMessage(
        role="user",
        text="\n\n".join(filter(None, [message, *read.texts])),
        pictures=tuple(read.pictures),
        name=context.request.caller.name,
    )
    request = ChatRequest(
        **basics,
        messages=(ChatMessage(role="system", text=persona), *await context.conversation.messages(), spoken),
        command_prefix=context.command_prefix,
        temperature=options.temperature,
        max_new_tokens=options.max_new_tokens,
    )
    draft = Draft()
    async for event in write(context.engine.chat_completion(request), "answer", draft):
        yield event
    await context.conversation.append(message, draft.text, context.clock.now(), given=read.media)
    for fact in facts("answer", draft.finished, context, started, request.seed):
        yield fact.model_copy(update={"notes": (*fact.notes, *notes)})
    buttons = [speak_button(draft.text, context, options)]
    match offered := offered_command(
        options.message, context.registry, context.request.attachments, for_the_same(options)
    ):
        case Button(action=Run(command="speak")):
            buttons = [offered]
        case Button(action=Form(command="speak")) | None:
            pass  # the answer's own button is the one that speaks
        case Button():
            buttons.insert(0, offered)
    if draft.unfinished:
        kept = {name: value for name, value in given_options(options).items() if name not in ("seed", "attachment")}
        going_on = Run(command="chat", options={**kept, "message": CONTINUE_PROMPT})
        buttons.insert(0, Button(label=say("button-continue"), action=going_on))
    yield Offer(part="answer", actions=tuple(buttons))


class _Read:
    """The attachments, sorted by how a model can take them."""

    def __init__(self) -> None:
        self.media: list[MediaRef] = []
        self.pictures: list[bytes] = []
        self.texts: list[str] = []


async def _read(options: ChatOptions, context: Context) -> _Read:
    read = _Read()
    async with aclosing(context.files([options.attachment])) as files:
        async for media, data in files:
            if media.media_type.startswith("image/"):
                read.pictures.append(await context.scaled_picture(data))
            elif is_text(media.media_type, data):
                text = text_of(media, data)
                read.texts.append(_quoted(media.name, text, context.operating_limits.text_file_characters))
            else:
                raise BadInput("attachment-not-understood", name=Quote(text=media.name), media_type=media.media_type)
            read.media.append(media)
    return read


def _quoted(name: str, text: str, limit: int) -> str:
    """A text file for a model: named, fenced, and marked where it is cut."""
    cut = text[:limit]
    note = f"\n(The file goes on for {len(text) - limit} more characters.)" if len(text) > limit else ""
    return f"The file {name}:\n````\n{cut}\n````{note}"
