"""`/troubadour showing`: the choices of a person, and of an administrator for a place."""

from core.domain.request import Request
from core.preferences.choices import LATE_DIRECT, SHOWING, preference
from tests.core.commands.reading import failed, stated
from tests.core.conftest import Core
from tests.core.recording_platform import ANN, BEN, CHIEF, HALL, request


def for_place(asked: Request) -> Request:
    """The request with the option --place."""
    return asked.model_copy(update={"options": {**asked.options, "place": True}})


async def test_a_persons_choice_counts_before_the_places(core: Core) -> None:
    assert "usual" in stated(await core.play(request("troubadour showing", "r1")))
    await core.play(for_place(request("troubadour showing", "r2", caller=CHIEF, how="calm")))
    assert "once" in stated(await core.play(request("troubadour showing", "r3", how="final")))
    assert await preference(core.store, ANN, HALL, SHOWING) == "final"
    assert await preference(core.store, BEN, HALL, SHOWING) == "calm"
    await core.play(request("troubadour showing", "r4", reset=True))
    assert await preference(core.store, ANN, HALL, SHOWING) == "calm"


async def test_only_administrators_choose_for_a_place(core: Core) -> None:
    events = await core.play(for_place(request("troubadour showing", "r1", how="final")))
    assert "administrators" in failed(events)
    assert await preference(core.store, BEN, HALL, SHOWING) is None


async def test_to_be_written_to_is_asked_for_and_taken_back_by_everybody_alone(core: Core) -> None:
    assert "send you no direct messages" in stated(await core.play(request("troubadour showing", "r1")))
    assert "send it to you" in stated(await core.play(request("troubadour showing", "r2", late_direct="yes")))
    assert (await core.store.preferences(ANN.key))[LATE_DIRECT] == "yes"
    assert LATE_DIRECT not in await core.store.preferences(HALL.key)
    await core.play(request("troubadour showing", "r3", reset=True))
    assert LATE_DIRECT not in await core.store.preferences(ANN.key)
