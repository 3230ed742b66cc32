"""The adapter: how it connects, what it reports if it cannot connect, and how it stops."""

import asyncio
import logging
from pathlib import Path
from typing import Literal

import pytest

from core.domain.sentences import say
from tests.adapters.slack.harness import AdapterHarness, Held, config_for, logged, open_adapter
from tests.bot.processes import free_port
from tests.servers.slack_server import SlackServer
from tests.servers.slack_server.http_events import Signature
from tests.servers.slack_server.rules import BOT_SCOPES
from tests.servers.slack_server.server import APP_TOKEN


@pytest.mark.parametrize(("change", "named"), [("bot_token", "SLACK_BOT_TOKEN"), ("app_token", "SLACK_APP_TOKEN")])
async def test_a_bad_token_is_one_sentence(
    server: SlackServer, tmp_path: Path, caplog: pytest.LogCaptureFixture, change: str, named: str
) -> None:
    async with open_adapter(tmp_path, config_for(server, **{change: "xoxb-of-somebody-else"})):
        said = await logged(caplog, "Slack is off")
        assert named in said
        assert "invalid_auth" in said
        assert "xoxb" not in caplog.text
    assert len([each for each in caplog.records if each.levelname == "ERROR"]) == 1


async def test_it_says_whether_it_is_connected(server: SlackServer, tmp_path: Path) -> None:
    seen: list[bool] = []
    async with open_adapter(tmp_path, config_for(server)) as harness:
        seen.append(harness.adapter.connected)
        await server.ready(connections=2)
        async with asyncio.timeout(20):
            while not harness.adapter.connected:
                await asyncio.sleep(0.01)
        seen.append(harness.adapter.connected)
    seen.append(harness.adapter.connected)
    assert seen == [False, True, False]


async def test_missing_scopes_are_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    scopes = BOT_SCOPES - {"files:write", "channels:history"}
    async with SlackServer(scopes=scopes) as server, open_adapter(tmp_path, config_for(server)):
        await server.ready(connections=2)
        assert "pictures" in await logged(caplog, "the scope files:write is missing")
    warned = [each.getMessage() for each in caplog.records if each.levelname == "WARNING"]
    assert [line for line in warned if "channels:history" in line] == []


async def test_over_http_requests_are_signed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "adapters.slack")
    port = free_port()
    async with SlackServer(mode="http") as server:
        async with open_adapter(tmp_path, config_for(server, http_port=port)):
            server.http.url = f"http://127.0.0.1:{port}/slack/events"
            await logged(caplog, "connected to Slack")
            ways: tuple[Signature, ...] = ("none", "bad", "old")
            for how in ways:
                server.http.signature = how
                asked = await server.command("/imagine", "a fox")
                assert (await asked.acknowledged()).status == 401
            server.http.signature = "good"
            await (await server.command("/imagine", "a fox --seed 5")).shows("seed 5")
            view = await (await server.command("/imagine", "")).opened()
            assert (await server.submit(view, prompt="a heron", seed="-4")).form_errors
            asked = await server.mention("good evening")
            await asked.shows(lambda message: "Again" in message.buttons)
        assert server.problems == []


async def test_a_connection_that_is_renewed_loses_nothing(server: SlackServer, harness: AdapterHarness) -> None:
    await server.sockets.disconnect("warning")
    asked = [await server.command("/chat", f"evening {number}") for number in range(3)]
    for each in asked:
        await each.shows(lambda message: "Again" in message.buttons)
    await server.ready(connections=2)


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_one_connection_is_always_open_while_both_are_renewed(
    server: SlackServer, harness: AdapterHarness, reason: Literal["warning", "refresh_requested"]
) -> None:
    await server.ready(connections=2)
    before = server.sockets.connects
    server.sockets.fewest = 2
    told = [server.sockets.disconnect(reason, number=number, closes=False) for number in (0, 1)]
    await asyncio.gather(*told)
    await server.state.changes.until(lambda: server.sockets.connects == before + 2, what="two new ones")
    people = [server.add_user(f"singer{number}") for number in range(8)]
    asked = [
        await server.command("/limerick", "a fox", by=each, at=server.state.direct_channel(each)) for each in people
    ]
    for each in asked:
        assert not (await each.acknowledged()).failed, "Slack sent it over a connection that it was about to close"
    await server.sockets.finish(server.sockets.connected - 2)
    await server.state.changes.until(lambda: server.sockets.connected == 2, what="the two new ones")
    assert server.sockets.fewest == 2
    await (await server.command("/imagine", "a fox --seed 5")).shows("seed 5")


