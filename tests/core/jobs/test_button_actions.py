"""Buttons: what a press does, for whom, and to a running reply."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator

import pytest

from core.commands.catalogue import BUILT_IN
from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import CommandOptions
from core.domain.actions import Button, Delete, Run
from core.domain.events import Event, Offer, Picture, Stopped, TextDelta
from core.domain.request import Address, Caller
from core.domain.sentences import say
from core.inference.requests import ChatRequest
from core.jobs.verdicts import Accepted, Acknowledged, Noted, Pressed, Refused
from core.quota.place_rules import parse_rates
from core.quota.policy import QuotaPolicy
from core.store.sqlite.store import SqliteStore
from tests.core.commands.reading import buttons, every
from tests.core.conftest import Core
from tests.core.recording_platform import ANN, BEN, CHIEF, HALL, request
from tests.core.scripted_engine import ScriptedEngine


class NoOptions(CommandOptions):
    """No options."""


@command("recite", summary="Says a word, offers to delete it, and goes on for ever")
async def recite(options: NoOptions, context: Context) -> AsyncGenerator[Event, None]:
    yield TextDelta(part="answer", text="begun")
    yield Offer(actions=(Button(label=say("button-delete"), action=Delete(job=context.job.id)),))
    await asyncio.Event().wait()


@command("repeat", summary="Offers the same in two parts, and twice in one of them")
async def repeat(options: NoOptions, context: Context) -> AsyncGenerator[Event, None]:
    button = Button(label=say("button-speak"), action=Run(command="speak", options={"text": "A fox."}))
    yield Offer(part="one", actions=(button,))
    yield Offer(part="two", actions=(button, button))


@pytest.fixture
def engine() -> ScriptedEngine:
    return ScriptedEngine()


@pytest.fixture
async def core(store: SqliteStore, engine: ScriptedEngine) -> AsyncIterator[Core]:
    core = Core(store, [*BUILT_IN, recite, repeat], [engine])
    core.start()
    yield core
    await core.shut_down()


async def press(core: Core, button: Button, id: str, caller: Caller = ANN) -> Pressed:
    """Presses a button in the hall."""
    assert button.id
    address = Address(platform="test")
    return await core.dispatcher.press(button.id, request_id=id, caller=caller, place=HALL, address=address)


@pytest.mark.parametrize("caller", [ANN, CHIEF], ids=["its requester", "an administrator"])
async def test_deleting_a_reply_that_is_still_written_stops_it(core: Core, caller: Caller) -> None:
    await core.dispatcher.accept(request("recite"))
    await core.shows("r1", Offer)
    delete = buttons(core.platform.shown["r1"])["Delete"]
    refused = await press(core, delete, "b1", BEN)
    assert isinstance(refused, Refused)
    assert isinstance(await press(core, delete, "b2", caller), Acknowledged)
    assert (await core.ended("r1"))[-1] == Stopped(by=caller.name)
    assert core.platform.withdrawn == ["r1"]


@pytest.mark.parametrize("label", ["Again", "Vary"])
async def test_another_picture_is_never_one_that_was_kept(core: Core, engine: ScriptedEngine, label: str) -> None:
    made = await core.play(request("imagine", prompt="a fox", seed=7))
    assert not engine.asked[-1].fresh
    assert isinstance(await press(core, buttons(made)[label], "b1", BEN), Accepted)
    assert any(isinstance(event, Picture) for event in await core.ended("b1"))
    assert engine.asked[-1].fresh


async def test_buttons_that_do_the_same_have_ids_of_their_own(core: Core) -> None:
    """No platform takes the same id twice in a message."""
    offers = every(Offer, await core.play(request("repeat")))
    ids = [button.id for offer in offers for button in offer.actions]
    assert None not in ids
    assert len(set(ids)) == len(ids) == 3


async def test_a_reminder_runs_what_was_refused_with_the_same_picture_and_no_kept_result(
    store: SqliteStore, engine: ScriptedEngine
) -> None:
    core = Core(store, BUILT_IN, [engine], policy=QuotaPolicy(user=parse_rates(["text_to_image=1/hour"])))
    core.start()
    made = await core.play(request("imagine", prompt="a fox"))
    (picture,) = [event.media for event in made if isinstance(event, Picture)]
    refused = await press(core, buttons(made)["Vary"], "b1")
    assert isinstance(refused, Refused)
    (remind,) = refused.actions
    assert isinstance(await press(core, remind, "b2"), Noted)
    (due,) = await store.due_reminders(core.clock.now() + 3601)
    assert (due.command, due.inputs, due.fresh) == ("imagine", (picture,), True)
    await core.shut_down()


async def test_an_answer_that_was_deleted_is_no_longer_part_of_the_conversation(
    core: Core, engine: ScriptedEngine
) -> None:
    told = await core.play(request("chat", "c1", message="I am called Bo."))
    await core.play(request("chat", "c2", message="Who am I?"))
    assert "I am called Bo." in [message.text for message in asked_last(engine).messages]
    assert isinstance(await press(core, buttons(told)["Delete"], "b1"), Acknowledged)
    await core.play(request("chat", "c3", message="And now?"))
    said = [message.text for message in asked_last(engine).messages]
    assert "I am called Bo." not in said
    assert "Who am I?" in said


def asked_last(engine: ScriptedEngine) -> ChatRequest:
    """The last request to the engine, of a chat."""
    asked = engine.asked[-1]
    assert isinstance(asked, ChatRequest)
    return asked
