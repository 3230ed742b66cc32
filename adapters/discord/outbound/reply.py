"""The state of a reply, with the fields that only Discord has."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from adapters.discord.message_payloads import spoiler_name
from adapters.discord.outbound.api_client import DiscordUpload
from core.domain.events import Event
from core.domain.sentences import Sentence
from core.replies.command_names import Rename, renamed
from core.replies.state import Part as PartWithFile
from core.replies.state import Reply as ReplyWithFiles

DiscordPart = PartWithFile[DiscordUpload]


@dataclass
class DiscordReply(ReplyWithFiles[DiscordUpload]):
    """The state of a reply.

    - `question`: the line above the answer that quotes the question.
    - `compressed`: by part, the reason why its picture was compressed.
    - `may_attach`: the bot may attach files in this place.
    - `rename`: returns the names of commands on Discord.
    """

    question: str | None = None
    compressed: dict[str, Sentence] = field(default_factory=dict)
    may_attach: bool = True
    rename: Rename = str

    def take(self, event: Event) -> None:
        super().take(renamed(event, self.rename))

    def mark_spoilers(self) -> None:
        """Makes all pictures spoilers."""
        for part in self.parts.values():
            if part.picture is not None:
                part.picture = part.picture.model_copy(update={"spoiler": True})
                part.file = part.file and replace(part.file, name=spoiler_name(part.file.name))

    @property
    def texts(self) -> Sequence[str]:
        """The texts of the parts."""
        return [part.text for part in self.parts.values() if part.text]
