"""What a reply has so far: the events of a job, put together, before anything is laid out."""

from dataclasses import dataclass, field

from adapters.slack.prefix import prefixed
from core.actions import Button
from core.events import (
    Begin,
    Done,
    Ending,
    Event,
    Facts,
    Failure,
    Offer,
    Picture,
    Problem,
    Progress,
    Recording,
    Statement,
    Stopped,
    TextDelta,
    TextReplace,
    Trouble,
)
from core.messages import Sentence


@dataclass(frozen=True, kw_only=True)
class Question:
    """Who asked what: above an answer that stands in a channel by itself. `asked` is the command as it is typed.

    `ping` is the id of who asked, where they are to be told that the answer has come.
    """

    name: str
    asked: str
    quoted: str = ""
    ping: str | None = None


@dataclass
class Part:
    """One part: words, a picture or a recording, and what is told about it.

    `file` is the id of the picture's upload; a recording has a message of its own.
    """

    title: Sentence | None = None
    text: str = ""
    sentences: tuple[Sentence, ...] = ()
    picture: Picture | None = None
    recording: Recording | None = None
    file: str | None = None
    facts: Facts | None = None
    trouble: Problem | None = None
    buttons: tuple[Button, ...] = ()


@dataclass
class Reply:
    """All parts, in the order in which they began.

    `locale` is the caller's. `notes` are sentences of the adapter about how the reply reaches its reader. `footer` is
    whether it is marked as made by a model, `prefix` what goes before the names of slash commands.
    """

    job: str
    locale: str | None
    question: Question | None = None
    footer: bool = True
    prefix: str = ""
    parts: dict[str, Part] = field(default_factory=dict)
    buttons: tuple[Button, ...] = ()
    progress: Progress | None = None
    ending: Ending | None = None
    notes: tuple[Sentence, ...] = ()

    def take(self, event: Event) -> None:
        """Adds an event."""
        event = prefixed(event, self.prefix)
        match event:
            case Begin(part=part, title=title):
                self.part(part).title = title
            case TextDelta(part=part, text=text):
                self.part(part).text += text
            case TextReplace(part=part, text=text):
                self.part(part).text = text
            case Statement(part=part, sentences=sentences):
                self.part(part).sentences += sentences
            case Picture(part=part):
                self.part(part).picture = event
            case Recording(part=part):
                self.part(part).recording = event
            case Facts(part=part):
                self.part(part).facts = event
            case Trouble(part=part, error=error):
                self.part(part).trouble = error
            case Offer(part=None, actions=actions):
                self.buttons = actions
            case Offer(part=str() as part, actions=actions):
                self.part(part).buttons = actions
            case Progress():
                self.progress = event
            case Done() | Stopped() | Failure():
                self.ending = event
        if not isinstance(event, Progress | Begin):
            self.progress = None

    def part(self, name: str) -> Part:
        """A part by its name."""
        return self.parts.setdefault(name, Part())

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
