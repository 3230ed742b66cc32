"""`/chat`: talk with an instruction-tuned model that remembers the place."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, suppress
from typing import Annotated

from pydantic import Field

from core.commands.context import Context
from core.commands.declaration import command
from core.commands.parts.offered_command import offered_command
from core.commands.parts.quoted_messages import QUOTE_CHARACTERS, quote_in_words, quoting_note, readable_quotes
from core.commands.parts.spoken_answers import is_wanted, speak_answer
from core.commands.parts.text import Draft, facts, for_the_same, given_options, speak_button, write
from core.commands.parts.text_files import is_text, text_of
from core.commands.parts.transcription import SOUND_TYPES, is_sound
from core.commands.parts.voice_messages import VoiceMessages, words_of
from core.commands.schema import Fresh, Hint, MakingOptions
from core.conversations.reply_chain import ReplyChain, ReplyChains
from core.conversations.thread_history import catch_up
from core.domain.actions import Button, Form, Run
from core.domain.errors import BadInput, UserError
from core.domain.events import Begin, Event, Offer
from core.domain.layout import Layout
from core.domain.request import Attachment, MediaRef, QuotedMessage
from core.domain.sentences import Quote, say
from core.domain.tasks import Task
from core.inference.engine import ChatMessage, ChatRequest
from core.moderation.blocked import blocked_in
from core.store.ports import Turn

SYSTEM_PROMPT = """You are Troubadour, a companion in a chat room where several people may speak; each message says who
does. Answer in the language you are spoken to. Be warm, brief and honest; say when you do not know. Use Markdown
sparingly."""
DESCRIBE_PROMPT = "Describe this picture for somebody who cannot see it."
DESCRIBE_SEED = 0
MESSAGE_CHARACTERS = 6_000
CONTINUE_PROMPT = "Go on exactly where you stopped."


class ChatOptions(MakingOptions):
    """The options of `/chat`."""

    message: Annotated[
        str,
        Field(max_length=MESSAGE_CHARACTERS, description="What you want to say or ask"),
        Hint(positional=True, multiline=True, wanted=True),
    ] = ""
    attachment: Annotated[
        Attachment | None,
        Field(description="A picture, a recording or a text file to talk about"),
        Hint(accepts=("image/*", "text/*", "application/json", *SOUND_TYPES)),
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
    may_spend=(Task.AUTOMATIC_SPEECH_RECOGNITION, Task.TEXT_TO_SPEECH),
    menus=("Describe picture",),
    menus_want=("image/*",),
)
async def chat(options: ChatOptions, context: Context) -> AsyncGenerator[Event, None]:
    """Streams an answer and remembers both sides."""
    started = context.clock.now()
    voices = VoiceMessages(context, options.attachment)
    if voices.has_any:
        yield Begin(part="answer", kind="text")
    async with aclosing(voices.listen("answer")) as events:
        async for event in events:
            yield event
    options, context = voices.in_words(options, context)
    read = await _read(options, context)
    context.made_from.inputs = (*voices.media, *read.media)
    if not options.message.strip() and not read.media and not context.request.quoted:
        raise BadInput("chat-nothing-said")

    if not voices.has_any:
        yield Begin(part="answer", kind="text")
    persona = context.preference("persona") or SYSTEM_PROMPT
    notes = await catch_up(context.conversation, context.request, context.platform, context.store, context.clock.now())
    chain = ReplyChain(above=())
    if context.request.reply_to is None:
        history = await context.conversation.messages()
    else:
        notes = ()  # the thread was read for later; a reply hears nothing but what is above it
        blocked = {person.user for person in await blocked_in(context.store, context.request.place)}
        chains = ReplyChains(context.request, context.conversation, context.store, context.platform, blocked)
        chain = await chains.read()
        history = [await _chain_message(each, context) for each in chain.above]
    quoted = await readable_quotes(context.request, chain, history, context.store)
    quotes = await _read_quotes(quoted, context)
    notes += await quoting_note(context.request, [*chain.above, *quoted], context.store)
    if chain.unreadable:
        notes = (*notes, say("chain-unreadable", count=chain.unreadable))
    context.deny.check([*_quoted_texts(chain), *quotes.texts, *read.texts])
    pictures = (*quotes.pictures, *read.pictures)
    wordless = not options.message.strip()
    describing = wordless and bool(pictures) and not any(each.text.strip() for each in quoted)
    if wordless and not (describing or quotes.texts or read.media):
        raise BadInput("chat-nothing-said")
    message = DESCRIBE_PROMPT if describing else options.message
    # The same picture is described alike, from the cache, unless somebody wants another description.
    fresh = options.fresh or context.request.fresh
    seed = DESCRIBE_SEED if describing and options.seed is None and not fresh else options.seed
    basics = await context.request_defaults(Task.CHAT_COMPLETION, model=options.model, seed=seed, fresh=options.fresh)
    spoken = ChatMessage(
        role="user",
        text="\n\n".join(filter(None, [*quotes.texts, message, *read.texts])),
        pictures=pictures,
        name=context.request.caller.name,
    )
    request = ChatRequest(
        **basics,
        messages=(ChatMessage(role="system", text=persona), *history, spoken),
        command_prefix=context.command_prefix,
        temperature=options.temperature,
        max_new_tokens=options.max_new_tokens,
    )
    draft = Draft()
    async for event in write(context.engine.chat_completion(request), "answer", draft):
        yield event
    forwarded = "\n\n".join(each.text for each in quoted if each.forwarded)
    kept = message if not wordless or describing else forwarded
    await context.conversation.append(kept, draft.text, context.clock.now(), given=[*quotes.media, *read.media])
    for fact in facts("answer", draft.finished, context, started, request.seed):
        yield fact.model_copy(update={"notes": (*fact.notes, *notes)})
    buttons = [*voices.buttons(options, context, MESSAGE_CHARACTERS), speak_button(draft.text, context, options)]
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
        same = {name: value for name, value in given_options(options).items() if name not in ("seed", "attachment")}
        going_on = Run(command="chat", options={**same, "message": CONTINUE_PROMPT})
        buttons.insert(0, Button(label=say("button-continue"), action=going_on))
    yield Offer(part="answer", actions=tuple(buttons))
    if is_wanted(context, spoke=voices.has_any) and draft.text.strip() and not draft.torn:
        async with aclosing(speak_answer(draft.text, context)) as events:
            async for event in events:
                yield event


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


async def _chain_message(message: Turn | QuotedMessage, context: Context) -> ChatMessage:
    """A message above a reply, with the pictures that somebody gave."""
    if isinstance(message, Turn):
        files = [Attachment.stored(media) for media in message.media]
        pictures = [] if message.role == "assistant" else await _pictures(files, context)
        name = message.name if message.role == "user" else None
        return ChatMessage(role=message.role, text=message.text, name=name, pictures=tuple(pictures))
    read = await _read_quotes([message], context)
    return ChatMessage(role="user", text="\n\n".join(read.texts), pictures=tuple(read.pictures))


async def _pictures(files: Sequence[Attachment], context: Context) -> list[bytes]:
    found = []
    for file in files:
        if file.media_type.startswith("image/"):
            with suppress(UserError):  # it has expired
                _, data = await context.fetched(file)
                found.append(await context.scaled_picture(data))
    return found


def _quoted_texts(chain: ReplyChain) -> list[str]:
    return [each.text for each in chain.above if isinstance(each, QuotedMessage)]


async def _read_quotes(quoted: Sequence[QuotedMessage], context: Context) -> _Read:
    """Reads quoted messages: each is a text, followed by its text files. Files that no model can see are named."""
    read = _Read()
    for each in quoted:
        files, unread = [], []
        for attachment in each.attachments:
            try:
                if is_sound(attachment.media_type, attachment.name):
                    files.append(_quoted(attachment.name, await words_of(attachment, context), QUOTE_CHARACTERS))
                    continue
                media, data = await context.fetched(attachment)
                if media.media_type.startswith("image/"):
                    read.pictures.append(await context.scaled_picture(data))
                elif is_text(media.media_type, data):
                    limit = context.operating_limits.text_file_characters
                    files.append(_quoted(media.name, text_of(media, data), limit))
                else:
                    unread.append(attachment)
                    continue
                read.media.append(media)
            except UserError:  # a file of somebody else is no reason to refuse the question
                unread.append(attachment)
        read.texts += filter(None, [quote_in_words(each, unread), *files])
    return read


def _quoted(name: str, text: str, limit: int) -> str:
    """A text file for a model: named, fenced, and marked where it is cut."""
    cut = text[:limit]
    note = f"\n(The file goes on for {len(text) - limit} more characters.)" if len(text) > limit else ""
    return f"The file {name}:\n````\n{cut}\n````{note}"
