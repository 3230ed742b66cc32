"""A private answer: shown to one person in the conversation of the request, or sent by direct message if it is too much
for that.

A `response_url` takes five answers within half an hour (https://docs.slack.dev/interactivity/handling-user-interaction)
and works where the bot is not in the conversation. Uploads can only be shared where the bot is.
"""

import logging
from collections.abc import Sequence
from contextlib import suppress

from adapters.slack.outbound.api_client import SlackApiClient, SlackApiError
from adapters.slack.outbound.blocks import Block, buttons, context
from adapters.slack.outbound.ephemeral import EphemeralSender
from adapters.slack.outbound.markup import notification, to_mrkdwn
from adapters.slack.outbound.pages import SlackPage
from adapters.slack.outbound.receipt import SlackReceipt
from adapters.slack.reply_target import SlackReplyTarget
from core.domain.actions import Button, stop_button
from core.domain.sentences import Sentence, say

logger = logging.getLogger(__name__)

RESPONSE_URL_USES = 5
PAGES_LIMIT = 3
"""Greatest number of messages in a private answer. The first use of the `response_url` showed the progress."""


class PrivateAnswer:
    """The private answer of one job. The receipt counts each use of the `response_url`."""

    def __init__(
        self,
        api_client: SlackApiClient,
        ephemeral: EphemeralSender,
        receipt: SlackReceipt,
        target: SlackReplyTarget,
        locale: str | None,
    ) -> None:
        self._api_client = api_client
        self._ephemeral = ephemeral
        self._receipt = receipt
        self._target = target
        self._locale = locale

    async def show_working(self, job: str) -> None:
        """Shows once that the answer is being made, if the answer can replace that message."""
        if self._receipt.content.notified or not self._replaceable or self._uses_left < 2:
            return
        self._receipt.content.notified = True
        try:
            await self._say([say("slack-working")], buttons([stop_button(job)], self._locale))
        except SlackApiError as error:
            logger.info("the progress of a private answer was not shown: %s", error)

    async def tell(self, *sentences: Sentence, actions: Sequence[Button] = ()) -> None:
        """Replaces that message by a few sentences and buttons. Raises `SlackApiError`."""
        await self._say(sentences, buttons(actions, self._locale))

    async def show(self, pages: Sequence[SlackPage]) -> None:
        """Replaces that message by the answer. Raises `SlackApiError`."""
        for at, page in enumerate(pages):
            await self._send(page.fallback, page.blocks, replacing=at == 0)

    async def open_direct(self) -> None:
        """Redirects the answer to direct messages. If the conversation may not be opened (`im:write` is optional),
        Slack takes the user's id in its place."""
        if self._receipt.content.channel is not None:
            return
        channel = self._target.user
        try:
            opened = await self._api_client.call(self._target.team, "conversations.open", users=self._target.user)
            channel = str((opened.get("channel") or {}).get("id") or channel)
        except SlackApiError as error:
            logger.info("direct messages were not opened: %s", error)
        self._receipt.content.channel = channel
        self._receipt.content.messages = []
        await self._receipt.save()

    async def delete_last(self) -> None:
        """Deletes the last message."""
        if self._replaceable and self._uses_left > 0 and self._receipt.content.response_url_uses:
            with suppress(SlackApiError):
                await self._ephemeral.respond(self._target, {"delete_original": True})

    @property
    def _replaceable(self) -> bool:
        """True if the `response_url` can replace our own message. That of a button would replace the message with the
        button."""
        return self._target.source == "command"

    @property
    def _uses_left(self) -> int:
        return (
            RESPONSE_URL_USES - self._receipt.content.response_url_uses
            if self._ephemeral.can_respond(self._target)
            else 0
        )

    async def _say(self, sentences: Sequence[Sentence], below: list[Block]) -> None:
        blocks = [context("\n".join(to_mrkdwn(each, self._locale) for each in sentences)), *below]
        text = " ".join(notification(each, self._locale) for each in sentences)
        await self._send(text, blocks, replacing=True)

    async def _send(self, text: str, blocks: list[Block], *, replacing: bool) -> None:
        if self._uses_left > 0:
            uses = self._receipt.content.response_url_uses
            body = {"text": text, "blocks": blocks, "replace_original": replacing and self._replaceable and uses > 0}
            self._receipt.content.response_url_uses = uses + 1
            await self._receipt.save()
            if await self._ephemeral.respond(self._target, body):
                return
            self._receipt.content.response_url_uses = RESPONSE_URL_USES
            await self._receipt.save()
        await self._ephemeral.post(self._target, text, blocks)
