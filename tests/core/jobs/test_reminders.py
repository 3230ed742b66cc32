"""A refused request runs once when there is room again, for its requester, also after a restart."""

from pathlib import Path

from core.commands.catalogue import BUILT_IN
from core.domain.events import Done, Picture, Statement
from core.domain.limits import Budget
from core.domain.request import Caller
from core.domain.sentences import Moment
from core.jobs.reminders import Reminders
from core.jobs.verdicts import Accepted, Noted, Refused
from core.quota.place_rules import parse_rates
from core.quota.policy import QuotaPolicy
from core.store.sqlite.store import SqliteStore
from tests.core.conftest import Core
from tests.core.inference.test_fair_gate import TurnedClock
from tests.core.recording_platform import ANN, BEN, HALL, request
from tests.core.scripted_engine import ScriptedEngine

ONE_A_MINUTE = QuotaPolicy(user=parse_rates(["text_to_image=1/minute"]))


class Later(Core):
    """A core whose time is turned by hand."""

    def __init__(self, store: SqliteStore, policy: QuotaPolicy) -> None:
        super().__init__(store, BUILT_IN, [ScriptedEngine()], policy=policy)
        self.turned = TurnedClock()
        self.dispatcher._clock = self.turned
        self.reminders = Reminders(store, self.dispatcher, self.turned)

    async def refused(self, id: str) -> Refused:
        verdict = await self.accept(request("imagine", id, place=HALL, prompt="a fox"))
        assert isinstance(verdict, Refused)
        return verdict

    async def press(self, button: str | None, caller: Caller = ANN) -> object:
        asked = request("chat", "press", place=HALL)
        return await self.dispatcher.press(
            str(button),
            request_id="press",
            caller=caller,
            place=HALL,
            address=asked.address,
        )


async def test_a_refused_request_runs_once_there_is_room(store: SqliteStore) -> None:
    core = Later(store, ONE_A_MINUTE)
    core.start()
    await core.play(request("imagine", "r1", place=HALL, prompt="a fox"))
    refused = await core.refused("r2")
    (button,) = refused.actions
    assert button.label.id == "button-remind"
    assert isinstance(await core.press(button.id, BEN), Refused), "only who asked can be reminded"
    noted = await core.press(button.id)
    assert isinstance(noted, Noted)
    assert noted.sentence.values["moment"] == refused.sentence.values["moment"] == Moment(at=1060.0)
    core.turned.at = 1059.0
    await core.reminders.hand_in()
    assert await store.job(str(button.id)) is None
    core.turned.at = 1060.0
    await core.reminders.hand_in()
    await core.reminders.hand_in()
    events = await core.ended(str(button.id))
    assert isinstance(events[1], Statement)
    assert events[1].sentences[0].id == "reminder-here"
    assert any(isinstance(event, Picture) for event in events)
    assert isinstance(events[-1], Done)
    job = await store.job(str(button.id))
    assert job is not None
    assert job.request.reminded
    assert isinstance(await core.press(button.id), Refused), "it has run already"
    await core.shut_down()


async def test_a_reminder_is_put_off_while_others_take_the_room(store: SqliteStore) -> None:
    core = Later(store, ONE_A_MINUTE)
    core.start()
    await core.play(request("imagine", "r1", place=HALL, prompt="a fox"))
    (button,) = (await core.refused("r2")).actions
    await core.press(button.id)
    core.turned.at = 1060.0
    assert isinstance(await core.accept(request("imagine", "r3", place=HALL, prompt="x")), Accepted)
    await core.wait_for("r3")
    core.turned.at = 1061.0
    await core.reminders.hand_in()
    assert await store.job(str(button.id)) is None
    core.turned.at = 1120.0
    await core.reminders.hand_in()
    assert isinstance((await core.ended(str(button.id)))[-1], Done)
    await core.shut_down()


async def test_a_reminder_outlives_a_restart(tmp_path: Path) -> None:
    budget = QuotaPolicy(budgets={"user": (Budget.parse("1/day"),)})
    store = await SqliteStore.open(tmp_path)
    core = Later(store, budget)
    core.start()
    await core.play(request("imagine", "r1", place=HALL, prompt="a fox"))
    (button,) = (await core.refused("r2")).actions
    await core.press(button.id)
    await core.shut_down()
    await store.close()
    store = await SqliteStore.open(tmp_path)
    core = Later(store, budget)
    core.start()
    core.turned.at = 86_400.0
    await core.reminders.hand_in()
    assert isinstance((await core.ended(str(button.id)))[-1], Done)
    await core.shut_down()
    await store.close()
