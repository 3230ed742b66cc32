"""Messages for one person: through the `response_url` of their interaction, or else as ephemeral messages."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from adapters.slack.outbound.api_client import SlackApiClient, SlackApiError
from adapters.slack.outbound.blocks import Block, buttons, context
from adapters.slack.outbound.markup import notification, to_mrkdwn
from adapters.slack.reply_target import SlackReplyTarget
from core.domain.actions import Button
from core.domain.clock import Clock
from core.domain.sentences import Sentence

logger = logging.getLogger(__name__)

POST_EPHEMERAL = "chat.postEphemeral"
MARGIN_SECONDS = 30.0


class EphemeralSender:
    """Sends messages that only the requester sees."""

    def __init__(self, api_client: SlackApiClient, clock: Clock) -> None:
        self._api_client = api_client
        self._clock = clock

    async def send(
        self, target: SlackReplyTarget, sentence: Sentence, locale: str | None, actions: Sequence[Button] = ()
    ) -> bool:
        """Sends one sentence with buttons. False if it did not get through."""
        body = ephemeral_body(sentence, locale, actions)
        try:
            if not await self.respond(target, {**body, "replace_original": False}):
                await self.post(target, str(body["text"]), body["blocks"])
        except SlackApiError as error:
            logger.info("an ephemeral message was not sent: %s", error)
            return False
        return True

    def can_respond(self, target: SlackReplyTarget) -> bool:
        """True if there is a valid `response_url`."""
        return target.response_url is not None and self._clock.now() < target.response_until - MARGIN_SECONDS

    async def respond(self, target: SlackReplyTarget, body: Mapping[str, Any]) -> bool:
        """Posts to the `response_url`. False if there is none, or it is used up or expired.

        Raises `SlackApiError` for a refused form.
        """
        if target.response_url is None or not self.can_respond(target):
            return False
        return await self._api_client.respond(target.response_url, {"response_type": "ephemeral", **body})

    async def post(self, target: SlackReplyTarget, text: str, blocks: Sequence[Block]) -> None:
        """Posts an ephemeral message. Raises `SlackApiError`."""
        # In a thread without replies, nobody would see it.
        thread = target.thread if target.thread != target.message else None
        await self._api_client.call(
            target.team,
            POST_EPHEMERAL,
            channel=target.channel,
            user=target.user,
            thread_ts=thread,
            text=text,
            blocks=list(blocks),
            parse="none",
            link_names=False,
        )


def ephemeral_body(sentence: Sentence, locale: str | None, actions: Sequence[Button] = ()) -> dict[str, Any]:
    """The body of a message with one sentence and buttons."""
    blocks = [context(to_mrkdwn(sentence, locale)), *buttons(actions, locale)]
    return {"text": notification(sentence, locale), "blocks": blocks}
