"""The state of a reply: the events of a job put together, before a renderer lays anything out."""

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from core.domain.actions import Button
from core.domain.events import (
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
    TextFile,
    TextReplace,
    Trouble,
)
from core.domain.sentences import Sentence

File = TypeVar("File")


@dataclass
class Part(Generic[File]):
    """One part: words, a picture, a recording or a file, and its captions.

    `file` is the platform's form of the picture, recording or text file, once the renderer has it. `file_button` shows
    the file later, if the platform does not take it now; it is one of the `buttons`.
    """

    title: Sentence | None = None
    text: str = ""
    sentences: tuple[Sentence, ...] = ()
    picture: Picture | None = None
    recording: Recording | None = None
    text_file: TextFile | None = None
    file: File | None = None
    facts: Facts | None = None
    trouble: Problem | None = None
    buttons: tuple[Button, ...] = ()
    file_button: Button | None = None


@dataclass
class Reply(Generic[File]):
    """All parts, in the order in which they began. `locale` is the caller's."""

    job: str
    locale: str | None
    parts: dict[str, Part[File]] = field(default_factory=dict, kw_only=True)
    buttons: tuple[Button, ...] = field(default=(), kw_only=True)
    progress: Progress | None = field(default=None, kw_only=True)
    ending: Ending | None = field(default=None, kw_only=True)

    def take(self, event: Event) -> None:
        """Adds an event. Progress counts until the next event."""
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
            case TextFile(part=part):
                self.part(part).text_file = event
            case Facts(part=part):
                self.part(part).facts = event
            case Trouble(part=part, error=error):
                self.part(part).trouble = error
            case Offer(part=None, actions=actions):
                self.buttons = actions
            case Offer(part=str() as part, actions=actions):
                self._offer(self.part(part), actions)
            case Progress():
                self.progress = event
            case Done() | Stopped() | Failure():
                self.ending = event
        if not isinstance(event, Progress | Begin):
            self.progress = None

    def offer_file(self, part: str, button: Button) -> None:
        """Offers the file of a part by a button, once."""
        known = self.part(part)
        if known.file_button is None:
            known.file_button = button
            self._offer(known, known.buttons)

    def _offer(self, part: Part[File], buttons: tuple[Button, ...]) -> None:
        part.buttons = buttons if part.file_button is None else (part.file_button, *buttons)

    def part(self, name: str) -> Part[File]:
        """A part by its name."""
        return self.parts.setdefault(name, Part())
