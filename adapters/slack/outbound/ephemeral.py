"""What only one person sees: through the `response_url` of what they did, else as an ephemeral message."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from adapters.slack.outbound.api_client import Refusal, Wire
from adapters.slack.outbound.blocks import Block, buttons, context
from adapters.slack.outbound.markup import plain, small
from adapters.slack.reply_target import Way
from core.domain.actions import Button
from core.domain.clock import Clock
from core.domain.sentences import Sentence

logger = logging.getLogger(__name__)

EPHEMERAL = "chat.postEphemeral"
MARGIN_SECONDS = 30.0


class Whisper:
    """Says something to the one who asked."""

    def __init__(self, wire: Wire, clock: Clock) -> None:
        self._wire = wire
        self._clock = clock

    async def tell(self, way: Way, sentence: Sentence, locale: str | None, actions: Sequence[Button] = ()) -> bool:
        """Says one sentence, with what can be done about it; False where nothing gets through."""
        body = whispered(sentence, locale, actions)
        told = await self.respond(way, {**body, "replace_original": False})
        return told or await self.post(way, str(body["text"]), body["blocks"])

    def can_respond(self, way: Way) -> bool:
        """Whether there is a `response_url` that holds."""
        return way.response_url is not None and self._clock.now() < way.response_until - MARGIN_SECONDS

    async def respond(self, way: Way, body: Mapping[str, Any]) -> bool:
        """Answers by the `response_url`; False where there is none, or it is used up or over."""
        if way.response_url is None or not self.can_respond(way):
            return False
        return await self._wire.respond(way.response_url, {"response_type": "ephemeral", **body})

    async def post(self, way: Way, text: str, blocks: Sequence[Block]) -> bool:
        """Posts an ephemeral message; False where that cannot be."""
        # In a thread that nobody has answered in yet, it would not be seen.
        thread = way.thread if way.thread != way.message else None
        try:
            await self._wire.call(
                way.team,
                EPHEMERAL,
                channel=way.channel,
                user=way.user,
                thread_ts=thread,
                text=text,
                blocks=list(blocks),
                parse="none",
                link_names=False,
            )
        except Refusal as refusal:
            logger.info("something could not be told in private: %s", refusal)
            return False
        return True


def whispered(sentence: Sentence, locale: str | None, actions: Sequence[Button] = ()) -> dict[str, Any]:
    """One sentence, and buttons under it."""
    blocks = [context(small(sentence, locale)), *buttons(actions, locale)]
    return {"text": plain(sentence, locale), "blocks": blocks}
