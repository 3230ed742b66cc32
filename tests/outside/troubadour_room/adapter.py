"""The adapter of the room. Everybody in it is connected over TCP and exchanges lines of JSON.

A person sends `{"user", "token", "say", "files"}` or `{"user", "token", "press"}`. The room sends to everybody
`{"post" | "edit": id, "text", "files", "buttons"}` and `{"delete": id}`, and to one person `{"note": text}`.
"""

import asyncio
import base64
import json
import secrets
from contextlib import suppress
from typing import Any

from core.domain.clock import Clock
from core.domain.errors import BadInput, Missing, OperatorError
from core.domain.events import Done, Event, Failure, Picture, Stopped
from core.domain.jobs import Job
from core.domain.request import Address, Attachment, Caller, Place, Request
from core.domain.sentences import Quote, Sentence, say
from core.i18n.rendering import render
from core.jobs.verdicts import Accepted, NeedsForm, Noted, Pressed, Refused
from core.platform import Renderer
from core.platform_declaration import PlatformFeature, PlatformServices
from core.replies.captions import captions, problem_words, progress_words
from core.replies.ladder import Rung
from core.replies.presenter import ReplyPresenter, ReplyScreen
from core.replies.state import Part, Reply
from core.replies.typed_forms import asked_in_words
from core.store.ports.store import Store
from core.text.typed_commands import parse_options

NAME = "room"
PLACE = Place(platform=NAME, tenant="local", channel="room")
ADDRESS = Address(platform=NAME)
LINE_BYTES = 32_000_000


