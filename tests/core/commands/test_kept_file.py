"""The command behind the button that shows a file which could not be shown before."""

from core.commands.kept_file import run_of
from core.domain.events import Begin, Failure, Picture
from tests.core.commands.reading import buttons, every
from tests.core.conftest import Core
from tests.core.recording_platform import request
from tests.core.scripted_engine import ScriptedEngine


async def _made(core: Core) -> Picture:
    events = await core.play(request("imagine", prompt="a red square"))
    (made,) = every(Picture, events)
    return made


async def test_a_kept_picture_is_shown_without_a_model(core: Core, engine: ScriptedEngine) -> None:
    made = await _made(core)
    asked = len(engine.asked)
    events = await core.play(request("show", "r2", event=run_of(made, private=False).options["event"]))
    assert every(Picture, events) == [made]
    assert [begun.kind for begun in every(Begin, events)] == ["picture"]
    assert set(buttons(events)) == {"Delete"}
    assert len(engine.asked) == asked


async def test_a_file_that_is_no_longer_kept_is_an_honest_error(core: Core) -> None:
    made = await _made(core)
    gone = made.model_copy(update={"media": made.media.model_copy(update={"sha256": "0" * 64})})
    events = await core.play(request("show", "r2", event=run_of(gone, private=False).options["event"]))
    (failure,) = every(Failure, events)
    assert failure.error.id is None, "it is no internal error"


async def test_the_command_is_behind_its_button_alone(core: Core) -> None:
    assert "show" not in [declared.name for declared in core.registry]
    assert "show" not in core.registry.syntaxes
    made = await _made(core)
    assert run_of(made, private=True).options["private"] is True
