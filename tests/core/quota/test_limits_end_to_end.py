"""Limits from a person's point of view: a refusal with its end, a refund after a failure, and the rest."""

from dataclasses import replace
from typing import Any

from core.commands.catalogue import BUILT_IN
from core.domain.clock import SystemClock
from core.domain.errors import EngineError
from core.domain.events import Facts, Failure, Picture, TextDelta
from core.domain.limits import Budget
from core.domain.request import Request
from core.domain.sentences import Moment
from core.i18n.rendering import render
from core.inference.cache import CachedEngine
from core.jobs.verdicts import Accepted, Duplicate, Refused
from core.quota.place_rules import parse_rates
from core.quota.policy import QuotaPolicy
from core.store.sql.store import SqlStore
from tests.core.commands.reading import failed, stated
from tests.core.conftest import Core
from tests.core.quota.samples import spend
from tests.core.recording_platform import ANN, BEN, CHIEF, HALL, request
from tests.core.scripted_engine import ScriptedEngine

TWO_PICTURES = QuotaPolicy(user=parse_rates(["text_to_image=2/hour"]))


async def test_at_the_limit_one_is_told_until_when_and_others_go_on(store: SqlStore) -> None:
    core = Core(store, BUILT_IN, [ScriptedEngine()], policy=TWO_PICTURES)
    core.start()
    await core.play(request("imagine", "r1", place=HALL, prompt="a fox", count=2))
    before = core.clock.now()
    refused = await core.accept(request("imagine", "r2", place=HALL, prompt="a fox"))
    assert isinstance(refused, Refused)
    moment = refused.sentence.values["moment"]
    assert isinstance(moment, Moment)
    assert 0 < moment.at - before <= 1801
    assert render(refused.sentence).startswith("Your limit for pictures is used up (2 per hour).")
    again = await core.accept(request("imagine", "r1", place=HALL, prompt="a fox", count=2))
    assert isinstance(again, Duplicate)
    await core.play(request("imagine", "r3", caller=BEN, place=HALL, prompt="a fox"))
    said = stated(await core.play(request("troubadour usage", "r4", place=HALL)))
    assert "• You, pictures: 0 of 2 per hour" in said
    assert "full again at" in said
    await core.shut_down()


async def test_a_failed_call_costs_nothing(store: SqlStore) -> None:
    core = Core(store, BUILT_IN, [ScriptedEngine(lambda _: [EngineError("thinking")])], policy=TWO_PICTURES)
    core.start()
    for number in range(4):
        events = await core.play(request("imagine", f"r{number}", place=HALL, prompt="a fox", count=2))
        assert isinstance(events[-1], Failure)
    assert "• You, pictures: 2 of 2 per hour" in stated(await core.play(request("troubadour usage", "u", place=HALL)))
    await core.shut_down()


async def test_the_dispatcher_accepts_as_many_as_the_limit_and_refuses_the_rest(store: SqlStore) -> None:
    core = Core(store, BUILT_IN, [ScriptedEngine()], policy=QuotaPolicy(user=parse_rates(["chat_completion=7/day"])))
    verdicts = [await core.accept(request("chat", f"r{n}", place=HALL, message="hi")) for n in range(40)]
    assert [type(verdict) for verdict in verdicts] == [Accepted] * 7 + [Refused] * 33


async def test_a_text_is_charged_by_its_length(store: SqlStore) -> None:
    engine = ScriptedEngine(lambda _: [EngineError("thinking")])
    core = Core(store, BUILT_IN, [engine], policy=QuotaPolicy(user=parse_rates(["text_to_speech=4/hour"])))
    piece = "It goes on" + " and on" * 30 + ". "  # two of them are more than is spoken at once
    three, two = piece * 3, piece * 2
    assert isinstance(await core.accept(request("speak", "r1", place=HALL, text=three)), Accepted)
    assert isinstance(await core.accept(request("speak", "r2", place=HALL, text=two)), Refused)
    assert isinstance(await core.accept(request("speak", "r3", place=HALL, text="One.")), Accepted)
    core.start()
    await core.play(request("speak", "r4", caller=BEN, place=HALL, text=three))
    said = stated(await core.play(request("troubadour usage", "u", caller=BEN, place=HALL)))
    assert "You, speech: 4 of 4 per hour" in said, "what was not spoken costs nothing"
    await core.shut_down()


