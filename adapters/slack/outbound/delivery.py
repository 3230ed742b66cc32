"""The messages of a reply: posts, streams, edits and deletes them, and saves their ids."""

import logging
from typing import Any

from adapters.slack.outbound.api_client import SlackApiClient, SlackApiError, SlackResponse
from adapters.slack.outbound.blocks import Block
from adapters.slack.outbound.delivery_probe import DeliveryProbe
from adapters.slack.outbound.pages import SlackPage
from adapters.slack.outbound.rate_budget import RateShares, reserved
from adapters.slack.outbound.receipt import PendingMessage, PostedMessage, SlackReceipt
from adapters.slack.outbound.reportable import ReportableMessages
from adapters.slack.outbound.streaming import APPEND, START, STOP, MessageStream, sendable
from adapters.slack.outbound.workspaces import WorkspaceFeatures
from adapters.slack.reply_target import SlackReplyTarget
from core.domain.clock import Clock
from core.replies.refusals import RefusalKind

logger = logging.getLogger(__name__)

TASKS = "task cards"
POST, UPDATE, DELETE = "chat.postMessage", "chat.update", "chat.delete"
UPDATE_SECONDS = 3.0
"""Between two edits of a message (https://docs.slack.dev/apis/web-api/rate-limits)."""
APPEND_SECONDS = 1.0
NO_UNFURL: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}
"""Slack does not fetch links of an answer: a link that a model wrote would reach its owner."""
LITERAL: dict[str, Any] = {"parse": "none", "link_names": False}


