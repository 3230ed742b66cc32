"""The operator's page: for administrators alone, in words, and what it changes are commands."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from adapters.web.config import WebConfig
from core.commands.troubadour.block import block_
from core.commands.troubadour.pause import pause
from core.store.sqlite.store import SqliteStore
from tests.adapters.web.browsing import Browser
from tests.adapters.web.conftest import SECRET, Served
from tests.adapters.web.scripted import SCRIPTED
from tests.adapters.web.web_assembly import WebAssembly
from tests.core.quota.samples import spend
from tests.core.scripted_engine import ScriptedEngine


@pytest.fixture
async def locked(store: SqliteStore) -> WebAssembly:
    """A room with a password."""
    config = WebConfig(secret=SECRET, heartbeat_seconds=0.05, web_password="sesame")
    assembly = WebAssembly(store, config, (*SCRIPTED, pause, block_), [ScriptedEngine()])
    assembly.start()
    return assembly


@pytest.fixture
async def chief(locked: WebAssembly, served: Served) -> AsyncIterator[Browser]:
    """Its administrator."""
    browser = Browser(await served(locked))
    await browser.post("/enter", {"token": locked.room.one_time_link().rpartition("#")[2]})
    yield browser
    await browser.client.session.close()


def section(state: Any, name: str) -> list[Any]:
    return next(list(each["lines"]) for each in state["sections"] if each["name"] == name)


@pytest.mark.parametrize("path", ["/api/operator", "/api/operator/usage"])
async def test_only_administrators_read_it(chief: Browser, path: str) -> None:
    other = Browser(chief.server)
    await other.get(path, 401)
    await other.post("/enter", {"password": "sesame"})
    refused = await other.get(path, 403)
    assert "administrators" in refused["error"]
    await chief.get(path)
    await chief.get(path, 403, Sec_Fetch_Site="cross-site")
    assert (await other.open("/operator")).status == 200
    assert "sesame" not in await (await other.open("/operator")).text()
    await other.client.session.close()


async def test_what_the_page_changes_are_commands(chief: Browser) -> None:
    line = section(await chief.get("/api/operator"), "state")[0]
    assert (line["text"], line["trouble"]) == ("Commands are accepted.", False)
    pressed = {"id": chief.new_id(), "line": "", **{name: line["button"][name] for name in ("command", "options")}}
    verdict = await chief.post("/api/requests", pressed)
    await chief.sees_ending(verdict["reply"])
    line = section(await chief.get("/api/operator", Accept_Language="de"), "state")[0]
    assert line["text"] == "Ich mache Pause: Für niemanden entsteht etwas."
    assert line["trouble"]
    assert line["button"] == {"label": "Weitermachen", "command": "troubadour pause", "options": {"resume": True}}


async def test_a_block_of_the_room_is_lifted_there(chief: Browser) -> None:
    user = "0123456789abcdef"
    await chief.sees_ending(await chief.accepted(f"/troubadour block {user}"))
    line = section(await chief.get("/api/operator"), "blocks")[0]
    assert line["text"].startswith(f"• {user} (the web room), since")
    pressed = {"id": chief.new_id(), "line": "", **{name: line["button"][name] for name in ("command", "options")}}
    await chief.sees_ending((await chief.post("/api/requests", pressed))["reply"])
    assert section(await chief.get("/api/operator"), "blocks") == []


async def test_usage_is_drawn_by_day_task_person_and_model(
    chief: Browser, store: SqliteStore, locked: WebAssembly
) -> None:
    now = locked.clock.now()
    for ago, units in ((0, 2), (3 * 86_400, 1), (20 * 86_400, 4)):
        await store.record(replace(spend("j", units), user_key="discord:1:77", at=now - ago))
    await store.record(replace(spend("j", 1), user_key="", at=now))
    week = (await chief.get("/api/operator/usage?period=week"))["charts"]
    assert [count for _, count in week["day"]] == [1, 3]
    assert week["person"] == [["77 (Discord)", 3], ["forgotten people", 1]]
    assert [count for _, count in week["task"]] == [4]
    assert [count for _, count in (await chief.get("/api/operator/usage?period=month"))["charts"]["task"]] == [8]
    assert (await chief.get("/api/operator/usage?period=day"))["charts"]["day"] == []
    await chief.get("/api/operator/usage?period=year", 400)


async def test_an_error_of_a_page_is_found_by_its_number(
    chief: Browser, store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(store, "conversations", fail)
    told = (await chief.get("/api/conversations", 500))["error"]
    line = section(await chief.get("/api/operator"), "errors")[0]["text"]
    assert line.removeprefix("• ").partition(" ")[0] in told
    assert "GET /api/conversations (the web room): ZeroDivisionError" in line
