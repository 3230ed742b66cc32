"""A caller that has little time learns that the database is away before its platform gives up."""

import asyncio

import pytest

from core.commands.catalogue import BUILT_IN
from core.domain.errors import StoreAway
from core.jobs import dispatcher
from core.jobs.verdicts import Accepted, Refused
from core.store.postgres import connections, database, unit_runs
from core.store.postgres.store import PostgresStore
from tests.assembly import Assembly
from tests.core.recording_platform import request
from tests.core.scripted_engine import ScriptedEngine
from tests.core.store.conftest import NEVER
from tests.servers.postgres_proxy import PostgresProxy


async def test_a_request_is_refused_in_time_on_connections_that_are_dead(
    store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unit_runs, "UNIT_SECONDS", 1000.0)
    monkeypatch.setattr(database, "UNIT_SECONDS", 1000.0)
    monkeypatch.setattr(database, "LINE_SECONDS", 1000.0)
    monkeypatch.setattr(database, "SUSPECT_SECONDS", 1000.0)
    monkeypatch.setattr(connections, "CONNECT_SECONDS", 2)
    async with PostgresProxy(store_url) as proxy:
        store = await PostgresStore.open(proxy.url, direct_url=store_url, poll_seconds=NEVER, connections=2)
        bot = Assembly(store, BUILT_IN, [ScriptedEngine()])
        before = [request("chat", f"before {n}", message="hi") for n in range(4)]
        await asyncio.gather(*map(bot.dispatcher.accept, before))
        proxy.frozen = True
        monkeypatch.setattr(dispatcher, "STORE_SECONDS", 0.2)
        async with asyncio.timeout(60):
            for n in range(6):  # more than there are connections
                verdict = await bot.dispatcher.accept(request("chat", f"{n}", message="hi"))
                assert isinstance(verdict, Refused)
                assert verdict.retryable
            asked = request("chat", "pressed", message="hi")
            pressed = await bot.dispatcher.press(
                "stop-before 1", request_id=asked.id, caller=asked.caller, place=asked.place, address=asked.address
            )
            assert isinstance(pressed, Refused)
            with pytest.raises(StoreAway):
                await bot.dispatcher.accept_edit(asked, "1")
        monkeypatch.setattr(dispatcher, "STORE_SECONDS", 60.0)
        proxy.frozen = False
        assert isinstance(await bot.dispatcher.accept(request("chat", "1", message="hi")), Accepted)
        await store.close()
