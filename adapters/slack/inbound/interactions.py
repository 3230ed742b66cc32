"""Commands, buttons, forms and shortcuts become requests. The core decides first; then comes the acknowledgement."""

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

from pydantic import ValidationError

from adapters.slack.command_prefix import prefixed
from adapters.slack.config import NAME, SlackConfig
from adapters.slack.inbound.context import (
    Origin,
    Payload,
    Sender,
    attachment_of,
    link_end,
    of_command,
    of_form,
    of_interaction,
    place_of,
)
from adapters.slack.inbound.modals import Kept, answers, modal, options, said_modal
from adapters.slack.inbound.typed_text import names_people, plain, slash_line, slash_name, understood
from adapters.slack.outbound.api_client import Refusal, Wire
from adapters.slack.outbound.blocks import FEEDBACK, STOP_PREFIX
from adapters.slack.outbound.ephemeral import Whisper, whispered
from adapters.slack.outbound.markup import small
from adapters.slack.users import People
from core.commands.schema import Command
from core.commands.suggestions import Suggestion, Suggestions
from core.domain.actions import Form, kind_of
from core.domain.clock import Clock
from core.domain.errors import BadInput, UserError
from core.domain.request import Request
from core.domain.sentences import Sentence, say
from core.i18n.rendering import render
from core.jobs.dispatcher import Dispatcher, NeedsForm, Noted, Pressed, Refused
from core.moderation.reports import report_id
from core.replies.menus import asked_of
from core.store.ports import StoredAction

logger = logging.getLogger(__name__)

OFFER_SECONDS = 2.5
"""How long offers may take that are shown while somebody types; Slack waits three seconds."""
InferenceRequest = Callable[[Origin], Awaitable[Pressed]]


class Ack(Protocol):
    """Acknowledges, once, with what is shown at once; nothing otherwise."""

    async def __call__(self, content: dict[str, Any] | str = "", /) -> object: ...


