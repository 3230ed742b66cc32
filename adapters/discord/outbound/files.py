"""What is made, as files that a place takes: pictures under its size limit, recordings as voice messages."""

from adapters.discord.message_payloads import spoiler_name
from adapters.discord.outbound.api_client import DiscordUpload
from core.commands.context import in_thread
from core.domain.errors import UserError
from core.domain.events import Picture, Recording
from core.domain.sentences import Sentence
from core.text.sanitising import defuse_mentions, shorten

FILE_BYTES = 10 * 1024 * 1024
"""What every place takes (https://docs.discord.com/developers/reference#uploading-files); servers that are boosted take
more."""
REQUEST_BYTES = 24 * 1024 * 1024
"""A whole request may have 25 MiB, boosted or not
(https://docs.discord.com/developers/resources/message#create-message); the rest is for what comes with the files."""
PICTURE_MINIMUM_BYTES = 1_000_000
"""What a picture gets, whatever else is in the request."""
PICTURE_TYPES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})
IS_VOICE_MESSAGE = 1 << 13


async def picture_upload(picture: Picture, data: bytes, bytes_limit: int) -> tuple[DiscordUpload, Sentence | None]:
    """A picture that fits, and why it was written anew where it was. Raises `UserError` where none can be made."""
    from core.media.pictures import reencode_under  # Pillow is loaded when the first picture comes

    encoded = await in_thread(reencode_under, data, bytes_limit=bytes_limit, accepted=PICTURE_TYPES)
    ending = encoded.media_type.partition("/")[2]
    upload = DiscordUpload(
        # Named by its content, so that a job that is played again finds what it has sent.
        name=spoiler_name(f"{_file_stem(picture.part)}-{picture.media.sha256[:8]}.{ending}", picture.spoiler),
        data=encoded.data,
        media_type=encoded.media_type,
        attachment_fields={"description": shorten(defuse_mentions(picture.alt), 1024)},
    )
    return upload, encoded.why if encoded.changed else None


def recording_upload(recording: Recording, data: bytes) -> DiscordUpload:
    """A recording as a file to play."""
    ending = recording.media.name.rpartition(".")[2][:8] or "bin"
    return DiscordUpload(
        name=f"{_file_stem(recording.part)}-{recording.media.sha256[:8]}.{ending}",
        data=data,
        media_type=recording.media.media_type,
    )


async def voice_upload(recording: Recording, data: bytes) -> DiscordUpload | None:
    """A recording as a voice message, which is Ogg/Opus; None where none can be made of it."""
    try:
        return await in_thread(_encode_voice, recording, data)
    except UserError:
        return None


def _encode_voice(recording: Recording, data: bytes) -> DiscordUpload:
    from core.media import sound  # numpy is loaded when the first sound is made

    encoded = sound.encode(sound.decode(data, seconds_limit=3600.0), "ogg")
    return DiscordUpload(
        name="voice-message.ogg",
        data=encoded.data,
        media_type="audio/ogg",
        attachment_fields={"duration_secs": round(recording.seconds, 3), "waveform": recording.waveform},
    )


def _file_stem(part: str) -> str:
    return "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in part)[:60] or "file"
