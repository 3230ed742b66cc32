"""The typing indicator, shown while an answer is written and nothing else shows that."""

import asyncio
import logging
from contextvars import Context

from adapters.discord.outbound.api_client import DiscordApiClient, DiscordApiError
from core.domain.clock import Clock

logger = logging.getLogger(__name__)

RENEW_SECONDS = 8.0
"""Discord shows it for ten seconds, or until the next message
(https://docs.discord.com/developers/resources/channel#trigger-typing-indicator)."""


class TypingIndicator:
    """Renews the indicator for all answers of a channel together, with one request in 8 s."""

    def __init__(self, api: DiscordApiClient, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self._shown: dict[str, float] = {}
        self._writing: dict[str, set[str]] = {}
        self._renewals: dict[str, asyncio.Task[None]] = {}

    async def trigger(self, channel: str) -> None:
        """Triggers it once. Raises `DiscordApiError`."""
        now = self._clock.now()
        self._shown = {each: at for each, at in self._shown.items() if now - at < RENEW_SECONDS} | {channel: now}
        await self._api.typing(channel)

    def start(self, channel: str, answer: str, triggered_at: float = 0.0) -> None:
        """Shows it for an answer from now on. Starting twice is the same as once.

        `triggered_at` is the time at which another process has triggered it.
        """
        self._shown[channel] = max(self._shown.get(channel, 0.0), min(triggered_at, self._clock.now()))
        self._writing.setdefault(channel, set()).add(answer)
        if channel not in self._renewals:
            self._renewals[channel] = asyncio.create_task(
                self._renew(channel), name="typing", context=Context()
            )  # it serves all runs of the channel

    async def stop(self, channel: str, answer: str) -> None:
        """Ends it for an answer; Discord hides it with the message, or by itself."""
        writing = self._writing.get(channel, set())
        writing.discard(answer)
        if not writing:
            self._writing.pop(channel, None)
            if (renewal := self._renewals.pop(channel, None)) is not None:
                renewal.cancel()
                await asyncio.gather(renewal, return_exceptions=True)

    async def _renew(self, channel: str) -> None:
        """Renews it until cancelled, or until Discord refuses it."""
        while True:
            triggered = self._shown.get(channel, float("-inf"))
            await self._clock.sleep(max(0.0, triggered + RENEW_SECONDS - self._clock.now()))
            try:
                await self.trigger(channel)
            except DiscordApiError as error:
                if not error.retryable:
                    logger.info("no typing indicator in channel %s: %s", channel, error)
                    return
