"""The files of one reply on Slack: pictures in its messages, and everything else after them."""

import logging
from collections.abc import Awaitable, Callable

from adapters.slack.outbound.api_client import SlackApiError
from adapters.slack.outbound.delivery import SlackDelivery
from adapters.slack.outbound.error_sentences import error_sentence
from adapters.slack.outbound.files import SlackFiles
from adapters.slack.outbound.reply import Part, SlackReply
from core.domain.errors import UserError
from core.domain.events import Picture, Problem, Recording, TextFile
from core.domain.sentences import say
from core.replies.kept_files import KeptFiles
from core.replies.ladder import ReplyForm, Rung

logger = logging.getLogger(__name__)


class SlackReplyFiles:
    """Adds files to a reply, or says that they are missing and offers those that are kept."""

    def __init__(self, files: SlackFiles, kept_files: KeptFiles, delivery: SlackDelivery, reply: SlackReply) -> None:
        self._files = files
        self._kept_files = kept_files
        self._delivery = delivery
        self._reply = reply

    async def add_picture(self, picture: Picture) -> None:
        """Uploads a picture, so that a message can have it; else says that it is missing."""
        part = self._reply.part(picture.part)
        try:
            part.file = await self._files.upload_picture(picture)
        except UserError as error:
            part.trouble = Problem.because(error)
        except SlackApiError as error:
            logger.warning("a picture was not uploaded: %s", error)
            part.trouble = Problem.logged(error_sentence(error))
            await self._kept_files.offer(self._reply, picture)

    async def share(self, rung: Rung, whole: str | None, update: Callable[[], Awaitable[object]]) -> None:
        """Sends files with messages of their own after the answer: its `whole` text, if messages do not hold it, and
        everything that they do not show.

        `update` shows the reply again where something is missing from it. Raises `SlackApiError` if the reply consists
        of its text as a file.
        """
        channel, thread = self._delivery.channel, self._delivery.thread
        for name, part in list(self._reply.parts.items()):
            left_out = name in rung.without or rung.form is not ReplyForm.RICH
            if part.picture is not None and part.file is not None and left_out:
                await self._share(part, part.picture, self._files.share_picture(part.picture, channel, thread), update)
            if part.recording is not None:
                await self._share(
                    part, part.recording, self._files.share_recording(part.recording, channel, thread), update
                )
            if part.text_file is not None:
                await self._share(
                    part, part.text_file, self._files.share_text_file(part.text_file, channel, thread), update
                )
        if whole is None:
            return
        try:
            await self._files.share_text(whole, channel, thread)
        except SlackApiError as error:
            if rung.form is ReplyForm.FILE:
                raise
            logger.warning("a long answer was not shared as a file: %s", error)
            self._reply.notes += (say("failure-notice", failure=error_sentence(error), id=self._reply.job),)
            await update()

    async def _share(
        self,
        part: Part,
        file: Picture | Recording | TextFile,
        sharing: Awaitable[None],
        update: Callable[[], Awaitable[object]],
    ) -> None:
        """Waits until the file of a part is sent. If that fails, the part says so, and a button shows the file."""
        try:
            await sharing
        except SlackApiError as error:
            logger.warning("a file was not shared (%s): %s", file.event, error)
            part.file = part.recording = part.text_file = None
            part.trouble = Problem.logged(error_sentence(error))
            await self._kept_files.offer(self._reply, file)
            await update()
