"""The agent view: what is suggested when a conversation is opened, and Slack's own Stop button."""

import logging

from adapters.slack.config import NAME
from adapters.slack.inbound.context import Payload, of_event
from adapters.slack.manifest import prompts
from adapters.slack.outbound.api_client import Refusal, Wire
from adapters.slack.outbound.ephemeral import Whisper
from adapters.slack.outbound.receipt import Receipt
from adapters.slack.reply_target import Way
from adapters.slack.users import People
from core.domain.jobs import Job
from core.jobs.dispatcher import Dispatcher, Refused

logger = logging.getLogger(__name__)


class Agent:
    """Answers what happens around messages, in a direct conversation."""

    def __init__(self, dispatcher: Dispatcher, wire: Wire, people: People, whisper: Whisper) -> None:
        self._dispatcher = dispatcher
        self._wire = wire
        self._people = people
        self._whisper = whisper

    async def opened(self, body: Payload) -> None:
        """Somebody has opened the conversation; workspaces without the agent view do not take suggestions."""
        origin = await self._people.origin(of_event(body))
        if origin.refusal is not None or not origin.place.home:
            return
        try:
            await self._wire.call(
                origin.way.team,
                "assistant.threads.setSuggestedPrompts",
                channel_id=origin.way.channel,
                prompts=prompts(origin.caller.locale),
            )
        except Refusal as refusal:
            logger.info("nothing is suggested in workspace %s: %s", origin.way.team, refusal)

    async def stopped(self, body: Payload) -> None:
        """Somebody has pressed Slack's own Stop: what is being answered in that thread stops."""
        origin = await self._people.origin(of_event(body))
        streams = {str(ts) for ts in body["event"].get("streaming_message_ts") or ()}
        for id in await self._dispatcher.store.unfinished():
            job = await self._dispatcher.store.job(id)
            if job is None or job.request.address.platform != NAME:
                continue
            if await self._is_meant(job, origin.way, streams):
                verdict = await self._dispatcher.stop(id, caller=origin.caller)
                if isinstance(verdict, Refused):
                    await self._whisper.tell(origin.way, verdict.sentence, origin.caller.locale)

    async def _is_meant(self, job: Job, stopped: Way, streams: set[str]) -> bool:
        """Whether a job answers in the thread, or by one of the streams: a slash command begins its own thread."""
        way = Way.of(job.request.address)
        if way.team != stopped.team or way.channel != stopped.channel:
            return False
        if way.thread is not None and way.thread == stopped.thread:
            return True
        receipt = await Receipt.read(self._dispatcher.store, job.id)
        return not streams.isdisjoint(message.ts for message in receipt.content.messages)
