"""The offer to stop a reply, where Slack does not show a Stop button of its own."""

import asyncio
import logging
from collections.abc import Callable

from adapters.slack.outbound.api_client import SlackApiError
from adapters.slack.outbound.blocks import buttons, context
from adapters.slack.outbound.delivery import SlackDelivery
from adapters.slack.outbound.markup import notification, to_mrkdwn
from adapters.slack.outbound.reply import SlackReply
from core.domain.actions import stop_button
from core.domain.clock import Clock
from core.domain.sentences import say

logger = logging.getLogger(__name__)

STOP_BUTTON_SECONDS = 3.0
"""After this time the requester gets a Stop button."""


class StopOffer:
    """Offers a Stop button after a while, in the thread of the reply, if it `is_needed` then.

    It goes away with the end of the reply.
    """

    def __init__(self, delivery: SlackDelivery, clock: Clock, reply: SlackReply, is_needed: Callable[[], bool]) -> None:
        self._delivery = delivery
        self._clock = clock
        self._reply = reply
        self._is_needed = is_needed
        self._offering = False
        self._task = asyncio.create_task(self._offer(), name="stop")

    def cancel(self) -> None:
        """Offers nothing more, and forgets who asked for it."""
        self._is_needed = lambda: False
        if not self._offering:  # a message that is on its way is deleted when it is there
            self._task.cancel()

    async def withdraw(self) -> None:
        """Deletes the offer, after `cancel`."""
        await asyncio.gather(self._task, return_exceptions=True)
        await self._delivery.withdraw_stop_offer()

    async def _offer(self) -> None:
        offer, locale = say("slack-stop-offer"), self._reply.locale
        blocks = [context(to_mrkdwn(offer, locale)), *buttons([stop_button(self._reply.job)], locale)]
        offered = False
        while not offered:
            await self._clock.sleep(STOP_BUTTON_SECONDS)
            if not self._is_needed():
                return
            self._offering = True
            try:
                await self._delivery.withdraw_stop_offer()
                offered = await self._delivery.offer_stop(notification(offer, locale), blocks)
            except SlackApiError as error:
                logger.info("a Stop button was not offered: %s", error)
                return
            finally:
                self._offering = False
