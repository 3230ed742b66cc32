"""What a reply has so far: the events of a job, put together, before anything is laid out."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from adapters.discord.wire import Upload
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


@dataclass
class Part:
    """One part: words, a picture or a recording, and what is told about it."""

    title: Sentence | None = None
    text: str = ""
    sentences: tuple[Sentence, ...] = ()
    picture: Picture | None = None
    recording: Recording | None = None
    file: Upload | None = None
    fitted: Sentence | None = None
    facts: Facts | None = None
    trouble: Problem | None = None
    buttons: tuple[Button, ...] = ()


@dataclass
class Reply:
    """All parts, in the order in which they began. `locale` is the caller's."""

    job: str
    locale: str | None
    question: str | None = None
    parts: dict[str, Part] = field(default_factory=dict)
    buttons: tuple[Button, ...] = ()
    progress: Progress | None = None
    ending: Ending | None = None

    def take(self, event: Event, file: Upload | None = None, fitted: Sentence | None = None) -> None:
        """Adds an event; `file` is what is to be sent of a picture or a recording, `fitted`
        why that is not what came."""
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
                found = self.part(part)
                found.picture, found.file, found.fitted = event, file, fitted
            case Recording(part=part):
                found = self.part(part)
                found.recording, found.file = event, file
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
    def words(self) -> Sequence[str]:
        """The texts that were written."""
        return [part.text for part in self.parts.values() if part.text]
