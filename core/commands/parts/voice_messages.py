"""Voice messages as prompts: what was heard takes the place of the recordings of a request."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from typing import TypeVar

from core.commands.context import Context
from core.commands.heard import heard_words
from core.commands.parts.text import for_the_same, given_options
from core.commands.parts.transcription import Transcript, is_sound, transcribe_sound
from core.commands.schema import MakingOptions
from core.domain.actions import Button, Form, Run
from core.domain.errors import BadInput
from core.domain.events import Event, Statement
from core.domain.request import Attachment, MediaRef
from core.domain.sentences import Quote, say
from core.text.sanitising import one_line, shorten
from core.text.valid_unicode import valid_unicode

HEARD_CHARACTERS = 160
"""The length of the line that says what was heard."""

OptionsT = TypeVar("OptionsT", bound=MakingOptions)


class VoiceMessages:
    """The recordings of one request. `words` are what its author says in them, once `listen` has heard them; `media`
    are their files."""

    def __init__(self, context: Context, attachment: Attachment | None) -> None:
        self.words = ""
        self.media: list[MediaRef] = []
        self._context = context
        self._attachment = attachment
        given = [attachment] if attachment is not None else []
        request = context.request
        files = [*given, *request.attachments, *map(Attachment.stored, request.inputs)]
        self._recordings = [file for file in files if _is_sound(file)]

    @property
    def has_any(self) -> bool:
        """True if there is a recording."""
        return bool(self._recordings)

    async def listen(self, part: str) -> AsyncGenerator[Event, None]:
        """Hears all recordings, and says in one line what their author says. Raises `BadSound`, `BadInput` where nobody
        says a word, and what the engine raises."""
        spoken: list[str] = []
        if not self._recordings:
            return
        for attachment in self._recordings:
            transcript = Transcript()
            async with aclosing(self._listen_to(attachment, transcript, part)) as events:
                async for event in events:
                    yield event
            spoken.append(transcript.text)
        self.words = "\n\n".join(filter(None, spoken))
        if not self.words:
            raise BadInput("transcribe-no-words")
        shown = shorten(self.words, HEARD_CHARACTERS)
        yield Statement(part=part, sentences=(say("heard-words", words=Quote(text=shown)),))

    def in_words(self, options: OptionsT, context: Context) -> tuple[OptionsT, Context]:
        """The options whose message is what was written and said, and the context of a request without recordings."""
        if not self._recordings:
            return options, context
        written = str(getattr(options, "message", "")).strip()
        changed: dict[str, object] = {"message": "\n\n".join(filter(None, [written, self.words]))}
        if self._attachment is not None and _is_sound(self._attachment):
            changed["attachment"] = None
        request = context.request
        rest = {
            "attachments": tuple(each for each in request.attachments if not _is_sound(each)),
            "inputs": tuple(each for each in request.inputs if not is_sound(each.media_type, each.name)),
        }
        job = replace(context.job, request=request.model_copy(update=rest))
        return options.model_copy(update=changed), replace(context, job=job)

    def buttons(self, options: MakingOptions, context: Context, message_limit: int) -> list[Button]:
        """A button to correct what was heard, and one that shows all of it where the line does not."""
        if not self.words:
            return []
        given = {name: value for name, value in given_options(options).items() if name != "attachment"}
        inputs = tuple(each for each in context.made_from.inputs if not is_sound(each.media_type, each.name))
        correct = Form(
            command="chat",
            options={**given, "message": str(given.get("message", ""))[:message_limit]},
            inputs=inputs,
            quoted=context.request.quoted,
            reply_to=context.request.reply_to,
        )
        found = [Button(label=say("button-correct-heard"), action=correct)]
        if len(one_line(self.words)) > HEARD_CHARACTERS:
            show = Run(command=heard_words.name, options={**for_the_same(options), "text": self.words, "private": True})
            found.append(Button(label=say("button-show-heard"), action=show))
        return found

    async def _listen_to(
        self, attachment: Attachment, transcript: Transcript, part: str
    ) -> AsyncGenerator[Event, None]:
        if attachment.transcript is not None:
            transcript.lines.append((0.0, valid_unicode(attachment.transcript)))
            return
        media, data = await self._context.fetched(attachment)
        self.media.append(media)
        async with aclosing(transcribe_sound(data, self._context, transcript, part)) as told:
            async for event, _ in told:
                if event is not None:
                    yield event


async def words_of(attachment: Attachment, context: Context) -> str:
    """The words of somebody else's recording; empty where nobody speaks. Raises as `VoiceMessages.listen`."""
    if attachment.transcript is not None:
        return valid_unicode(attachment.transcript)
    transcript = Transcript()
    _, data = await context.fetched(attachment)
    async with aclosing(transcribe_sound(data, context, transcript, "")) as told:
        async for _ in told:
            pass
    return transcript.text


def _is_sound(attachment: Attachment) -> bool:
    return is_sound(attachment.media_type, attachment.name)
