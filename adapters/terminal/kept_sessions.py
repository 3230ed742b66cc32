"""Kept sessions: conversations at the terminal as files of their owner, to be listed and continued."""

import os
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from adapters.terminal.platform import PLACE
from core.conversations.conversation import conversation_key
from core.domain.errors import Missing
from core.domain.request import Caller, MediaRef
from core.store.ports.store import Store
from core.store.ports.turns import Turn
from core.text.sanitising import one_line

TITLE_CHARACTERS = 60
TURNS_LIMIT = 1000
"""The number of turns that a session keeps, the newest."""
_FILE = "session.json"


class KeptTurn(BaseModel):
    """One turn, with references to its files, whose bytes are beside it."""

    model_config = ConfigDict(frozen=True)

    role: Literal["user", "assistant"]
    name: str
    text: str
    media: tuple[MediaRef, ...] = ()
    at: float


class KeptSession(BaseModel):
    """One session. `system` is its system prompt, if it has one of its own; `model` the model that it asked for."""

    model_config = ConfigDict(frozen=True)

    id: str
    system: str | None = None
    model: str | None = None
    turns: tuple[KeptTurn, ...] = ()

    @classmethod
    def new(cls) -> "KeptSession":
        """An empty session with an id of its own."""
        return cls(id=secrets.token_hex(4))

    @property
    def at(self) -> float:
        """The time of the last turn, in seconds since the epoch."""
        return self.turns[-1].at if self.turns else 0.0

    @property
    def title(self) -> str:
        """The beginning of the first question, on one line."""
        first = next((turn.text for turn in self.turns if turn.role == "user" and turn.text.strip()), "")
        line = one_line(first)
        return line if len(line) <= TITLE_CHARACTERS else f"{line[: TITLE_CHARACTERS - 1]}…"


class SessionFolder:
    """The folder of one person's sessions, which only its owner can read. All methods access the disk.

    Each session has a folder with its turns (`session.json`) and the bytes of their files, named by their digests.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def sessions(self) -> list[KeptSession]:
        """All sessions, the newest first. Those that cannot be read are left out."""
        found = []
        for file in self._path.glob(f"*/{_FILE}"):
            try:
                found.append(KeptSession.model_validate_json(file.read_bytes()))
            except (OSError, ValidationError):
                continue
        return sorted(found, key=lambda each: each.at, reverse=True)

    def find(self, beginning: str) -> KeptSession | None:
        """The newest session whose id begins so; None if there is none."""
        return next((each for each in self.sessions() if each.id.startswith(beginning)), None)

    def contents(self, session: KeptSession, media: MediaRef) -> bytes | None:
        """The bytes of a file of a session; None if they are gone."""
        try:
            return (self._path / session.id / media.sha256).read_bytes()
        except OSError:
            return None

    def save(self, session: KeptSession, files: Sequence[tuple[MediaRef, bytes]]) -> None:
        """Writes a session and its files; a process that is killed leaves the old one. Raises `OSError`."""
        self._path.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = self._path / session.id
        folder.mkdir(mode=0o700, exist_ok=True)
        for media, data in files:
            if not (path := folder / media.sha256).exists():
                _write(path, data)
        _write(folder / _FILE, session.model_dump_json().encode())
        kept = {_FILE, *(media.sha256 for turn in session.turns for media in turn.media)}
        for path in folder.iterdir():
            if path.name not in kept:
                path.unlink()

    def delete(self, session: KeptSession) -> None:
        """Deletes a session."""
        shutil.rmtree(self._path / session.id, ignore_errors=True)

    def delete_before(self, at: float) -> None:
        """Deletes the sessions whose last turn is older."""
        for session in self.sessions():
            if session.at < at:
                self.delete(session)


@dataclass
class SessionKeeper:
    """Copies one session between its folder and the store, where the conversation goes on."""

    folder: SessionFolder
    session: KeptSession
    store: Store
    caller: Caller

    @property
    def _conversation(self) -> str:
        return conversation_key(PLACE, self.caller, private=False)

    async def restore(self, now: float) -> None:
        """Puts the turns of the session and their files into the store."""
        turns = []
        for ordinal, turn in enumerate(self.session.turns):
            for media in turn.media:
                if (data := self.folder.contents(self.session, media)) is not None:
                    await self.store.put(data, media.media_type, media.name, self.caller.key, now)
            kept = {name: getattr(turn, name) for name in KeptTurn.model_fields}
            author = self.caller.key
            # Each is a job of its own, so that turns come in their order.
            job = f"{self.session.id}-{ordinal:04}"
            turns.append(Turn(conversation=self._conversation, job=job, ordinal=ordinal, author=author, **kept))
        await self.store.append_turns(turns)

    async def save(self, oldest: float) -> None:
        """Writes the conversation as the store has it now, and deletes sessions that ended before `oldest`.

        An empty conversation has no session: it was reset. After `forget-me`, earlier sessions are deleted, too. Raises
        `OSError`.
        """
        turns = await self.store.load_turns(self._conversation, TURNS_LIMIT)
        self.folder.delete_before(max(oldest, await self.store.forgotten_at(self.caller.key) or 0.0))
        if not turns:
            self.folder.delete(self.session)
            return
        files = []
        for media in {media.sha256: media for turn in turns for media in turn.media}.values():
            try:
                files.append((media, await self.store.get(media.sha256)))
            except Missing:
                continue
        kept = [
            KeptTurn(role=turn.role, name=turn.name, text=turn.text, media=turn.media, at=turn.at) for turn in turns
        ]
        self.session = self.session.model_copy(update={"turns": tuple(kept)})
        self.folder.save(self.session, files)


def _write(path: Path, data: bytes) -> None:
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
    unfinished.replace(path)
