"""The loopback Discord keeps Discord's rules, as a client without any library sees them."""

import json
import re
import zlib
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.servers.discord_server import CallbackKind, DiscordServer, Fault, Flag, Interaction, MovableClock, Permission
from tests.servers.discord_server.world import Json

FROM_THE_FILE = pytest.mark.official("Discord's OpenAPI")
"""Marks tests of faults that only Discord's file forbids."""
TYPING = re.compile("/typing$")
COMMANDS = [{"name": "say", "description": "Says it", "options": [{"type": 3, "name": "text", "description": "What"}]}]


class Client:
    """A bot without a library: requests and a gateway connection."""

    def __init__(self, server: DiscordServer, session: aiohttp.ClientSession) -> None:
        self.server = server
        self.session = session
        self.headers = {"Authorization": f"Bot {server.token}"}

    async def request(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Sends a request. Returns the status and the answer."""
        async with self.session.request(method, self.server.api_url + path, json=body, headers=self.headers) as answer:
            text = await answer.text()
            assert answer.headers.get("Content-Type") == "application/json" or not text
            return answer.status, json.loads(text) if text else None

    async def register(self) -> None:
        """Registers the test's commands, and keeps the one that opens the app's Activity."""
        path = f"/applications/{self.server.state.application_id}/commands"
        status, told = await self.request("PUT", path, COMMANDS)
        assert (status, told["code"]) == (400, 50240)
        _, listed = await self.request("GET", path)
        kept = [{name: each[name] for name in ("name", "type", "handler")} for each in listed if each["type"] == 4]
        status, _ = await self.request("PUT", path, [*COMMANDS, *kept])
        assert status == 200

    async def answer(self, interaction: Interaction, kind: CallbackKind, data: Json | None = None) -> tuple[int, Any]:
        """Acknowledges an interaction."""
        body = {"type": int(kind)} | ({"data": data} if data is not None else {})
        path = f"/interactions/{interaction.id}/{interaction.token}/callback?with_response=true"
        return await self.request("POST", path, body)

    def hook(self, interaction: Interaction) -> str:
        """The path for follow-ups."""
        return f"/webhooks/{self.server.state.application_id}/{interaction.token}"


@pytest.fixture
def clock() -> MovableClock:
    """A clock that a test can move."""
    return MovableClock()


@pytest.fixture
async def client(clock: MovableClock) -> AsyncIterator[Client]:
    """A bot at its own Discord, with its command registered."""
    async with DiscordServer(clock=clock) as server, aiohttp.ClientSession() as session:
        client = Client(server, session)
        server.state.upload_faults.clear()
        await client.register()
        yield client


async def test_an_answer_after_three_seconds_is_too_late(client: Client, clock: MovableClock) -> None:
    asked = await client.server.slash("say", text="hello")
    clock.advance(3.1)
    status, told = await client.answer(asked, CallbackKind.DEFERRED_MESSAGE)
    assert (status, told["code"]) == (404, 10062)
    assert asked.answer is None


async def test_an_acknowledgement_is_told_about_only_if_it_is_asked_for(client: Client) -> None:
    quiet, told = await client.server.slash("say", text="hello"), await client.server.slash("say", text="hello")
    body = {"type": int(CallbackKind.DEFERRED_MESSAGE)}
    assert await client.request("POST", f"/interactions/{quiet.id}/{quiet.token}/callback", body) == (204, None)
    status, answer = await client.answer(told, CallbackKind.DEFERRED_MESSAGE)
    assert (status, answer["interaction"]["response_message_loading"]) == (200, True)


async def test_an_interaction_is_acknowledged_once(client: Client) -> None:
    asked = await client.server.slash("say", text="hello")
    assert (await client.answer(asked, CallbackKind.MESSAGE, {"content": "hello"}))[0] == 200
    status, told = await client.answer(asked, CallbackKind.MESSAGE, {"content": "again"})
    assert (status, told["code"]) == (400, 40060)
    assert [message.text for message in asked.messages] == ["hello"]
    assert client.server.violations == []


async def test_a_token_works_for_fifteen_minutes(client: Client, clock: MovableClock) -> None:
    asked = await client.server.slash("say", text="hello")
    await client.answer(asked, CallbackKind.DEFERRED_MESSAGE)
    clock.advance(14 * 60)
    assert (await client.request("PATCH", f"{client.hook(asked)}/messages/@original", {"content": "hello"}))[0] == 200
    clock.advance(61)
    status, told = await client.request("POST", client.hook(asked), {"content": "late"})
    assert (status, told["code"]) == (401, 50027)


async def test_the_sixth_edit_of_a_response_in_two_seconds_waits(client: Client, clock: MovableClock) -> None:
    asked = await client.server.slash("say", text="hello")
    await client.answer(asked, CallbackKind.DEFERRED_MESSAGE)
    path = f"{client.hook(asked)}/messages/@original"
    statuses = [(await client.request("PATCH", path, {"content": str(number)}))[0] for number in range(6)]
    assert statuses == [200] * 5 + [429]
    clock.advance(2)
    assert (await client.request("PATCH", path, {"content": "6"}))[0] == 200
    assert client.server.buckets.refusals == 1


async def test_new_messages_edits_and_deletions_of_a_channel_have_a_bucket_each(
    client: Client, clock: MovableClock
) -> None:
    messages = f"/channels/{client.server.channel.id}/messages"
    created = [await client.request("POST", messages, {"content": str(number)}) for number in range(6)]
    assert [status for status, _ in created] == [200] * 5 + [429]
    path = f"{messages}/{created[0][1]['id']}"
    edited = [(await client.request("PATCH", path, {"content": str(number)}))[0] for number in range(6)]
    assert edited == [200] * 5 + [429]
    clock.advance(2)
    ids = [message["id"] for _, message in created[:4]]
    assert [(await client.request("DELETE", f"{messages}/{id}"))[0] for id in ids] == [204] * 3 + [429]
    assert (await client.request("POST", messages, {"content": "6"}))[0] == 429
    clock.advance(3)
    assert (await client.request("POST", messages, {"content": "6"}))[0] == 200


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"content": "x" * 2001}, "2000"),
        ({"content": "x", "unheard_of": 1}, "unknown keys"),
        ({"content": "x", "flags": int(Flag.COMPONENTS_V2), "components": [{"type": 10, "content": "y"}]}, "beside"),
        ({"components": [{"type": 10, "content": "y"}]}, "only action rows"),
        ({"flags": int(Flag.COMPONENTS_V2), "components": [{"type": 10, "content": "y" * 4000}] * 2}, "4000"),
        ({"embeds": [{"description": "x" * 4000}] * 2}, "6000"),
        pytest.param(
            {"content": "x", "components": [{"type": 1, "components": [{"type": 2, "style": 9}]}]},
            "components",
            marks=FROM_THE_FILE,
        ),
        pytest.param({"content": ["x"]}, "content", marks=FROM_THE_FILE),
        ({"flags": int(Flag.VOICE), "content": "x"}, "voice"),
    ],
)
async def test_a_message_against_the_rules_is_refused_and_remembered(client: Client, body: Json, fault: str) -> None:
    status, told = await client.request("POST", f"/channels/{client.server.channel.id}/messages", body)
    assert (status, told["code"]) == (400, 50035)
    assert any(fault in violation for violation in client.server.violations)


@pytest.mark.parametrize(
    "command",
    [
        {"name": "Say", "description": "Upper case"},
        {
            "name": "say",
            "description": "Required after free",
            "options": [
                {"type": 3, "name": "free", "description": "Free"},
                {"type": 3, "name": "asked", "description": "Asked", "required": True},
            ],
        },
        pytest.param({"name": "say", "description": "x" * 101}, marks=FROM_THE_FILE),
    ],
)
async def test_a_command_against_the_rules_is_refused(client: Client, command: Json) -> None:
    status, _ = await client.request("PUT", f"/applications/{client.server.state.application_id}/commands", [command])
    assert status == 400
    assert client.server.violations


async def test_allowed_requests_are_no_violations(client: Client) -> None:
    server = client.server
    place = f"/channels/{server.channel.id}"
    _, sent = await client.request("POST", f"{place}/messages", {"content": "hello", "allowed_mentions": {"parse": []}})
    for method, path, body in (
        ("GET", "/users/@me", None),
        ("GET", "/oauth2/applications/@me", None),
        ("GET", "/gateway/bot", None),
        ("GET", place, None),
        ("GET", f"{place}/messages", None),
        ("PATCH", f"{place}/messages/{sent['id']}", {"content": "hello again"}),
        ("POST", f"{place}/typing", None),
        ("POST", "/users/@me/channels", {"recipient_id": str(server.user.id)}),
        ("POST", f"{place}/messages/{sent['id']}/threads", {"name": "further"}),
        ("GET", f"/guilds/{server.guild.id}/members/{server.user.id}", None),
        ("DELETE", f"{place}/messages/{sent['id']}", None),
    ):
        status, told = await client.request(method, path, body)
        assert status < 300, (path, told)
    assert server.violations == []


async def test_permissions_and_the_token_are_asked_for(client: Client) -> None:
    place = client.server.channel
    await client.server.permit(place, place.permissions & ~Permission.SEND_MESSAGES)
    status, told = await client.request("POST", f"/channels/{place.id}/messages", {"content": "hello"})
    assert (status, told["code"]) == (403, 50013)
    client.headers = {"Authorization": "Bot wrong"}
    assert (await client.request("GET", "/users/@me"))[0] == 401


async def test_a_mention_pings_unless_it_is_not_allowed_to(client: Client) -> None:
    server = client.server
    text, path = f"<@{server.user.id}> @everyone", f"/channels/{server.channel.id}/messages"
    _, loud = await client.request("POST", path, {"content": text})
    _, quiet = await client.request("POST", path, {"content": text, "allowed_mentions": {"parse": []}})
    assert (len(loud["mentions"]), loud["mention_everyone"]) == (1, True)
    assert (len(quiet["mentions"]), quiet["mention_everyone"]) == (0, False)


async def test_a_fault_happens_as_often_as_asked(client: Client) -> None:
    client.server.fail(Fault("POST", TYPING, "too-many", times=1))
    path = f"/channels/{client.server.channel.id}/typing"
    assert [(await client.request("POST", path))[0] for _ in range(2)] == [429, 204]


async def test_the_gateway_compresses_resumes_and_forgets(client: Client) -> None:
    server = client.server
    first = await _Gate.open(client)
    await first.identify(server.token)
    ready = await first.event("READY")
    await first.event("GUILD_CREATE")
    await first.socket.close(code=4000)
    await server.mention("hello")
    second = await _Gate.open(client)
    await second.send(6, {"token": server.token, "session_id": ready["session_id"], "seq": 2})
    assert f"<@{server.bot.id}> hello" in (await second.event("MESSAGE_CREATE"))["content"]
    await second.event("RESUMED")
    await server.gateway.invalidate()
    assert (await second.take())["op"] == 9
    await second.send(6, {"token": server.token, "session_id": ready["session_id"], "seq": 2})
    assert (await second.take())["op"] == 9
    await second.socket.close()


async def test_the_gateway_closes_on_a_wrong_token(client: Client) -> None:
    gate = await _Gate.open(client)
    await gate.identify("wrong")
    await gate.socket.receive()
    assert gate.socket.close_code == 4004


async def test_messages_to_others_have_no_content(client: Client) -> None:
    gate = await _Gate.open(client)
    await gate.identify(client.server.token)
    await gate.event("GUILD_CREATE")
    await client.server.write("not for you")
    assert (await gate.event("MESSAGE_CREATE"))["content"] == ""
    await gate.socket.close()


class _Gate:
    """A gateway connection with one zlib context."""

    def __init__(self, socket: "aiohttp.ClientWebSocketResponse[Any]") -> None:
        self.socket = socket
        self._unpacker = zlib.decompressobj()

    @classmethod
    async def open(cls, client: Client) -> "_Gate":
        """Connects and receives the hello."""
        url = client.server.gateway_url + "?v=10&encoding=json&compress=zlib-stream"
        gate = cls(await client.session.ws_connect(url))
        assert (await gate.take())["op"] == 10
        return gate

    async def take(self) -> Json:
        """Receives the next payload."""
        frame = await self.socket.receive_bytes(timeout=10)
        assert frame.endswith(b"\x00\x00\xff\xff")
        told: Json = json.loads(self._unpacker.decompress(frame))
        return told

    async def event(self, name: str) -> Json:
        """Waits for the next event of this name and returns its data."""
        while (payload := await self.take())["t"] != name:
            pass
        told: Json = payload["d"]
        return told

    async def send(self, op: int, told: Json) -> None:
        """Sends a payload."""
        await self.socket.send_json({"op": op, "d": told})

    async def identify(self, token: str) -> None:
        """Starts a session."""
        await self.send(2, {"token": token, "intents": 1 << 0 | 1 << 9 | 1 << 12, "properties": {}})
