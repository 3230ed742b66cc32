"""`/troubadour …`."""

import pytest

from core.domain.actions import Run
from core.i18n.rendering import render
from core.inference.requests import ChatRequest
from core.jobs.verdicts import Refused
from tests.core.commands.reading import buttons, failed, stated, written
from tests.core.conftest import Core
from tests.core.recording_platform import ANN, BEN, CHIEF, HALL, request
from tests.core.scripted_engine import ScriptedEngine


async def test_models_are_listed_by_task_and_chosen(core: Core, engine: ScriptedEngine) -> None:
    said = stated(await core.play(request("troubadour models", "r1")))
    assert "**Pictures**\n• script-text_to_image (script, licence: -), used here" in said
    said = stated(
        await core.play(request("troubadour models", "r2", task="chat_completion", choose="script-chat_completion"))
    )
    assert "From now on, I use script-chat_completion" in said
    await core.play(request("chat", "r3", message="hi"))
    assert engine.asked[-1].model == "script-chat_completion"
    await core.play(request("troubadour models", "r4", task="chat_completion", reset=True))
    await core.play(request("chat", "r5", message="hi"))
    assert engine.asked[-1].model is None


async def test_models_that_do_not_exist_or_need_a_task_are_refused(core: Core) -> None:
    refused = failed(await core.play(request("troubadour models", "r1", task="chat_completion", choose="gpt-9")))
    assert "“gpt-9” is not among the models of this place. /troubadour models lists them" in refused
    assert "--task" in failed(await core.play(request("troubadour models", "r2", choose="script-chat_completion")))


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("troubadour models", {"task": "chat_completion", "choose": "script-chat_completion", "place": True}),
        ("troubadour persona", {"description": "a pirate", "place": True}),
        ("troubadour usage", {"everybody": True}),
    ],
)
async def test_commands_that_affect_everybody_are_for_administrators(
    core: Core, name: str, options: dict[str, str | bool]
) -> None:
    asked = request(name, "r1").model_copy(update={"options": options})
    assert "administrators" in failed(await core.play(asked))
    chief = request(name, "r2", caller=CHIEF).model_copy(update={"options": options})
    assert stated(await core.play(chief))


async def test_a_persona_is_set_shown_and_reset(core: Core, engine: ScriptedEngine) -> None:
    assert "I am Troubadour" in stated(await core.play(request("troubadour persona", "r1")))
    await core.play(request("troubadour persona", "r2", description="a pirate"))
    assert "a pirate" in stated(await core.play(request("troubadour persona", "r3")))
    await core.play(request("troubadour persona", "r4", reset=True))
    assert "I am Troubadour" in stated(await core.play(request("troubadour persona", "r5")))


async def test_reset_forgets_this_conversation_and_no_other(core: Core, engine: ScriptedEngine) -> None:
    await core.play(request("chat", "r1", message="public words"))
    await core.play(request("chat", "r2", message="private words", private=True))
    assert "2 messages" in stated(await core.play(request("troubadour reset", "r3")))
    await core.play(request("chat", "r4", message="still?", private=True))
    ask = engine.asked[-1]
    assert isinstance(ask, ChatRequest)
    assert "private words" in [message.text for message in ask.messages]
    await core.play(request("chat", "r5", message="gone?"))
    ask = engine.asked[-1]
    assert isinstance(ask, ChatRequest)
    assert len(ask.messages) == 2


async def test_forget_me_asks_first_and_then_forgets_one_person(core: Core, engine: ScriptedEngine) -> None:
    await core.play(request("chat", "r1", message="I am Ann"))
    await core.play(request("chat", "r2", caller=BEN, message="I am Ben"))
    asked = await core.play(request("troubadour forget-me", "r3"))
    assert "cannot be undone" in stated(asked)
    sure = buttons(asked)["Yes, forget me"].action
    assert isinstance(sure, Run)
    await core.play(request(sure.command, "r4").model_copy(update={"options": sure.options}))
    await core.play(request("chat", "r5", caller=BEN, message="who is here?"))
    ask = engine.asked[-1]
    assert isinstance(ask, ChatRequest)
    said = [message.text for message in ask.messages]
    assert "I am Ben" in said
    assert "I am Ann" not in said
    assert await core.store.spends(ANN.key, 0) == []


async def test_pause_holds_everybody_but_not_the_managing_commands(core: Core) -> None:
    refused = await core.accept(request("troubadour pause", "r1"))
    assert isinstance(refused, Refused)
    await core.play(request("troubadour pause", "r2", caller=CHIEF))
    held = await core.accept(request("chat", "r3", message="hi"))
    assert isinstance(held, Refused)
    assert "paused" in render(held.sentence)
    assert "I am paused" in stated(await core.play(request("troubadour status", "r4")))
    await core.play(request("troubadour pause", "r5", caller=CHIEF, resume=True))
    await core.play(request("chat", "r6", message="hi"))


async def test_help_knows_every_command_and_every_option(core: Core) -> None:
    said = stated(await core.play(request("troubadour help", "r1")))
    for declared in core.dispatcher.registry:
        assert f"/{declared.name}: {declared.summary}" in said
    said = stated(await core.play(request("troubadour help", "r2", command="/imagine")))
    assert "• --count: How many pictures (1 to 4)" in said
    assert "portrait" in said
    assert "Known commands" in failed(await core.play(request("troubadour help", "r3", command="juggle")))


async def test_privacy_names_the_engines_and_the_days(core: Core) -> None:
    said = stated(await core.play(request("troubadour privacy")))
    assert "script" in said
    assert "30 days" in said


async def test_status_tells_version_health_and_jobs(core: Core) -> None:
    said = stated(await core.play(request("troubadour status")))
    assert "Troubadour scripted" in said
    assert "No other reply is running." in said


async def test_usage_counts_only_ones_own(core: Core) -> None:
    await core.play(request("imagine", "r1", caller=BEN, place=HALL, prompt="x", count=2))
    assert "nothing yet" in stated(await core.play(request("troubadour usage", "r2")))
    assert "pictures: 2 pictures" in stated(await core.play(request("troubadour usage", "r3", caller=BEN)))
    everybody = request("troubadour usage", "r4", caller=CHIEF, everybody=True)
    assert "pictures: 2 pictures" in stated(await core.play(everybody))


async def test_usage_names_people_and_shows_nothing_that_is_zero(core: Core) -> None:
    other = BEN.model_copy(update={"user": "ben2"})
    for number, caller in enumerate((BEN, BEN, other, ANN)):
        await core.play(request("imagine", f"r{number}", caller=caller, place=HALL, prompt="x"))
    events = await core.play(request("troubadour usage", "r9", caller=CHIEF, everybody=True, period="month"))
    said = stated(events)
    assert "• Ben (ben): 2 requests\n" in said  # two people have this name
    assert "• Ben (ben2): one request\n" in said
    assert "• Ann: one request" in said
    assert "$" not in said
    assert len(written(events, "history").splitlines()) == 3, "a chart of the one day with requests"


async def test_limits_name_people_who_are_known(core: Core) -> None:
    await core.play(request("chat", "r1", caller=BEN, message="hello"))
    for number, who in enumerate(("ben", "stranger")):
        await core.play(request("troubadour limits", f"b{number}", caller=CHIEF, who=who, treat="blocked"))
    said = stated(await core.play(request("troubadour limits", "r2", caller=CHIEF)))
    assert "• Ben: blocked here" in said
    assert "• stranger: blocked here" in said
