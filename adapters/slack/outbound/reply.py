"""What a reply on Slack has beside what every reply has: who asked what, notes, and a footer."""

from dataclasses import dataclass

from adapters.slack.command_prefix import prefixed
from core.domain.events import Event
from core.domain.sentences import Sentence
from core.replies.state import Part as PartWithFile
from core.replies.state import Reply as ReplyWithFiles

Part = PartWithFile[str]
"""Its file is the id of the picture's upload; a recording has a message of its own."""


@dataclass(frozen=True, kw_only=True)
class SlackQuestion:
    """Who asked what: above an answer that stands in a channel by itself. `asked` is the command as it is typed.

    `ping` is the id of who asked, where they are to be told that the answer has come.
    """

    name: str
    asked: str
    quoted: str = ""
    ping: str | None = None


@dataclass
class SlackReply(ReplyWithFiles[str]):
    """`notes` are sentences of the adapter about how it reaches its reader. `footer` is whether it is marked as made by
    a model, `prefix` what goes before the names of slash commands."""

    question: SlackQuestion | None = None
    footer: bool = True
    prefix: str = ""
    notes: tuple[Sentence, ...] = ()

    def take(self, event: Event) -> None:
        super().take(prefixed(event, self.prefix))

    @property
    def has_words(self) -> bool:
        """Whether there is anything to read."""
        return any(part.text.strip() or part.sentences or part.trouble for part in self.parts.values())

    @property
    def has_media(self) -> bool:
        """Whether there is anything to see or to hear."""
        return any(part.picture or part.recording for part in self.parts.values())

    @property
    def made_by_model(self) -> bool:
        """Whether a model, or what stands in for one, had a part in it."""
        return any(part.facts for part in self.parts.values())
