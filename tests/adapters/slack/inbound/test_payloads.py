"""Everything that Slack can send is acknowledged in time, also what is not for the bot and what nobody understands."""

import asyncio
import copy
import logging
import random
from collections.abc import AsyncGenerator, Iterator
from pathlib import Path
from typing import Any, Literal

import aiohttp
import pytest

from tests.adapters.slack.harness import config_for, logged, open_adapter
from tests.bot.processes import free_port
from tests.servers.slack_server import SlackServer
from tests.servers.slack_server.delivery import Delivery, Kind
from tests.servers.slack_server.events import EVENT_TYPES, MESSAGE_SUBTYPES
from tests.servers.slack_server.world import Json

BROKEN = 200
"""Number of damaged payloads."""
ENDING = ("app_uninstalled", "tokens_revoked")
"""Events after which the workspace is gone."""
INTERACTIONS = (
    "block_actions",
    "block_suggestion",
    "dialog_cancellation",
    "dialog_submission",
    "dialog_suggestion",
    "interactive_message",
    "shortcut",
    "view_closed",
    "workflow_step_edit",
)
"""Kinds of interactions (https://docs.slack.dev/reference/interaction-payloads); the others are answered with words."""


@pytest.fixture(params=["socket", "http"])
async def bot(
    request: pytest.FixtureRequest, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[SlackServer]:
    """A Slack with a bot, in socket mode and over HTTP."""
    # Replies to places that do not exist are not waited for.
    monkeypatch.setattr("adapters.slack.adapter.SETTLE_SECONDS", 0.1)
    mode: Literal["socket", "http"] = request.param
    caplog.set_level(logging.INFO, "adapters.slack")
    port = free_port()
    async with SlackServer(mode=mode) as server:
        server.http.url = f"http://127.0.0.1:{port}/slack/events"
        server.deliveries.retry_seconds = ()
        server.deliveries.acknowledge_seconds = 60.0
        async with open_adapter(tmp_path, config_for(server, http_port=port)):
            await logged(caplog, "connected to Slack")
            yield server
        assert server.problems == []


async def acknowledged(server: SlackServer, kind: Kind, payload: Json) -> None:
    """Sends a payload and waits until it is acknowledged."""
    delivery = await server.deliveries.send(Delivery(kind, payload, on_answer=lambda _: None))
    what = str(payload.get("event", payload))[:200]
    await server.state.changes.until(lambda: delivery.acknowledged or delivery.failed, what=what)
    assert delivery.acknowledged, what


def event(server: SlackServer, type: str, **more: object) -> Json:
    """An event with everything that events have in common."""
    content = {"type": type, "user": server.user.id, "channel": server.channel.id, "ts": server.state.ts(), **more}
    return server.events.payload(server.team, content)


def interaction(server: SlackServer, type: str) -> Json:
    """An interaction that has nothing to do with the bot's own buttons and forms."""
    view = {
        "id": "V1",
        "team_id": server.team.id,
        "callback_id": "somebody-elses",
        "private_metadata": "",
        "blocks": [],
    }
    action = {"type": "button", "action_id": "somebody-elses", "block_id": "theirs", "value": "7", "name": "theirs"}
    return {
        "type": type,
        "callback_id": "somebody-elses",
        "action_id": "somebody-elses",
        "trigger_id": server.state.trigger(server.user),
        "actions": [action],
        "view": view,
        "workflow_step": {"step_id": "S1"},
        "channel": {"id": server.channel.id, "name": "general"},
        "user": {"id": server.user.id, "name": "ada", "team_id": server.team.id},
        "team": {"id": server.team.id, "domain": "troubadours"},
    }


def warned(caplog: pytest.LogCaptureFixture) -> list[str]:
    """The lines of the log that an operator looks at."""
    return [each.getMessage() for each in caplog.records if each.levelno >= logging.WARNING]


async def test_every_event_is_acknowledged_and_what_is_not_ours_makes_no_noise(
    bot: SlackServer, caplog: pytest.LogCaptureFixture
) -> None:
    for type in sorted(EVENT_TYPES - {*ENDING, "app_mention"}):
        await acknowledged(bot, "events_api", event(bot, type))
    for subtype in sorted(MESSAGE_SUBTYPES - {"thread_broadcast", "file_share"}):
        await acknowledged(bot, "events_api", event(bot, "message", subtype=subtype, channel_type="im"))
    limited = {"type": "app_rate_limited", "team_id": bot.team.id, "minute_rate_limited": 1518467820}
    await acknowledged(bot, "events_api", limited | {"api_app_id": bot.state.app})
    for type in INTERACTIONS:
        await acknowledged(bot, "interactive", interaction(bot, type))
    assert warned(caplog) == []
    for type in ENDING:
        await acknowledged(bot, "events_api", event(bot, type, tokens={"bot": [bot.bot.id]}))
    assert [message for message in bot.state.messages.values() if message.author.bot] == []


async def test_what_is_signed_and_nobody_understands_is_acknowledged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "adapters.slack")
    port = free_port()
    async with SlackServer(mode="http") as server, open_adapter(tmp_path, config_for(server, http_port=port)):
        await logged(caplog, "connected to Slack")
        async with aiohttp.ClientSession() as session:
            for body in ("{", "[]", "payload=%7B", "payload=7", "", "\ud7ff"):
                headers = server.http.signed(body) | {"Content-Type": "application/json"}
                url = f"http://127.0.0.1:{port}/slack/events"
                async with session.post(url, data=body.encode(), headers=headers) as answer:
                    assert answer.status == 200, body
                async with session.post(url, data=body.encode()) as answer:
                    assert answer.status == 401, body
            async with session.post(url, data=b"\xff") as answer:
                assert answer.status == 401
    assert "Traceback" not in caplog.text


