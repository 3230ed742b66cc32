"""What a person meets: a refusal with its end, a refund after a failure, and what is left."""

from core.commands import BUILT_IN
from core.dispatcher import Accepted, Duplicate, Refused
from core.errors import EngineError
from core.events import Failure
from core.messages import Moment, render
from core.quota.policy import Policy
from core.quota.rules import parse_rates
from core.store.sqlite import SqliteStore
from tests.core.commands.reading import stated
from tests.core.conftest import Core
from tests.core.recording_platform import BEN, HALL, request
from tests.core.scripted_engine import ScriptedEngine

TWO_PICTURES = Policy(user=parse_rates(["paint=2/hour"]))


async def test_at_the_limit_one_is_told_until_when_and_others_go_on(store: SqliteStore) -> None:
    core = Core(store, BUILT_IN, [ScriptedEngine()], policy=TWO_PICTURES)
    core.start()
    await core.play(request("imagine", "r1", place=HALL, prompt="a fox", count=2))
    before = core.clock.now()
    refused = await core.dispatcher.accept(request("imagine", "r2", place=HALL, prompt="a fox"))
    assert isinstance(refused, Refused)
    moment = refused.sentence.values["moment"]
    assert isinstance(moment, Moment)
    assert 0 < moment.at - before <= 1801
    assert render(refused.sentence).startswith("Your limit for pictures is used up (2 per hour).")
    again = await core.dispatcher.accept(request("imagine", "r1", place=HALL, prompt="a fox", count=2))
    assert isinstance(again, Duplicate)
    await core.play(request("imagine", "r3", caller=BEN, place=HALL, prompt="a fox"))
    said = stated(await core.play(request("troubadour usage", "r4", place=HALL)))
    assert "• You, pictures: 0 of 2 per hour" in said
    assert "everything is back at" in said
    await core.shut_down()


async def test_what_failed_upstream_costs_nothing(store: SqliteStore) -> None:
    core = Core(store, BUILT_IN, [ScriptedEngine(lambda _: [EngineError("thinking")])], policy=TWO_PICTURES)
    core.start()
    for number in range(4):
        events = await core.play(request("imagine", f"r{number}", place=HALL, prompt="a fox", count=2))
        assert isinstance(events[-1], Failure)
    assert "• You, pictures: 2 of 2 per hour" in stated(await core.play(request("troubadour usage", "u", place=HALL)))
    await core.shut_down()


async def test_the_dispatcher_accepts_as_many_as_the_limit_and_refuses_the_rest(store: SqliteStore) -> None:
    core = Core(store, BUILT_IN, [ScriptedEngine()], policy=Policy(user=parse_rates(["chat=7/day"])))
    verdicts = [await core.dispatcher.accept(request("chat", f"r{n}", place=HALL, message="hi")) for n in range(40)]
    assert [type(verdict) for verdict in verdicts] == [Accepted] * 7 + [Refused] * 33
