"""The renderer of Slack: a reply that grows while it is made."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Literal

from adapters.slack.outbound.agent_session import AgentSession
from adapters.slack.outbound.api_client import SlackApiError
from adapters.slack.outbound.blocks import buttons, context
from adapters.slack.outbound.delivery import SlackDelivery
from adapters.slack.outbound.ephemeral import EphemeralSender
from adapters.slack.outbound.error_sentences import error_sentence
from adapters.slack.outbound.files import SlackFiles
from adapters.slack.outbound.markup import to_mrkdwn, to_plain_text
from adapters.slack.outbound.pages import SlackPage, SlackPages, lay_out, status_page, words_only
from adapters.slack.outbound.private_answer import PAGES_LIMIT, PrivateAnswer
from adapters.slack.outbound.receipt import SlackReceipt
from adapters.slack.outbound.reply import Part, SlackReply
from adapters.slack.outbound.streaming import STOPPED_BY_USER
from adapters.slack.reply_target import SlackReplyTarget
from core.domain.actions import stop_button
from core.domain.clock import Clock
from core.domain.errors import UserError
from core.domain.events import Done, Event, Failure, Picture, Problem, Stopped, TextReplace
from core.domain.layout import Layout
from core.domain.sentences import say
from core.i18n.rendering import render
from core.replies.pacing import Pacer

logger = logging.getLogger(__name__)

RETRY_WAITS = (1.0, 2.0, 4.0, 8.0, 16.0)
"""Seconds before each new attempt to send the end of a reply."""
HESITATION_SECONDS = 0.4
"""Seconds before the first drawing. An answer that is complete by then takes one message."""
UNSHOWN_SECONDS = 0.1
"""Seconds until the next drawing after one that had nothing to show yet."""
INTERVALS = {"live": 1.0, "calm": 4.0}
"""The least seconds between two drawings."""
STOP_BUTTON_SECONDS = 3.0
"""After this time the requester gets a Stop button, if Slack does not show one."""
_LAYOUT_REFUSED = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_blocks_too_many", "msg_too_long"}
)
UpdateMode = Literal["stream", "updates", "once"]


class SlackRenderer:
    """Shows one job. `stop_job` is called if somebody deletes or stops its message.

    Each drawing lays out the whole reply and sends the difference from what Slack has. Text grows in a stream if the
    workspace has streams, or else by edits. If no stream can start just now, the reply shows that it is being made, and
    then the whole answer.
    """

    def __init__(
        self,
        *,
        delivery: SlackDelivery,
        private: PrivateAnswer,
        ephemeral: EphemeralSender,
        files: SlackFiles,
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
        self._ephemeral = ephemeral
        self._files = files
        self._session = session
        self._receipt = receipt
        self._clock = clock
        self._target = target
        self._reply = reply
        self._layout = layout
        self._stop_job = stop_job
        self._least_interval = INTERVALS.get(showing, INTERVALS["calm"])
        self._mode: UpdateMode = "once" if showing == "final" else "stream" if layout is Layout.TEXT else "updates"
        self._pacer = Pacer(self._draw, clock, self._interval, hesitation=HESITATION_SECONDS)
        self._shown: list[SlackPage] = []
        self._cuts: list[int] = []
        self._abandoned = receipt.content.withdrawn
        self._retry_needed = self._closing = self._words_only = False
        self._status_task = asyncio.create_task(session.begin(), name="status")
        self._stop_task = asyncio.create_task(self._offer_stop(), name="stop")
        self.closed = False

    @property
    def message_ids(self) -> list[str]:
        """The `ts` of its messages."""
        return self._delivery.ids

    @property
    def channel(self) -> str:
        """The conversation of its messages."""
        return self._delivery.channel

    async def render(self, event: Event) -> None:
        """Adds an event. An ending is drawn before this returns."""
        if self._abandoned:
            return
        self._reply.take(event)
        match event:
            case Picture():
                await self._take_picture(event)
            case TextReplace():
                self._cuts.clear()
        if isinstance(event, Done | Stopped | Failure):
            await self._pacer.finish()
            await self._retry_ending()
            await self._release()
        else:
            self._pacer.touch()

    async def close(self) -> None:
        """Closes an open reply with a note, if the job is left to be resumed."""
        try:
            # Also if the process stops while it sends the end.
            if not self._abandoned and (self._reply.ending is None or self._delivery.streaming):
                self._closing = True
                await self._pacer.finish()
        finally:
            self.closed = True
            await self._pacer.stop()
            await self._release()

    def _interval(self, _took: float) -> float:
        if not self._retry_needed and (self._delivery.unsettled or not self._delivery.ids):
            return UNSHOWN_SECONDS
        return self._delivery.interval(self._least_interval, streaming=self._mode == "stream")

    async def _release(self) -> None:
        """Clears the status and everything else that shows a reply in progress."""
        self._delivery.release()
        self._stop_task.cancel()
        await asyncio.gather(self._status_task, self._stop_task, return_exceptions=True)
        await self._session.end(streamed=self._delivery.streamed)

    async def _offer_stop(self) -> None:
        """Offers a Stop button after a while."""
        await self._clock.sleep(STOP_BUTTON_SECONDS)
        if not self._session.native and not self._receipt.content.ephemeral and not self._abandoned:
            offer = say("slack-stop-offer")
            locale = self._reply.locale
            blocks = [context(to_mrkdwn(offer, locale)), *buttons([stop_button(self._reply.job)], locale)]
            await self._ephemeral.post(self._target, to_plain_text(offer, self._reply.locale), blocks)

    async def _take_picture(self, picture: Picture) -> None:
        part = self._reply.part(picture.part)
        try:
            part.file = await self._files.upload_picture(picture)
        except UserError as error:
            part.trouble = Problem(sentence=error.sentence)
        except SlackApiError as error:
            logger.warning("a picture was not uploaded: %s", error)
            part.trouble = Problem(sentence=error_sentence(error))

    async def _draw(self) -> None:
        """Shows the current state of the reply. Permanent errors are logged, never raised."""
        if self._abandoned:
            return
        self._retry_needed = False
        try:
            if self._receipt.content.ephemeral:
                await self._draw_private()
            elif not (self._is_error_alone and await self._private.show(lay_out(self._reply, self._layout).pages)):
                await self._draw_open()
        except SlackApiError as error:
            await self._recover(error)

    async def _retry_ending(self) -> None:
        """Draws the end again until it is shown, or until it is clear that it cannot be."""
        for wait in RETRY_WAITS:
            if self._abandoned or not self._retry_needed:
                return
            await self._clock.sleep(wait)
            await self._draw()
        if self._retry_needed:
            logger.warning("the end of the reply of job %s could not be shown", self._reply.job)

    async def _draw_open(self) -> None:
        if self._reply.ending is not None or self._closing:
            pages = await self._send_all()
            if self._reply.ending is not None:
                await self._send_files(pages)
                await self._delivery.trim(len(pages.pages))
        elif self._mode == "once":
            if not self._shown and not self._shows_itself:
                await self._send([status_page(self._reply)], growing=False)
        elif await self._prepare():
            await self._send_all()

    @property
    def _is_error_alone(self) -> bool:
        """True if the reply is only an error, and nobody else has seen its beginning."""
        shown = self._receipt.content.messages or self._reply.has_words or self._reply.has_media
        return isinstance(self._reply.ending, Failure) and not shown and not self._target.direct

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
            elif not self._delivery.can_stream:
                self._mode = "once"
                await self._draw_open()
                return False
            elif self._reply.question is not None and not self._receipt.content.threaded:
                self._receipt.content.threaded = True
                await self._receipt.save()
        if words or self._reply.has_media or self._reply.question is not None:
            return True
        return self._reply.progress is not None and not self._session.native

    async def _send_all(self) -> SlackPages:
        """Sends the whole reply. If a message ends before its text, the rest goes into another message."""
        while True:
            pages = lay_out(
                self._reply,
                self._layout,
                threaded=self._receipt.content.threaded,
                waiting=self._mode != "stream" or not self._delivery.streams_or_can,
                cuts=self._cuts,
            )
            growing = self._reply.ending is None and not self._closing
            cut = await self._send(list(pages.pages), growing=growing)
            if cut is None or cut in self._cuts:
                return pages
            self._cuts = sorted({*self._cuts, cut})

    async def _send(self, pages: list[SlackPage], *, growing: bool) -> int | None:
        for at, page in enumerate(pages):
            if at < len(self._shown) and self._shown[at] == page:
                continue
            last = at == len(pages) - 1
            cut = await self._delivery.send(
                at, words_only(page) if self._words_only else page, growing=growing and last
            )
            if cut is not None:
                return cut
            if not self._delivery.is_open(at):
                self._shown[at : at + 1] = [page]
            if not last and page.end and page.end not in self._cuts:
                self._cuts.append(page.end)
        return None

    async def _send_files(self, pages: SlackPages) -> None:
        """Sends files with messages of their own after the answer they belong to."""
        channel, thread = self._delivery.channel, self._delivery.thread
        for part in list(self._reply.parts.values()):
            if part.recording is not None:
                try:
                    await self._files.share_recording(part.recording, channel, thread)
                except SlackApiError as error:
                    logger.warning("a recording was not shared: %s", error)
                    await self._report_missing(part, error)
        if pages.whole is not None:
            try:
                await self._files.share_text(pages.whole, channel, thread)
            except SlackApiError as error:
                logger.warning("a long answer was not shared as a file: %s", error)
                self._reply.notes += (error_sentence(error),)
                await self._send_all()

    async def _report_missing(self, part: Part, error: SlackApiError) -> None:
        """Says in the answer what is missing from it."""
        part.recording, part.trouble = None, Problem(sentence=error_sentence(error))
        await self._send_all()

    async def _draw_private(self) -> None:
        if self._reply.ending is None:
            if not self._closing:
                await self._private.show_working(self._reply.job)
            return
        pages = lay_out(self._reply, self._layout)
        if self._reply.has_media or pages.whole is not None or len(pages.pages) > PAGES_LIMIT:
            # The notes go to the conversation of the request.
            why, self._reply.notes = self._reply.notes, ()
            await self._private.open_direct()
            await self._send_files(await self._send_all())
            told = await self._private.tell(say("slack-in-direct-messages"), *why)
        else:
            told = await self._private.show(pages.pages)
        if not told:
            self._abandoned = True
            logger.warning("the private reply of job %s could not be shown", self._reply.job)

    async def _recover(self, error: SlackApiError) -> None:
        if error.retryable:
            self._retry_needed = True
        elif error.not_found:
            self._abandoned = True
            await self._stop_job()
        elif error.code == STOPPED_BY_USER:
            self._mode = "once"
            await self._stop_job()
        elif error.code in _LAYOUT_REFUSED and not self._words_only:
            logger.warning("the layout of the reply of job %s was refused: %s", self._reply.job, error)
            await self._simplify()
            await self._draw()
        elif not self._receipt.content.ephemeral:
            await self._go_private(error)
        else:
            self._abandoned = True
            logger.warning("the reply of job %s cannot be shown: %s", self._reply.job, error)
            await self._private.tell(error_sentence(error))

    async def _simplify(self) -> None:
        """Removes what Slack may have refused: first the pictures, which get messages of their own, then all but the
        text."""
        pictures = [part for part in self._reply.parts.values() if part.picture and part.file]
        if not pictures:
            self._words_only = True
        for part in pictures:
            part.file = None
            if part.picture is not None:
                try:
                    await self._files.share_picture(part.picture, self._delivery.channel, self._delivery.thread)
                except SlackApiError as error:
                    part.trouble = Problem(sentence=error_sentence(error))

    async def _go_private(self, error: SlackApiError) -> None:
        """Continues for the requester alone, and says why."""
        sentence = error_sentence(error)
        why = render(sentence)
        logger.warning("the reply of job %s goes to its requester alone (%s): %s", self._reply.job, error, why)
        self._receipt.content.ephemeral = True
        await self._receipt.save()
        self._reply.notes += (sentence,)
        self._shown.clear()
        await self._draw()