class Intake:
    """Answers slash commands, buttons, forms, shortcuts and what is being typed."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        suggestions: Suggestions,
        clock: Clock,
        wire: Wire,
        people: People,
        config: SlackConfig,
    ) -> None:
        self._dispatcher = dispatcher
        self._suggestions = suggestions
        self._clock = clock
        self._wire = wire
        self._people = people
        self._config = config
        self._whisper = Whisper(wire, clock)

    async def command(self, ack: Ack, payload: Payload) -> None:
        """A slash command; without text it asks for more by a form."""
        trigger = str(payload["trigger_id"])
        given_name, text = str(payload["command"]), str(payload.get("text") or "")
        line = slash_line(given_name, plain(text), self._config.prefix)
        if names_people(line, self._dispatcher.registry):
            line = slash_line(given_name, plain(text, keep_people=True), self._config.prefix)

        async def ask(origin: Origin) -> Pressed:
            name, given = understood(line, self._dispatcher.registry.syntaxes)
            return await self._dispatcher.accept(
                Request(
                    id=trigger,
                    command=name,
                    options=given,
                    caller=origin.caller,
                    place=origin.place,
                    address=origin.way.address,
                    said=line,
                    prefer_form=True,
                )
            )

        await self._answer(ack, of_command(payload, self._clock.now()), ask, trigger)

    async def shortcut(self, ack: Ack, payload: Payload) -> None:
        """A shortcut on a message: its files where the command takes such, else its words."""
        trigger = str(payload["trigger_id"])

        async def ask(origin: Origin) -> Pressed:
            declared = self._of_menu(str(payload.get("callback_id", "")))
            message = payload.get("message") or {}
            if any(parameter.refers == "message" for parameter in declared.parameters):
                # It is about an answer of the bot's, rather than about what a message says.
                return await self._dispatcher.press(
                    report_id(NAME, link_end(origin.way.channel, str(message.get("ts") or ""))),
                    request_id=trigger,
                    caller=origin.caller,
                    place=origin.place,
                    address=origin.way.address,
                )
            sent = [attachment_of(file, origin.way.team) for file in message.get("files") or ()]
            given, files = asked_of(declared, plain(str(message.get("text") or "")), sent)
            return await self._dispatcher.accept(
                Request(
                    id=trigger,
                    command=declared.name,
                    options=given,
                    caller=origin.caller,
                    place=origin.place,
                    address=origin.way.address,
                    attachments=files,
                    prefer_form=True,
                )
            )

        await self._answer(ack, of_interaction(payload, self._clock.now()), ask, trigger)

    async def button(self, ack: Ack, payload: Payload) -> None:
        """A button of a reply. What else can be chosen in a message or form needs no answer."""
        action: Mapping[str, Any] = next(iter(payload.get("actions") or ()), {})
        id, value = str(action.get("action_id", "")), str(action.get("value") or "")
        if id == FEEDBACK:
            await ack()
            await self._thank(payload, value)
            return
        if not id.startswith(STOP_PREFIX) and kind_of(id) is None:
            await ack()
            return
        trigger = str(payload["trigger_id"])

        async def ask(origin: Origin) -> Pressed:
            if id.startswith(STOP_PREFIX):
                return await self._dispatcher.stop(id.removeprefix(STOP_PREFIX), caller=origin.caller)
            return await self._dispatcher.press(
                id, request_id=trigger, caller=origin.caller, place=origin.place, address=origin.way.address
            )

        await self._answer(ack, of_interaction(payload, self._clock.now()), ask, trigger, pressed=id)
        url = payload.get("response_url")
        if url and id.startswith(STOP_PREFIX) and (payload.get("container") or {}).get("is_ephemeral"):
            # The Stop that only its requester sees has done its work, whatever came of it.
            await self._wire.respond(str(url), {"delete_original": True})

    async def form(self, ack: Ack, payload: Payload) -> None:
        """A form that was sent in. What is wrong with it is said beside its fields."""
        view = payload["view"]
        try:
            kept = Kept.model_validate_json(str(view.get("private_metadata") or ""))
        except ValidationError:
            await ack(said_action(say("button-expired"), None))
            return
        id = str(payload.get("trigger_id") or view["id"])
        sender = of_form(payload, kept.way)

        async def ask(origin: Origin) -> Pressed:
            shelved = await self._dispatcher.store.stored_action(str(view.get("callback_id", "")))
            if shelved is None or not isinstance(shelved.action, Form):
                return Refused(sentence=say("button-expired"))
            declared = self._dispatcher.registry.get(shelved.action.command)
            values = (view.get("state") or {}).get("values") or {}
            return await self._dispatcher.accept(
                Request(
                    id=id,
                    command=declared.name,
                    options={**shelved.action.options, **answers(declared, values, kept.way.team)},
                    caller=origin.caller,
                    place=origin.place,
                    address=origin.way.address,
                    inputs=shelved.action.inputs,
                )
            )

        fields = [str(block.get("block_id")) for block in view.get("blocks", ()) if block.get("type") == "input"]
        await self._answer(ack, sender, ask, id, fields=fields)

    async def offer(self, ack: Ack, payload: Payload) -> None:
        """What can be chosen in a field of a form, while it is typed."""
        found: list[Suggestion] = []
        try:
            kept = Kept.model_validate_json(str((payload.get("view") or {}).get("private_metadata") or ""))
            async with asyncio.timeout(OFFER_SECONDS):
                found = await self._suggestions.suggest(
                    kept.command,
                    str(payload.get("action_id", "")),
                    str(payload.get("value") or ""),
                    place=place_of(kept.way, home=True),
                )
        except (UserError, ValidationError, TimeoutError) as error:
            logger.info("nothing is offered for %s: %s", payload.get("action_id"), type(error).__name__)
        await ack({"options": options(found)})

    async def _answer(
        self,
        ack: Ack,
        sender: Sender,
        ask: InferenceRequest,
        id: str,
        *,
        pressed: str | None = None,
        fields: list[str] | None = None,
    ) -> None:
        """Lets the core decide, then acknowledges; where deciding takes long, acknowledges and answers later."""
        deciding = asyncio.ensure_future(self._decide(sender, ask))
        await asyncio.wait({deciding}, timeout=self._config.accept_seconds)
        if not deciding.done():
            await ack()
            verdict, origin = await deciding
            match verdict:
                case Refused(sentence=sentence, actions=actions):
                    await self._whisper.tell(sender.way, sentence, origin.caller.locale, actions)
                case Noted(sentence=sentence):
                    await self._whisper.tell(sender.way, sentence, origin.caller.locale)
                case NeedsForm():
                    await self._open(verdict, origin, id, str(pressed or ""))
            return
        verdict, origin = await deciding
        match verdict:
            case Refused(actions=()) if fields is not None:
                await ack(_beside(verdict, fields, origin.caller.locale))
            case Refused(sentence=sentence, actions=()) | Noted(sentence=sentence) if sender.way.source == "command":
                text = small(sentence, origin.caller.locale)
                await ack({"response_type": "ephemeral", "text": text})
            case Refused(sentence=sentence, actions=actions) if sender.way.source == "command":
                await ack({"response_type": "ephemeral", **whispered(sentence, origin.caller.locale, actions)})
            case Refused(sentence=sentence, actions=actions):
                await ack()
                await self._whisper.tell(sender.way, sentence, origin.caller.locale, actions)
            case Noted(sentence=sentence):
                await ack()
                await self._whisper.tell(sender.way, sentence, origin.caller.locale)
            case NeedsForm():
                await ack()
                await self._open(verdict, origin, id, str(pressed or ""))
            case _:
                await ack()

    async def _decide(self, sender: Sender, ask: InferenceRequest) -> tuple[Pressed, Origin]:
        origin = await self._people.origin(sender)
        if origin.refusal is not None:
            return Refused(sentence=origin.refusal), origin
        try:
            verdict = await ask(origin)
        except UserError as error:
            verdict = Refused(sentence=error.sentence, bad_input=isinstance(error, BadInput))
        if isinstance(verdict, Refused | Noted):
            verdict = prefixed(verdict, self._config.prefix)
        return verdict, origin

    async def _open(self, form: NeedsForm, origin: Origin, trigger: str, pressed: str) -> None:
        """Shows a form; the trigger holds for three seconds."""
        shelf_id = pressed or await self._shelve(form, origin, trigger)
        title = slash_name(form.command.name, self._config.prefix)
        view = modal(form.command, form.filled, shelf_id, origin.way, origin.caller.locale, title)
        try:
            await self._wire.call(origin.way.team, "views.open", trigger_id=trigger, view=view)
        except Refusal as refusal:
            logger.warning("the form of %s was not shown: %s", form.command.name, refusal)
            await self._whisper.tell(origin.way, say("slack-form-late"), origin.caller.locale)

    async def _shelve(self, form: NeedsForm, origin: Origin, id: str) -> str:
        """Keeps what a form does not show, until it comes back; a restart in between does no harm."""
        shelf_id = f"form-{hashlib.sha256(id.encode()).hexdigest()[:16]}"
        action = Form(command=form.command.name, options=dict(form.filled), inputs=form.inputs)
        entry = StoredAction(action=action, job=id, requester=origin.caller.key, place=origin.place)
        await self._dispatcher.store.save_actions({shelf_id: entry}, self._clock.now())
        return shelf_id

    async def _thank(self, payload: Payload, value: str) -> None:
        sender = of_interaction(payload, self._clock.now())
        opinion, _, job = value.partition(":")
        origin = await self._people.origin(sender)
        told = origin.refusal or say("slack-feedback-thanks")
        if origin.refusal is None:
            await self._dispatcher.store.judge(job, origin.caller.key, opinion == "good", self._clock.now())
        await self._whisper.tell(sender.way, told, origin.caller.locale)

    def _of_menu(self, callback: str) -> Command:
        for declared in self._dispatcher.registry:
            if callback in (menu_id(menu) for menu in declared.menus):
                return declared
        raise BadInput("slack-no-such-shortcut")


def menu_id(menu: str) -> str:
    """The callback id of a shortcut: `Write a limerick` is `menu-write-a-limerick`."""
    return f"menu-{menu.lower().replace(' ', '-')}"


def said_action(sentence: Sentence, locale: str | None) -> dict[str, Any]:
    """What answers a form by saying something instead."""
    return {"response_action": "update", "view": said_modal(small(sentence, locale), "Troubadour", locale)}


def _beside(refused: Refused, fields: list[str], locale: str | None) -> dict[str, Any]:
    """A refusal beside the field that is at fault, else in place of the form."""
    if not refused.bad_input or not fields:
        return said_action(refused.sentence, locale)
    named = str(refused.sentence.values.get("option", "")).replace("-", "_")
    field = named if named in fields else fields[0]
    return {"response_action": "errors", "errors": {field: render(refused.sentence, locale)}}
