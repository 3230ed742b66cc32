"""Rules that are missing in Discord's OpenAPI file, enforced by the loopback Discord.

A request that breaks only one rule is refused and recorded at every endpoint.
"""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from tests.servers.discord_server import CallbackKind, DiscordServer, Flag
from tests.servers.discord_server.world import Json

SOUND = b"OggS"


def button(number: int) -> Json:
    """A row with one button."""
    inner = {"type": 2, "style": 2, "label": str(number), "custom_id": f"button-{number}"}
    return {"type": 1, "components": [inner]}


def voice(**about: Any) -> Json:
    """A voice message, whose sound is the only upload."""
    return {"flags": int(Flag.VOICE), "attachments": [{"id": "0", "filename": "voice-message.ogg", **about}]}


@dataclass(frozen=True)
class Rule:
    """A message that breaks a rule, one that barely does not, and the error for the first."""

    broken: Json
    kept: Json
    said: str


OF_MESSAGES = {
    "2000 characters": Rule({"content": "x" * 2001}, {"content": "x" * 2000}, "2001 characters, 2000 at most"),
    "6000 characters in embeds": Rule(
        {"embeds": [{"title": "x", "description": "x" * 3000}, {"description": "x" * 3000}]},
        {"embeds": [{"description": "x" * 3000}, {"description": "x" * 3000}]},
        "embeds: over 6000",
    ),
    "no unknown keys": Rule({"content": "x", "contents": "x"}, {"content": "x"}, "unknown keys: ['contents']"),
    "five action rows": Rule(
        {"content": "x", "components": [button(number) for number in range(6)]},
        {"content": "x", "components": [button(number) for number in range(5)]},
        "6 action rows, 5 at most",
    ),
    "no content beside components V2": Rule(
        {"flags": int(Flag.COMPONENTS_V2), "content": "x", "components": [{"type": 10, "content": "y"}]},
        {"flags": int(Flag.COMPONENTS_V2), "components": [{"type": 10, "content": "y"}]},
        "components V2 beside content",
    ),
}
SOUNDS = {
    "a voice message tells its duration": Rule(
        voice(waveform="AAAA"), voice(waveform="AAAA", duration_secs=1.5), "tells its duration and its waveform"
    ),
    "a voice message tells its waveform": Rule(
        voice(duration_secs=1.5), voice(waveform="AAAA", duration_secs=1.5), "tells its duration and its waveform"
    ),
}


class Client:
    """A bot without a library."""

    def __init__(self, server: DiscordServer, session: aiohttp.ClientSession) -> None:
        self.server = server
        self._session = session

    async def request(self, method: str, path: str, body: Any, sound: bytes | None = None) -> tuple[int, Any]:
        """Sends a request. Returns the status and the answer."""
        headers = {"Authorization": f"Bot {self.server.token}"}
        sent: dict[str, Any] = {"json": body}
        if sound is not None:
            form = aiohttp.FormData()
            form.add_field("payload_json", json.dumps(body), content_type="application/json")
            form.add_field("files[0]", sound, filename="voice-message.ogg", content_type="audio/ogg")
            sent = {"data": form}
        async with self._session.request(method, self.server.api_url + path, headers=headers, **sent) as answer:
            text = await answer.text()
            return answer.status, json.loads(text) if text else None

    async def create(self, body: Json, sound: bytes | None = None) -> int:
        """Creates a message in a channel."""
        return (await self.request("POST", f"/channels/{self.server.channel.id}/messages", body, sound))[0]

    async def edit(self, body: Json, sound: bytes | None = None) -> int:
        """Creates a message and edits it to this content."""
        path = f"/channels/{self.server.channel.id}/messages"
        _, message = await self.request("POST", path, {"embeds": [{"description": "there"}]})
        emptied: Json = {"embeds": []} if "embeds" not in body else {}
        return (await self.request("PATCH", f"{path}/{message['id']}", emptied | body, sound))[0]

    async def answer(self, body: Json, sound: bytes | None = None) -> int:
        """Sends the response to an interaction."""
        asked = await self.server.slash("say")
        path = f"/interactions/{asked.id}/{asked.token}/callback?with_response=true"
        return (await self.request("POST", path, {"type": int(CallbackKind.MESSAGE), "data": body}, sound))[0]

    async def follow_up(self, body: Json, sound: bytes | None = None) -> int:
        """Sends a follow-up message of an interaction."""
        return (await self.request("POST", await self._hook(), body, sound))[0]

    async def edit_response(self, body: Json, sound: bytes | None = None) -> int:
        """Edits a deferred response to this content."""
        return (await self.request("PATCH", f"{await self._hook()}/messages/@original", body, sound))[0]

    async def register(self, *commands: Json) -> int:
        """Registers the commands of the application."""
        return (await self.request("PUT", f"/applications/{self.server.state.application_id}/commands", commands))[0]

    async def _hook(self) -> str:
        asked = await self.server.slash("say")
        path = f"/interactions/{asked.id}/{asked.token}/callback?with_response=true"
        assert (await self.request("POST", path, {"type": int(CallbackKind.DEFERRED_MESSAGE)}))[0] == 200
        return f"/webhooks/{self.server.state.application_id}/{asked.token}"


