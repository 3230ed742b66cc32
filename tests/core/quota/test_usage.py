"""The time that the usage of some days covers."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.quota.usage import Usage, UsageGroup, UsageTotal, begin_of

NOWS = st.floats(min_value=1.7e9, max_value=1.9e9)


@given(NOWS, st.integers(min_value=2, max_value=40))
def test_some_days_begin_with_the_first_day_of_their_chart(now: float, days: int) -> None:
    begin = datetime.fromtimestamp(begin_of(days, now), UTC)
    every = [begin.date() + timedelta(days=number) for number in range(days)]
    groups = [
        UsageGroup(day=day.isoformat(), task="chat", engine="e", model="m", made=1, failed=0, total=UsageTotal(calls=1))
        for day in every
    ]
    assert list(Usage(groups=groups).calls_by_day(now, days)) == [day.isoformat() for day in every]
    assert begin.timestamp() % 86_400 == 0


@given(NOWS)
def test_one_day_is_the_last_24_hours(now: float) -> None:
    assert begin_of(1, now) == now - 86_400
