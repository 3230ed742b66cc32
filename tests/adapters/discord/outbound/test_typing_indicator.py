"""That an answer is being written is shown for as long as nothing else shows it, in virtual time."""

import asyncio
from itertools import pairwise
from typing import cast

import pytest

from adapters.discord.outbound.api_client import DiscordApiError
from adapters.discord.outbound.delivery import DiscordDelivery
from adapters.discord.outbound.rate_limiter import MessageRateLimiter
from adapters.discord.outbound.renderer import DiscordRenderer
from adapters.discord.outbound.reply import DiscordReply
from adapters.discord.outbound.reply_target import DiscordReplyTarget
from adapters.discord.outbound.typing_indicator import RENEW_SECONDS, TypingIndicator
from core.domain.events import Begin, Done, Ending, Failure, Problem, Stopped, TextDelta
from core.domain.jobs import Job
from core.domain.layout import Layout
from core.domain.request import Caller, Place, Request
from core.domain.sentences import say
from core.store.ports import Blobs
from tests.adapters.discord.outbound.test_streaming import BucketedApiClient, Discord, Receipts, Typist
from tests.adapters.discord.virtual_time import LoopClock, run

SHOWN_SECONDS = 10.0
"""How long Discord shows it (https://docs.discord.com/developers/resources/channel#trigger-typing-indicator)."""


class Watched(BucketedApiClient):
    """Remembers when it was told that an answer is being written; after the first time, it refuses so often."""

    def __init__(self, *refusals: DiscordApiError) -> None:
        super().__init__(Discord(), Typist(), 0.1)
        self.lit: list[float] = []
        self._refusals = list(refusals)

    async def typing(self, channel: str) -> None:
        self.lit.append(LoopClock().now())
        if len(self.lit) > 1 and self._refusals:
            raise self._refusals.pop(0)


async def opened(
    api: Watched, indicator: TypingIndicator, showing: str, *, token: str = "", job: str = "1"
) -> DiscordRenderer:
    """The stage of an answer to a message or, with a token, to a command."""
    clock, receipts = LoopClock(), Receipts()
    message = None if token else "77"
    target = DiscordReplyTarget(
        channel="5", application="6", token=token, message=message, expires=900.0, installed=True, bytes_limit=10**7
    )
    request = Request(
        id=job,
        command="chat",
        caller=Caller(platform="discord", tenant="2", user="3", name="Ada"),
        place=Place(platform="discord", tenant="2", channel="5"),
        address=target.address,
    )
    job_running = Job(id=job, request=request, accepted_at=0.0, state="running", attempt=1, stop_by=None)
    delivery = DiscordDelivery(api, receipts, clock, job_running, private=False, rate_limiter=MessageRateLimiter(clock))
    await delivery.open()

    async def on_deleted() -> None:
        raise AssertionError("the message was lost")

    return DiscordRenderer(
        delivery,
        cast("Blobs", None),  # words bring no files
        clock,
        DiscordReply(job=job, locale="en"),
        Layout.TEXT,
        showing=showing,
        late_direct=False,
        typing_indicator=indicator,
        on_deleted=on_deleted,
    )


async def written(
    api: Watched, seconds: float, ending: Ending | None, *, showing: str = "final", token: str = ""
) -> float:
    """An answer that takes so long; when it ended. Afterwards a minute passes."""
    clock = LoopClock()
    indicator = TypingIndicator(api, clock)
    if not token:
        await indicator.trigger("5")  # as the acceptance of a mention does
    renderer = await opened(api, indicator, showing, token=token)
    await renderer.render(Begin(part="answer", kind="text"))
    await asyncio.sleep(seconds)
    await renderer.render(TextDelta(part="answer", text="At last."))
    ended = clock.now()
    if ending is not None:
        await renderer.render(ending)
    await renderer.close()
    await asyncio.sleep(60)
    return ended


@pytest.mark.parametrize(
    "ending",
    [Done(), Stopped(by="Ada"), Failure(error=Problem(sentence=say("internal-error", id="1"))), None],
    ids=["done", "stopped", "failed", "left for later"],
)
def test_it_is_shown_without_a_gap_until_the_answer_and_not_beyond(ending: Ending | None) -> None:
    api = Watched()
    ended = run(written(api, 45.0, ending))
    assert all(later - earlier < SHOWN_SECONDS for earlier, later in pairwise(api.lit))
    assert ended - SHOWN_SECONDS < api.lit[-1] <= ended
    assert len(api.lit) <= 1 + 45 / RENEW_SECONDS


@pytest.mark.parametrize(("showing", "token"), [("live", ""), ("calm", ""), ("final", "token")])
def test_where_something_else_shows_it_it_is_not_renewed(showing: str, token: str) -> None:
    api = Watched()
    run(written(api, 45.0, Done(), showing=showing, token=token))
    assert len(api.lit) == (0 if token else 1)


def test_a_limit_is_lived_through_and_a_refusal_taken_for_an_answer() -> None:
    passing = Watched(DiscordApiError(0), DiscordApiError(429), DiscordApiError(500))
    ended = run(written(passing, 45.0, Done()))
    assert ended - passing.lit[-1] < SHOWN_SECONDS
    refused = Watched(DiscordApiError(403))
    run(written(refused, 45.0, Done()))
    assert len(refused.lit) == 2


def test_several_answers_in_a_channel_take_no_more_calls_than_one() -> None:
    async def together() -> tuple[list[float], float]:
        clock, api = LoopClock(), Watched()
        indicator = TypingIndicator(api, clock)
        renderers = [await opened(api, indicator, "final", job=str(number)) for number in range(8)]
        for renderer in renderers:
            await renderer.render(Begin(part="answer", kind="text"))
        for renderer in renderers:
            await asyncio.sleep(5.0)
            await renderer.render(TextDelta(part="answer", text="At last."))
            await renderer.render(Done())
            await renderer.close()
        ended = clock.now()
        await asyncio.sleep(60)
        return api.lit, ended

    lit, ended = run(together())
    assert len(lit) <= 1 + ended / RENEW_SECONDS
    assert ended - SHOWN_SECONDS < lit[-1] <= ended
