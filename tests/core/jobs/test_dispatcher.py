"""Requests at the edges of what is accepted."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from core.commands.catalogue import BUILT_IN
from core.domain.clock import SystemClock
from core.domain.events import Done, Failure
from core.domain.operating_limits import OperatingLimits
from core.domain.request import Attachment
from core.inference.cache import CachedEngine
from core.jobs.verdicts import Accepted, Refused
from core.quota.place_rules import parse_rates
from core.quota.policy import QuotaPolicy
from core.store.sqlite.store import SqliteStore
from tests.core.conftest import Core
from tests.core.recording_platform import CHIEF, request
from tests.core.scripted_engine import ScriptedEngine


@pytest.fixture
def engine() -> ScriptedEngine:
    return ScriptedEngine()


@pytest.fixture
async def core(store: SqliteStore, engine: ScriptedEngine) -> AsyncIterator[Core]:
    core = Core(store, BUILT_IN, [engine])
    core.start()
    yield core
    await core.shut_down()


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("imagine", {"prompt": "a fox"}),
        ("chat", {"message": "hello"}),
        ("complete", {"prompt": "Once"}),
        ("limerick", {"subject": "fish"}),
        ("speak", {"text": "hello"}),
    ],
)
async def test_the_same_can_be_made_anew(
    core: Core, engine: ScriptedEngine, command: str, options: dict[str, Any]
) -> None:
    await core.play(request(command, "r1", **options))
    assert not any(asked.fresh for asked in engine.asked)
    engine.asked.clear()
    await core.play(request(command, "r2", **options, fresh=True))
    assert engine.asked
    assert all(asked.fresh for asked in engine.asked)


@pytest.mark.parametrize("more", [0, 1])
async def test_as_many_files_as_allowed_are_accepted_and_not_one_more(core: Core, more: int) -> None:
    limits = OperatingLimits()
    file = Attachment(name="a.txt", media_type="text/plain", size=limits.attachment_bytes, source="test")
    given = request("chat", message="hello").model_copy(update={"attachments": (file,) * (limits.attachments + more)})
    assert isinstance(await core.dispatcher.accept(given), Refused if more else Accepted)


async def test_while_the_bot_is_paused_only_what_spends_is_refused(core: Core) -> None:
    await core.play(request("troubadour pause", "p1", caller=CHIEF))
    refused = await core.dispatcher.accept(request("imagine", "r1", prompt="a fox"))
    assert isinstance(refused, Refused)
    assert refused.sentence.id == "bot-paused"
    assert isinstance((await core.play(request("troubadour help", "r2")))[-1], Done)
    resume = request("troubadour pause", "p2", caller=CHIEF, resume=True)
    assert isinstance((await core.play(resume))[-1], Done)
    assert isinstance((await core.play(request("imagine", "r3", prompt="a fox")))[-1], Done)


async def test_a_kept_result_that_is_gone_before_it_is_shown_is_not_made_again_at_the_limit(
    store: SqliteStore, engine: ScriptedEngine
) -> None:
    cached = CachedEngine(engine, store, SystemClock())
    core = Core(store, BUILT_IN, [cached], policy=QuotaPolicy(user=parse_rates(["text_to_image=1/hour"])))
    core.start()
    await core.play(request("imagine", prompt="a fox", seed=7))
    await core.shut_down()
    assert isinstance(await core.dispatcher.accept(request("imagine", "r2", prompt="a fox", seed=7)), Accepted)
    await store.prune_cached_answers(1e12)
    core.start()
    events = await core.ended("r2")
    assert isinstance(events[-1], Failure)
    assert len(engine.asked) == 1
    await core.shut_down()
