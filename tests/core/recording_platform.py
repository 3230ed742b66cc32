"""A platform that records what is shown on it, and the callers and places of its tests."""

from pydantic import JsonValue

from core.domain.errors import Missing
from core.domain.events import Event
from core.domain.jobs import Job
from core.domain.request import Address, Attachment, Caller, Place, Request
from core.domain.sentences import Sentence
from core.platform import Mention, Renderer
from core.store.ports.store import Store

ANN = Caller(platform="test", tenant="home", user="ann", name="Ann", admin=False)
BEN = Caller(platform="test", tenant="home", user="ben", name="Ben", admin=False)
CHIEF = Caller(platform="test", tenant="home", user="chief", name="Chief", admin=True)
HALL = Place(platform="test", tenant="home", channel="hall")


def request(
    command: str, id: str = "r1", /, *, caller: Caller = ANN, place: Place = HALL, **options: JsonValue
) -> Request:
    """A request as an adapter would hand it in."""
    return Request(
        id=id, command=command, options=options, caller=caller, place=place, address=Address(platform="test")
    )


class RecordingPlatform:
    """Keeps the events of each job; a second opening of the same job is seen in `openings`."""

    name = "test"

    def __init__(self) -> None:
        self.shown: dict[str, list[Event]] = {}
        self.openings: list[str] = []
        self.closed: list[str] = []
        self.withdrawn: list[str] = []
        self.files: dict[str, bytes] = {}
        self.admins: set[str] = set()
        self.alerts: list[Sentence] = []
        self.asked_for_admin = 0

    async def open(self, job: Job, store: Store) -> Renderer:
        self.openings.append(job.id)
        self.shown[job.id] = []
        return _RecordingRenderer(self, job.id)

    async def withdraw(self, job: Job) -> None:
        self.withdrawn.append(job.id)

    async def fetch(self, attachment: Attachment) -> bytes:
        try:
            return self.files[attachment.locator or ""]
        except KeyError:
            raise Missing("reply-gone") from None

    async def is_admin(self, caller: Caller, place: Place) -> bool:
        self.asked_for_admin += 1
        return caller.user in self.admins

    continues_in_direct_messages = True

    def mention(self, text: str) -> Mention | None:
        """Reads `<@id|name>`."""
        id, _, name = text.removeprefix("<@").removeprefix("&").removesuffix(">").partition("|")
        return Mention(id=id, name=name or id) if text.startswith("<@") and id else None

    async def alert(self, sentence: Sentence) -> bool:
        self.alerts.append(sentence)
        return True


class _RecordingRenderer:
    def __init__(self, platform: RecordingPlatform, job: str) -> None:
        self._platform = platform
        self._job = job

    async def render(self, event: Event) -> None:
        self._platform.shown[self._job].append(event)

    async def close(self) -> None:
        self._platform.closed.append(self._job)