class SlackDelivery:
    """Sends the pages of one job, and saves the ids of messages before anything depends on them."""

    def __init__(
        self,
        api_client: SlackApiClient,
        clock: Clock,
        shares: RateShares,
        workspaces: WorkspaceFeatures,
        receipt: SlackReceipt,
        reportable: ReportableMessages,
        probe: DeliveryProbe,
        target: SlackReplyTarget,
    ) -> None:
        self._api_client = api_client
        self._clock = clock
        self._shares = shares
        self._workspaces = workspaces
        self._receipt = receipt
        self._reportable = reportable
        self._probe = probe
        self._target = target
        self._streams: dict[int, MessageStream] = {}
        self._updating = self._noted = False
        self.unsettled = False
        """True if the last page had no whole word yet, with which its stream can begin."""
        self.streamed = False
        """True if the last stream was closed properly."""

    @property
    def channel(self) -> str:
        """The conversation of the reply."""
        return self._receipt.content.channel or self._target.channel

    @property
    def thread(self) -> str | None:
        """The root of the reply's thread; None before there is one."""
        if self._receipt.content.channel is None and self._target.thread is not None:
            return self._target.thread
        messages = self._receipt.content.messages
        return messages[0].ts if messages else None

    @property
    def ids(self) -> list[str]:
        """The `ts` of each message."""
        return [message.ts for message in self._receipt.content.messages]

    @property
    def streaming(self) -> bool:
        """True if a stream is open."""
        return bool(self._streams)

    @property
    def has_answer(self) -> bool:
        """True if a message has more than the progress."""
        return any(not message.provisional for message in self._receipt.content.messages)

    def is_open(self, position: int) -> bool:
        """True if the message at a position does not have all of its page yet."""
        return position in self._streams or self.unsettled

    async def can_stream(self) -> bool:
        """True if the workspace has streams, and one can start now."""
        lacking = self._workspaces.lacks(self._target.team, START, self.channel)
        return not lacking and await self._api_client.available(self._target.team, START) > 0

    @property
    def shows_tasks(self) -> bool:
        """True if a stream can show task cards, as far as that is known."""
        return self.thread is not None and not self._workspaces.lacks(self._target.team, TASKS)

    async def streams_or_can(self) -> bool:
        """True if text arrives, or will arrive, in a stream. Slack shows by itself that a stream goes on."""
        return self.streaming or await self.can_stream()

    @property
    def lacks_streams(self) -> bool:
        """True if the workspace is known to have no streams."""
        return self._workspaces.lacks(self._target.team, START, self.channel)

    def interval(self, least: float, *, streaming: bool) -> float:
        """Seconds until the next append to a stream or the next edit."""
        if streaming and not self._updating:
            return self._shares.interval(self._target.team, APPEND, max(APPEND_SECONDS, least))
        return self._shares.interval(self._target.team, UPDATE, max(UPDATE_SECONDS, least))

    async def may_grow(self, *, streaming: bool) -> bool:
        """False while all processes together have used up what growing replies may use: the reply grows later, and an
        ending never waits behind it."""
        method = APPEND if streaming and not self._updating else UPDATE
        return not self.ids or await self._api_client.available(self._target.team, method) >= reserved(method)

    async def send(self, position: int, page: SlackPage, *, growing: bool) -> int | None:
        """Makes the message at a position equal to the page, or closer to it while it is `growing`.

        A stream takes the place of a message that only showed the progress. It begins with the first whole word.
        Returns the position in the text at which a growing message ended, if it ended early. Raises `SlackApiError`.
        """
        await self._adopt_orphan()
        stream = self._streams.get(position)
        new = position >= len(self.ids) or (growing and self._receipt.content.messages[position].provisional)
        task = bool(page.task) and self.shows_tasks
        begins = growing and new and self.thread is not None and (task or bool(page.grown.strip()))
        streams = begins and await self.can_stream()
        self.unsettled = streams and not task and not sendable(page.grown, "").strip()
        if self.unsettled:
            return None
        if stream is not None and growing and stream.outlived:
            await stream.finish(SlackPage())
            del self._streams[position]
            self._receipt.content.messages[position].provisional = True
            await self._mark_closed(position)
            return await self.send(position, page, growing=growing)
        if stream is not None and growing and stream.fits(page):
            return await stream.grow(page)
        if stream is not None:
            exact = await stream.finish(SlackPage() if page.plain else page) and not page.plain
            self.streamed = stream.stopped
            del self._streams[position]
            await self._mark_closed(position)
            if not exact:
                await self._update(position, page)
        elif streams and await self._start(position, page):
            await self._delete_superseded()
        elif position < len(self.ids):
            if growing:
                self._grow_by_updates()
            await self._close_old_stream(position)
            await self._update(position, page)
        else:
            await self._post(position, page)
        return None

    @property
    def ends_in_words(self) -> bool:
        """True if the last message has more than the progress."""
        messages = self._receipt.content.messages
        return bool(messages) and not messages[-1].provisional

    async def end_stream(self, tail: tuple[Block, ...]) -> bool:
        """Closes an open stream and leaves its text as it is, with these blocks under it.

        False if there is none, or if it cannot have the blocks. Raises `SlackApiError`.
        """
        for position, stream in list(self._streams.items()):
            exact = await stream.finish(SlackPage(text=stream.sent or "", tail=tail)) and stream.sent is not None
            self.streamed = stream.stopped
            del self._streams[position]
            await self._mark_closed(position)
            return exact
        return False

    async def remove_last(self) -> None:
        """Deletes the last message, if there is one."""
        if self._receipt.content.messages:
            await self._delete(self._receipt.content.messages.pop().ts)
            await self._receipt.save()

    async def trim(self, count: int) -> None:
        """Deletes the messages after the first `count`, and others that an earlier attempt left."""
        await self._delete_superseded()
        while len(self.ids) > max(count, 1):
            await self._delete(self._receipt.content.messages[-1].ts)
            self._receipt.content.messages.pop()
            await self._receipt.save()

    async def withdraw(self) -> None:
        """Deletes all messages and files of the reply, also a message that was on its way when its run ended."""
        try:
            await self._adopt_orphan()
        except SlackApiError as error:
            logger.info("a message that was on its way was not found: %s", error)
        content = self._receipt.content
        content.withdrawn = True
        await self._receipt.save()
        shared = [file.ts for file in content.shared.values() if file.ts]
        for ts in [*shared, *content.superseded, *reversed(self.ids)]:
            await self._delete(ts)
        for file in [*content.pictures.values(), *(file.file for file in content.shared.values())]:
            try:
                await self._api_client.call(self._target.team, "files.delete", file=file)
            except SlackApiError as error:
                logger.info("a file was not deleted: %s", error)
        content.messages, content.superseded, content.shared, content.pictures = [], [], {}, {}
        await self._receipt.save()

    async def offer_stop(self, text: str, blocks: list[Block]) -> bool:
        """Posts a message in the thread of the reply, until `withdraw_stop_offer`. False if there is no thread yet, or
        no room in the rate limit. Raises `SlackApiError`."""
        if self.thread is None or not await self._api_client.available(self._target.team, POST):
            return False
        response = await self._api_client.call(
            self._target.team,
            POST,
            channel=self.channel,
            thread_ts=self.thread,
            text=text,
            blocks=blocks,
            **NO_UNFURL,
            **LITERAL,
        )
        self._receipt.content.stop_offer = str(response["ts"])
        await self._receipt.save()
        return True

    async def withdraw_stop_offer(self) -> None:
        """Deletes the message with the Stop button, also that of an earlier attempt."""
        if (ts := self._receipt.content.stop_offer) is not None:
            self._receipt.content.stop_offer = None
            try:
                await self._delete(ts)
            except SlackApiError as error:
                logger.info("a Stop button was not deleted: %s", error)

    def release(self) -> None:
        """Gives back this reply's shares of rate limits."""
        for stream in self._streams.values():
            stream.release()
        self._grow_by_stream()

    def _grow_by_updates(self) -> None:
        """Takes a share of the rate limit of edits."""
        if not self._updating:
            self._updating = True
            self._shares.join(self._target.team, UPDATE)

    def _grow_by_stream(self) -> None:
        """Gives back the share of the rate limit of edits."""
        if self._updating:
            self._updating = False
            self._shares.leave(self._target.team, UPDATE)

    async def _start(self, position: int, page: SlackPage) -> bool:
        thread = self.thread
        text = sendable(page.grown, "")
        if thread is None:
            return False
        # Without text, nobody could recognise the message.
        await self._note_pending(position, text or None)
        try:
            stream = await MessageStream.start(
                self._api_client, self._clock, self._shares, self._target, self.channel, thread, text, page.task
            )
        except SlackApiError as error:
            if page.task and error.kind is RefusalKind.FORM and not error.unsupported:
                logger.info("no task cards in workspace %s: %s", self._target.team, error)
                self._workspaces.mark_absent(self._target.team, TASKS)
                self._receipt.content.pending = None
                return False
            if error.unsupported:
                logger.info("no streams in workspace %s: %s", self._target.team, error)
                self._workspaces.mark_missing(self._target.team, self.channel, error)
                self._receipt.content.pending = None
                return False
            ts = await self._probe.find_stream(self.channel, thread, text) if error.unclear and text else None
            if ts is None:
                raise
            stream = MessageStream(
                self._api_client, self._clock, self._shares, self._target.team, self.channel, ts, text
            )
        self._streams[position] = stream
        self._grow_by_stream()
        self.streamed = False
        content = self._receipt.content
        content.superseded += [message.ts for message in content.messages[position : position + 1]]
        await self._save_message(position, PostedMessage(ts=stream.ts, streaming=True))
        return True

    async def _post(self, position: int, page: SlackPage) -> None:
        response: SlackResponse
        await self._note_pending(position)
        try:
            response = await self._api_client.call(
                self._target.team,
                POST,
                channel=self.channel,
                thread_ts=self.thread,
                text=page.fallback,
                blocks=page.blocks,
                metadata=self._probe.metadata(position),
                **NO_UNFURL,
                **LITERAL,
            )
        except SlackApiError as error:
            ts = await self._probe.find_post(self.channel, self.thread, position) if error.unclear else None
            if ts is None:
                raise
            response = {"ts": ts}
        if self._receipt.content.channel is not None:
            # A message to a user id arrives in the conversation with that user.
            self._receipt.content.channel = str(response.get("channel") or self.channel)
        provisional = not (page.text.strip() or page.head or page.body)
        await self._save_message(position, PostedMessage(ts=str(response["ts"]), provisional=provisional))

    async def _note_pending(self, position: int, text: str | None = None) -> None:
        self._receipt.content.pending = PendingMessage(position=position, at=self._clock.now(), text=text)
        await self._receipt.save()
        self._noted = True

    async def _adopt_orphan(self) -> None:
        """Takes over a message whose sending an earlier process noted, if it arrived; a stream is closed later."""
        pending = self._receipt.content.pending
        if pending is None or self._noted:
            return
        self._receipt.content.pending, ts = None, None
        if pending.text is None:
            ts = await self._probe.find_post(self.channel, self.thread, pending.position, since=pending.at)
        elif self.thread is not None:
            ts = await self._probe.find_stream(self.channel, self.thread, pending.text, since=pending.at)
        if ts is not None:
            logger.info("the message %s was left by a crash and is taken over", ts)
            await self._save_message(pending.position, PostedMessage(ts=ts, streaming=pending.text is not None))

    async def _update(self, position: int, page: SlackPage) -> None:
        message = self._receipt.content.messages[position]
        if message.provisional and page.text.strip():
            message.provisional = False
            await self._receipt.save()
        await self._api_client.call(
            self._target.team,
            UPDATE,
            channel=self.channel,
            ts=message.ts,
            text=page.fallback,
            blocks=page.blocks,
            **LITERAL,
        )

    async def _delete_superseded(self) -> None:
        content = self._receipt.content
        for ts in list(content.superseded):
            try:
                await self._delete(ts)
            except SlackApiError as error:
                logger.info("a message that a stream replaced was not deleted: %s", error)
            else:
                content.superseded.remove(ts)
                await self._receipt.save()

    async def _delete(self, ts: str) -> None:
        try:
            await self._api_client.call(self._target.team, DELETE, channel=self.channel, ts=ts)
        except SlackApiError as error:
            if not error.not_found:
                raise

    async def _close_old_stream(self, position: int) -> None:
        """Closes a stream that an earlier process left open."""
        message = self._receipt.content.messages[position]
        if message.streaming:
            try:
                await self._api_client.call(self._target.team, STOP, channel=self.channel, ts=message.ts)
            except SlackApiError as error:
                logger.info("a stream was closed already: %s", error)
            await self._mark_closed(position)

    async def _mark_closed(self, position: int) -> None:
        self._receipt.content.messages[position].streaming = False
        await self._receipt.save()

    async def _save_message(self, position: int, message: PostedMessage) -> None:
        self._receipt.content.pending = None
        self._receipt.content.messages[position : position + 1] = [message]
        await self._receipt.save()
        await self._reportable.add(self.channel, message.ts)
