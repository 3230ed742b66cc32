"""Events that the store refuses: Slack delivers them again, and the person is told once if that does not help."""

import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from adapters.slack.inbound.redelivery import LAST_ATTEMPT, PATIENCE_SECONDS
from core.domain.errors import StoreAway
from tests.adapters.slack.harness import AdapterHarness, config_for, logged, open_adapter
from tests.adapters.slack.oauth.test_installations import Moved
from tests.bot.processes import free_port
from tests.servers.slack_server import MovableClock, SlackServer
from tests.servers.slack_server.asked import UserAction
from tests.servers.slack_server.delivery import Delivery


class Disk:
    """A store that takes no request while it is `full`."""

    def __init__(self, harness: AdapterHarness, monkeypatch: pytest.MonkeyPatch) -> None:
        self.full: Exception | None = None
        accept = harness.store.accept

        async def guarded(*given: Any, **decided: Any) -> bool:
            if self.full is not None:
                raise self.full
            return await accept(*given, **decided)

        monkeypatch.setattr(harness.store, "accept", guarded)


@asynccontextmanager
async def over_http(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> AsyncGenerator[tuple[SlackServer, Disk]]:
    """A bot that gets its events over HTTP."""
    caplog.set_level(logging.INFO, "adapters.slack")
    port = free_port()
    async with SlackServer(mode="http") as server:
        assert isinstance(server.clock, MovableClock)
        server.http.url = f"http://127.0.0.1:{port}/slack/events"
        config = config_for(server, http_port=port)
        async with open_adapter(folder, config, clock=Moved(server.clock)) as harness:
            await logged(caplog, "connected to Slack")
            yield server, Disk(harness, monkeypatch)
        assert server.problems == []


def deliveries_of(server: SlackServer, asked: UserAction) -> list[Delivery]:
    """The deliveries of an event so far."""
    return [each for each in server.deliveries.sent if each.payload is asked.delivery.payload]


async def delivered(server: SlackServer, asked: UserAction, count: int) -> list[int | None]:
    """The HTTP statuses of the first deliveries of an event."""

    def settled() -> list[Delivery] | None:
        found = deliveries_of(server, asked)
        return found if len(found) >= count and all(each.status for each in found[:count]) else None

    found = await server.state.changes.until(settled, what=f"{count} deliveries")
    return [each.status for each in found[:count]]


def told(server: SlackServer) -> list[str]:
    """What people were told privately."""
    return [message.text for message in server.state.messages.values() if message.ephemeral]


async def test_a_mention_that_cannot_be_stored_comes_again_and_is_answered_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with over_http(tmp_path, monkeypatch, caplog) as (server, disk):
        disk.full = StoreAway("store-failed")
        asked = await server.direct_message("good evening")
        assert await delivered(server, asked, 2) == [503, 503]
        assert not asked.messages
        disk.full = None
        server.advance(60)
        assert await delivered(server, asked, 3) == [503, 503, 200]
        answer = await asked.shows(lambda message: "Again" in message.buttons)
        assert [message.ts for message in asked.messages] == [answer.ts]
        assert told(server) == []


async def test_an_edit_that_adds_a_mention_comes_again_until_it_is_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with over_http(tmp_path, monkeypatch, caplog) as (server, disk):
        written = await server.write("good evening")
        assert written.message
        disk.full = StoreAway("store-failed")
        await server.edit(written.message, f"<@{server.bot.id}> good evening")
        await server.state.changes.until(
            lambda: [each.status for each in server.deliveries.sent].count(503) == 2, what="two refused deliveries"
        )
        disk.full = None
        server.advance(60)
        await written.shows(lambda message: "Again" in message.buttons)
        assert told(server) == []


@pytest.mark.parametrize("error", [StoreAway("store-failed"), RuntimeError("the disk is on fire")])
async def test_only_the_last_delivery_tells_the_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    async with over_http(tmp_path, monkeypatch, caplog) as (server, disk):
        disk.full = error
        asked = await server.mention("good evening")
        for count, seconds in ((2, 60.0), (3, 300.0)):
            assert await delivered(server, asked, count) == [503] * count
            assert told(server) == []
            server.advance(seconds)
        assert await delivered(server, asked, LAST_ATTEMPT + 1) == [503, 503, 503, 200]
        await asked.refused()
        assert len(told(server)) == 1


async def test_after_ten_minutes_people_are_told_and_slack_sees_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with over_http(tmp_path, monkeypatch, caplog) as (server, disk):
        disk.full = StoreAway("store-failed")
        server.deliveries.retry_seconds = ()
        first = await server.mention("good evening")
        assert await delivered(server, first, 1) == [503]
        server.advance(PATIENCE_SECONDS)
        later = await server.mention("good night", by=server.friend)
        assert await delivered(server, later, 1) == [200]
        await later.refused()
        disk.full = None
        assert await delivered(server, await server.direct_message("good morning"), 1) == [200]
        disk.full = StoreAway("store-failed")
        assert await delivered(server, await server.direct_message("good morning again"), 1) == [503]


async def test_in_socket_mode_an_event_that_cannot_be_stored_has_no_acknowledgement(
    server: SlackServer, harness: AdapterHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(harness, monkeypatch)
    disk.full = StoreAway("store-failed")
    server.deliveries.acknowledge_seconds = 0.3
    asked = await server.direct_message("good evening")
    await server.state.changes.until(lambda: len(deliveries_of(server, asked)) == 2, what="a second delivery")
    assert not deliveries_of(server, asked)[0].acknowledged
    disk.full = None
    server.deliveries.acknowledge_seconds = 30.0
    server.advance(60)
    answer = await asked.shows(lambda message: "Again" in message.buttons)
    assert [message.ts for message in asked.messages] == [answer.ts]


async def test_a_command_that_cannot_be_stored_is_refused_at_once(
    server: SlackServer, harness: AdapterHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    Disk(harness, monkeypatch).full = StoreAway("store-failed")
    asked = await server.command("/chat", "hello")
    assert not (await asked.acknowledged()).failed
    assert await asked.refused()


async def test_the_second_event_of_a_message_waits_for_the_first(
    server: SlackServer, harness: AdapterHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mention in a direct message comes as two events. Neither is acknowledged before the request is stored."""
    disk = Disk(harness, monkeypatch)
    disk.full = StoreAway("store-failed")
    server.deliveries.retry_seconds = ()
    server.deliveries.acknowledge_seconds = 0.3
    asked = await server.direct_message("good evening")
    mention = asked.delivery.payload["event"] | {"type": "app_mention"}
    twin = Delivery("events_api", asked.delivery.payload | {"event": mention, "event_id": "Ev0TWIN"})
    await server.deliveries.send(twin)
    await server.state.changes.until(lambda: twin.failed and asked.delivery.failed, what="both failed")
    assert not twin.acknowledged
    assert not asked.delivery.acknowledged
