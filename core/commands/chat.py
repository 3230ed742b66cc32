"""`/chat`: talk with an instruction-tuned model that remembers the place."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field, replace
from typing import Annotated

from pydantic import Field, JsonValue

from core.commands.context import Context
from core.commands.declaration import command
from core.commands.parts.attached_files import GivenDocument, ReadFiles, earlier_documents, kept_file
from core.commands.parts.excerpts import (
    PICTURE_TOKENS,
    Excerpt,
    citing_prompt,
    divided,
    fitted,
    section_tokens,
    with_pictures,
)
from core.commands.parts.offered_command import offered_command
from core.commands.parts.quoted_messages import QUOTE_CHARACTERS, quote_in_words, quoting_note, readable_quotes
from core.commands.parts.reading_in_parts import estimate_sentences, part_tokens, requests_for
from core.commands.parts.spoken_answers import is_wanted, speak_answer
from core.commands.parts.text import Draft, facts, for_the_same, given_options, speak_button, write
from core.commands.parts.transcription import SOUND_TYPES, is_sound
from core.commands.parts.voice_messages import VoiceMessages, words_of
from core.commands.schema import Fresh, Hint, MakingOptions
from core.conversations.conversation import is_of_thread, messages_of
from core.conversations.reply_chain import ReplyChain, ReplyChains
from core.conversations.thread_history import catch_up
from core.domain.actions import Button, Form, Run
from core.domain.errors import BadInput, RunOver, StoreAway, UserError
from core.domain.events import Begin, Event, Offer
from core.domain.layout import Layout
from core.domain.request import Attachment, QuotedMessage
from core.domain.sentences import Quote, Sentence, say
from core.domain.tasks import Task
from core.inference.engine import UNKNOWN_CAPACITY, Capacity, TellsCapacity
from core.inference.requests import ChatMessage, ChatRequest, InferenceRequest
from core.media.file_signatures import ARCHIVES, DOCUMENTS
from core.moderation.blocked import blocked_in
from core.store.ports.turns import Turn
from core.text.pastes import question_in
from core.text.sanitising import one_line
from core.text.token_estimate import estimated_tokens

SYSTEM_PROMPT = """You are Troubadour, a companion in a chat room where several people may speak; each message says who
does. Answer in the language you are spoken to. Be warm, brief and honest; say when you do not know. Use Markdown
sparingly."""
DESCRIBE_PROMPT = "Describe this picture for somebody who cannot see it."
DESCRIBE_SEED = 0
CHAIN_FILE_TOKENS = 3_000
"""The room for the files of one message further up in a chain."""
MESSAGE_CHARACTERS = 6_000
CONTINUE_PROMPT = "Go on exactly where you stopped."


class ChatOptions(MakingOptions):
    """The options of `/chat`."""

    message: Annotated[
        str,
        Field(max_length=MESSAGE_CHARACTERS, description="What you want to say or ask"),
        Hint(positional=True, multiline=True, wanted=True, pastes=True),
    ] = ""
    attachment: Annotated[
        Attachment | None,
        Field(description="A picture, a document, a recording or a text file to talk about"),
        Hint(accepts=("image/*", "text/*", "application/json", *DOCUMENTS, *ARCHIVES, *SOUND_TYPES)),
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
    blocked = {person.user for person in await blocked_in(context.store, context.request.place)}
    notes = await catch_up(
        context.conversation,
        context.request,
        context.platform,
        context.store,
        context.clock.now(),
        keep=lambda file, author: kept_file(file, author, context),
        blocked=blocked,
    )
    chain = ReplyChain(above=())
    if context.request.reply_to is None:
        turns = await context.conversation.load()
        history = [message for each in turns for message in await _remembered(each, context)]
    else:
        notes = ()  # the thread was read for later; a reply hears nothing but what is above it
        chains = ReplyChains(context.request, context.conversation, context.store, context.platform, blocked)
        chain = await chains.read()
        history = [await _chain_message(each, context) for each in chain.above]
        turns = [each for each in chain.above if isinstance(each, Turn)]
    quoted = await readable_quotes(context.request, chain, history, context.store)
    quotes = await _read_quotes(quoted, context)
    notes += await quoting_note(context.request, [*chain.above, *quoted], context.store)
    if chain.unreadable:
        notes = (*notes, say("chain-unreadable", count=chain.unreadable))
    pictures = (*quotes.pictures, *read.pictures)
    said = options.message
    if not said.strip() and [each.document.kind for each in read.documents] == ["text"]:
        said = question_in("\n".join(section.text for section in read.documents[0].document.sections))
    wordless = not said.strip()
    is_about_files = bool(read.media or quotes.documents)
    describing = wordless and bool(pictures) and not any(each.text.strip() for each in quoted)
    if wordless and not (describing or quotes.texts or is_about_files):
        raise BadInput("chat-nothing-said")
    message = DESCRIBE_PROMPT if describing else said
    # The same picture is described alike, from the cache, unless somebody wants another description.
    fresh = options.fresh or context.request.fresh
    seed = DESCRIBE_SEED if describing and options.seed is None and not fresh else options.seed
    basics = await context.request_defaults(Task.CHAT_COMPLETION, model=options.model, seed=seed, fresh=options.fresh)
    given = [*quotes.documents, *read.documents]
    earlier = await earlier_documents(turns, [*quotes.media, *read.media], context)
    capacity, excerpts = UNKNOWN_CAPACITY, list[Excerpt]()
    seen_before = sum(len(each.pictures) for each in history)
    if isinstance(context.engine, TellsCapacity) and (given or earlier or seen_before):
        capacity = await context.engine.capacity(InferenceRequest(**basics))
    if seen_before and not capacity.sees:
        history = [_without_pictures(each) for each in history]
        seen_before = 0
    if given or earlier:
        room = _room_for_files(capacity, [persona, *quotes.texts, message], history, seen_before + len(pictures))
        excerpts = fitted(given, room, sees=capacity.sees)
        room -= _tokens(excerpts, capacity)
        excerpts += [each for each in fitted(earlier, max(room, 0), sees=capacity.sees) if each.sections]
        excerpts = [await with_pictures(each, context, sees=capacity.sees) for each in excerpts]
        pictures = (*pictures, *(picture for each in excerpts for picture in each.pictures))
    words = [each.in_words() for each in excerpts]
    notes += (*quotes.notes, *read.notes, *_file_notes(excerpts))
    context.deny.check([*_quoted_texts(chain), *quotes.texts, *words])
    spoken = ChatMessage(
        role="user",
        text="\n\n".join(
            filter(None, [*quotes.texts, *words[: len(quotes.documents)], message, *words[len(quotes.documents) :]])
        ),
        pictures=pictures,
        name=context.request.caller.name,
    )
    system = "\n\n".join(filter(None, [persona, citing_prompt(excerpts)]))
    request = ChatRequest(
        **basics,
        messages=(ChatMessage(role="system", text=system), *history, spoken),
        command_prefix=context.command_prefix,
        temperature=options.temperature,
        max_new_tokens=options.max_new_tokens,
    )
    draft = Draft()
    forwarded = "\n\n".join(each.text for each in quoted if each.forwarded)
    kept = message if not wordless or describing else forwarded
    same = {name: value for name, value in given_options(options).items() if name not in ("seed", "attachment")}
    going_on = Run(command="chat", options={**same, "message": CONTINUE_PROMPT}, result="continuation")
    try:
        async for event in write(context.engine.chat_completion(request), "answer", draft):
            yield event
    except asyncio.CancelledError:
        if draft.text:  # what was shown stays, so it is remembered and can go on
            context.made_from.going_on = going_on
            with suppress(RunOver, StoreAway):
                await context.conversation.append(kept, draft.text, context.clock.now())
        raise
    await context.conversation.append(kept, draft.text, context.clock.now(), given=[*quotes.media, *read.media])
    buttons = [*voices.buttons(options, context, MESSAGE_CHARACTERS), speak_button(draft.text, context, options)]
    if whole := _read_whole(excerpts, message, options, capacity):
        estimate, button = whole
        notes += estimate
        buttons.insert(0, button)
    for fact in facts("answer", draft.finished, context, started, request.seed):
        yield fact.model_copy(update={"notes": (*fact.notes, *notes)})
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
        buttons.insert(0, Button(label=say("button-continue"), action=going_on))
    yield Offer(part="answer", actions=tuple(buttons))
    if is_wanted(context, spoke=voices.has_any) and draft.text.strip() and not draft.torn:
        async with aclosing(speak_answer(draft.text, context)) as events:
            async for event in events:
                yield event


async def _read(options: ChatOptions, context: Context) -> ReadFiles:
    read = ReadFiles()
    async with aclosing(context.files([options.attachment])) as files:
        async for media, data in files:
            await read.add(media, data, context)
    return read


def _room_for_files(capacity: Capacity, texts: Sequence[str], history: Sequence[ChatMessage], pictures: int) -> int:
    """The tokens for files: what the question leaves, with a quarter of the room for the conversation before it."""
    said = sum(estimated_tokens(each.text) for each in history)
    taken = sum(map(estimated_tokens, texts)) + pictures * PICTURE_TOKENS + min(said, capacity.tokens // 4)
    return max(capacity.tokens - taken - 200, capacity.tokens // 4)


def _tokens(excerpts: Sequence[Excerpt], capacity: Capacity) -> int:
    return sum(section_tokens(section, sees=capacity.sees) for each in excerpts for section in each.sections)


def _file_notes(excerpts: Sequence[Excerpt]) -> list[Sentence]:
    """Says which files were read in part only, and which pages nobody could read."""
    notes = [each.range_note for each in excerpts if not each.is_whole]
    for each in excerpts:
        unseen = sum(section.scanned for section in each.sections) - len(each.pictures)
        if unseen > 0:
            notes.append(say("document-unseen", name=Quote(text=each.media.name), count=unseen))
    return notes


def _read_whole(
    excerpts: Sequence[Excerpt], question: str, options: ChatOptions, capacity: Capacity
) -> tuple[tuple[Sentence, ...], Button] | None:
    """The estimate and the button that reads the first file to its end of which only a part was read."""
    cut = next((each for each in excerpts if not each.is_whole), None)
    if cut is None:
        return None
    given = GivenDocument(media=cut.media, document=cut.document)
    parts = list(divided(given, part_tokens(capacity.tokens, question), sees=capacity.sees))
    requests = requests_for(len(parts), capacity.tokens)
    chosen: dict[str, JsonValue] = {"model": options.model} if options.model else {}
    run = Run(
        command="read",
        options={**for_the_same(options), **chosen, "question": question, "requests": requests},
        inputs=(cut.media,),
    )
    estimate = estimate_sentences(len(parts), capacity, _tokens(parts, capacity))
    return estimate, Button(label=say("button-read-whole", requests=requests), action=run)


async def _remembered(turn: Turn, context: Context) -> Sequence[ChatMessage]:
    """A turn as messages; those of a thread from before the bot came keep their pictures, because nothing was ever said
    about them."""
    if not is_of_thread(turn) or not turn.media:
        return messages_of([turn])
    message = await _chain_message(turn, context)
    return [message] if message.text or message.pictures else []


def _without_pictures(message: ChatMessage) -> ChatMessage:
    """A message for a model that does not see."""
    if not message.pictures:
        return message
    count = len(message.pictures)
    unseen = f"(With {count} picture{'s' if count > 1 else ''}, which you cannot see.)"
    return replace(message, text="\n".join(filter(None, [message.text, unseen])), pictures=())


async def _chain_message(message: Turn | QuotedMessage, context: Context) -> ChatMessage:
    """A message above a reply, with the pictures that somebody gave."""
    if isinstance(message, Turn):
        files = [Attachment.stored(media) for media in message.media]
        pictures = [] if message.role == "assistant" else await _pictures(files, context)
        name = message.name if message.role == "user" else None
        return ChatMessage(role=message.role, text=message.text, name=name, pictures=tuple(pictures))
    read = await _read_quotes([message], context)
    words = [each.in_words() for each in fitted(read.documents, CHAIN_FILE_TOKENS, sees=False)]
    return ChatMessage(role="user", text="\n\n".join([*read.texts, *words]), pictures=tuple(read.pictures))


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


async def _read_quotes(quoted: Sequence[QuotedMessage], context: Context) -> "_ReadQuotes":
    """Reads quoted messages. Files that no model can get are named."""
    read = _ReadQuotes()
    for each in quoted:
        unread, heard = [], []
        for attachment in each.attachments:
            try:
                if is_sound(attachment.media_type, attachment.name):
                    words = (await words_of(attachment, context))[:QUOTE_CHARACTERS]
                    heard.append(f"The file {one_line(attachment.name)}:\n````\n{words}\n````")
                    continue
                media, data = await context.fetched(attachment)
                await read.add(media, data, context)
            except UserError:  # a file of somebody else is no reason to refuse the question
                unread.append(attachment)
        read.texts += filter(None, [quote_in_words(each, unread), *heard])
    return read


@dataclass
class _ReadQuotes(ReadFiles):
    """The files of quoted messages, and their words."""

    texts: list[str] = field(default_factory=list)
