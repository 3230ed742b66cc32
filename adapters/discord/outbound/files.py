"""Pictures and recordings as files: pictures within the size limit of a place, recordings as voice messages."""

from adapters.discord.markdown import defuse_mentions
from adapters.discord.message_payloads import spoiler_name
from adapters.discord.outbound.api_client import DiscordUpload
from core.domain.errors import UserError
from core.domain.events import Picture, Recording, TextFile
from core.domain.sentences import Sentence
from core.media.picture_encoding import encoded_picture
from core.media.processes import MEDIA_PROCESSES
from core.media.sound_work import speech_under, voice_message
from core.text.sanitising import shorten

FILE_BYTES = 10 * 1024 * 1024
"""The file size limit of every place (https://docs.discord.com/developers/reference#uploading-files); boosted servers
allow more."""
REQUEST_BYTES = 24 * 1024 * 1024
"""A whole request may have 25 MiB, boosted or not
(https://docs.discord.com/developers/resources/message#create-message); the rest is for the JSON."""
PICTURE_MINIMUM_BYTES = 1_000_000
"""The size that a picture may always have, whatever else is in the request."""
PICTURE_TYPES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})
VOICE_MESSAGE_SECONDS = 600
IS_VOICE_MESSAGE = 1 << 13


async def picture_upload(picture: Picture, data: bytes, bytes_limit: int) -> tuple[DiscordUpload, Sentence | None]:
    """Returns a picture that fits, and the reason if it was compressed. Raises `UserError` if that is impossible."""
    encoded = await encoded_picture(data, bytes_limit=bytes_limit, accepted=PICTURE_TYPES)
    ending = encoded.media_type.partition("/")[2]
    upload = DiscordUpload(
        # The name contains a hash, so a job that runs again finds the file that it has sent.
        name=spoiler_name(f"{_file_stem(picture.part)}-{picture.media.sha256[:8]}.{ending}", picture.spoiler),
        data=encoded.data,
        media_type=encoded.media_type,
        attachment_fields={"description": shorten(defuse_mentions(picture.alt), 1024)},
    )
    return upload, encoded.reason if encoded.changed else None


async def recording_upload(recording: Recording, data: bytes, bytes_limit: int) -> tuple[DiscordUpload, bool]:
    """Returns a recording as an audio file that fits, and True if its quality had to be lower.

    Raises `UserError` if that is impossible.
    """
    ending, media_type, changed = (
        recording.media.name.rpartition(".")[2][:8] or "bin",
        recording.media.media_type,
        False,
    )
    if len(data) > bytes_limit:
        encoded = await MEDIA_PROCESSES.run(speech_under, data, bytes_limit=bytes_limit)
        data, ending, media_type, changed = encoded.data, "mp3", encoded.media_type, True
    upload = DiscordUpload(
        name=f"{_file_stem(recording.part)}-{recording.media.sha256[:8]}.{ending}", data=data, media_type=media_type
    )
    return upload, changed


def text_upload(text_file: TextFile, data: bytes) -> DiscordUpload:
    """Returns a text file."""
    return DiscordUpload(
        name=f"{_file_stem(text_file.part)}-{text_file.media.sha256[:8]}.txt", data=data, media_type="text/plain"
    )


async def voice_upload(recording: Recording, data: bytes) -> DiscordUpload | None:
    """Returns a recording as a voice message, which is Ogg/Opus.

    None if it cannot be converted, or is so long that people want to move in it and see its chapters.
    """
    if recording.seconds > VOICE_MESSAGE_SECONDS:
        return None
    try:
        encoded = await MEDIA_PROCESSES.run(voice_message, data, seconds_limit=VOICE_MESSAGE_SECONDS + 1)
    except UserError:
        return None
    return DiscordUpload(
        name="voice-message.ogg",
        data=encoded,
        media_type="audio/ogg",
        attachment_fields={"duration_secs": round(recording.seconds, 3), "waveform": recording.waveform},
    )


def _file_stem(part: str) -> str:
    return "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in part)[:60] or "file"
