"""A long answer against Discord's bucket of five edits in five seconds, in virtual time."""

import asyncio
import re
from collections.abc import Sequence
from typing import Any, Literal

import pytest

from adapters.discord.outbound import renderer
from adapters.discord.outbound.pages import COMPONENTS_LIMIT, DiscordPage, lay_out
from adapters.discord.outbound.rate_limiter import MessageRateLimiter
from tests.adapters.discord.outbound.streamed_answers import Discord, Run, Sending, stream
from tests.adapters.token_stream import TokenStream
from tests.adapters.virtual_time import LoopClock, run

TOKENS, A_SECOND = 600, 50


@pytest.mark.parametrize("latency", [0.02, 0.1, 0.3])
def test_600_tokens_at_50_a_second_are_shown_within_a_second_and_a_half_of_the_last(latency: float) -> None:
    result = run(stream("live", latency))
    assert result.late <= 1.5
    assert result.text.split() == [f"w{number}" for number in range(1, TOKENS + 1)]
    assert result.refusals == 0
    assert TOKENS / A_SECOND / 2 <= len(result.sendings) <= TOKENS / A_SECOND + 4


def stale(sendings: Sequence[Sending]) -> list[Sending]:
    """Returns requests that show less than was written by then. A full message no longer shows the newest words."""
    words = [(sending, re.findall(r"\bw(\d+)", sending.content)) for sending in sendings]
    return [
        sending
        for sending, shown in words
        if shown and int(shown[-1]) < sending.written and len(sending.content) < COMPONENTS_LIMIT - 100
    ]


@pytest.mark.parametrize("latency", [0.02, 0.3, 2.0])
@pytest.mark.parametrize("showing", ["live", "calm"])
def test_every_request_has_the_newest_text(showing: Literal["live", "calm"], latency: float) -> None:
    result = run(stream(showing, latency))
    assert len(result.sendings) > 2
    assert stale(result.sendings) == []


async def together(answers: int, latency: float, tokens: TokenStream) -> list[Run]:
    discord, rate_limiter = Discord(), MessageRateLimiter(LoopClock())
    return await asyncio.gather(
        *(stream("live", latency, discord, rate_limiter, str(n), tokens) for n in range(answers))
    )


@pytest.mark.parametrize("tokens", [300, 461, 600])
@pytest.mark.parametrize("answers", [1, 3, 5, 8])
def test_answers_that_end_together_in_one_channel_are_whole_within_three_seconds(answers: int, tokens: int) -> None:
    result = run(together(answers, 0.02, TokenStream(tokens=tokens)))
    assert max(each.refusals for each in result) == 0
    assert [sending for each in result for sending in stale(each.sendings)] == []
    assert max(each.late for each in result) <= (3 if answers > 1 else 0.1)
    for each in result:
        assert each.text.split() == [f"w{number}" for number in range(1, tokens + 1)]


@pytest.mark.parametrize("latency", [0.02, 0.3])
@pytest.mark.parametrize("answers", [2, 16])
def test_answers_in_one_channel_share_its_bucket_and_send_no_stale_text(answers: int, latency: float) -> None:
    result = run(together(answers, latency, TokenStream()))
    assert max(each.refusals for each in result) == 0
    assert [sending for each in result for sending in stale(each.sendings)] == []
    for each in result:
        assert each.late <= answers
        assert each.text.split() == [f"w{number}" for number in range(1, TOKENS + 1)]


def test_beside_many_answers_a_long_one_sends_its_complete_messages_and_then_grows() -> None:
    async def crowd() -> Run:
        discord, rate_limiter = Discord(), MessageRateLimiter(LoopClock())
        for other in "abc":
            rate_limiter.may_grow("5", other)
        last = asyncio.create_task(
            stream("live", 0.02, discord, rate_limiter, "d", TokenStream(tokens=1200, a_second=40))
        )
        await asyncio.sleep(25)
        rate_limiter.finish("a")
        return await last

    result = run(crowd())
    alone, grown = ([each for each in result.sendings if (each.at < 25) is before] for before in (True, False))
    assert [each.kind for each in alone] == ["create"]
    assert COMPONENTS_LIMIT - 100 < len(alone[0].content) <= COMPONENTS_LIMIT
    assert grown[0].kind == "create"
    assert len(grown) > 3
    assert result.text.split() == [f"w{number}" for number in range(1, 1201)]


def test_calm_edits_less_and_final_once_a_message() -> None:
    live, calm, final = (run(stream(showing, 0.1)) for showing in ("live", "calm", "final"))
    assert len(calm.sendings) < len(live.sendings) / 2
    assert len(final.sendings) == len({sending.message for sending in final.sendings})
    assert live.text == calm.text == final.text
    assert max(calm.late, final.late) <= 1.5


@pytest.mark.parametrize("reasoning", [False, True])
@pytest.mark.parametrize("a_second", [1, 100])
@pytest.mark.parametrize("first_seconds", [0.08, 0.5, 3.0])
def test_the_first_word_is_shown_with_the_first_token(
    first_seconds: float, a_second: float, *, reasoning: bool
) -> None:
    tokens = TokenStream(tokens=20, a_second=a_second, first_seconds=first_seconds, reasoning=reasoning)
    result = run(stream("live", 0.02, tokens=tokens))
    assert result.first <= 0.15
    assert result.refusals == 0


def test_an_answer_that_is_there_at_once_takes_one_edit() -> None:
    result = run(stream("live", 0.02, tokens=TokenStream(tokens=3, a_second=1000, first_seconds=0.08)))
    assert len(result.sendings) == 1


def test_something_is_shown_within_a_second_of_a_mention() -> None:
    tokens = TokenStream(tokens=3, first_seconds=3.0)
    result = run(stream("live", 0.02, rate_limiter=MessageRateLimiter(LoopClock()), tokens=tokens))
    assert result.sendings[0].at <= 1
    assert "w1" not in result.sendings[0].content


def test_a_message_is_laid_out_once_for_its_ending_and_twice_while_it_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    laid_out = 0

    def counted(*arguments: Any) -> list[DiscordPage]:
        nonlocal laid_out
        laid_out += 1
        return lay_out(*arguments)

    monkeypatch.setattr(renderer, "lay_out", counted)
    result = run(stream("live", 0.02, tokens=TokenStream(tokens=3, a_second=1000, first_seconds=0.08)))
    assert (len(result.sendings), laid_out) == (1, 1)
    laid_out = 0
    result = run(stream("live", 0.02, tokens=TokenStream(tokens=100)))
    assert laid_out <= 2 * len(result.sendings)