class Room:
    """The room as a `Platform`."""

    name = NAME

    def __init__(self, port: int, token: str, services: PlatformServices, features: frozenset[PlatformFeature]) -> None:
        self._port, self._token = port, token
        self._services, self.features = services, features
        self._people: set[asyncio.StreamWriter] = set()

    async def serve(self) -> None:
        """Serves until cancelled. Raises `OperatorError` if the port is in use."""
        try:
            server = await asyncio.start_server(self._meet, "127.0.0.1", self._port, limit=LINE_BYTES)
        except OSError as error:
            raise OperatorError(f"The room cannot listen on port {self._port}: {error.strerror}.") from error
        async with server:
            await server.serve_forever()

    async def open(self, job: Job, store: Store) -> Renderer:
        """Opens the renderer, on the post that an earlier run has left."""
        receipt = await store.receipt(job.id)
        return RoomRenderer(self, job, self._services.clock, store, posted=bool(receipt.get("posted")))

    async def withdraw(self, job: Job) -> None:
        """Deletes the post."""
        await self.send({"delete": job.id})

    async def fetch(self, attachment: Attachment) -> bytes:
        """There is none: files are stored when they come in."""
        raise Missing("reply-gone")

    async def is_admin(self, caller: Caller, place: Place) -> bool:
        """Nobody administers the room."""
        return False

    async def alert(self, sentence: Sentence) -> bool:
        """There is no channel for administrators."""
        return False

    async def send(self, message: dict[str, Any]) -> None:
        """Sends a line to everybody who is still there."""
        for person in tuple(self._people):
            await _write(person, message)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._people.add(writer)
        try:
            with suppress(ValueError, ConnectionError):  # no JSON, or gone
                while line := await reader.readline():
                    message = json.loads(line)
                    if secrets.compare_digest(str(message.get("token", "")), self._token):
                        await self._hear(message, writer)
        finally:
            self._people.discard(writer)
            writer.close()

    async def _hear(self, message: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        user, locale = str(message["user"]), str(message.get("locale", "en"))
        caller = Caller(platform=NAME, tenant=PLACE.tenant, user=user, name=user, locale=locale, admin=False)
        if "press" in message:
            answer = await self._services.dispatcher.press(
                str(message["press"]), request_id=secrets.token_hex(8), caller=caller, place=PLACE, address=ADDRESS
            )
        elif "say" in message:
            answer = await self._said(message, caller)
        else:
            answer = Noted(sentence=say("room-welcome", name=Quote(text=user)))
        match answer:
            case Accepted(job=job):  # nothing has to be acknowledged here
                await self._services.dispatcher.release(job)
            case Refused(sentence=sentence) | Noted(sentence=sentence):
                await _write(writer, {"note": render(sentence, locale)})
            case NeedsForm(command=command, filled=filled):  # the room has no forms
                asked = asked_in_words(command, filled, self._services.dispatcher.registry.syntaxes)
                await _write(writer, {"note": render(asked, locale)})

    async def _said(self, message: dict[str, Any], caller: Caller) -> Pressed:
        line = str(message["say"])
        try:
            command, options = parse_options(line, self._services.dispatcher.registry.syntaxes)
        except BadInput as error:
            return Refused(sentence=error.sentence, bad_input=True)
        files = [await self._stored(file, caller) for file in message.get("files", ())]
        return await self._services.dispatcher.accept(
            Request(
                id=secrets.token_hex(8),
                command=command,
                options=options,
                caller=caller,
                place=PLACE,
                address=ADDRESS,
                attachments=tuple(files),
                said=line,
            )
        )

    async def _stored(self, file: dict[str, str], caller: Caller) -> Attachment:
        data, now = base64.b64decode(file["data"]), self._services.clock.now()
        media = await self._services.store.put(data, file["media_type"], file["name"], caller.key, now)
        return Attachment.stored(media)


class RoomRenderer(ReplyScreen):
    """Shows a reply as one post with the job's id, which grows by edits if the room has them."""

    def __init__(self, room: Room, job: Job, clock: Clock, store: Store, *, posted: bool) -> None:
        self._room = room
        self._job, self._store, self._posted = job.id, store, posted
        self._reply: Reply[str] = Reply(job.id, job.request.caller.locale)
        self._presenter = ReplyPresenter(self, self._reply, clock, lambda took: max(1.0, took), features=room.features)

    async def render(self, event: Event) -> None:
        """Adds the event; an ending is drawn immediately."""
        self._reply.take(event)
        if isinstance(event, Done | Stopped | Failure):
            await self._presenter.finish()
        else:
            self._presenter.touch()

    async def close(self) -> None:
        """Stops drawing."""
        await self._presenter.close(last_update=False)

    async def draw(self, rung: Rung) -> None:
        if not self._posted:  # first, so that a second run edits the post, if there is one, and posts it otherwise
            await self._store.save_receipt(self._job, {"posted": True})
        reply, parts = self._reply, self._reply.parts.values()
        buttons = [*reply.buttons, *(button for part in parts for button in part.buttons)]
        lines = [line for part in parts for line in self._lines(part)]
        if reply.progress is not None:
            lines.append(progress_words(reply.progress, self._worded))
        match reply.ending:
            case Failure(error=error):
                lines.append(problem_words(error, self._worded))
            case Stopped(by=by):
                lines.append(self._worded(say("room-stopped", name=Quote(text=by))))
        await self._room.send(
            {
                "edit" if self._posted else "post": self._job,
                "text": "\n".join(lines),
                "files": [file for part in parts for file in await self._files(part)],
                "buttons": [{"id": button.id, "label": self._worded(button.label)} for button in buttons],
                "complete": reply.ending is not None,
            }
        )
        self._posted = True

    def _lines(self, part: Part[str]) -> list[str]:
        own, facts = [part.text] if part.text else [], captions(part.facts) if part.facts else []
        trouble = [problem_words(part.trouble, self._worded)] if part.trouble else []
        return [*own, *map(self._worded, (*part.sentences, *facts)), *trouble]

    async def _files(self, part: Part[str]) -> list[dict[str, str]]:
        found = []
        for event in (part.picture, part.recording):
            if event is not None:
                if part.file is None:
                    part.file = base64.b64encode(await self._store.get(event.media.sha256)).decode()
                alt = event.alt if isinstance(event, Picture) else event.transcript
                found.append({"name": event.media.name, "alt": alt, "data": part.file})
        return found

    def _worded(self, sentence: Sentence) -> str:
        return render(sentence, self._reply.locale)


async def _write(person: asyncio.StreamWriter, message: dict[str, Any]) -> None:
    with suppress(ConnectionError):
        person.write(json.dumps(message).encode() + b"\n")
        await person.drain()
