"""Commands name people as the room shows them."""

from typing import Any

import pytest

from adapters.web.config import WebConfig
from adapters.web.visitors import PLACE
from core.commands.catalogue import BUILT_IN
from core.inference.builtin import BuiltinEngine, Pace
from core.quota.policy import QuotaPolicy
from core.store.sqlite.store import SqliteStore
from tests.adapters.web.browsing import Browser
from tests.adapters.web.conftest import SECRET, Visit
from tests.adapters.web.web_assembly import WebAssembly


@pytest.fixture
async def assembly(store: SqliteStore) -> WebAssembly:
    """A room where people can be blocked and limited."""
    config, builtin = WebConfig(secret=SECRET, heartbeat_seconds=0.05), BuiltinEngine(Pace(delay_seconds=0))
    assembly = WebAssembly(store, config, BUILT_IN, [builtin], policy=QuotaPolicy())
    assembly.start()
    return assembly


MAKING = "/imagine a fox --size small"


async def said(browser: Browser, line: str) -> str:
    """The statement in the reply to a line."""
    reply = await browser.accepted(line)
    await browser.sees_ending(reply)
    lines = [each for each in await browser.sees() if each["reply"] == reply and each["event"] == "statement"]
    return str(lines)


async def user_of(browser: Browser) -> str:
    """The id that a visitor's name shows."""
    reply = await browser.accepted("hello")
    await browser.sees_ending(reply)
    (line,) = [each for each in await browser.sees() if each["reply"] == reply and each["event"] == "asked"]
    return str(line["user"])


async def suggested(browser: Browser, text: str) -> list[dict[str, Any]]:
    found = await browser.get(f"/api/suggest?command=troubadour block&option=user&text={text}")
    return list(found["suggestions"])


async def test_somebody_is_blocked_and_let_back_in_by_the_name_that_the_room_shows(ada: Browser, visit: Visit) -> None:
    mallory = await visit("Mallory M")
    await mallory.sees_ending(await mallory.accepted("hello"))
    assert await suggested(ada, "mal") == [{"value": "Mallory M", "label": "Mallory M"}]
    assert "Mallory M" in await said(ada, '/troubadour block "mallory m"')
    assert (await mallory.ask(MAKING))["verdict"] == "refused"
    assert "Mallory M" in await said(ada, "/troubadour block @Mallory M --lift")
    assert (await mallory.ask(MAKING))["verdict"] == "accepted"


async def test_limits_name_people_as_the_room_shows_them(ada: Browser, visit: Visit) -> None:
    mallory = await visit("Mallory M")
    await user_of(mallory)
    found = await ada.get("/api/suggest?command=troubadour limits&option=who&text=mal")
    assert found["suggestions"] == [{"value": "Mallory M", "label": "Mallory M"}]
    said_so = await said(ada, '/troubadour limits --who "mallory m" --treat blocked')
    assert "• Mallory M: blocked here" in said_so
    assert (await mallory.ask(MAKING))["verdict"] == "refused"
    assert "Nobody here" in str((await ada.ask("/troubadour limits --who Nobody --treat exempt"))["sentence"])
    assert "Mallory" not in await said(ada, '/troubadour limits --who "Mallory M" --reset')
    assert (await mallory.ask(MAKING))["verdict"] == "accepted"


async def test_unknown_and_ambiguous_names_are_refused(ada: Browser, visit: Visit) -> None:
    first, second = await visit("Mallory"), await visit("Mallory")
    ids = {await user_of(first), await user_of(second)}
    refused = await ada.ask("/troubadour block Mallory")
    assert refused["verdict"] == "refused"
    assert all(id in str(refused["sentence"]) for id in ids)
    assert {each["value"] for each in await suggested(ada, "Mallory")} == ids
    assert "Nobody here" in str((await ada.ask("/troubadour block Nobody"))["sentence"])
    await said(ada, f"/troubadour block {await user_of(second)}")
    assert (await second.ask(MAKING))["verdict"] == "refused"
    assert (await first.ask(MAKING))["verdict"] == "accepted"


async def test_the_name_of_a_forgotten_person_is_unknown(ada: Browser, visit: Visit) -> None:
    mallory = await visit("Mallory")
    await mallory.sees_ending(await mallory.accepted("hello"))
    assert await suggested(ada, "")
    await said(mallory, "/troubadour forget-me --confirm")
    assert "Mallory" not in str(await suggested(ada, ""))


async def test_a_long_log_is_not_read_for_a_name(
    ada: Browser, assembly: WebAssembly, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ada.sees_ending(await ada.accepted("hello"))
    await assembly.store.append(PLACE.key, "other", "web:web:0123", None, [{"event": "asked", "name": "Mallory"}], 1.0)

    async def read(*_: object) -> None:
        raise AssertionError("the whole log is read")

    monkeypatch.setattr(assembly.store, "read", read)
    names = [each["label"] for each in await suggested(ada, "")]
    assert names == sorted(names)
    assert "Mallory" in names
    assert len(names) == 2