async def test_history_is_told_by_day_and_administrators_see_their_own_people_only(store: SqlStore) -> None:
    core = Core(store, BUILT_IN, [ScriptedEngine()])
    core.start()
    await core.play(request("imagine", "r1", caller=BEN, place=HALL, prompt="x", count=3))
    stranger = replace(spend("elsewhere", 9, "text_to_image"), tenant="test:other", at=core.clock.now())
    await store.record(stranger)
    events = await core.play(request("troubadour usage", "u1", caller=CHIEF, place=HALL, everybody=True, period="week"))
    assert "pictures: 3 pictures" in stated(events)
    assert "• Ben: 3 requests\n" in stated(events)
    drawn = next(event.text for event in events if isinstance(event, TextDelta))
    lines = drawn.splitlines()
    assert (lines[0], lines[-1]) == ("```chart", "```")
    [today] = lines[1:-1]
    assert today.endswith(" 3")
    await core.shut_down()


async def test_administrators_lower_what_is_allowed_in_their_place_and_never_raise_it(store: SqlStore) -> None:
    core = Core(store, BUILT_IN, [ScriptedEngine()], policy=QuotaPolicy(user=parse_rates(["text_to_image=5/hour"])))
    core.start()
    high = request("troubadour limits", "l1", caller=CHIEF, place=HALL, task="text_to_image", rate="6/hour")
    assert "The operator allows 5 per hour" in failed(await core.play(high))
    low = request("troubadour limits", "l2", caller=CHIEF, place=HALL, task="text_to_image", rate="1/hour")
    assert "each person, pictures: 1 per hour, set for this channel" in stated(await core.play(low))
    stranger = await core.play(request("troubadour limits", "l3", place=HALL, reset=True))
    assert "/troubadour limits --reset is for administrators" in failed(stranger)
    await core.play(request("imagine", "r1", place=HALL, prompt="a fox"))
    assert isinstance(await core.accept(request("imagine", "r2", place=HALL, prompt="a fox")), Refused)
    garden = HALL.model_copy(update={"channel": "garden"})
    assert isinstance(await core.accept(request("imagine", "r3", place=garden, prompt="x")), Accepted)
    exempt = request("troubadour limits", "l4", caller=CHIEF, place=HALL, who="<@&painters>", treat="exempt")
    assert "painters: exempt from the limits set here, in this channel" in stated(await core.play(exempt))
    painter = ANN.model_copy(update={"roles": frozenset({"painters"})})
    again = request("imagine", "r4", caller=painter, place=HALL, prompt="x")
    assert isinstance(await core.accept(again), Accepted), "the operator's limit still has room"
    everywhere = {"task": "text_to_image", "rate": "2/day", "whose": "tenant", "everywhere": True}
    tenant = request("troubadour limits", "l5", caller=CHIEF, place=HALL).model_copy(update={"options": everywhere})
    assert "this community, pictures: 2 per day, set for this community" in stated(await core.play(tenant))
    away = request("imagine", "r5", caller=BEN, place=garden, prompt="x", count=3)
    assert isinstance(await core.accept(away), Refused)
    reset = request("troubadour limits", "l6", caller=CHIEF, place=HALL, reset=True)
    assert "set for this channel" not in stated(await core.play(reset))
    assert isinstance(await core.accept(request("imagine", "r6", place=HALL, prompt="x")), Accepted)
    await core.shut_down()


async def test_budgets_end_with_the_day_and_a_blocked_role_makes_nothing(store: SqlStore) -> None:
    policy = QuotaPolicy(budgets={"user": (Budget.parse("2/day"),), "bot": (Budget.parse("3/month"),)})
    core = Core(store, BUILT_IN, [ScriptedEngine()], policy=policy)
    core.start()
    await core.play(request("imagine", "r1", place=HALL, prompt="a fox", count=2))
    refused = await core.accept(request("imagine", "r2", place=HALL, prompt="a fox"))
    assert isinstance(refused, Refused)
    assert "Your budget of 2 requests for today is used up" in render(refused.sentence)
    at = Budget.parse("1/day").window(core.clock.now())[1]
    assert refused.sentence.values["moment"] == Moment(at=at)
    too_many = await core.accept(request("imagine", "r3", caller=BEN, place=HALL, prompt="x", count=2))
    assert isinstance(too_many, Refused)
    assert "The budget of the whole bot of 3 requests for this month is used up" in render(too_many.sentence)
    assert "Your budget: 0 of 2 requests left" in stated(await core.play(request("troubadour usage", "u", place=HALL)))
    blocking = request("troubadour limits", "l", caller=CHIEF, place=HALL, who="muted", treat="blocked")
    await core.play(blocking)
    muted = BEN.model_copy(update={"roles": frozenset({"muted"})})
    verdict = await core.accept(request("chat", "r4", caller=muted, place=HALL, message="hi"))
    assert isinstance(verdict, Refused)
    assert verdict.sentence.id == "limit-blocked"
    await core.shut_down()