def broken(whole: Json, random: random.Random) -> Json:
    """A payload with something missing, null or of another type."""
    payload = copy.deepcopy(whole)
    for _ in range(random.randint(1, 3)):
        holder, key = random.choice(list(places(payload)))
        if random.random() < 0.4:
            del holder[key]
        else:
            holder[key] = random.choice([None, "", "?", 7, True, [], ["?"], {}, {"id": None}])
        if not payload:
            break
    return payload


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """The place of every field and entry in a payload."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in entries:
        yield value, key
        yield from places(inner)


async def realistic(server: SlackServer) -> list[tuple[Kind, Json]]:
    """One payload of each kind, as they come from this Slack."""
    shown = await (await server.command("/chat", "hello")).shows(lambda message: "Again" in message.buttons)
    await server.press(shown, "Good answer")
    await server.press(shown, "Again")
    view = await (await server.press(shown, "Edit")).opened()
    await server.submit(view)
    await server.command("/imagine", "a fox --seed 7")
    await server.message_shortcut("menu-speak", shown)
    await server.mention(f"hello <@{server.friend.id}>")
    await server.direct_message("hello")
    await server.open_home()
    await server.open_home(tab="messages")
    await server.delete((await server.write("nothing")).message or shown)
    sent = [(each.kind, each.payload) for each in server.deliveries.sent]
    stopped = event(server, "agent_session_stopped", thread_ts=shown.ts, streaming_message_ts=[shown.ts])
    return [*sent, ("events_api", stopped)]


async def test_no_payload_breaks_anything(bot: SlackServer, caplog: pytest.LogCaptureFixture) -> None:
    """Each payload is delivered with parts of it missing, null or of another type. The seed says which."""
    whole = await realistic(bot)

    async def deliver(seed: int) -> None:
        kind, payload = whole[seed % len(whole)]
        try:
            await acknowledged(bot, kind, broken(payload, random.Random(seed)))  # noqa: S311 - not a secret
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}") from error

    await asyncio.gather(*(deliver(seed) for seed in range(BROKEN)))
    assert [each.exc_text or each.getMessage() for each in caplog.records if each.levelno >= logging.ERROR] == []
    asked = await bot.direct_message("good evening", by=bot.friend)
    await asked.shows(lambda message: "Again" in message.buttons)
