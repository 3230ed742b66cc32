"""What administrators of the room read: people by name, everything of the bot, and links to what was reported."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters.web.config import WebConfig
from core.commands.chat import chat
from core.commands.troubadour.report import report
from core.commands.troubadour.usage import usage
from core.domain.sentences import Sentence
from core.i18n.rendering import render
from core.store.sqlite.store import SqliteStore
from tests.adapters.web.browsing import Browser
from tests.adapters.web.conftest import SECRET, Served
from tests.adapters.web.web_assembly import WebAssembly
from tests.core.quota.samples import spend
from tests.core.scripted_engine import ScriptedEngine


@pytest.fixture
def told() -> list[Sentence]:
    """The alerts."""
    return []


@pytest.fixture
async def chief(store: SqliteStore, served: Served, told: list[Sentence]) -> AsyncIterator[Browser]:
    """An administrator in a room with real commands."""
    commands = (chat, report, usage)
    assembly = WebAssembly(
        store,
        WebConfig(secret=SECRET, heartbeat_seconds=0.05),
        commands,
        [ScriptedEngine()],
        notify=lambda _, sentence: told.append(sentence),
    )
    assembly.start()
    browser = await Browser(await served(assembly)).visit("Chief")
    yield browser
    await browser.client.session.close()


async def test_an_administrator_reads_of_people_on_every_platform(chief: Browser, store: SqliteStore) -> None:
    await store.record(replace(spend("j", 2), user_key="discord:1:77", tenant="discord:1", at=2e9))
    reply = await chief.accepted("/troubadour usage --everybody")
    await chief.sees_ending(reply)
    said = [text for line in await chief.sees() for text in line.get("sentences", ())]
    assert "• 77 (Discord): 2 requests" in said


async def test_a_report_leads_to_the_reply(chief: Browser, told: list[Sentence]) -> None:
    reply = await chief.accepted("hello")
    await chief.sees_ending(reply)
    await chief.sees_ending(await chief.accepted("/troubadour report It is rude."))
    assert render(told[0]) == f"Chief reported my answer to /chat: “It is rude.” · {chief.origin}/#asked-{reply}"