GARDEN = HALL.model_copy(update={"channel": "garden"})


def _limits(number: int, **options: Any) -> Request:
    return request("troubadour limits", f"l{number}", caller=CHIEF, place=HALL, **options)


async def test_administrators_set_budgets_beside_the_operators_and_never_above(store: SqlStore) -> None:
    core = Core(store, BUILT_IN, [ScriptedEngine()], policy=QuotaPolicy(budgets={"user": (Budget.parse("5/day"),)}))
    core.start()
    assert "The operator allows 5 requests per day" in failed(await core.play(_limits(1, budget="$1/day,6/day")))
    assert "“5/hour” is not a budget" in failed(await core.play(_limits(2, budget="5/hour")))
    assert "--everywhere" in failed(await core.play(_limits(3, budget="5/day", whose="tenant")))
    for number, more in enumerate(({"budget": "5/day"}, {"rate": "5/day"}, {"task": "text_to_image"})):
        both = _limits(40 + number, who="ann", treat="exempt", **more)
        assert "Name a limit" in failed(await core.play(both)), "one of both would be ignored"
    nobody = await core.play(request("troubadour limits", "n", place=HALL, budget="none"))
    assert "limits --budget is for administrators" in failed(nobody)
    said = stated(await core.play(_limits(5)))
    assert "each person: 5 requests per day" in said
    assert "set for" not in said, "what was refused has set nothing"
    said = stated(await core.play(_limits(6, budget="2/day,$1/month")))
    assert "each person: 5 requests per day\n" in said
    assert "each person: 2 requests per day, set for this channel" in said
    assert "each person: $1.00 per month, set for this channel" in said
    await core.play(request("imagine", "r1", place=HALL, prompt="a fox", count=2))
    refused = await core.accept(request("imagine", "r2", place=HALL, prompt="a fox"))
    assert isinstance(refused, Refused)
    assert "Your budget of 2 requests for today is used up" in render(refused.sentence)
    for caller, place in ((ANN, GARDEN), (BEN, HALL)):
        elsewhere = request("imagine", f"r3{caller.user}", caller=caller, place=place, prompt="x")
        assert isinstance(await core.accept(elsewhere), Accepted)
    await core.play(_limits(7, who="<@&painters>", treat="exempt"))
    painter = ANN.model_copy(update={"roles": frozenset({"painters"})})
    exempt = request("imagine", "r4", caller=painter, place=HALL, prompt="x")
    assert isinstance(await core.accept(exempt), Accepted), "the operator's budget still has room"
    assert isinstance(
        await core.accept(request("imagine", "r5", caller=painter, place=HALL, prompt="x", count=2)),
        Refused,
    )
    await core.shut_down()


async def test_a_budget_of_a_community_holds_in_all_its_channels(store: SqlStore) -> None:
    core = Core(store, BUILT_IN, [ScriptedEngine()], policy=QuotaPolicy())
    core.start()
    said = stated(await core.play(_limits(1, budget="3/month", whose="tenant", everywhere=True)))
    assert "this community: 3 requests per month, set for this community" in said
    await core.play(request("imagine", "r1", place=GARDEN, prompt="a fox", count=2))
    refused = await core.accept(request("imagine", "r2", caller=BEN, place=HALL, prompt="x", count=2))
    assert isinstance(refused, Refused)
    assert "The budget of this community of 3 requests for this month is used up" in render(refused.sentence)
    usage = stated(await core.play(request("troubadour usage", "u", place=HALL)))
    assert "The budget of this community: 1 of 3 requests left" in usage
    await core.shut_down()