ROUTES: dict[str, Callable[..., Any]] = {
    "create": Client.create,
    "edit": Client.edit,
    "answer": Client.answer,
    "follow-up": Client.follow_up,
    "edit of a response": Client.edit_response,
}


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    """A bot at its own Discord, with its command registered."""
    async with DiscordServer() as server, aiohttp.ClientSession() as session:
        server.state.upload_faults.clear()
        server.state.entry_point = None  # lists need not keep one
        client = Client(server, session)
        assert await client.register({"name": "say", "description": "Says it"}) == 200
        yield client


def assert_only(client: Client, said: str) -> None:
    """Checks that there is one fault and that Discord's file does not find it."""
    (violation,) = client.server.violations
    assert said in violation
    assert " sent: $" not in violation


TOLD_BY_THE_FILE = {("2000 characters", route) for route in ("answer", "follow-up", "edit of a response")}
"""The file limits the length of webhook messages; for a bot's own messages it allows twice as much."""


@pytest.mark.parametrize(
    ("rule", "route"),
    [
        pytest.param(rule, route, id=f"{name}, {where}")
        for name, rule in OF_MESSAGES.items()
        for where, route in ROUTES.items()
        if (name, where) not in TOLD_BY_THE_FILE
    ],
)
async def test_a_message_that_breaks_a_rule_is_refused_and_remembered(
    client: Client, rule: Rule, route: Callable[..., Any]
) -> None:
    assert await route(client, rule.kept) == 200
    assert client.server.violations == []
    assert await route(client, rule.broken) == 400
    assert_only(client, rule.said)


@pytest.mark.parametrize("route", [Client.create, Client.follow_up], ids=["create", "follow-up"])
@pytest.mark.parametrize("rule", SOUNDS.values(), ids=SOUNDS.keys())
async def test_a_voice_message_that_breaks_a_rule_is_refused_and_remembered(
    client: Client, rule: Rule, route: Callable[..., Any]
) -> None:
    assert await route(client, rule.kept, SOUND) == 200
    assert client.server.violations == []
    assert await route(client, rule.broken, SOUND) == 400
    assert_only(client, rule.said)


async def test_a_response_with_a_message_has_one(client: Client) -> None:
    asked = await client.server.slash("say")
    path = f"/interactions/{asked.id}/{asked.token}/callback?with_response=true"
    assert (await client.request("POST", path, {"type": int(CallbackKind.MESSAGE)}))[0] == 400
    assert_only(client, "an answer with a message has none")
    assert asked.answer is None


@pytest.mark.parametrize(
    ("broken", "kept", "said"),
    [
        ({"name": "Say", "description": "Says it"}, {"name": "say", "description": "Says it"}, "/Say: upper case"),
        (
            {"name": "say", "description": "Says it", "options": [{"type": 3, "name": "What", "description": "It"}]},
            {"name": "say", "description": "Says it", "options": [{"type": 3, "name": "what", "description": "It"}]},
            "/say What: upper case",
        ),
        (
            {
                "name": "say",
                "description": "Says it",
                "options": [
                    {"type": 3, "name": "how", "description": "How"},
                    {"type": 3, "name": "what", "description": "It", "required": True},
                ],
            },
            {
                "name": "say",
                "description": "Says it",
                "options": [
                    {"type": 3, "name": "what", "description": "It", "required": True},
                    {"type": 3, "name": "how", "description": "How"},
                ],
            },
            "/say what: required after one that is not",
        ),
    ],
    ids=["lower-case names", "lower-case options", "what is required comes first"],
)
async def test_a_command_that_breaks_a_rule_is_refused_and_remembered(
    client: Client, broken: Json, kept: Json, said: str
) -> None:
    assert await client.register(kept) == 200
    assert client.server.violations == []
    assert await client.register(broken) == 400
    assert_only(client, said)
