"""A private answer: said to one person where they asked, or in the direct messages with them where it is more than can
be said there.

A `response_url` takes five answers within half an hour (https://docs.slack.dev/interactivity/handling-user-interaction)
and works where the bot is not in the conversation. What is uploaded can only be shown where the bot is.
"""

import logging
from collections.abc import Sequence

from adapters.slack.outbound.api_client import Refusal, Wire
from adapters.slack.outbound.blocks import Block, context, stop
from adapters.slack.outbound.ephemeral import Whisper
from adapters.slack.outbound.markup import plain, small
from adapters.slack.outbound.pages import Page
from adapters.slack.outbound.receipt import Receipt
from adapters.slack.reply_target import Way
from core.domain.sentences import Sentence, say

logger = logging.getLogger(__name__)

USES = 5
PAGES_LIMIT = 3
"""How many messages a private answer may take; the first use said that it is on its way."""


class PrivateAnswer:
    """The answer of one job to the one who asked; every use of the `response_url` is counted in the receipt."""

    def __init__(self, wire: Wire, whisper: Whisper, receipt: Receipt, way: Way, locale: str | None) -> None:
        self._wire = wire
        self._whisper = whisper
        self._receipt = receipt
        self._way = way
        self._locale = locale

    async def working(self, job: str) -> None:
        """Says that it is on its way, once, where that can be replaced by the answer."""
        if self._receipt.content.told or not self._replaceable or self._uses < 2:
            return
        self._receipt.content.told = True
        await self._say([say("slack-working")], [stop(job, self._locale)])

    async def tell(self, *sentences: Sentence) -> bool:
        """Says a few sentences in place of that; False where nothing gets through."""
        return await self._say(sentences, [])

    async def show(self, pages: Sequence[Page]) -> bool:
        """Says the answer in place of that; False where nothing gets through."""
        for at, page in enumerate(pages):
            if not await self._send(page.fallback, page.blocks, replacing=at == 0):
                return False
        return True

    async def open_direct(self) -> None:
        """Lets the answer go to the direct messages. Slack takes a person's id for theirs where it may not be opened
        (`im:write` is optional)."""
        if self._receipt.content.channel is not None:
            return
        channel = self._way.user
        try:
            opened = await self._wire.call(self._way.team, "conversations.open", users=self._way.user)
            channel = str((opened.get("channel") or {}).get("id") or channel)
        except Refusal as refusal:
            logger.info("direct messages were not opened: %s", refusal)
        self._receipt.content.channel = channel
        self._receipt.content.messages = []
        await self._receipt.save()

    async def take_back(self) -> None:
        """Deletes what was said last."""
        if self._replaceable and self._uses > 0 and self._receipt.content.whispers:
            await self._whisper.respond(self._way, {"delete_original": True})

    @property
    def _replaceable(self) -> bool:
        """Whether the original that the `response_url` knows is our own: that of a button is the message it is in."""
        return self._way.source == "command"

    @property
    def _uses(self) -> int:
        return USES - self._receipt.content.whispers if self._whisper.can_respond(self._way) else 0

    async def _say(self, sentences: Sequence[Sentence], below: list[Block]) -> bool:
        blocks = [context("\n".join(small(each, self._locale) for each in sentences)), *below]
        text = " ".join(plain(each, self._locale) for each in sentences)
        return await self._send(text, blocks, replacing=True)

    async def _send(self, text: str, blocks: list[Block], *, replacing: bool) -> bool:
        if self._uses > 0:
            replace = replacing and self._replaceable and self._receipt.content.whispers > 0
            self._receipt.content.whispers += 1
            await self._receipt.save()
            if await self._whisper.respond(self._way, {"text": text, "blocks": blocks, "replace_original": replace}):
                return True
            self._receipt.content.whispers = USES
            await self._receipt.save()
        return await self._whisper.post(self._way, text, blocks)
