"""The interval between edits: within a message's bucket, longer after delayed edits."""

from adapters.discord.outbound.pacing import DELAYED_SECONDS, LIVE_SECONDS, LONGEST_SECONDS, AdaptiveInterval


def test_prompt_edits_leave_one_of_five_in_five_seconds() -> None:
    interval = AdaptiveInterval(LIVE_SECONDS)
    assert [interval(0.1) for _ in range(3)] == [LIVE_SECONDS] * 3
    assert 4 * LIVE_SECONDS > 5


def test_delayed_edits_lengthen_the_interval_until_edits_are_prompt_again() -> None:
    interval = AdaptiveInterval(LIVE_SECONDS)
    slower = [interval(DELAYED_SECONDS + 1) for _ in range(5)]
    assert slower == [2 * LIVE_SECONDS, 4 * LIVE_SECONDS, *[LONGEST_SECONDS] * 3]
    faster = [interval(0.1) for _ in range(20)]
    assert faster == sorted(faster, reverse=True)
    assert faster[-1] == LIVE_SECONDS
