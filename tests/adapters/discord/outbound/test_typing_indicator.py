"""That an answer is being written is shown for as long as nothing else shows it, in virtual time."""

import asyncio
from itertools import pairwise
from typing import cast

import pytest

from adapters.discord.outbound.api_client import Refusal
from adapters.discord.outbound.delivery import Delivery
from adapters.discord.outbound.rate_limiter import Lanes
from adapters.discord.outbound.renderer import DiscordRenderer
from adapters.discord.outbound.reply import Reply
from adapters.discord.outbound.reply_target import Way
from adapters.discord.outbound.typing_indicator import RENEW_SECONDS, Indicator
from core.domain.events import Begin, Done, Ending, Failure, Problem, Stopped, TextDelta
from core.domain.jobs import Job
from core.domain.layout import Layout
from core.domain.request import Caller, Place, Request
from core.domain.sentences import say
from core.store.ports import Blobs
from tests.adapters.discord.outbound.test_streaming import BucketedWire, Discord, Receipts, Typist
from tests.adapters.discord.virtual_time import LoopClock, run

SHOWN_SECONDS = 10.0
"""How long Discord shows it (https://docs.discord.com/developers/resources/channel#trigger-typing-indicator)."""


class Watched(BucketedWire):
    """Remembers when it was told that an answer is being written; after the first time, it refuses so often."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__(Discord(), Typist(), 0.1)
        self.lit: list[float] = []
        self._refusals = list(refusals)

    async def typing(self, channel: str) -> None:
        self.lit.append(LoopClock().now())
        if len(self.lit) > 1 and self._refusals:
            raise self._refusals.pop(0)


async def opened(
    wire: Watched, indicator: Indicator, showing: str, *, token: str = "", job: str = "1"
) -> DiscordRenderer:
    """The stage of an answer to a message or, with a token, to a command."""
    clock, receipts = LoopClock(), Receipts()
    message = None if token else "77"
    way = Way(
        channel="5", application="6", token=token, message=message, expires=900.0, installed=True, bytes_limit=10**7
    )
    request = Request(
        id=job,
        command="chat",
        caller=Caller(platform="discord", tenant="2", user="3", name="Ada"),
        place=Place(platform="discord", tenant="2", channel="5"),
        address=way.address,
    )
    played = Job(id=job, request=request, accepted_at=0.0, state="running", attempt=1, stop_by=None)
    delivery = Delivery(wire, receipts, clock, played, private=False, lanes=Lanes(clock))
    await delivery.open()

    async def gone() -> None:
        raise AssertionError("the message was lost")

    return DiscordRenderer(
        delivery,
        cast("Blobs", None),  # words bring no files
        clock,
        Reply(job=job, locale="en"),
        Layout.TEXT,
        showing=showing,
        late_direct=False,
        indicator=indicator,
        gone=gone,
    )


async def written(
    wire: Watched, seconds: float, ending: Ending | None, *, showing: str = "final", token: str = ""
) -> float:
    """An answer that takes so long; when it ended. Afterwards a minute passes."""
    clock = LoopClock()
    indicator = Indicator(wire, clock)
    if not token:
        await indicator.show("5")  # as the acceptance of a mention does
    renderer = await opened(wire, indicator, showing, token=token)
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
    wire = Watched()
    ended = run(written(wire, 45.0, ending))
    assert all(later - earlier < SHOWN_SECONDS for earlier, later in pairwise(wire.lit))
    assert ended - SHOWN_SECONDS < wire.lit[-1] <= ended
    assert len(wire.lit) <= 1 + 45 / RENEW_SECONDS


@pytest.mark.parametrize(("showing", "token"), [("live", ""), ("calm", ""), ("final", "token")])
def test_where_something_else_shows_it_it_is_not_renewed(showing: str, token: str) -> None:
    wire = Watched()
    run(written(wire, 45.0, Done(), showing=showing, token=token))
    assert len(wire.lit) == (0 if token else 1)


def test_a_limit_is_lived_through_and_a_refusal_taken_for_an_answer() -> None:
    passing = Watched(Refusal(0), Refusal(429), Refusal(500))
    ended = run(written(passing, 45.0, Done()))
    assert ended - passing.lit[-1] < SHOWN_SECONDS
    refused = Watched(Refusal(403))
    run(written(refused, 45.0, Done()))
    assert len(refused.lit) == 2


def test_several_answers_in_a_channel_take_no_more_calls_than_one() -> None:
    async def together() -> tuple[list[float], float]:
        clock, wire = LoopClock(), Watched()
        indicator = Indicator(wire, clock)
        stages = [await opened(wire, indicator, "final", job=str(number)) for number in range(8)]
        for renderer in stages:
            await renderer.render(Begin(part="answer", kind="text"))
        for renderer in stages:
            await asyncio.sleep(5.0)
            await renderer.render(TextDelta(part="answer", text="At last."))
            await renderer.render(Done())
            await renderer.close()
        ended = clock.now()
        await asyncio.sleep(60)
        return wire.lit, ended

    lit, ended = run(together())
    assert len(lit) <= 1 + ended / RENEW_SECONDS
    assert ended - SHOWN_SECONDS < lit[-1] <= ended
