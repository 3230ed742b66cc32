"""`/troubadour overview`: the state of the bot in words, and of others' places nothing."""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence

import pytest
from pydantic import JsonValue

from core.commands.catalogue import BUILT_IN
from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import CommandOptions
from core.domain.events import Event
from core.domain.request import Caller, Place
from core.domain.sentences import Quote, say
from core.inference.engine import Rest
from core.jobs.verdicts import Refused
from core.quota.place_rules import parse_budgets, parse_rates
from core.quota.policy import QuotaPolicy
from core.store.alerts import ALERTS_SCOPE, report_key
from core.store.error_log import KEPT_ERRORS, ErrorLog, recent_errors
from core.store.sqlite.store import SqliteStore
from tests.core.commands.reading import failed, stated
from tests.core.conftest import Core
from tests.core.recording_platform import BEN, CHIEF, HALL, RecordingPlatform, request
from tests.core.scripted_engine import ScriptedEngine

ABROAD = Caller(platform="test", tenant="abroad", user="eve", name="Eve", admin=True)
FAR_HALL = Place(platform="test", tenant="abroad", channel="hall")


@command("break", summary="Fails")
async def break_(options: CommandOptions, context: Context) -> AsyncGenerator[Event, None]:
    """Raises what nobody expects."""
    raise ZeroDivisionError("a secret that somebody typed")
    yield  # type: ignore[unreachable]


class RestingEngine(ScriptedEngine):
    """An engine of which one provider rests."""

    def rests(self) -> Sequence[Rest]:
        return [Rest(provider="flaky", reason="failing", seconds=20.0)]


class NamingPlatform(RecordingPlatform):
    """A platform that knows its tenants by name."""

    serves_operators = False

    async def tenant_name(self, tenant: str) -> str | None:
        return {"home": "Home Sweet Home"}.get(tenant)

    def serves_tenant(self, tenant: str) -> bool:
        return tenant != "abroad"


class OperatorsPlatform(NamingPlatform):
    """The platform of the operator."""

    serves_operators = True


@pytest.fixture
async def core(store: SqliteStore) -> AsyncIterator[Core]:
    """The core with limits, all commands and one that breaks."""
    policy = QuotaPolicy(user=parse_rates(["text_to_image=10/hour"]), budgets={"bot": parse_budgets(["5/day"])})
    core = Core(store, (*BUILT_IN, break_), [RestingEngine()], policy=policy)
    core.platform = core.platforms["test"] = NamingPlatform()
    core.start()
    yield core
    await core.shut_down()


async def overview(core: Core, of: str | None = None, *, caller: Caller = CHIEF, place: Place = HALL) -> str:
    asked = request("troubadour overview", f"o-{of}-{caller.user}", caller=caller, place=place, of=of)
    return stated(await core.play(asked))


async def test_it_is_for_administrators(core: Core) -> None:
    assert isinstance(await core.accept(request("troubadour overview", "r1")), Refused)
    said = await overview(core)
    for head in ("State", "Queue", "Models", "Servers and workspaces", "Limits", "Reports", "Blocked people", "Errors"):
        assert f"**{head}**" in said


async def test_an_error_is_found_by_its_number_and_tells_no_words(core: Core) -> None:
    told = failed(await core.play(request("break", "r1")))
    said = await overview(core, "errors")
    number = said.splitlines()[1].split(" · ")[0].removeprefix("• ")
    assert number in told
    assert "/break (Test: Home Sweet Home): ZeroDivisionError · tests/core/commands/test_overview.py:" in said
    assert "secret" not in said
    assert "Nothing." in await overview(core, "errors", caller=ABROAD, place=FAR_HALL)


async def test_only_the_newest_errors_are_kept(core: Core, store: SqliteStore) -> None:
    log = ErrorLog(store, core.clock)
    numbers = [await log.note(ValueError(), "/chat") for _ in range(KEPT_ERRORS + 2)]
    kept = {error.number for error in await recent_errors(store, core.clock.now())}
    assert len(kept) == KEPT_ERRORS
    assert numbers[-1] in kept
    assert await recent_errors(store, core.clock.now() + 8 * 86_400) == []
    await store.set_preference("bot:errors", "odd", {"of": "another version"})
    assert len(await recent_errors(store, core.clock.now())) == KEPT_ERRORS


