"""Usage grouped by the database, beside the same figures counted entry by entry, and the totals of days."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

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
            theirs.setdefault(each.user_key, []).append(each)
        sums = [(user, self.total(of_user)) for user, of_user in theirs.items() if any(each.units for each in of_user)]
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
    since_when = [0.0, NOW - 2 * DAY - 5000.0, NOW - DAY, NOW // DAY * DAY - DAY]
    opinion = st.tuples(st.sampled_from("ijk"), st.sampled_from("ab"), st.booleans())

    @settings(max_examples=25)
    @given(entries(), st.lists(opinion, max_size=4), st.sampled_from(since_when))
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


async def totals(store: SqlStore) -> list[tuple[str | int, ...]]:
    """All rows of the totals of days."""
    return await store._database.read(
        lambda transaction: transaction.execute("SELECT * FROM daily_usage ORDER BY 1, 2, 3, 4, 5, 6").fetchall()
    )


def added_up(spends: Sequence[Spend]) -> list[tuple[str | int, ...]]:
    """The same from single entries."""
    groups: dict[tuple[str | int, ...], list[Spend]] = {}
    for each in spends:
        key = (int(each.at // DAY), each.tenant, each.user_key, each.task, each.engine, each.model)
        groups.setdefault((*key,), []).append(each)
    found = []
    for of, of_group in groups.items():
        total = Recounted.total(of_group)
        made, failed = sum(each.units > 0 for each in of_group), sum(each.outcome == "failed" for each in of_group)
        found.append((*of, len(of_group), made, failed, total.calls, total.tokens, total.microdollars))
    return sorted(found)


Change = Callable[[SqlStore], Awaitable[object]]


@st.composite
def ledger_changes(draw: st.DrawFn) -> list[Change]:
    """Entries, and what makes entries nameless: by their person, their place, or their job."""
    changes: list[Change] = []
    for each in draw(entries()):
        where = draw(st.sampled_from(["web:x:hall", "web:y:hall", "web:y:attic"]))
        changes.append(partial(SqlStore.record, spend=replace(each, place=where)))
    places = st.sampled_from(["web:x", "web:y:hall"]).map(
        lambda scope: partial(SqlStore.delete_place, scope=scope, at=NOW)
    )
    people = st.sampled_from("abc").map(lambda user: partial(SqlStore.forget_person, user=user, at=NOW))
    for forgetting in draw(st.lists(places | people, max_size=3)):
        changes.insert(draw(st.integers(0, len(changes))), forgetting)
    return changes


async def test_the_totals_of_days_are_those_of_the_entries_after_any_change(store: SqlStore) -> None:
    runs: list[list[Change]] = []

    @settings(max_examples=15)
    @given(ledger_changes())
    def collect(changes: list[Change]) -> None:
        runs.append(changes)

    collect()
    for changes in runs:
        for change in changes:
            await change(store)
        assert await totals(store) == added_up(await store.spends(None, 0.0))
