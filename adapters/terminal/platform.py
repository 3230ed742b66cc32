"""The terminal as a `Platform`: one place, and one person, who is the operator."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from adapters.terminal.files import OutputFolder, delete_output
from adapters.terminal.renderer import Display, SilentDisplay, TerminalRenderer
from core.domain.clock import Clock
from core.domain.errors import Missing
from core.domain.events import Ending, Failure, Problem
from core.domain.jobs import Job
from core.domain.request import Address, Attachment, Caller, Place
from core.domain.sentences import Sentence
from core.store.ports.store import Store

NAME = "terminal"
PLACE = Place(platform=NAME, tenant="local", channel="terminal", kind="terminal")
ADDRESS = Address(platform=NAME)
ABANDONED_SECONDS = 60.0
"""The age of a job that nobody holds any more, while other terminals may be at work."""


def caller(user: str, name: str, locale: str) -> Caller:
    """The person at the terminal, who is the operator."""
    return Caller(platform=NAME, tenant=PLACE.tenant, user=user, name=name, locale=locale, admin=True)


class TerminalPlatform:
    """Opens renderers on attached displays; each display serves one job."""

    name = NAME
    serves_operators = True

    def __init__(self, store: Store, folder: OutputFolder) -> None:
        self._store = store
        self._folder = folder
        self._displays: dict[str, Display] = {}
        self._renderers: dict[str, TerminalRenderer] = {}
        self._opened = asyncio.Condition()

    def attach_display(self, job: str, display: Display) -> None:
        """Attaches the display of a job, before the job is accepted."""
        self._displays[job] = display

    def detach_display(self, job: str) -> None:
        """Detaches a display whose job was not accepted."""
        self._displays.pop(job, None)

    async def check_output(self) -> None:
        """Tries to write into the folder for output. Raises `UserError`."""
        await asyncio.to_thread(self._folder.check)

    async def ended(self, job: str) -> Ending | None:
        """Waits for the ending of an accepted job. Returns None for an interrupted job."""
        async with self._opened:
            await self._opened.wait_for(lambda: job in self._renderers)
        ending = await self._renderers[job].ended()
        del self._renderers[job]
        return ending

    async def open(self, job: Job, store: Store) -> TerminalRenderer:
        """Opens the renderer of a job; a silent one if the terminal of the job is gone."""
        display = self._displays.pop(job.id, None)
        renderer = TerminalRenderer(job, store, self._folder, display or SilentDisplay())
        if display is not None:
            async with self._opened:
                self._renderers[job.id] = renderer
                self._opened.notify_all()
        return renderer

    async def notify_failure(self, job: Job, sentence: Sentence) -> None:
        """Ends the reply on its display with the sentence; nobody sees it if the terminal of the job is gone."""
        renderer = await self.open(job, self._store)
        await renderer.render(Failure(error=Problem(sentence=sentence)))
        await renderer.close()

    async def withdraw(self, job: Job) -> None:
        """Deletes the files of a reply. Printed text stays on the screen."""
        files = (await self._store.receipt(job.id)).get("files")
        for file in files if isinstance(files, list) else []:
            if isinstance(file, dict):
                await asyncio.to_thread(delete_output, Path(str(file["path"])), str(file["sha256"]))

    async def fetch(self, attachment: Attachment) -> bytes:
        """Reads an attachment from the store, which has it since the request. Raises `Missing`."""
        if attachment.sha256 is None:
            raise Missing("reply-gone")
        return await self._store.get(attachment.sha256)

    async def is_admin(self, caller: Caller, place: Place) -> bool:  # noqa: ARG002 - the operator's own
        """Always True."""
        return True

    async def alert(self, sentence: Sentence) -> bool:  # noqa: ARG002 - the log is on the same screen
        """Returns False: there is no channel; the operator reads the log."""
        return False


async def abandon_unfinished(store: Store, clock: Clock, *, alone: bool = True) -> Sequence[str]:
    """Ends the jobs of earlier terminals. A terminal ends with its process, so nobody waits for the reply.

    Unless this process is `alone`, other terminals may be at work: then only old jobs that nobody holds are ended.
    """
    abandoned = []
    for id in await (store.unfinished_jobs() if alone else store.due_jobs("", clock.now())):
        job = await store.job(id)
        if job is None or job.request.address.platform != NAME:
            continue
        if alone or job.accepted_at < clock.now() - ABANDONED_SECONDS:
            await store.finish_job(id, "stopped", clock.now())
            abandoned.append(id)
    return abandoned
