"""Slack as a platform: stages, files, administrators, and their channel."""

import asyncio
from contextlib import suppress
from typing import Any, get_args

from adapters.slack.command_prefix import prefixed
from adapters.slack.config import NAME, Showing, SlackConfig
from adapters.slack.inbound.typed_text import slash_name
from adapters.slack.outbound.agent_session import Session
from adapters.slack.outbound.api_client import Refusal, Wire
from adapters.slack.outbound.blocks import context
from adapters.slack.outbound.delivery import LITERAL, POST, QUIET, Delivery
from adapters.slack.outbound.delivery_probe import Arrivals
from adapters.slack.outbound.ephemeral import Whisper
from adapters.slack.outbound.files import Files
from adapters.slack.outbound.markup import QUOTED, plain, small
from adapters.slack.outbound.private_answer import PrivateAnswer
from adapters.slack.outbound.rate_budget import Airtime
from adapters.slack.outbound.receipt import Receipt
from adapters.slack.outbound.renderer import SlackRenderer
from adapters.slack.outbound.reply import Question, Reply
from adapters.slack.outbound.reportable import Reportable
from adapters.slack.outbound.workspaces import Workspaces
from adapters.slack.reply_target import Way
from adapters.slack.users import People
from core.commands.schema import Command, MakingOptions
from core.domain.clock import Clock
from core.domain.errors import BadInput, Missing
from core.domain.jobs import Job
from core.domain.layout import Layout
from core.domain.request import Attachment, Caller, Place
from core.domain.sentences import Quote, Sentence
from core.jobs.dispatcher import Dispatcher
from core.platform import Renderer
from core.preferences.choices import SHOWING, preference
from core.text.sanitising import shorten

NAME_CHARACTERS = 80


class SlackPlatform:
    """Opens stages for jobs."""

    name = NAME

    def __init__(self, dispatcher: Dispatcher, clock: Clock, wire: Wire, people: People, config: SlackConfig) -> None:
        self._dispatcher = dispatcher
        self._store = dispatcher.store
        self._clock = clock
        self._wire = wire
        self._people = people
        self._config = config
        self._airtime = Airtime()
        self._workspaces = Workspaces()
        self._whisper = Whisper(wire, clock)
        self._stages: dict[str, SlackRenderer] = {}

    async def open(self, job: Job, layout: Layout) -> Renderer:
        """The stage of a job."""
        way = Way.of(job.request.address)
        self._wire.belongs(way.team, way.enterprise)
        declared = self._dispatcher.registry.find(job.request.command)
        receipt = await Receipt.read(self._store, job.id)
        if _is_private(declared, job) and not way.direct and not receipt.content.private:
            receipt.content.private = receipt.content.whispering = True
            await receipt.save()
        reportable = Reportable(self._store, job, self._clock)
        locale = job.request.caller.locale
        reply = Reply(
            job=job.id,
            locale=locale,
            question=self._question(declared, job) if job.request.reminded or _stands_alone(way, layout) else None,
            footer=self._config.footer,
            prefix=self._config.prefix,
        )
        renderer = SlackRenderer(
            delivery=self._delivery(job, receipt, way),
            private=PrivateAnswer(self._wire, self._whisper, receipt, way, locale),
            whisper=self._whisper,
            files=Files(self._wire, self._store, receipt, reportable, way.team),
            session=Session(self._wire, way, self._workspaces),
            receipt=receipt,
            clock=self._clock,
            way=way,
            reply=reply,
            layout=layout,
            showing=await self._showing(job),
            gone=lambda: self._stop(job.id, job.request.caller.name),
        )
        self._stages = {id: kept for id, kept in self._stages.items() if not kept.closed}
        self._stages[job.id] = renderer
        return renderer

    async def message_deleted(self, channel: str, ts: str) -> None:
        """Somebody deleted a message: its job stops."""
        for job, renderer in list(self._stages.items()):
            if not renderer.closed and renderer.channel == channel and ts in renderer.message_ids:
                await self._stop(job, "Slack")

    async def settle(self, seconds: float) -> None:
        """Waits until no stage is open, but not for ever."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while any(not renderer.closed for renderer in self._stages.values()):
                    await self._clock.sleep(0.02)

    async def withdraw(self, job: Job) -> None:
        """Deletes the messages and files of a reply."""
        way = Way.of(job.request.address)
        receipt = await Receipt.read(self._store, job.id)
        await self._delivery(job, receipt, way).withdraw()
        await PrivateAnswer(self._wire, self._whisper, receipt, way, job.request.caller.locale).take_back()

    async def fetch(self, attachment: Attachment) -> bytes:
        """A file on Slack; its locator is a workspace and an address."""
        team, _, url = (attachment.locator or "").partition(" ")
        limit = self._config.attachment_bytes
        try:
            data = await self._wire.download(team, url, limit) if url else None
        except Refusal:
            data = None
        if data is None:
            raise Missing("slack-attachment-gone", name=Quote(text=attachment.name))
        if len(data) > limit:
            raise BadInput("attachment-too-large", name=Quote(text=attachment.name), maximum=f"{limit / 1e6:g} MB")
        return data

    async def is_admin(self, caller: Caller, place: Place) -> bool:  # noqa: ARG002 - of the whole workspace
        """Those whom the operator lists, and administrators of the workspace."""
        return await self._people.is_admin(caller.tenant, caller.user)

    async def alert(self, sentence: Sentence) -> bool:
        """Posts it into the administrators' channel: `C0123`, or `T0123:C0123` where there are many workspaces."""
        team, _, channel = (self._config.admin_channel or "").rpartition(":")
        if not channel:
            return False
        sentence = prefixed(sentence, self._config.prefix)
        text: dict[str, Any] = {"text": plain(sentence, None), "blocks": [context(small(sentence, None))]}
        try:
            await self._wire.call(team, POST, channel=channel, **text, **QUIET, **LITERAL)
        except Refusal:
            return False
        return True

    def _delivery(self, job: Job, receipt: Receipt, way: Way) -> Delivery:
        return Delivery(
            self._wire,
            self._clock,
            self._airtime,
            self._workspaces,
            receipt,
            Reportable(self._store, job, self._clock),
            Arrivals(self._wire, self._clock, way.team, job.id),
            way,
        )

    async def _showing(self, job: Job) -> str:
        chosen = await preference(self._store, job.request.caller, job.request.place, SHOWING)
        return chosen if chosen is not None and chosen in get_args(Showing) else self._config.showing

    def _question(self, declared: Command | None, job: Job) -> Question | None:
        """Who asked what."""
        if declared is None:
            return None
        asked = job.request.options.get(declared.positional or "")
        return Question(
            name=shorten(job.request.caller.name, NAME_CHARACTERS),
            asked=slash_name(declared.name, self._config.prefix),
            quoted=shorten(asked, QUOTED) if isinstance(asked, str) else "",
            ping=job.request.caller.user if job.request.reminded else None,
        )

    async def _stop(self, job: str, by: str) -> None:
        await self._dispatcher.jobs.request_stop(job, by)


def _stands_alone(way: Way, layout: Layout) -> bool:
    """Whether a reply must say what was asked: it is under no message that does. A stream in a thread cannot."""
    return way.thread is None or (way.source != "message" and layout is not Layout.TEXT)


def _is_private(declared: Command | None, job: Job) -> bool:
    """As the dispatcher decided when it accepted."""
    if declared is None:
        return False
    if not issubclass(declared.options, MakingOptions):
        return declared.quiet
    given = job.request.options.get("private")
    return given is True or str(given).lower() == "true"
