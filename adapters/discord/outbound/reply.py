"""What a reply on Discord has beside what every reply has: the question above it, and the files to be sent."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from adapters.discord.message_payloads import spoiler_name
from adapters.discord.outbound.api_client import DiscordUpload
from core.domain.sentences import Sentence
from core.replies.state import Part as PartWithFile
from core.replies.state import Reply as ReplyWithFiles

DiscordPart = PartWithFile[DiscordUpload]


@dataclass
class DiscordReply(ReplyWithFiles[DiscordUpload]):
    """`fitted` says of a part why its picture is not sent as it came, `attaching` whether files may be sent there."""

    question: str | None = None
    compressed: dict[str, Sentence] = field(default_factory=dict)
    may_attach: bool = True

    def mark_spoilers(self) -> None:
        """Hides its pictures until somebody clicks on them."""
        for part in self.parts.values():
            if part.picture is not None:
                part.picture = part.picture.model_copy(update={"spoiler": True})
                part.file = part.file and replace(part.file, name=spoiler_name(part.file.name))

    @property
    def texts(self) -> Sequence[str]:
        """The texts that were written."""
        return [part.text for part in self.parts.values() if part.text]
