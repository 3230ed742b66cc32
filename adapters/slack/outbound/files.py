"""Files of a reply: pictures in a message, and recordings and long texts with messages of their own."""

from adapters.slack.outbound.api_client import SlackApiClient
from adapters.slack.outbound.markup import defuse_mentions
from adapters.slack.outbound.receipt import SharedFile, SlackReceipt
from adapters.slack.outbound.reportable import ReportableMessages
from core.domain.events import Picture, Recording, TextFile
from core.media.picture_encoding import encoded_picture
from core.store.ports.blobs import BlobStore
from core.text.sanitising import shorten

PICTURE_BYTES = 25_000_000
"""Chats show larger pictures slowly or not at all. Slack itself takes 1 GB per file."""
PICTURES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})
TITLE_CHARACTERS = 200


class SlackFiles:
    """Uploads the files of one job, each once."""

    def __init__(
        self,
        api_client: SlackApiClient,
        blobs: BlobStore,
        receipt: SlackReceipt,
        reportable: ReportableMessages,
        team: str,
    ) -> None:
        self._api_client = api_client
        self._blobs = blobs
        self._receipt = receipt
        self._reportable = reportable
        self._team = team

    async def upload_picture(self, picture: Picture) -> str:
        """Uploads a picture and returns its file id for a block. Raises `SlackApiError`, and `UserError` if it cannot
        be made into a picture for Slack."""
        known = self._receipt.content.pictures.get(picture.media.sha256)
        if known is not None:
            return known
        data, name = await self._encoded(picture)
        file = await self._api_client.upload(self._team, data, name, title=_title(picture.alt))
        self._receipt.content.pictures[picture.media.sha256] = file
        await self._receipt.save()
        return file

    async def share_picture(self, picture: Picture, channel: str, thread: str | None) -> None:
        """Shares a picture as a message of its own, with its alternative text. Raises as `upload_picture` does."""
        data, name = await self._encoded(picture)
        await self._share(picture.media.sha256, data, name, _title(picture.alt), channel, thread, alt=picture.alt)

    async def share_recording(self, recording: Recording, channel: str, thread: str | None) -> None:
        """Shares a recording, which Slack plays. The answer has its transcript. Raises `SlackApiError`."""
        data = await self._blobs.get(recording.media.sha256)
        ending = recording.media.name.rpartition(".")[2][:8] or "bin"
        name = f"{_stem(recording.part)}-{recording.media.sha256[:8]}.{ending}"
        await self._share(recording.media.sha256, data, name, _title(recording.transcript), channel, thread)

    async def share_text_file(self, text_file: TextFile, channel: str, thread: str | None) -> None:
        """Shares a text file. Raises `SlackApiError`."""
        media = text_file.media
        data = await self._blobs.get(media.sha256)
        name = f"{_stem(text_file.part)}-{media.sha256[:8]}.txt"
        await self._share(media.sha256, data, name, _title(media.name), channel, thread)

    async def share_text(self, text: str, channel: str, thread: str | None) -> None:
        """Shares a text that is too long for messages. Raises `SlackApiError`."""
        data = text.encode("utf-8", "replace")
        name = f"answer-{len(text)}.md"
        await self._share("text", data, name, name, channel, thread)

    async def _share(
        self, key: str, data: bytes, name: str, title: str, channel: str, thread: str | None, alt: str = ""
    ) -> None:
        if key in self._receipt.content.shared:
            return
        shared = await self._api_client.share(
            self._team, data, name, title=title, channel=channel, thread=thread, alt=defuse_mentions(alt)
        )
        self._receipt.content.shared[key] = SharedFile(file=shared.file, ts=shared.ts)
        await self._receipt.save()
        if shared.ts is not None:
            await self._reportable.add(channel, shared.ts)

    async def _encoded(self, picture: Picture) -> tuple[bytes, str]:
        data = await self._blobs.get(picture.media.sha256)
        encoded = await encoded_picture(data, bytes_limit=PICTURE_BYTES, accepted=PICTURES)
        ending = encoded.media_type.partition("/")[2]
        return encoded.data, f"{_stem(picture.part)}-{picture.media.sha256[:8]}.{ending}"


def _title(text: str) -> str:
    return shorten(defuse_mentions(text), TITLE_CHARACTERS) or "…"


def _stem(part: str) -> str:
    return "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in part)[:60] or "file"
