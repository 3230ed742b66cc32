"""The messages of a reply in a conversation: posted, streamed, edited and remembered."""

import logging
from typing import Any

from adapters.slack.outbound.api_client import Answer, Refusal, Wire
from adapters.slack.outbound.delivery_probe import Arrivals
from adapters.slack.outbound.pages import Page
from adapters.slack.outbound.rate_budget import Airtime
from adapters.slack.outbound.receipt import Posted, Receipt
from adapters.slack.outbound.reportable import Reportable
from adapters.slack.outbound.streaming import APPEND, START, STOP, Stream, settled
from adapters.slack.outbound.workspaces import Workspaces
from adapters.slack.reply_target import Way
from core.domain.clock import Clock

logger = logging.getLogger(__name__)

POST, UPDATE, DELETE = "chat.postMessage", "chat.update", "chat.delete"
UPDATE_SECONDS = 3.0
"""Between two edits of a message (https://docs.slack.dev/apis/web-api/rate-limits)."""
APPEND_SECONDS = 1.0
QUIET: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}
"""Addresses in an answer are not fetched: what a model wrote into one would reach whoever it belongs to."""
LITERAL: dict[str, Any] = {"parse": "none", "link_names": False}


class Delivery:
    """Puts the pages of one job where they belong, and saves their ids before they are relied on."""

    def __init__(
        self,
        wire: Wire,
        clock: Clock,
        airtime: Airtime,
        workspaces: Workspaces,
        receipt: Receipt,
        reportable: Reportable,
        arrivals: Arrivals,
        way: Way,
    ) -> None:
        self._wire = wire
        self._clock = clock
        self._airtime = airtime
        self._workspaces = workspaces
        self._receipt = receipt
        self._reportable = reportable
        self._arrivals = arrivals
        self._way = way
        self._streams: dict[int, Stream] = {}
        self._updating = False
        self.streamed = False
        """Whether the last of its streams was closed as it should be."""

    @property
    def channel(self) -> str:
        """Where it goes."""
        return self._receipt.content.channel or self._way.channel

    @property
    def thread(self) -> str | None:
        """The root under which it goes; None before there is one."""
        if self._receipt.content.channel is None and self._way.thread is not None:
            return self._way.thread
        messages = self._receipt.content.messages
        return messages[0].ts if messages else None

    @property
    def ids(self) -> list[str]:
        """The `ts` of its messages."""
        return [message.ts for message in self._receipt.content.messages]

    @property
    def streaming(self) -> bool:
        """Whether a stream is open."""
        return bool(self._streams)

    def is_open(self, at: int) -> bool:
        """Whether the message at a position is a stream that has not all of its page yet."""
        return at in self._streams

    @property
    def can_stream(self) -> bool:
        """Whether the workspace has streams, and one may be started now."""
        lacking = self._workspaces.lacks(self._way.team, START, self.channel)
        return not lacking and self._wire.room(self._way.team, START) > 0

    @property
    def streams_soon(self) -> bool:
        """Whether words come, or will come, in a stream, which shows by itself that there are more."""
        return self.streaming or self.can_stream

    @property
    def lacks_streams(self) -> bool:
        """Whether the workspace is known to have none."""
        return self._workspaces.lacks(self._way.team, START, self.channel)

    def interval(self, least: float, *, streaming: bool) -> float:
        """Seconds until something may be shown again, in a stream or by edits."""
        if streaming and not self._updating:
            return self._airtime.interval(self._way.team, APPEND, max(APPEND_SECONDS, least))
        return self._airtime.interval(self._way.team, UPDATE, max(UPDATE_SECONDS, least))

    async def put(self, at: int, page: Page, *, growing: bool) -> int | None:
        """Makes the message at a position what is given, or brings it nearer to that while it is `growing`.

        Where a growing message has ended before its text, the place in the text. Raises `Refusal`.
        """
        stream = self._streams.get(at)
        if stream is not None and growing and stream.fits(page):
            return await stream.grow(page)
        if stream is not None:
            exact = await stream.finish(page)
            self.streamed = stream.stopped
            del self._streams[at]
            await self._closed(at)
            if not exact:
                await self._update(at, page)
        elif at < len(self.ids):
            if growing:
                self._grow_by_updates()
            await self._settle(at)
            await self._update(at, page)
        elif not (growing and await self._start(at, page)):
            await self._post(at, page)
        return None

    async def trim(self, count: int) -> None:
        """Deletes the messages after the first `count`: an earlier attempt was further."""
        while len(self.ids) > max(count, 1):
            await self._delete(self._receipt.content.messages[-1].ts)
            self._receipt.content.messages.pop()
            await self._receipt.save()

    async def withdraw(self) -> None:
        """Deletes everything."""
        content = self._receipt.content
        content.withdrawn = True
        await self._receipt.save()
        shared = [file.ts for file in content.shared.values() if file.ts]
        for ts in [*shared, *reversed(self.ids)]:
            await self._delete(ts)
        for file in [*content.pictures.values(), *(file.file for file in content.shared.values())]:
            try:
                await self._wire.call(self._way.team, "files.delete", file=file)
            except Refusal as refusal:
                logger.info("a file was not deleted: %s", refusal)
        content.messages, content.shared, content.pictures = [], {}, {}
        await self._receipt.save()

    def leave(self) -> None:
        """This process writes no more."""
        for stream in self._streams.values():
            stream.leave()
        if self._updating:
            self._updating = False
            self._airtime.leave(self._way.team, UPDATE)

    def _grow_by_updates(self) -> None:
        """It shares the budget of edits from now on."""
        if not self._updating:
            self._updating = True
            self._airtime.join(self._way.team, UPDATE)

    async def _start(self, at: int, page: Page) -> bool:
        thread = self.thread
        text = settled(page.grown, "")
        if thread is None or not text.strip() or not self.can_stream:
            return False
        try:
            stream = await Stream.start(self._wire, self._clock, self._airtime, self._way, self.channel, thread, text)
        except Refusal as refusal:
            if refusal.unsupported:
                logger.info("no streams in workspace %s: %s", self._way.team, refusal)
                self._workspaces.refused(self._way.team, self.channel, refusal)
                return False
            ts = await self._arrivals.started(self.channel, thread, text) if refusal.unclear else None
            if ts is None:
                raise
            stream = Stream(self._wire, self._clock, self._airtime, self._way.team, self.channel, ts, text)
        self._streams[at] = stream
        self.streamed = False
        await self._keep(at, Posted(ts=stream.ts, streaming=True))
        return True

    async def _post(self, at: int, page: Page) -> None:
        answer: Answer
        try:
            answer = await self._wire.call(
                self._way.team,
                POST,
                channel=self.channel,
                thread_ts=self.thread,
                text=page.fallback,
                blocks=page.blocks,
                metadata=self._arrivals.mark(at),
                **QUIET,
                **LITERAL,
            )
        except Refusal as refusal:
            ts = await self._arrivals.posted(self.channel, self.thread, at) if refusal.unclear else None
            if ts is None:
                raise
            answer = {"ts": ts}
        if self._receipt.content.channel is not None:
            # What was sent to a person is in a conversation with them.
            self._receipt.content.channel = str(answer.get("channel") or self.channel)
        await self._keep(at, Posted(ts=str(answer["ts"])))

    async def _update(self, at: int, page: Page) -> None:
        await self._wire.call(
            self._way.team,
            UPDATE,
            channel=self.channel,
            ts=self._receipt.content.messages[at].ts,
            text=page.fallback,
            blocks=page.blocks,
            **LITERAL,
        )

    async def _delete(self, ts: str) -> None:
        try:
            await self._wire.call(self._way.team, DELETE, channel=self.channel, ts=ts)
        except Refusal as refusal:
            if not refusal.gone:
                raise

    async def _settle(self, at: int) -> None:
        """Closes the stream that a process before this one has left."""
        message = self._receipt.content.messages[at]
        if message.streaming:
            try:
                await self._wire.call(self._way.team, STOP, channel=self.channel, ts=message.ts)
            except Refusal as refusal:
                logger.info("a stream was closed already: %s", refusal)
            await self._closed(at)

    async def _closed(self, at: int) -> None:
        self._receipt.content.messages[at].streaming = False
        await self._receipt.save()

    async def _keep(self, at: int, message: Posted) -> None:
        self._receipt.content.messages[at : at + 1] = [message]
        await self._receipt.save()
        await self._reportable.add(self.channel, message.ts)
