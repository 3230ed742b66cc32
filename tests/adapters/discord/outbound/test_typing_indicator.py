"""The typing indicator is shown while an answer is written and nothing else shows that, in virtual time."""

import asyncio
from itertools import pairwise

import pytest

from adapters.discord.outbound.api_client import DiscordApiError
from adapters.discord.outbound.rate_limiter import MessageRateLimiter
from adapters.discord.outbound.renderer import DiscordRenderer
from adapters.discord.outbound.typing_indicator import RENEW_SECONDS, TypingIndicator
from core.domain.events import Begin, Done, Ending, Failure, Problem, Stopped, TextDelta
from core.domain.sentences import say
from tests.adapters.discord.outbound.streamed_answers import BucketedApiClient, Discord, job_of_reply, opened_renderer
from tests.adapters.receipts import Receipts
from tests.adapters.token_stream import Typist
from tests.adapters.virtual_time import LoopClock, run

SHOWN_SECONDS = 10.0
"""The time for which Discord shows the indicator (https://docs.discord.com/developers/resources/channel#trigger-typing-indicator)."""


class WatchedApiClient(BucketedApiClient):
    """Records when the indicator was triggered; after the first time it raises these errors, one each time."""

    def __init__(self, *errors: DiscordApiError) -> None:
        super().__init__(Discord(), Typist(), 0.1)
        self.triggered: list[float] = []
        self._errors = list(errors)

    async def typing(self, channel: str) -> None:
        self.triggered.append(LoopClock().now())
        if len(self.triggered) > 1 and self._errors:
            raise self._errors.pop(0)


async def opened(
    api: WatchedApiClient, indicator: TypingIndicator, showing: str, *, token: str = "", job: str = "1"
) -> DiscordRenderer:
    """Opens the renderer of an answer to a message or, with a token, to a command."""
    running_job = job_of_reply(job, token=token, message=None if token else "77")
    return await opened_renderer(api, Receipts(), running_job, showing, indicator, MessageRateLimiter(LoopClock()))


async def written(
    api: WatchedApiClient, seconds: float, ending: Ending | None, *, showing: str = "final", token: str = ""
) -> float:
    """Writes an answer for `seconds`; returns when it ended. Afterwards a minute passes."""
    clock = LoopClock()
    indicator = TypingIndicator(api, clock)
    if not token:
        await indicator.trigger("5")  # as for an accepted mention
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
def test_it_is_shown_without_a_gap_until_the_answer_and_not_longer(ending: Ending | None) -> None:
    api = WatchedApiClient()
    ended = run(written(api, 45.0, ending))
    assert all(later - earlier < SHOWN_SECONDS for earlier, later in pairwise(api.triggered))
    assert ended - SHOWN_SECONDS < api.triggered[-1] <= ended
    assert len(api.triggered) <= 1 + 45 / RENEW_SECONDS


@pytest.mark.parametrize(("showing", "token"), [("live", ""), ("calm", ""), ("final", "token")])
def test_it_is_not_renewed_if_the_message_or_the_command_shows_progress(showing: str, token: str) -> None:
    api = WatchedApiClient()
    run(written(api, 45.0, Done(), showing=showing, token=token))
    assert len(api.triggered) == (0 if token else 1)


def test_it_survives_temporary_errors_and_ends_at_a_permanent_one() -> None:
    temporary = WatchedApiClient(DiscordApiError(0), DiscordApiError(429), DiscordApiError(500))
    ended = run(written(temporary, 45.0, Done()))
    assert ended - temporary.triggered[-1] < SHOWN_SECONDS
    refused = WatchedApiClient(DiscordApiError(403))
    run(written(refused, 45.0, Done()))
    assert len(refused.triggered) == 2


def test_several_answers_in_a_channel_need_no_more_requests_than_one() -> None:
    async def together() -> tuple[list[float], float]:
        clock, api = LoopClock(), WatchedApiClient()
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
        return api.triggered, ended

    triggered, ended = run(together())
    assert len(triggered) <= 1 + ended / RENEW_SECONDS
    assert ended - SHOWN_SECONDS < triggered[-1] <= ended
