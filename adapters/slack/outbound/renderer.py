"""The renderer of Slack: a reply that grows while it is made."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from dataclasses import replace
from typing import Literal

from adapters.slack.outbound.agent_session import AgentSession
from adapters.slack.outbound.api_client import SlackApiError
from adapters.slack.outbound.delivery import SlackDelivery
from adapters.slack.outbound.error_sentences import error_sentence
from adapters.slack.outbound.files import SlackFiles
from adapters.slack.outbound.pacing import HESITATION_SECONDS, INTERVALS, UNSHOWN_SECONDS
from adapters.slack.outbound.pages import SlackPage, SlackPages, lay_out, reason_page, reason_tail, status_page
from adapters.slack.outbound.private_answer import PAGES_LIMIT, PrivateAnswer
from adapters.slack.outbound.receipt import SlackReceipt, message_key
from adapters.slack.outbound.reply import SlackReply
from adapters.slack.outbound.reply_files import SlackReplyFiles
from adapters.slack.outbound.stop_offer import StopOffer
from adapters.slack.outbound.streaming import STOPPED_BY_USER
from adapters.slack.reply_target import SlackReplyTarget
from core.domain.clock import Clock
from core.domain.events import Done, Event, Failure, Picture, Stopped, TextReplace
from core.domain.layout import Layout
from core.domain.sentences import Sentence, say
from core.i18n.rendering import render
from core.replies.kept_files import KeptFiles
from core.replies.ladder import ReplyForm, Rung
from core.replies.presenter import ReplyPresenter
from core.replies.refusals import DeliveryError, RefusalKind

logger = logging.getLogger(__name__)

UpdateMode = Literal["stream", "updates", "once"]


class SlackRenderer:
    """Shows one job, as the `ReplyScreen` of its presenter.

    `stop_job` is called if somebody deletes or stops its message, or if nothing more can be shown.

    Each drawing lays out the whole reply and sends the difference from what Slack has. Text grows in a stream if the
    workspace has streams, or else by edits. If no stream can start just now, the reply shows that it is being made, and
    then the whole answer.
    """

    def __init__(
        self,
        *,
        delivery: SlackDelivery,
        private: PrivateAnswer,
        files: SlackFiles,
        kept_files: KeptFiles,
        session: AgentSession,
        receipt: SlackReceipt,
        clock: Clock,
        target: SlackReplyTarget,
        reply: SlackReply,
        layout: Layout,
        showing: str,
        stop_job: Callable[[], Awaitable[None]],
    ) -> None:
        self._delivery = delivery
        self._private = private
        self._files = SlackReplyFiles(files, kept_files, delivery, reply)
        self._session = session
        self._receipt = receipt
        self._clock = clock
        self._target = target
        self._reply = reply
        self._layout = layout
        self._stop_job = stop_job
        self._least_interval = INTERVALS.get(showing, INTERVALS["calm"])
        self._mode: UpdateMode = "once" if showing == "final" else "stream" if layout is Layout.TEXT else "updates"
        self._presenter = ReplyPresenter(
            self,
            reply,
            clock,
            self._interval,
            hesitation=HESITATION_SECONDS,
            stop_job=stop_job,
            over=receipt.content.over,
            reason=receipt.content.refused,
        )
        self._rung = Rung()
        self._shown: list[SlackPage] = []
        self._cuts: list[int] = []
        self._closing = False
        self._status_task = asyncio.create_task(session.begin(), name="status")
        self._stop_offer = StopOffer(delivery, clock, reply, lambda: self._offers_stop)
        self.closed = False

    @property
    def message_ids(self) -> list[str]:
        """The ids of its messages for the store."""
        return [message_key(self._delivery.channel, ts) for ts in self._delivery.ids]

    async def render(self, event: Event) -> None:
        """Adds an event. An ending is drawn before this returns."""
        if self._presenter.over:
            return
        self._reply.take(event)
        match event:
            case Picture():
                await self._files.add_picture(event)
            case TextReplace():
                self._cuts.clear()
        if isinstance(event, Done | Stopped | Failure):
            await self._presenter.finish()
            await self._release()
        else:
            self._presenter.touch()

    async def close(self) -> None:
        """Closes an open reply with a note, if the job is left to be resumed."""
        try:
            # Also if the process stops while it sends the end.
            self._closing = self._reply.ending is None or self._delivery.streaming
            await self._presenter.close(last_update=self._closing)
        finally:
            self.closed = True
            await self._release()

    async def discard(self) -> None:
        """Stops without another update, and clears the status."""
        await self._presenter.close(last_update=False)
        self.closed = True
        await self._release()

    def _interval(self, _took: float) -> float:
        if not self._presenter.retry_needed and (self._delivery.unsettled or not self._delivery.ids):
            return UNSHOWN_SECONDS
        return self._delivery.interval(self._least_interval, streaming=self._mode == "stream")

    async def _release(self) -> None:
        """Clears the status and everything else that shows a reply in progress."""
        self._delivery.release()
        self._stop_offer.cancel()
        await asyncio.gather(self._status_task, return_exceptions=True)
        await self._stop_offer.withdraw()
        await self._session.end(streamed=self._delivery.streamed)

    @property
    def _offers_stop(self) -> bool:
        return not (self._session.native or self._receipt.content.ephemeral or self._presenter.over)

    @property
    def pictures(self) -> Collection[str]:
        return [name for name, part in self._reply.parts.items() if part.picture and part.file]

    async def draw(self, rung: Rung) -> None:
        self._rung = rung
        try:
            if self._receipt.content.ephemeral:
                await self._draw_private()
            elif not (self._is_error_alone and await self._draw_error()):
                await self._draw_open()
        except SlackApiError as error:
            if error.code != STOPPED_BY_USER:
                raise
            self._mode = "once"
            await self._stop_job()

    async def leave_out_files(self) -> bool:
        return False  # a file that was not uploaded is not in a message

    async def move(self, error: DeliveryError) -> bool:
        """Continues for the requester alone, and says why."""
        if self._receipt.content.ephemeral:
            return False
        if error.kind is RefusalKind.FORM:
            with suppress(SlackApiError):
                await self.clear()
        sentence = self.reason(error)
        logger.warning(
            "the reply of job %s goes to its requester alone (%s): %s", self._reply.job, error, render(sentence)
        )
        self._receipt.content.ephemeral = True
        await self._receipt.save()
        self._reply.notes += (say("failure-notice", failure=sentence, id=self._reply.job),)
        self._shown.clear()
        return True

    def reason(self, error: DeliveryError) -> Sentence:
        return error_sentence(error) if isinstance(error, SlackApiError) else say("slack-refused", code=str(error))

    async def remember(self, reason: Sentence | None) -> None:
        self._receipt.content.refuse(reason)
        await self._receipt.save()

    async def conclude(self, reason: Sentence, *, buttons: bool) -> None:
        tail = reason_tail(self._reply, reason, offers=buttons)
        if self._receipt.content.ephemeral:
            await self._private.tell(reason, actions=self._reply.buttons if buttons else ())
            return
        if await self._delivery.end_stream(tail):
            return
        at = len(self._delivery.ids)
        page = reason_page(self._reply, reason, offers=buttons)
        shown = self._shown[at - 1] if at and len(self._shown) == at else None
        if shown is not None:
            page = replace(shown, tail=tail) if shown.has_words else replace(page, head=shown.head)
        if shown is not None or (at and not self._delivery.ends_in_words):
            at -= 1
        try:
            await self._delivery.send(at, page, growing=False)
        except SlackApiError as error:
            if error.kind in (RefusalKind.RETRYABLE, RefusalKind.FORM):
                raise
            await self._private.tell(reason, actions=self._reply.buttons if buttons else ())

    async def clear(self) -> None:
        if self._receipt.content.ephemeral:
            await self._private.delete_last()
            return
        await self._delivery.end_stream(())
        last = len(self._delivery.ids) - 1
        if self._delivery.ends_in_words and last < len(self._shown):
            try:
                await self._delivery.send(last, replace(self._shown[last], tail=()), growing=False)
            except SlackApiError as error:
                logger.info("the last message of job %s is removed: %s", self._reply.job, error)
            else:
                return
        if not self._delivery.ends_in_words or last < len(self._shown):
            await self._delivery.remove_last()

    async def _draw_error(self) -> bool:
        """Tells an error to the requester alone. False if it did not get through."""
        try:
            await self._private.show(lay_out(self._reply, self._layout, self._rung).pages)
        except SlackApiError as error:
            logger.info("an error is told to everybody: %s", error)
            return False
        return True

    async def _draw_open(self) -> None:
        if self._reply.ending is not None or self._closing:
            if self._reply.ending is None:
                await self._send_all()
            else:
                await self._delivery.trim(await self._send_with_files())
        elif self._mode == "once":
            if not self._shown and not self._shows_itself:
                await self._send([status_page(self._reply)], growing=False)
        elif (
            await self._prepare()
            and (self._rung.form is ReplyForm.RICH or self._reply.has_words)
            and await self._delivery.may_grow(streaming=self._mode == "stream")
        ):
            await self._send_all()

    @property
    def _is_error_alone(self) -> bool:
        """True if the reply is only an error, nobody else has seen its beginning, and the requester has just acted.

        Somebody who wrote a message may be away, and looks for the answer under it.
        """
        shown = self._receipt.content.messages or self._reply.has_words or self._reply.has_media
        there = self._target.source != "message" and not self._target.direct
        return isinstance(self._reply.ending, Failure) and not shown and there

    @property
    def _shows_itself(self) -> bool:
        """True if Slack itself shows that an answer is being made, so that no message is needed."""
        return self._session.native and self._reply.question is None

    async def _prepare(self) -> bool:
        """Chooses the mode of growth once there is something to show. Returns whether there is something now."""
        words = self._reply.has_words
        if self._mode == "stream" and self._delivery.lacks_streams:
            self._mode = "updates"
        if self._mode == "stream" and words and not self._cuts and not self._delivery.streaming:
            if self._delivery.has_answer and not self._reply.question:
                self._mode = "updates"
            elif not await self._delivery.can_stream():
                self._mode = "once"
                await self._draw_open()
                return False
            elif self._reply.question is not None and not self._receipt.content.threaded:
                self._receipt.content.threaded = True
                await self._receipt.save()
        if words or self._reply.has_media or self._reply.question is not None:
            return True
        return self._reply.progress is not None and (not self._session.native or await self._shows_tasks())

    async def _shows_tasks(self) -> bool:
        """True if the progress is shown in task cards, where the workspace has the agent view."""
        shows = self._mode == "stream" and self._shows_itself and self._delivery.shows_tasks
        return shows and await self._delivery.can_stream()

    async def _send_all(self) -> SlackPages:
        """Sends the whole reply. If a message ends before its text, the rest goes into another message."""
        while True:
            pages = lay_out(
                self._reply,
                self._layout,
                self._rung,
                threaded=self._receipt.content.threaded,
                tasks=self._mode == "stream" and self._shows_itself,
                waiting=self._mode != "stream" or not await self._delivery.streams_or_can(),
                cuts=self._cuts,
            )
            growing = self._reply.ending is None and not self._closing and self._rung.form is ReplyForm.RICH
            cut = await self._send(list(pages.pages), growing=growing)
            if cut is None or cut in self._cuts:
                return pages
            self._cuts = sorted({*self._cuts, cut})

    async def _send(self, pages: list[SlackPage], *, growing: bool) -> int | None:
        for at, page in enumerate(pages):
            if at < len(self._shown) and self._shown[at] == page:
                continue
            last = at == len(pages) - 1
            cut = await self._delivery.send(at, page, growing=growing and last)
            if cut is not None:
                return cut
            if not self._delivery.is_open(at):
                self._shown[at : at + 1] = [page]
            if not last and page.end and page.end not in self._cuts and self._rung.form is ReplyForm.RICH:
                self._cuts.append(page.end)
        return None

    async def _send_with_files(self) -> int:
        """Sends the whole reply and its files. Returns the number of its messages."""
        if self._rung.form is ReplyForm.FILE:  # first, because its message tells that there is a file
            whole = lay_out(self._reply, self._layout, self._rung).whole
            await self._files.share(self._rung, whole, self._send_all)
        pages = await self._send_all()
        await self._files.share(self._rung, pages.whole, self._send_all)
        return len(pages.pages)

    async def _draw_private(self) -> None:
        if self._reply.ending is None:
            if not self._closing:
                await self._private.show_working(self._reply.job)
            return
        pages = lay_out(self._reply, self._layout, self._rung)
        if self._reply.has_media or pages.whole is not None or len(pages.pages) > PAGES_LIMIT:
            # The notes go to the conversation of the request.
            why, self._reply.notes = self._reply.notes, ()
            await self._private.open_direct()
            await self._send_with_files()
            await self._private.tell(say("slack-in-direct-messages"), *why)
        else:
            await self._private.show(pages.pages)
