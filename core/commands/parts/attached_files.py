"""Files that a model gets: pictures as they are, documents and texts as words."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from core.commands.context import Context
from core.commands.parts.text_files import is_text
from core.commands.parts.transcription import is_sound
from core.domain.errors import BadInput, UserError
from core.domain.request import Attachment, MediaRef
from core.domain.sentences import Quote, Sentence, say
from core.media.documents.cache import READ_DOCUMENTS
from core.media.documents.document import Document
from core.media.documents.reading import promised_kind, read_document
from core.media.file_signatures import PICTURES, container_kind, media_type_of
from core.media.processes import MEDIA_PROCESSES
from core.store.ports.turns import Turn

EARLIER_DOCUMENTS = 5
"""The most files of earlier questions that are read again."""


@dataclass(frozen=True, kw_only=True)
class GivenDocument:
    """A document, and the file that it was read from."""

    media: MediaRef
    document: Document


@dataclass
class ReadFiles:
    """Files that were read. `notes` tell what is odd about them."""

    media: list[MediaRef] = field(default_factory=list)
    pictures: list[bytes] = field(default_factory=list)
    documents: list[GivenDocument] = field(default_factory=list)
    notes: list[Sentence] = field(default_factory=list)

    async def add(self, media: MediaRef, data: bytes, context: Context) -> None:
        """Reads a file by its content. Raises `BadInput` if no model can get it."""
        promised = promised_kind(media.name)
        found = media_type_of(data)
        if found in PICTURES or (media.media_type.startswith("image/") and container_kind(data) is None):
            self.pictures.append(await context.scaled_picture(data))
            kind = "picture"
        elif _may_be_document(media, data):
            document = await _read(media, data, context.clock.now())
            self.documents.append(GivenDocument(media=media, document=document))
            kind = document.kind
            if document.has_macros:
                self.notes.append(say("document-macros", name=Quote(text=media.name)))
        else:
            raise BadInput("attachment-not-understood", name=Quote(text=media.name), media_type=media.media_type)
        is_odd = kind != promised if promised else kind not in ("picture", "csv", "html", "text", "zip")
        if is_odd and "." in media.name:
            self.notes.append(say("document-named-otherwise", name=Quote(text=media.name), kind=kind))
        self.media.append(media)


async def kept_file(attachment: Attachment, author: str, context: Context) -> MediaRef:
    """Stores a file of an earlier message for its author (`Caller.key`). Raises `BadInput` or `Missing` if no model can
    get it."""
    if is_sound(attachment.media_type, attachment.name):
        raise BadInput("attachment-not-understood", name=Quote(text=attachment.name), media_type=attachment.media_type)
    data = await context.platform.fetch(attachment)
    media = await context.store.put(data, attachment.media_type, attachment.name, author, context.clock.now())
    await ReadFiles().add(media, data, context)
    return media.model_copy(update={"spoiler": attachment.spoiler})


async def earlier_documents(
    turns: Sequence[Turn], given: Sequence[MediaRef], context: Context
) -> Sequence[GivenDocument]:
    """Reads again the documents that people gave with earlier questions, the newest first.

    Left out are those that are `given` now, and those that have expired or were deleted.
    """
    seen = {media.sha256 for media in given}
    found: list[GivenDocument] = []
    for turn in reversed(turns):
        for media in reversed(turn.media) if turn.role == "user" else ():
            is_new = media.sha256 not in seen and not media.media_type.startswith(("image/", "audio/", "video/"))
            if is_new and len(found) < EARLIER_DOCUMENTS:
                seen.add(media.sha256)
                with suppress(UserError):
                    data = await context.store.get(media.sha256)
                    if media_type_of(data) is None and _may_be_document(media, data):
                        found.append(GivenDocument(media=media, document=await _read(media, data, context.clock.now())))
    return found


def _may_be_document(media: MediaRef, data: bytes) -> bool:
    return container_kind(data) is not None or promised_kind(media.name) is not None or is_text(media.media_type, data)


async def _read(media: MediaRef, data: bytes, now: float) -> Document:
    key = (media.sha256, media.name, media.media_type)
    document = READ_DOCUMENTS.get(key, now)
    if document is None:
        document = await _opened(media, data)
        READ_DOCUMENTS.put(key, document, now)
    return document


async def _opened(media: MediaRef, data: bytes) -> Document:
    if len(data) < _PLAIN_BYTES and container_kind(data) is None and media.name.lower().endswith(_PLAIN):
        return read_document(data, media.name, media.media_type)
    return await MEDIA_PROCESSES.run(read_document, data, media.name, media.media_type)


_PLAIN = (".txt", ".md", ".py", ".js", ".json", ".log", ".rs")
_PLAIN_BYTES = 1_000_000
"""A plain text of up to this size needs no process: nothing is decoded."""
