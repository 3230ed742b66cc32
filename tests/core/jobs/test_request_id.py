"""The id of a request in what is logged for it."""

import asyncio
import logging
from collections.abc import AsyncGenerator

import pytest

from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import CommandOptions
from core.domain.errors import StoreAway
from core.domain.events import Event, TextDelta
from core.domain.request_id import REQUEST_ID
from core.i18n.rendering import render
from core.jobs.verdicts import Refused
from core.store.sql.store import SqlStore
from tests.assembly import Assembly
from tests.core.recording_platform import RecordingPlatform, request

logger = logging.getLogger("of.a.library")


class NoOptions(CommandOptions):
    """No options."""


@command("talkative", summary="Logs from a task and a thread")
async def talkative(options: NoOptions, context: Context) -> AsyncGenerator[Event, None]:
    """Logs where the work of a command goes."""
    await asyncio.create_task(_log("task"))
    await asyncio.to_thread(logger.warning, "thread")
    yield TextDelta(part="answer", text="said")
    raise RuntimeError("not foreseen")


async def _log(text: str) -> None:
    logger.warning(text)


async def test_a_person_who_is_refused_while_the_store_is_away_is_told_it(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object, **__: object) -> None:
        raise StoreAway("store-full")

    assembly = Assembly(store, [talkative])
    monkeypatch.setattr(store, "accept", away)
    verdict = await assembly.accept(request("talkative", "first"))
    assert isinstance(verdict, Refused)
    assert render(verdict.told).endswith("Request id: first")
    # The log has the reason itself.
    assert verdict.sentence.id == "store-full"
    mistyped = await assembly.accept(request("talkativ", "second"))
    assert isinstance(mistyped, Refused)
    assert "second" not in render(mistyped.told)


async def test_it_is_known_wherever_the_work_for_a_request_goes(store: SqlStore) -> None:
    seen: list[tuple[str, str]] = []

    class Noting(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            seen.append((REQUEST_ID.get(), record.getMessage()))

    assembly = Assembly(store, [talkative])
    platform = RecordingPlatform()
    assembly.platforms[platform.name] = platform
    assembly.start()
    handler = Noting(logging.WARNING)
    logging.getLogger().addHandler(handler)
    try:
        for id in ("first", "second"):
            await assembly.accept(request("talkative", id))
            await assembly.wait_for(id)
            logger.warning("after")
    finally:
        logging.getLogger().removeHandler(handler)
        await assembly.shut_down()
    for id in ("first", "second"):
        said = [text for request_id, text in seen if request_id == id]
        assert said[:2] == ["task", "thread"]
        assert f"of job {id}" in said[2]
    assert [text for request_id, text in seen if not request_id and text == "after"] == ["after", "after"]
