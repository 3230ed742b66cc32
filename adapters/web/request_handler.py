"""Visitors' requests: commands, forms, buttons and stops. All of them go through the dispatcher."""

import hashlib
import logging
import re
from collections.abc import Mapping
from contextlib import suppress

from aiohttp import web
from pydantic import JsonValue

from adapters.web.branches import Branches, Position, above_of
from adapters.web.conversations import place_of, title_from
from adapters.web.files import visible_file
from adapters.web.log_lines import asked_line
from adapters.web.login import LoginRoutes
from adapters.web.members import RoomMembers
from adapters.web.middleware import WebError
from adapters.web.request_bodies import Body, json_body, list_of, object_of, text_of
from adapters.web.serialization import JsonObject, button_json, command_json, localized, media_json
from adapters.web.visitors import ADDRESS, Visitor, is_secure, locale_of, room_of
from core.commands.typed_messages import TALK, read_message
from core.domain.actions import Form
from core.domain.clock import Clock
from core.domain.errors import StoreAway, UserError
from core.domain.request import Address, Attachment, MediaRef, Request
from core.domain.sentences import say
from core.jobs.dispatcher import Dispatcher
from core.jobs.verdicts import Accepted, Acknowledged, Duplicate, NeedsForm, Noted, Pressed, Refused
from core.store.ports.action_store import StoredAction
from core.store.ports.store import Store

logger = logging.getLogger(__name__)

_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


def _address(request: web.Request, position: Position) -> Address:
    """The room, the origin at which a visitor has it open, for links, and the position of the reply."""
    origin = f"{'https' if is_secure(request) else 'http'}://{request.host}"
    return ADDRESS.model_copy(update={"details": {**ADDRESS.details, "origin": origin, "position": position}})


