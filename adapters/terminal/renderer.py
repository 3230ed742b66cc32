"""The renderer of the terminal: writes media to files and passes events to a display."""

import asyncio
from pathlib import Path
from typing import Protocol

from pydantic import JsonValue

from adapters.terminal.files import OutputFolder
from core.domain.errors import UserError
from core.domain.events import Done, Ending, Event, Failure, Picture, Problem, Recording, Stopped, TextFile, Trouble
from core.domain.jobs import Job
from core.store.ports.store import Store


class Display(Protocol):
    """Shows events to one person or one program. Never raises."""

    async def render(self, event: Event, file: Path | None = None) -> None:
        """Shows an event. `file` holds its picture or recording."""
        ...

    def close(self) -> None:
        """Ends the display and leaves the terminal tidy."""
        ...


class TerminalRenderer:
    """Shows the events of one job and keeps its ending.

    The receipt lists the written files, so that deleting the reply deletes them.
    """

    def __init__(self, job: Job, store: Store, folder: OutputFolder, display: Display) -> None:
        self._job = job.id
        self._store = store
        self._folder = folder
        self._display = display
        self._files: list[JsonValue] = []
        self._ending: Ending | None = None
        self._closed = asyncio.Event()

    async def render(self, event: Event) -> None:
        """Shows an event. A file that cannot be written becomes a `Trouble` of its part."""
        file: Path | None = None
        if isinstance(event, Picture | Recording | TextFile):
            try:
                file = await self._save(event)
            except UserError as error:
                event = Trouble(part=event.part, error=Problem.because(error))
        await self._display.render(event, file)
        if isinstance(event, Done | Stopped | Failure):
            self._ending = event

    async def close(self) -> None:
        """Closes the display."""
        self._display.close()
        self._closed.set()

    async def ended(self) -> Ending | None:
        """Waits for the ending of the job. Returns None for an interrupted job."""
        await self._closed.wait()
        return self._ending

    async def _save(self, event: Picture | Recording | TextFile) -> Path:
        data = await self._store.get(event.media.sha256)
        file = await asyncio.to_thread(self._folder.save, data, event.media)
        self._files.append({"path": str(file.absolute()), "sha256": event.media.sha256})
        await self._store.save_receipt(self._job, {"files": self._files})
        return file


class SilentDisplay:
    """Shows nothing, for a reply that nobody waits for."""

    async def render(self, event: Event, file: Path | None = None) -> None:
        """Does nothing."""

    def close(self) -> None:
        """Does nothing."""
