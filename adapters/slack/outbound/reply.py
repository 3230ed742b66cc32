"""A reply on Slack: the shared state of replies, and a question, notes and a footer."""

from dataclasses import dataclass

from adapters.slack.command_prefix import prefixed
from core.domain.events import Event
from core.domain.sentences import Sentence
from core.replies.state import Part as PartWithFile
from core.replies.state import Reply as ReplyWithFiles

Part = PartWithFile[str]
"""The file is the id of the picture's upload. A recording has a message of its own."""


@dataclass(frozen=True, kw_only=True)
class SlackQuestion:
    """The requester and their command, shown above an answer that stands in a channel by itself. `asked` is the command
    as people type it.

    `ping` is the id of a user who is told that the answer has come.
    """

    name: str
    command: str
    quoted: str = ""
    ping: str | None = None


@dataclass
class SlackReply(ReplyWithFiles[str]):
    """The state of a reply. `notes` are sentences of the adapter about delivery. `footer` says whether the reply is
    marked as made by a model. `prefix` goes before the names of slash commands."""

    question: SlackQuestion | None = None
    footer: bool = True
    prefix: str = ""
    notes: tuple[Sentence, ...] = ()

    def take(self, event: Event) -> None:
        super().take(prefixed(event, self.prefix))

    @property
    def has_words(self) -> bool:
        """True if there is text to show."""
        return any(part.text.strip() or part.sentences or part.trouble for part in self.parts.values())

    @property
    def has_media(self) -> bool:
        """True if there is a picture, a recording or a file."""
        return any(part.picture or part.recording or part.text_file for part in self.parts.values())

    @property
    def made_by_model(self) -> bool:
        """True if a model, or the built-in engine, made a part of it."""
        return any(part.facts for part in self.parts.values())
