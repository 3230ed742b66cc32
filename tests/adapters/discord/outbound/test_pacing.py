"""The cadence of edits: within a message's bucket, slower where edits are held back."""

from adapters.discord.outbound.pacing import LIVE, SLOWEST, TIGHT, Cadence


def test_edits_that_go_through_keep_within_five_in_five_seconds() -> None:
    cadence = Cadence(LIVE)
    assert [cadence(0.1) for _ in range(3)] == [LIVE] * 3
    assert 5 * LIVE > 5


def test_edits_that_wait_in_a_bucket_become_rarer_and_then_frequent_again() -> None:
    cadence = Cadence(LIVE)
    slower = [cadence(TIGHT + 1) for _ in range(5)]
    assert slower == [2 * LIVE, 4 * LIVE, 8 * LIVE, SLOWEST, SLOWEST]
    faster = [cadence(0.1) for _ in range(20)]
    assert faster == sorted(faster, reverse=True)
    assert faster[-1] == LIVE