async def test_budgets_are_replaced_and_forgotten_by_period_and_measure(store: SqlStore) -> None:
    core = Core(store, BUILT_IN, [ScriptedEngine()], policy=QuotaPolicy())
    core.start()

    async def budgets(**options: Any) -> list[str]:
        said = stated(await core.play(_limits(len(asked), **options)))
        asked.append(said)
        return [line.removesuffix(", set for this channel") for line in said.splitlines() if " per " in line]

    asked: list[str] = []
    await budgets(budget="9/day", whose="channel")
    channel, day, month, dollars = (
        "• this channel: 9 requests per day",
        "• each person: 2 requests per day",
        "• each person: 7 requests per month",
        "• each person: $0.50 per day",
    )
    assert sorted(await budgets(budget="1/day,7/month")) == sorted([channel, "• each person: 1 request per day", month])
    assert sorted(await budgets(budget="2/day, $0.50/day")) == sorted([channel, day, month, dollars])
    assert sorted(await budgets(budget="100/day,1/month", reset=True)) == sorted([channel, dollars])
    paint = "• each person, pictures: 4 per hour"
    assert sorted(await budgets(budget="2/day", task="text_to_image", rate="4/hour")) == sorted(
        [channel, day, dollars, paint]
    )
    assert sorted(await budgets(budget="none")) == sorted([channel, paint])
    assert await budgets(reset=True) == []
    assert await store.preferences(HALL.key) == {}
    await core.shut_down()


async def test_the_small_print_warns_once_before_the_last_one(store: SqlStore) -> None:
    core = Core(store, BUILT_IN, [ScriptedEngine()], policy=QuotaPolicy(user=parse_rates(["text_to_image=3/hour"])))
    core.start()
    told = []
    for number in range(3):
        events = await core.play(request("imagine", f"r{number}", place=HALL, prompt="a fox"))
        told.append([note.id for event in events if isinstance(event, Facts) for note in event.notes])
    assert told == [[], ["limit-last"], []]
    await core.shut_down()


async def test_cached_answers_are_available_at_the_limit(store: SqlStore) -> None:
    painter = ScriptedEngine()
    cached = CachedEngine(painter, store, SystemClock())
    core = Core(store, BUILT_IN, [cached], policy=TWO_PICTURES)
    core.start()
    made = await core.play(request("imagine", "r1", place=HALL, prompt="a fox", seed=7, count=2))
    assert len(painter.asked) == 2
    for caller, number in ((ANN, 2), (ANN, 3), (BEN, 4)):
        again = request("imagine", f"r{number}", caller=caller, place=HALL, prompt="a fox", seed=7, count=2)
        events = await core.play(again)
        assert [e.media for e in events if isinstance(e, Picture)] == [e.media for e in made if isinstance(e, Picture)]
    assert len(painter.asked) == 2
    elsewhere = Core(store, BUILT_IN, [CachedEngine(ScriptedEngine(), store, SystemClock())], policy=TWO_PICTURES)
    repeated = request("imagine", "r5", place=HALL, prompt="a fox", seed=7, count=2)
    assert isinstance(await elsewhere.accept(repeated), Accepted), "another process, which has run nothing"
    for other in ({"seed": 8}, {"prompt": "a hen", "seed": 7}, {}):
        options = {"prompt": "a fox", "count": 2, **other}
        verdict = await core.accept(
            request("imagine", f"o{len(other)}{other}", place=HALL).model_copy(update={"options": options})
        )
        assert isinstance(verdict, Refused)
    await store.prune_cached_answers(1e12)
    gone = await core.accept(request("imagine", "r9", place=HALL, prompt="a fox", seed=7, count=2))
    assert isinstance(gone, Refused), "it is kept no more"
    await core.shut_down()


async def test_the_budget_of_the_bot_counts_what_the_provider_was_asked_and_people_what_they_got(
    store: SqlStore,
) -> None:
    painter = ScriptedEngine(lambda _: [EngineError("thinking")])
    eight = Budget(amount=8, period="day", measure="calls")
    core = Core(store, BUILT_IN, [painter], policy=QuotaPolicy(budgets={"bot": (eight,), "user": (eight,)}))
    core.start()
    for number in range(2):
        await core.play(request("imagine", f"r{number}", place=HALL, prompt="a fox", count=4))
    refused = await core.accept(request("imagine", "late", place=HALL, prompt="a fox"))
    assert isinstance(refused, Refused)
    assert refused.sentence.values["scope"] == "bot"
    assert len(painter.asked) == 8
    assert sorted((await store.spent_budgets([f"budget:user:{ANN.key}:calls:day"], core.clock.now())).values()) == [0]
    await core.shut_down()
