"""The quota policy, from the settings to the sentence that a person reads."""

from dataclasses import replace

import pytest

from core.commands.imagine import ImagineOptions, imagine
from core.commands.perform import perform
from core.commands.transcribe import TranscribeOptions, transcribe
from core.commands.troubadour.status import status
from core.domain.clock import SystemClock
from core.domain.errors import LimitReached, NotAllowed
from core.domain.limits import Budget, ConcurrencyLimit, Rate
from core.domain.request import Attachment, Request
from core.domain.tasks import Task
from core.inference.prices import Prices
from core.jobs.admission import PolicyAdmission, by_task
from core.preferences.limit_policies import Policies
from core.quota.place_rules import PlaceRules, parse_rates
from core.quota.policy import QuotaPolicy
from core.store.sqlite.store import SqliteStore
from tests.core.store.samples import BO, PLACE, request

POLICY = QuotaPolicy(
    user=parse_rates(["text_to_image=2/hour", "text_to_image=5/day", "chat_completion=9/minute"]),
    channel=parse_rates(["text_to_image=3/hour"]),
    tenant=parse_rates(["text_to_speech=1/day"]),
    concurrency=ConcurrencyLimit(jobs=2, seconds=60.0),
    exempt=frozenset({"web:home:bo"}),
    blocked=frozenset({"web:elsewhere"}),
)
MEMBER: Request = request("1")


def admission(store: SqliteStore) -> PolicyAdmission:
    return PolicyAdmission(Policies(POLICY, store, SystemClock()), Prices())


async def test_every_rate_of_the_tasks_of_a_command_is_charged(store: SqliteStore) -> None:
    charges = await admission(store).charges(MEMBER, imagine, ImagineOptions(prompt="a fox", count=2))
    assert [(charge.key, charge.units) for charge in charges] == [
        ("user:web:home:ada:text_to_image:hour", 2),
        ("user:web:home:ada:text_to_image:day", 2),
        ("channel:web:home:lounge:text_to_image:hour", 2),
        ("jobs:web:home:ada", 1),
    ]


async def test_a_network_shares_all_limits_of_one_person_several_times(store: SqliteStore) -> None:
    guest = MEMBER.model_copy(update={"caller": MEMBER.caller.model_copy(update={"network": "c0ffee"})})
    charges = await admission(store).charges(guest, imagine, ImagineOptions(prompt="a fox"))
    assert [(charge.key, charge.limit) for charge in charges if charge.scope == "network"] == [
        ("network:web:home:c0ffee:text_to_image:hour", Rate.parse("10/hour")),
        ("network:web:home:c0ffee:text_to_image:day", Rate.parse("25/day")),
        ("jobs:network:web:home:c0ffee", ConcurrencyLimit(jobs=10, seconds=60.0)),
    ]
    for number in range(10):
        await store.accept(guest.model_copy(update={"id": f"g{number}"}), charges[-1:], 1.0)
    with pytest.raises(LimitReached) as refused:
        await store.accept(guest.model_copy(update={"id": "one too many"}), charges[-1:], 1.0)
    assert refused.value.sentence.id == "limit-at-once-network"


async def test_exempt_people_the_terminal_and_free_commands_are_not_charged(store: SqliteStore) -> None:
    options = ImagineOptions(prompt="a fox")
    terminal = MEMBER.model_copy(update={"place": PLACE.model_copy(update={"kind": "terminal"})})
    assert list(await admission(store).charges(request("1", BO), imagine, options)) == []
    assert list(await admission(store).charges(terminal, imagine, options)) == []
    assert list(await admission(store).charges(MEMBER, status, options)) == []


async def test_the_budget_of_the_whole_bot_is_charged_for_everybody(store: SqliteStore) -> None:
    day = Budget.parse("9/day")
    policy = replace(POLICY, budgets={"bot": (day,), "user": (day,), "tenant": (day,)})
    charging = PolicyAdmission(Policies(policy, store, SystemClock()), Prices())
    terminal = MEMBER.model_copy(update={"place": PLACE.model_copy(update={"kind": "terminal"})})
    for exempt in (request("1", BO), terminal):
        charges = await charging.charges(exempt, imagine, ImagineOptions(prompt="a fox", count=2))
        assert [(charge.scope, charge.units) for charge in charges] == [("bot", 2)]
    charges = await charging.charges(MEMBER, imagine, ImagineOptions(prompt="a fox", count=2))
    assert [charge.scope for charge in charges if charge.limit == day] == ["bot", "user", "tenant"]


async def test_a_budget_of_calls_counts_a_recording_as_one(store: SqliteStore) -> None:
    day = Budget.parse("2/day")
    charging = PolicyAdmission(Policies(QuotaPolicy(budgets={"user": (day,)}), store, SystemClock()), Prices())
    spoken = Attachment(source="web", name="talk.ogg", media_type="audio/ogg", size=9_000, seconds=90.0)
    asked = MEMBER.model_copy(update={"attachments": (spoken,)})
    assert [charge.units for charge in await charging.charges(asked, transcribe, TranscribeOptions())] == [1]


def test_a_place_makes_a_weight_smaller_and_never_greater() -> None:
    ada = MEMBER.caller
    heavy, light = PlaceRules(weights={ada.key: 4.0}), PlaceRules(weights={ada.key: 0.5})
    policy = QuotaPolicy(weights={ada.key: 2.0})
    assert policy.weight(ada, PLACE) == 2.0
    assert replace(policy, place_rules={"web:home": heavy}).weight(ada, PLACE) == 2.0
    assert replace(policy, place_rules={"web:home": light}).weight(ada, PLACE) == 1.0
    assert replace(policy, place_rules={"web:home": heavy, PLACE.key: light}).weight(ada, PLACE) == 1.0


async def test_the_blocked_are_told(store: SqliteStore) -> None:
    elsewhere = MEMBER.model_copy(update={"place": PLACE.model_copy(update={"tenant": "elsewhere"})})
    with pytest.raises(NotAllowed) as refused:
        await admission(store).charges(elsewhere, imagine, ImagineOptions(prompt="a fox"))
    assert refused.value.sentence.id == "limit-blocked"


def test_an_estimate_is_shared_among_the_tasks_of_a_show() -> None:
    shares = by_task(perform.spends, perform.estimate(None))
    assert sum(shares.values()) == 4
    assert shares == {Task.CHAT_COMPLETION: 2, Task.TEXT_TO_IMAGE: 1, Task.TEXT_TO_SPEECH: 1}


@pytest.mark.parametrize(
    "written",
    [
        "chat",
        "chat_completion=0/hour",
        "chat_completion=5/week",
        "sing=5/hour",
        "chat_completion=-1/day",
        "chat_completion=5",
    ],
)
def test_an_invalid_rate_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_rates([written])


def test_a_rate_is_never_faster_than_written() -> None:
    rate = Rate(units=7, period="minute")
    assert rate.emission_us * 7 >= 60_000_000 > (rate.emission_us - 1) * 7