async def test_errors_of_a_place_go_with_it(core: Core, store: SqliteStore) -> None:
    log = ErrorLog(store, core.clock)
    for place in (HALL, FAR_HALL):
        await log.note(ValueError(), "/chat", place.key)
    await store.delete_place("test:abroad", core.clock.now())
    assert [error.place for error in await recent_errors(store, core.clock.now())] == [HALL.key]


async def test_the_queue_names_people_and_shows_only_those_of_the_place(core: Core, store: SqliteStore) -> None:
    now = core.clock.now()
    for id, caller, place in (("q1", BEN, HALL), ("q2", ABROAD, FAR_HALL)):
        await store.accept(request("chat", id, caller=caller, place=place), [], now, runnable_at=now + 1000)
    said = await overview(core, "queue")
    assert "• /chat, Ben (Test: Home Sweet Home): waiting since" in said
    assert "Eve" not in said
    core.platform = core.platforms["test"] = OperatorsPlatform()
    said = await overview(core, "queue", caller=CHIEF.model_copy(update={"user": "operator"}))
    assert "Ben" in said
    assert "Eve (Test: abroad)" in said


async def test_models_tell_which_providers_rest(core: Core) -> None:
    said = await overview(core, "models")
    assert "• flaky: it keeps failing; I try again at" in said
    assert "**Pictures**\n• script-text_to_image (script, licence: -)" in said


async def test_places_tell_who_may_use_the_bot(core: Core, store: SqliteStore) -> None:
    await store.note_joined(["test:home", "test:abroad"])
    assert await overview(core, "places") == (
        "**Servers and workspaces**\n• Test: Home Sweet Home: everybody may use me"
    )
    await core.play(request("troubadour block", "b1", caller=CHIEF, user="<@ben|Ben>"))
    await core.play(request("chat", "c1", message="hi"))
    await core.play(request("troubadour limits", "l1", caller=CHIEF, who="ann", treat="blocked", everywhere=True))
    core.platform = core.platforms["test"] = OperatorsPlatform()
    said = await overview(core, "places", caller=CHIEF.model_copy(update={"user": "operator"}))
    assert "Home Sweet Home: everybody may use me, except Ann, Ben" in said
    assert "• Test: abroad: nobody may use me, because the operator has not listed it" in said


async def test_limits_blocks_and_the_state(core: Core, store: SqliteStore) -> None:
    await core.play(request("chat", "c1", message="hi"))
    said = await overview(core, "limits")
    assert "• each person, pictures: 10 per hour" in said
    assert "The budget of the whole bot: 4 of 5 requests left" in said
    await core.play(request("troubadour block", "b1", caller=CHIEF, user="<@ben|Ben>"))
    assert "• Ben (Test: Home Sweet Home), since" in await overview(core, "blocks")
    assert "Nothing." in await overview(core, "blocks", caller=ABROAD, place=FAR_HALL)
    assert "Commands are accepted." in await overview(core, "state")
    await core.play(request("troubadour pause", "p1", caller=CHIEF))
    assert "I am paused" in await overview(core, "state", caller=CHIEF.model_copy(update={"user": "second"}))


async def test_reports_stay_in_their_place_and_other_alerts_are_for_all(core: Core, store: SqliteStore) -> None:
    report = say("report-alert-unlinked", name=Quote(text="Eve"), command="/chat", reason=Quote(text="rude"))
    for key, sentence in ((report_key("j", ABROAD.key), report), ("gone", say("bot-no-engine"))):
        kept: JsonValue = {"at": core.clock.now(), "sentence": sentence.model_dump(mode="json")}
        await store.set_preference(ALERTS_SCOPE, key, kept)
    assert "Eve reported" in await overview(core, "reports", caller=ABROAD, place=FAR_HALL)
    assert "Nothing." in await overview(core, "reports")
    assert "Nothing." not in await overview(core, "alerts")
    status = stated(await core.play(request("troubadour status", "s1", caller=CHIEF)))
    assert "Needs attention" in status
    assert "Eve" not in status
