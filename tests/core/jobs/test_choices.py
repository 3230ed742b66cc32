"""A job reads the choices of its caller and its place once, when it begins."""

from collections.abc import AsyncGenerator

from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import CommandOptions
from core.domain.events import Event, TextDelta
from core.store.sqlite.store import SqliteStore
from tests.core.commands.reading import written
from tests.core.conftest import Core
from tests.core.recording_platform import ANN, HALL, request


@command("look", summary="Tells the persona, before and after somebody changes it")
async def look(options: CommandOptions, context: Context) -> AsyncGenerator[Event, None]:
    yield TextDelta(part="answer", text=f"{context.preference('persona')} ")
    await context.store.set_preference(ANN.key, "persona", "a bear")
    yield TextDelta(part="answer", text=f"{context.preference('persona')}")


async def test_a_job_sees_one_state_of_the_choices_and_the_next_job_the_new_one(store: SqliteStore) -> None:
    await store.set_preference(HALL.key, "persona", "an owl")
    core = Core(store, (look,))
    core.start()
    assert written(await core.play(request("look", "r1"))) == "an owl an owl"
    assert written(await core.play(request("look", "r2"))) == "a bear a bear"
    await core.shut_down()