async def test_an_outage_is_reported_once_and_changes_connected(
    server: SlackServer, harness: AdapterHarness, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.INFO, "adapters.slack")
    await logged(caplog, "connected to Slack")
    monkeypatch.setattr("adapters.slack.socket_mode.connections.PING_SECONDS", 0.02)
    server.api.refuses["apps.connections.open"] = "internal_error"
    for _ in range(2):
        await server.sockets.drop()
    assert "internal_error" in await logged(caplog, "cannot be reached")
    seen = [harness.adapter.connected]
    asked = len(server.state.calls)
    await server.state.changes.until(lambda: len(server.state.calls) > asked + 4, what="further attempts")
    del server.api.refuses["apps.connections.open"]
    await logged(caplog, "is reached again")
    await server.ready(connections=2)
    seen.append(harness.adapter.connected)
    assert seen == [False, True]
    assert len([each for each in caplog.records if "cannot be reached" in each.getMessage()]) == 1
    assert "Traceback" not in caplog.text


async def test_an_app_token_that_is_taken_back_is_one_sentence(
    server: SlackServer, harness: AdapterHarness, caplog: pytest.LogCaptureFixture
) -> None:
    await server.ready(connections=2)
    server.state.tokens[APP_TOKEN].state = "revoked"
    await server.sockets.drop()
    assert "SLACK_APP_TOKEN" in await logged(caplog, "Slack is off")
    assert not harness.adapter.connected
    assert "Traceback" not in caplog.text


async def test_open_answers_say_that_the_bot_stops(server: SlackServer, held: Held, tmp_path: Path) -> None:
    async with open_adapter(tmp_path, config_for(server), [held.command]) as harness:
        await server.ready(connections=2)
        asked = await server.mention("wait")
        await asked.shows("first")
        await harness.assembly.shut_down()
    assert "restart" in (await asked.shows("restart")).text
    assert not any(message.streaming for message in asked.messages)
    left = [task.get_name() for task in asyncio.all_tasks() if "slack_sdk" in repr(task.get_coro())]
    assert left == []
    held.going.set()
    async with open_adapter(tmp_path, config_for(server), [held.command]):
        await server.ready(connections=2)
        await asked.shows("first last")
    assert len([message for message in asked.messages if "first" in message.text]) == 1


async def test_administrators_are_told_in_their_channel(server: SlackServer, tmp_path: Path) -> None:
    async with open_adapter(tmp_path, config_for(server, admin_channel=server.channel.id)) as harness:
        await server.ready(connections=2)
        assert await harness.adapter.alert(say("slack-not-installed"))
    assert [message.text for message in server.messages() if message.author.bot] == [
        "I am not installed in this workspace any more. The person who added me can do so again."
    ]


async def test_an_event_that_is_told_again_is_taken_once(server: SlackServer, held: Held, tmp_path: Path) -> None:
    async with open_adapter(tmp_path, config_for(server), [held.command]):
        await server.ready(connections=2)
        asked = await server.direct_message("wait")
        message = await asked.shows("first")
        stopped = await server.stop_session(message)
        await asked.shows("Stopped by")
        held.closed.clear()
        later = await server.direct_message("wait", thread=message)
        await later.shows("first")
        home = await server.open_home()
        await server.home()
        again = [*await server.again(stopped), *await server.again(home)]
        await server.state.changes.until(lambda: all(each.acknowledged for each in again), what="acknowledged")
        async with asyncio.timeout(20):
            while [task for task in asyncio.all_tasks() if "Tasks.run" in repr(task.get_coro())]:
                await asyncio.sleep(0)
        held.going.set()
        await later.shows("first last")
    assert len([call for call in server.state.calls if call.method == "views.publish"]) == 1


async def test_all_calls_share_a_few_connections(server: SlackServer, harness: AdapterHarness) -> None:
    for number in range(10):
        await (await server.mention(f"good evening {number}")).shows(lambda message: "Again" in message.buttons)
    assert len(server.state.calls) > 25
    assert len(server.api.connections) <= 5
