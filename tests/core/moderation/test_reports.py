"""An answer is reported by its message, and reaches administrators once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from core.commands.catalogue import BUILT_IN
from core.domain.request import Address, Place
from core.domain.sentences import say
from core.i18n.rendering import render
from core.jobs.alerts import Alerts
from core.jobs.verdicts import NeedsForm, Refused
from core.moderation.reports import make_reportable, report_id
from core.store.sqlite.store import SqliteStore
from tests.core.commands.reading import failed, stated
from tests.core.conftest import Core
from tests.core.recording_platform import ANN, BEN, HALL, request
from tests.core.scripted_engine import ScriptedEngine


@pytest.fixture
async def core(store: SqliteStore) -> AsyncIterator[Core]:
    """The core with all commands and alerts, and one answer of it, shown as the message C1/p17."""
    core = Core(store, BUILT_IN, [ScriptedEngine()], notify=lambda key, sentence: alerts.notify(key, sentence))
    alerts = Alerts(store, core.platforms, core.clock)
    core.start()
    serving = asyncio.create_task(alerts.serve())
    await core.play(request("chat", "asked", message="hello"))
    job = await store.job("asked")
    assert job
    await make_reportable(store, job, "C1/p17", core.clock.now(), link="https://chat.example/archives/C1/p17")
    yield core
    serving.cancel()
    with suppress(asyncio.CancelledError):
        await serving
    await core.shut_down()


async def alerted(core: Core) -> str:
    async with asyncio.timeout(30):
        while not core.platform.alerts:
            await asyncio.sleep(0.002)
    return render(core.platform.alerts[-1])


async def test_an_entry_on_a_message_opens_the_form_that_names_it(core: Core) -> None:
    pressed = await core.dispatcher.press(
        report_id("test", "C1/p17"), request_id="p1", caller=BEN, place=HALL, address=Address(platform="test")
    )
    assert isinstance(pressed, NeedsForm)
    assert pressed.command.name == "troubadour report"
    assert dict(pressed.filled) == {"message": "C1/p17"}


async def test_a_message_of_somebody_else_is_refused_immediately(core: Core) -> None:
    refused = await core.dispatcher.press(
        report_id("test", "C1/p99"), request_id="p1", caller=BEN, place=HALL, address=Address(platform="test")
    )
    assert isinstance(refused, Refused)
    assert refused.sentence == say("report-unknown")


@pytest.mark.parametrize("message", ["C1/p17", "https://chat.example/archives/C1/p17?thread=1", None])
async def test_a_report_tells_who_and_leads_to_the_answer(
    core: Core, message: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    asked = request("troubadour report", "r1", caller=BEN, reason="It is rude.", message=message)
    said = stated(await core.play(asked))
    assert said == render(say("report-thanks"))
    alert = await alerted(core)
    assert alert == "Ben reported my answer to /chat: “It is rude.” · https://chat.example/archives/C1/p17"
    assert "job asked was reported" in caplog.text
    assert "rude" not in caplog.text


async def test_everybody_is_heard_about_an_answer_once(core: Core) -> None:
    for number, (caller, reason) in enumerate(((ANN, "rude"), (BEN, "wrong"), (ANN, "really rude"))):
        await core.play(request("troubadour report", f"r{number}", caller=caller, reason=reason, message="C1/p17"))
    await core.play(request("chat", "other", message="hello"))
    await core.play(request("troubadour report", "r9", reason="this one too"))
    async with asyncio.timeout(30):
        while len(core.platform.alerts) < 3:
            await asyncio.sleep(0.002)
    assert [render(alert) for alert in core.platform.alerts] == [
        "Ann reported my answer to /chat: “rude” · https://chat.example/archives/C1/p17",
        "Ben reported my answer to /chat: “wrong” · https://chat.example/archives/C1/p17",
        "Ann reported my answer to /chat: “this one too”",  # it was shown in no message that the store knows
    ]


async def test_an_unknown_message_cannot_be_reported(core: Core) -> None:
    abroad = Place(platform="test", tenant="abroad", channel="hall")
    for number, (place, message) in enumerate(((HALL, "C1/p99"), (abroad, "C1/p17"), (abroad, None))):
        asked = request("troubadour report", f"r{number}", place=place, reason="no", message=message)
        assert failed(await core.play(asked)) == render(say("report-unknown"))
