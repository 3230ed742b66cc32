"""Every reply that was made, stopped or failed offers its next steps, once."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Annotated

import pytest
from pydantic import Field

from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import CommandOptions, MakingOptions
from core.domain.actions import Form, Run
from core.domain.errors import BadInput, EngineError
from core.domain.events import Done, Event, Failure, Offer, Stopped, TextDelta
from core.domain.request import Address, Attachment, MediaRef
from core.domain.tasks import Task
from core.jobs.verdicts import Accepted, NeedsForm
from core.store.sqlite.store import SqliteStore
from tests.core.commands.reading import buttons, every
from tests.core.conftest import Core
from tests.core.recording_platform import ANN, HALL, request

FOUND = MediaRef(sha256="f" * 64, media_type="image/png", size=3, name="found.png")
GIVEN = Attachment(source="test", locator="fox", name="fox.png", media_type="image/png", size=3)


class MakeOptions(MakingOptions):
    """A text, and how making it goes."""

    text: str = ""
    seed: int | None = None
    goes: Annotated[str, Field(description="How it goes")] = "well"


@command("make", summary="Makes a text", spends=(Task.CHAT_COMPLETION,))
async def make(options: MakeOptions, context: Context) -> AsyncGenerator[Event, None]:
    yield TextDelta(part="answer", text=options.text)
    match options.goes:
        case "finding":
            context.made_from.inputs = (FOUND,)
            context.made_from.seed = 5
        case "badly":
            raise EngineError("no-engine", task="chat_completion")
        case "wrong":
            raise BadInput("speak-nothing")
        case "on":
            await asyncio.Event().wait()


@command("tell", summary="Tells something and makes nothing")
async def tell(options: CommandOptions, context: Context) -> AsyncGenerator[Event, None]:
    yield TextDelta(part="answer", text="told")


@pytest.fixture
async def core(store: SqliteStore) -> AsyncIterator[Core]:
    core = Core(store, (make, tell))
    core.start()
    yield core
    await core.shut_down()


@pytest.mark.parametrize(
    ("goes", "ending", "offered"),
    [
        ("well", Done, ["Again", "Edit", "Delete"]),
        ("badly", Failure, ["Again", "Edit", "Delete"]),
        ("wrong", Failure, ["Edit", "Delete"]),
    ],
)
async def test_a_reply_offers_its_next_steps_however_it_ended(
    core: Core, goes: str, ending: type[Event], offered: list[str]
) -> None:
    events = await core.play(request("make", text="a fox", goes=goes))
    assert isinstance(events[-1], ending)
    assert isinstance(events[-2], Offer)
    assert list(buttons(events)) == offered
    # The log has what a provider has answered, under the id of the request.
    assert not isinstance(events[-1], Failure) or events[-1].error.id == ("r1" if goes == "badly" else None)
    assert len(every(Offer, events)) == 1
    assert all(button.id for button in events[-2].actions)


async def test_a_stopped_reply_offers_its_next_steps_and_again_works(core: Core) -> None:
    await core.dispatcher.accept(request("make", text="a fox", goes="on", seed=3))
    await core.shows("r1", TextDelta)
    await core.press_stop("r1", ANN)
    events = await core.ended("r1")
    assert isinstance(events[-1], Stopped)
    offered = buttons(events)
    assert list(offered) == ["Again", "Edit", "Delete"]
    again, edit = offered["Again"].action, offered["Edit"].action
    assert isinstance(again, Run)
    assert (again.options, again.fresh) == ({"text": "a fox", "goes": "on"}, True)
    assert isinstance(edit, Form)
    assert edit.options == {"text": "a fox", "goes": "on", "seed": 3}
    pressed = await core.dispatcher.press(
        str(offered["Again"].id), request_id="r2", caller=ANN, place=HALL, address=Address(platform="test")
    )
    assert isinstance(pressed, Accepted)
    form = await core.dispatcher.press(
        str(offered["Edit"].id), request_id="r3", caller=ANN, place=HALL, address=Address(platform="test")
    )
    assert isinstance(form, NeedsForm)
    await core.press_stop("r2", ANN)
    await core.ended("r2")


async def test_again_and_edit_start_from_what_the_command_found(core: Core) -> None:
    offered = buttons(await core.play(request("make", text="a fox", goes="finding")))
    again, edit = offered["Again"].action, offered["Edit"].action
    assert isinstance(again, Run)
    assert isinstance(edit, Form)
    assert again.inputs == edit.inputs == (FOUND,)
    assert "seed" not in again.options
    assert edit.options["seed"] == 5


async def test_again_keeps_files_that_were_never_read(core: Core) -> None:
    asked = request("make", text="a fox", goes="badly").model_copy(update={"attachments": (GIVEN,)})
    offered = buttons(await core.play(asked))
    await core.dispatcher.press(
        str(offered["Again"].id), request_id="r2", caller=ANN, place=HALL, address=Address(platform="test")
    )
    job = await core.store.job("r2")
    assert job is not None
    assert job.request.attachments == (GIVEN,)


async def test_a_command_that_makes_nothing_offers_nothing(core: Core) -> None:
    assert every(Offer, await core.play(request("tell"))) == []
