"""The first and the last words of a growing answer on Slack, in virtual time."""

import asyncio

import pytest

from tests.adapters.shared_windows import SharedWindows
from tests.adapters.slack.outbound.streamed_answers import Run, Slack, stream
from tests.adapters.token_stream import TokenStream
from tests.adapters.virtual_time import run


@pytest.mark.parametrize("streams", [True, False])
@pytest.mark.parametrize("reasoning", [False, True])
@pytest.mark.parametrize("a_second", [1, 100])
@pytest.mark.parametrize("first_seconds", [0.08, 0.5, 3.0])
def test_the_first_word_is_shown_with_the_first_token(
    first_seconds: float, a_second: float, *, reasoning: bool, streams: bool
) -> None:
    tokens = TokenStream(tokens=20, a_second=a_second, first_seconds=first_seconds, reasoning=reasoning)
    assert run(stream(0.02, tokens, Slack(streams=streams))).first <= 0.15


def test_an_answer_that_is_there_at_once_is_posted_whole() -> None:
    result = run(stream(0.02, TokenStream(tokens=3, a_second=1000, first_seconds=0.08)))
    assert [each.method for each in result.sendings if "w1" in each.words] == ["chat.postMessage"]


def test_600_tokens_are_shown_with_the_last_one() -> None:
    assert run(stream(0.02)).late <= 0.1


@pytest.mark.parametrize("streams", [True, False])
@pytest.mark.parametrize("answers", [1, 3, 8])
def test_answers_that_end_together_in_one_channel_are_whole_at_once(answers: int, *, streams: bool) -> None:
    async def together() -> list[Run]:
        slack = Slack(streams=streams)
        return await asyncio.gather(
            *(stream(0.02, slack=slack, message=str(number)) for number in range(1, answers + 1))
        )

    assert max(each.late for each in run(together())) <= 0.1


@pytest.mark.parametrize(("streams", "answers"), [(True, 6), (False, 2)])
def test_answers_of_two_processes_that_share_a_limit_end_without_waiting_for_it(answers: int, *, streams: bool) -> None:
    """Without streams, endings are updates, too: what is left to them is enough for all that end here."""

    async def together() -> list[Run]:
        windows = SharedWindows()
        slowly = TokenStream(tokens=400, a_second=4)
        return await asyncio.gather(
            *(
                stream(0.02, slowly, slack, f"{process}{number}")
                for process, slack in enumerate(Slack(streams=streams, windows=windows) for _ in range(2))
                for number in range(answers)
            )
        )

    assert max(each.late for each in run(together())) <= 0.1
