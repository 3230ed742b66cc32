"""Usage grouped by the database, beside the same figures counted entry by entry."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.ledger import Spend
from core.quota.usage import TOP, Usage, UsageTotal
from core.store.sql.store import SqlStore
from tests.core.quota.samples import spend

DAY = 86_400
NOW = 20_000.0 * DAY + 5_000


@st.composite
def entries(draw: st.DrawFn) -> list[Spend]:
    """A ledger in which much is equal, and whose times lie around the ends of days."""
    jobs = {job: (draw(st.sampled_from(["", "a", "b", "c"])), draw(st.sampled_from(["x", "y"]))) for job in "ijk"}
    found = []
    for _ in range(draw(st.integers(0, 12))):
        job = draw(st.sampled_from("ijk"))
        user, tenant = jobs[job]
        found.append(
            replace(
                spend(job, 1),
                user_key=user,
                tenant=tenant,
                task=draw(st.sampled_from(["chat_completion", "automatic_speech_recognition", "text_to_image"])),
                engine=draw(st.sampled_from(["builtin", "huggingface"])),
                model=draw(st.sampled_from(["", "m", "n"])),
                outcome=draw(st.sampled_from(["ok", "failed", "stopped"])),
                units=draw(st.sampled_from([0, 1, 2, 70])),
                tokens=draw(st.sampled_from([None, 0, 9])),
                microdollars=draw(st.sampled_from([None, 0, 123])),
                at=NOW - draw(st.integers(0, 3)) * DAY - draw(st.sampled_from([0.0, 0.25, 4999.999, 5000.0, 5000.001])),
            )
        )
    return found


class Recounted:
    """The same figures from single entries."""

    def __init__(self, spends: Sequence[Spend]) -> None:
        self.spends = spends

    @staticmethod
    def total(spends: Sequence[Spend]) -> UsageTotal:
        return UsageTotal(
            calls=sum(each.calls for each in spends),
            tokens=sum(each.tokens or 0 for each in spends if each.units),
            microdollars=sum(each.microdollars or 0 for each in spends),
        )

    def people(self) -> list[tuple[str, UsageTotal]]:
        theirs: dict[str, list[Spend]] = {}
        for each in self.spends:
            if each.units:
                theirs.setdefault(each.user_key, []).append(each)
        sums = [(user, self.total(of_user)) for user, of_user in theirs.items()]
        return sorted(sums, key=lambda pair: (-pair[1].calls, pair[0]))[:TOP]

    def feedback(self) -> list[tuple[str, int, int]]:
        liked, disliked = Counter[str](), Counter[str]()
        for each in self.spends:
            liked[each.model] += each.liked
            disliked[each.model] += each.disliked
        found = [(model, liked[model], disliked[model]) for model in liked if liked[model] or disliked[model]]
        return sorted(found, key=lambda each: (-each[1] - each[2], each[0]))

    def calls_by(self, name: Callable[[Spend], str]) -> dict[str, int]:
        counted = Counter[str]()
        for each in self.spends:
            counted[name(each)] += each.calls
        return {each: count for each, count in counted.items() if count}

    def check(self, usage: Usage) -> None:
        assert usage.total == self.total(self.spends)
        assert usage.failed == sum(each.outcome == "failed" for each in self.spends)
        assert usage.made_by_task == Counter(each.task for each in self.spends if each.units)
        assert list(usage.people) == self.people()
        assert list(usage.feedback) == self.feedback()
        assert usage.calls_by(lambda group: group.model or group.engine) == self.calls_by(
            lambda each: each.model or each.engine
        )
        days = self.calls_by(lambda each: datetime.fromtimestamp(each.at, UTC).date().isoformat())
        assert list(usage.calls_by_day(NOW, 9).items()) == sorted(days.items())


async def test_the_figures_are_those_of_the_entries(store: SqlStore) -> None:
    """Random ledgers one after the other, so that the store is opened once."""
    ledgers: list[tuple[list[Spend], list[tuple[str, str, bool]], float]] = []
    opinion = st.tuples(st.sampled_from("ijk"), st.sampled_from("ab"), st.booleans())

    @settings(max_examples=25)
    @given(entries(), st.lists(opinion, max_size=4), st.sampled_from([0.0, NOW - 2 * DAY - 5000.0]))
    def collect(spends: list[Spend], opinions: list[tuple[str, str, bool]], since: float) -> None:
        ledgers.append((spends, opinions, since))

    collect()
    assert any(opinions for _, opinions, _ in ledgers)
    for number, (spends, opinions, since) in enumerate(ledgers):
        tenants = {each: f"{number}-{each}" for each in "xy"}
        for each in spends:
            await store.record(replace(each, job=f"{number}-{each.job}", tenant=tenants[each.tenant]))
        for job, user, positive in opinions:
            await store.record_feedback(f"{number}-{job}", user, positive, NOW)
        for tenant in tenants.values():
            found = [each for each in await store.spends(None, since) if each.tenant == tenant]
            Recounted(found).check(await store.usage(since, tenant=tenant))
    for user in ("a", "b"):
        Recounted(await store.spends(user, NOW - DAY)).check(await store.usage(NOW - DAY, user=user))
    everything = await store.spends(None, 0.0)
    Recounted(everything).check(await store.usage(0.0))
