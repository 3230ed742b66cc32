"""The files of one reply on Slack, and the words about those that are missing."""

import logging
from collections.abc import Awaitable, Callable

from adapters.slack.outbound.api_client import SlackApiError
from adapters.slack.outbound.delivery import SlackDelivery
from adapters.slack.outbound.error_sentences import error_sentence
from adapters.slack.outbound.files import SlackFiles
from adapters.slack.outbound.pages import SlackPages
from adapters.slack.outbound.reply import Part, SlackReply
from core.domain.errors import UserError
from core.domain.events import Picture, Problem
from core.domain.sentences import say
from core.replies.kept_files import KeptFiles
from core.replies.ladder import ReplyForm, Rung

logger = logging.getLogger(__name__)


class SlackReplyFiles:
    """Uploads the pictures of a reply, and shares files beside it. `send_answer` sends its messages again, because it
    says what is missing."""

    def __init__(
        self,
        files: SlackFiles,
        kept_files: KeptFiles,
        delivery: SlackDelivery,
        reply: SlackReply,
        send_answer: Callable[[], Awaitable[object]],
    ) -> None:
        self._files = files
        self._kept_files = kept_files
        self._delivery = delivery
        self._reply = reply
        self._send_answer = send_answer

    async def upload(self, picture: Picture) -> None:
        """Uploads a picture for the answer, or else says that it is missing."""
        part = self._reply.part(picture.part)
        try:
            part.file = await self._files.upload_picture(picture)
        except UserError as error:
            part.trouble = Problem.because(error)
        except SlackApiError as error:
            logger.warning("a picture was not uploaded: %s", error)
            part.trouble = Problem.logged(error_sentence(error))
            await self._kept_files.offer(self._reply, picture)

    async def share(self, pages: SlackPages, rung: Rung) -> None:
        """Sends files with messages of their own, after the answer `pages` on a rung of the ladder."""
        channel, thread = self._delivery.channel, self._delivery.thread
        for name, part in list(self._reply.parts.items()):
            left_out = name in rung.without or rung.form is not ReplyForm.RICH
            if part.picture is not None and part.file is not None and left_out:
                try:
                    await self._files.share_picture(part.picture, channel, thread)
                except SlackApiError as error:
                    logger.warning("a picture was not shared: %s", error)
                    part.file, part.trouble = None, Problem.logged(error_sentence(error))
                    await self._kept_files.offer(self._reply, part.picture)
                    await self._send_answer()
            if part.recording is not None:
                try:
                    await self._files.share_recording(part.recording, channel, thread)
                except SlackApiError as error:
                    logger.warning("a recording was not shared: %s", error)
                    await self._kept_files.offer(self._reply, part.recording)
                    await self._report_missing(part, error)
            if part.text_file is not None:
                try:
                    await self._files.share_text_file(part.text_file, channel, thread)
                except SlackApiError as error:
                    logger.warning("a text file was not shared: %s", error)
                    await self._kept_files.offer(self._reply, part.text_file)
                    await self._report_missing(part, error)
        if pages.whole is not None:
            try:
                await self._files.share_text(pages.whole, channel, thread)
            except SlackApiError as error:
                if rung.form is ReplyForm.FILE:
                    raise
                logger.warning("a long answer was not shared as a file: %s", error)
                self._reply.notes += (say("failure-notice", failure=error_sentence(error), id=self._reply.job),)
                await self._send_answer()

    async def _report_missing(self, part: Part, error: SlackApiError) -> None:
        """Says in the answer what is missing from it."""
        part.recording = part.text_file = None
        part.trouble = Problem.logged(error_sentence(error))
        await self._send_answer()
