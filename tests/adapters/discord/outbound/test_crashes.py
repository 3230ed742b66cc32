"""An answer whose process is killed at any step: the next run leaves exactly one, whole and unrefused."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import pytest

from adapters.discord.outbound.api_client import (
    Body,
    DiscordApiError,
    DiscordSentMessage,
    DiscordUpload,
    InteractionWebhook,
)
from adapters.discord.outbound.pages import CONTENT_LIMIT
from adapters.discord.outbound.rate_limiter import GROWING_ANSWERS, MessageRateLimiter
from adapters.discord.outbound.typing_indicator import TypingIndicator
from core.domain.events import Begin, Done, TextDelta
from tests.adapters.discord.outbound.quiet_api_client import QuietApiClient
from tests.adapters.discord.outbound.streamed_answers import job_of_reply, opened_renderer, visible_text
from tests.adapters.receipts import Receipts
from tests.adapters.virtual_time import LoopClock, run

PIECES = ["A fox. ", "word " * 500, "The end."]


class Process:
    """Hangs for ever at one of its steps, as if it was killed there."""

    def __init__(self, killed_at: int | None) -> None:
        self.steps = 0
        self._killed_at = killed_at

    async def step(self) -> None:
        if self.steps == self._killed_at:
            await asyncio.Event().wait()
        self.steps += 1


class Channel(QuietApiClient):
    """Discord's messages: a repeated nonce makes none, and one of components takes no content any more."""

    def __init__(self) -> None:
        self.sent: dict[str, Body] = {}
        self.refusals: list[Body] = []
        self.process = Process(None)
        self._nonces: dict[str, str] = {}

    async def create(
        self, to: InteractionWebhook | str, body: Body, uploads: Sequence[DiscordUpload] = ()
    ) -> DiscordSentMessage:
        await self.process.step()
        id = self._nonces.setdefault(body["nonce"], str(len(self._nonces) + 1))
        self.sent.setdefault(id, body)
        await self.process.step()
        return DiscordSentMessage(id=id)

    async def edit(
        self, to: InteractionWebhook | str, message: str, body: Body, uploads: Sequence[DiscordUpload] = ()
    ) -> DiscordSentMessage:
        await self.process.step()
        after = {**self.sent[message], **body}
        if (after.get("flags") and after.get("content")) or ("content" not in body and not after.get("flags")):
            self.refusals.append(body)
            raise DiscordApiError(400, 50035)
        self.sent[message] = after
        await self.process.step()
        return DiscordSentMessage(id=message)

    async def delete(self, to: InteractionWebhook | str, message: str) -> None:
        await self.process.step()
        del self.sent[message]


class SteppedReceipts(Receipts):
    """A store of one receipt, which a process may not reach any more."""

    def __init__(self, channel: Channel) -> None:
        super().__init__()
        self._channel = channel

    async def save_receipt(self, job: str, content: Mapping[str, Any], messages: Sequence[str] = ()) -> None:
        await self._channel.process.step()
        await super().save_receipt(job, content, messages)
        await self._channel.process.step()


async def answer(channel: Channel, receipts: Receipts, *, crowded: bool) -> None:
    """Streams an answer that becomes longer than a plain message."""
    clock, rate_limiter = LoopClock(), MessageRateLimiter(LoopClock())
    for other in range(GROWING_ANSWERS if crowded else 0):
        rate_limiter.may_grow("5", f"other {other}")
    renderer = await opened_renderer(
        channel,
        receipts,
        job_of_reply("1", token="", message="77"),
        "live",
        TypingIndicator(channel, clock),
        rate_limiter,
    )
    try:
        await renderer.render(Begin(part="answer", kind="text"))
        for piece in PIECES:
            await renderer.render(TextDelta(part="answer", text=piece))
            await asyncio.sleep(5)
        await renderer.render(Done())
    finally:
        await renderer.discard()


async def killed_and_run_again(killed_at: int | None, *, crowded: bool) -> tuple[Channel, int]:
    """Two runs of a job. Returns the channel, and the number of steps of the first run."""
    channel = Channel()
    receipts = SteppedReceipts(channel)
    first = channel.process = Process(killed_at)
    with suppress(TimeoutError):
        async with asyncio.timeout(100):
            await answer(channel, receipts, crowded=crowded)
    channel.process = Process(None)
    await answer(channel, receipts, crowded=crowded)
    return channel, first.steps


@pytest.mark.parametrize("crowded", [False, True])
def test_one_whole_answer_is_left_wherever_the_process_is_killed(*, crowded: bool) -> None:
    _, steps = run(killed_and_run_again(None, crowded=crowded))
    assert steps >= 6
    for step in range(steps):
        channel, _ = run(killed_and_run_again(step, crowded=crowded))
        assert channel.refusals == []
        (shown,) = channel.sent.values()
        assert visible_text(shown).split() == "".join(PIECES).split()
        assert len(visible_text(shown)) > CONTENT_LIMIT