class WebRequestHandler:
    """Responds with a verdict: accepted, acknowledged, duplicate, refused with a sentence, or a form to fill in."""

    def __init__(
        self, dispatcher: Dispatcher, store: Store, clock: Clock, login: LoginRoutes, members: RoomMembers
    ) -> None:
        self._dispatcher = dispatcher
        self._store = store
        self._clock = clock
        self._login = login
        self._members = members

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/api/requests", self.submit),
            web.post("/api/forms", self.form),
            web.post("/api/buttons/{id}", self.press),
        ]

    async def submit(self, request: web.Request) -> web.Response:
        """Accepts a command, as a typed line or a filled form. The browser's id makes it harmless to send it twice."""
        visitor = self._login.require_visitor(request)
        body = await json_body(request)
        with self._dispatcher.undecided.one_more():
            try:
                submitted = await self._request(request, visitor, body)
            except UserError as error:
                return self._answer(request, Refused.because(error))
            pressed = await self._dispatcher.accept(submitted)
            response = await self._acknowledge(request, pressed, submitted.attachments)
        await self._begin(pressed)
        return response

    async def form(self, request: web.Request) -> web.Response:
        """Returns the form of a command, filled with the line so far. Nothing is accepted yet."""
        self._login.require_visitor(request)
        line = text_of(await json_body(request), "line")
        try:
            command, options = self._typed(line)
            pressed: Pressed = NeedsForm(command=self._dispatcher.registry.get(command), filled=options)
        except UserError as error:
            pressed = Refused.because(error)
        return self._answer(request, pressed)

    async def press(self, request: web.Request) -> web.Response:
        """Presses a button of a reply."""
        visitor = self._login.require_visitor(request)
        body = await json_body(request)
        button, above = request.match_info["id"], above_of(body)
        with self._dispatcher.undecided.one_more():
            place = await place_of(self._store, visitor, text_of(body, "conversation"))
            stored = await self._stored_action(button)
            pressed = await self._dispatcher.press(
                button,
                request_id=_request_id(visitor, text_of(body, "id")),
                caller=self._login.caller(request, visitor),
                place=place,
                address=_address(request, await Branches(self._store, visitor, place).of_press(stored, button, above)),
                above=above,
                model=text_of(body, "model") or None,
            )
            response = await self._acknowledge(request, pressed, edits=_edited(stored))
        await self._begin(pressed)
        return response

    async def _stored_action(self, button: str) -> StoredAction | None:
        with suppress(StoreAway):  # the dispatcher says so
            return await self._store.stored_action(button)
        return None

    async def _request(self, request: web.Request, visitor: Visitor, body: Body) -> Request:
        line = text_of(body, "line")
        typed = bool(line.strip()) or not body.get("command")
        command, options = self._typed(line) if typed else (text_of(body, "command"), object_of(body, "options"))
        if typed and command == TALK and not options.get("model") and (model := text_of(body, "model")):
            options = {**options, "model": model}
        if not typed:
            options = await self._with_files(visitor, command, options)
        attachments = [Attachment.stored(await self._uploaded(visitor, file)) for file in list_of(body, "attachments")]
        id, above = _request_id(visitor, text_of(body, "id")), above_of(body)
        place = await place_of(self._store, visitor, text_of(body, "conversation"))
        position = await Branches(self._store, visitor, place).of_request(id, text_of(body, "edits"), above)
        return Request(
            id=id,
            command=command,
            options=await self._members.resolve(self._dispatcher.registry.get(command), options),
            caller=self._login.caller(request, visitor),
            place=place,
            address=_address(request, position),
            attachments=tuple(attachments),
            inputs=tuple([await self._uploaded(visitor, file) for file in list_of(body, "inputs")]),
            said=line.strip(),
            prefer_form=typed,
            above=above,
        )

    def _typed(self, line: str) -> tuple[str, dict[str, JsonValue]]:
        """The command and options of a line. Talk is for `/chat`."""
        return read_message(line, self._dispatcher.registry.syntaxes)

    async def _with_files(
        self, visitor: Visitor, command: str, options: Mapping[str, JsonValue]
    ) -> dict[str, JsonValue]:
        """Replaces the digests of files in the options of a form with attachments."""
        kinds = {parameter.name: parameter.kind for parameter in self._dispatcher.registry.get(command).parameters}
        filled = dict(options)
        for name, value in options.items():
            if kinds.get(name) == "attachment" and value:
                filled[name] = Attachment.stored(await self._uploaded(visitor, value)).model_dump(mode="json")
        return filled

    async def _uploaded(self, visitor: Visitor, file: JsonValue) -> MediaRef:
        """Finds a file that the visitor may see, under the name of its upload. Raises `UserError` if there is none."""
        if not isinstance(file, dict):
            raise WebError(400, say("web-bad-request"))
        media = await visible_file(self._store, visitor, str(file.get("sha256")))
        if media is None:
            raise UserError("web-upload-gone")
        return media.model_copy(update={"name": str(file.get("name") or media.name)[:200]})

    async def _acknowledge(
        self,
        request: web.Request,
        pressed: Pressed,
        attachments: tuple[Attachment, ...] = (),
        edits: str | None = None,
    ) -> web.Response:
        """Sends the verdict. A form `edits` the question of a reply."""
        response = self._answer(request, pressed, attachments, edits)
        with suppress(ConnectionError):  # the browser is gone, and what was accepted is not
            await response.prepare(request)
            await response.write_eof()
        return response

    async def _begin(self, pressed: Pressed) -> None:
        """Lets an accepted job run, after its verdict was sent."""
        try:
            await self._announce(pressed)
        except Exception as error:  # noqa: BLE001 - the verdict is out; the job runs when it is due
            logger.warning("a job could not be announced (%s); it runs when it is due", type(error).__name__)

    async def _announce(self, pressed: Pressed) -> None:
        """Opens the reply in the log, where everybody sees it and can stop it while it waits, and releases the job."""
        if not isinstance(pressed, Accepted):
            return
        job = await self._store.job(pressed.job)
        if job is None:
            return
        question = asked_line(job, self._dispatcher.registry)
        author = job.request.caller.key
        audience = author if job.private else None
        room, at = room_of(job.request.place), self._clock.now()
        if job.request.place.thread is not None:
            title = "" if job.private else self._title(job.request)
            await self._store.note_asked(room, title, author, at)
        await self._store.append(room, job.id, author, audience, [question], at, first=True)
        if job.request.place.thread is not None and await self._store.conversation(room, author) is None:
            # It was deleted while this was accepted, and stays so.
            await self._store.delete_place(room, at)
            return
        await self._dispatcher.release(job.id)

    def _title(self, request: Request) -> str:
        """The title of a conversation that begins with a request: its text, without command and options."""
        syntax = self._dispatcher.registry.syntaxes.get(request.command)
        text = request.options.get(syntax.text_option) if syntax and syntax.text_option else None
        return title_from(text) if isinstance(text, str) else ""

    def _answer(
        self,
        request: web.Request,
        pressed: Pressed,
        attachments: tuple[Attachment, ...] = (),
        edits: str | None = None,
    ) -> web.Response:
        verdict = _verdict(pressed, locale_of(request), attachments)
        return web.json_response(verdict if edits is None else {**verdict, "edits": edits})


def _edited(stored: StoredAction | None) -> str | None:
    """The reply whose question a button edits."""
    if stored is None or not isinstance(stored.action, Form) or not stored.action.edits:
        return None
    return stored.job


def _verdict(pressed: Pressed, locale: str, attachments: tuple[Attachment, ...]) -> JsonObject:
    match pressed:
        case Accepted(job=job, private=private):
            return {"verdict": "accepted", "reply": job, "private": private}
        case Acknowledged(job=job):
            return {"verdict": "acknowledged", "reply": job}
        case Duplicate(job=job):
            return {"verdict": "duplicate", "reply": job}
        case Noted(sentence=sentence):
            return {"verdict": "noted", "sentence": localized(sentence, locale)}
        case Refused(told=sentence, option=option, actions=actions, meant=meant):
            buttons: list[JsonValue] = [button_json(button, locale) for button in actions]
            return {
                "verdict": "refused",
                "sentence": localized(sentence, locale),
                "option": option,
                "actions": buttons,
                "meant": meant,
            }
        case NeedsForm(command=command, filled=filled, inputs=inputs):
            return {
                "verdict": "form",
                "command": command_json(command, locale),
                "filled": dict(filled),
                "inputs": [media_json(media) for media in inputs],
                "attachments": [attachment.model_dump(mode="json") for attachment in attachments],
            }


def _request_id(visitor: Visitor, chosen: str) -> str:
    """Derives a request id from the visitor and the browser's id, so that nobody can use the id of another visitor."""
    if not _ID.fullmatch(chosen):
        raise WebError(400, say("web-bad-request"))
    return f"web-{hashlib.sha256(f'{visitor.user}|{chosen}'.encode()).hexdigest()[:24]}"
