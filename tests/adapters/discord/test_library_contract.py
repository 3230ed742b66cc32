"""The private and undocumented names of discord.py that are touched: an upgrade that moves one fails here."""

import asyncio
import inspect
from types import SimpleNamespace
from typing import Any

import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import HTTPClient, Route
from discord.shard import EventItem, Shard
from discord.webhook.async_ import AsyncWebhookAdapter

from tests.private_names import of_subclasses, touched


@pytest.fixture
async def client() -> Any:
    """One that has not logged in."""
    return discord.AutoShardedClient(intents=discord.Intents.none(), shard_count=1)


def test_no_other_private_name_is_touched() -> None:
    assert touched("adapters/discord", "tests/adapters/discord/simulated", "tests/servers/discord_server") == {
        "_get_websocket",
        "_integration_owners",
        "_roles",
    }


async def test_a_shard_uses_these_private_names_of_its_base() -> None:
    names = of_subclasses("adapters/discord", "Shard")
    made = Shard(SimpleNamespace(), SimpleNamespace(dispatch=None, _reconnect=True), None)  # type: ignore[arg-type]
    assert {name for name in names if name.startswith("_") and hasattr(made, name)} == {
        "__init__",
        "_backoff",
        "_client",
        "_dispatch",
        "_handle_disconnect",
        "_handled_exceptions",
        "_queue_put",
    }
    assert Exception not in made._handled_exceptions
    source = inspect.getsource(Shard)
    assert source.count("except self._handled_exceptions as e:\n            await self._handle_disconnect(e)") == 2
    assert inspect.signature(EventItem).parameters.keys() == {"etype", "shard", "error"}


async def test_a_client_keeps_its_shards_and_their_queue_under_these_names(client: Any) -> None:
    await client._async_setup_hook()
    assert client._AutoShardedClient__shards == {}
    assert callable(client._AutoShardedClient__queue.put_nowait)
    assert "await self.launch_shard(gateway, shard_id, initial=initial)" in inspect.getsource(client.launch_shards)


async def test_a_socket_reads_its_parsers_from_the_connection(client: Any) -> None:
    assert "ws._discord_parsers = client._connection.parsers" in inspect.getsource(DiscordWebSocket.from_client)
    assert {"READY", "MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE"} <= client._connection.parsers.keys()


async def test_a_shard_asks_for_the_intents_of_the_object_that_the_client_was_made_with() -> None:
    intents = discord.Intents.none()
    made = discord.AutoShardedClient(intents=intents)
    assert made._connection._intents is intents
    assert "payload['d']['intents'] = state._intents.value" in inspect.getsource(DiscordWebSocket.identify)


async def test_the_client_uses_few_private_names_of_its_base_and_hides_none(client: Any) -> None:
    names = of_subclasses("adapters/discord", "discord.AutoShardedClient")
    await client._async_setup_hook()
    assert "before_identify_hook" in names
    assert {name for name in names if name.startswith("_") and hasattr(client, name)} == {
        "_AutoShardedClient__queue",
        "_AutoShardedClient__shards",
        "__init__",
        "_application",
        "_async_setup_hook",
        "_closing_task",
        "_connection",
        "_schedule_event",
    }
    client._application, client._closing_task = "the application", asyncio.ensure_future(asyncio.sleep(0))
    assert client.application == "the application"
    assert client.is_closed()


def test_addresses_are_kept_in_classes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Route, "BASE", "http://127.0.0.1/api")
    assert Route("GET", "/gateway").url == "http://127.0.0.1/api/gateway"
    assert isinstance(DiscordWebSocket.DEFAULT_GATEWAY, yarl.URL)


def test_answers_are_read_by_one_function_that_two_modules_keep() -> None:
    assert {"json_or_text"} <= vars(discord.http).keys() & vars(discord.webhook.async_).keys()
    for sends in (HTTPClient.request, AsyncWebhookAdapter.request):
        assert "await json_or_text(response)" in inspect.getsource(sends)


async def test_a_shard_resumes_at_the_address_that_its_socket_keeps(client: Any) -> None:
    shard = SimpleNamespace(ws=object())
    client._AutoShardedClient__shards[0] = shard
    assert client._connection._get_websocket(shard_id=0) is shard.ws
    assert "self.ws.gateway" in inspect.getsource(Shard.reidentify)
    assert "self.gateway = yarl.URL(data['resume_gateway_url'])" in inspect.getsource(DiscordWebSocket.received_message)


async def test_an_interaction_is_made_of_a_payload(client: Any) -> None:
    user = {"id": "7", "username": "ada", "discriminator": "0", "avatar": None, "global_name": None}
    member = {"user": user, "roles": ["5", "6"], "permissions": "0", "joined_at": None, "flags": 0, "avatar": None}
    payload = {
        "id": "1",
        "application_id": "2",
        "type": 2,
        "token": "t",
        "version": 1,
        "guild_id": "3",
        "member": member,
        "data": {"id": "4", "name": "chat", "type": 1},
        "authorizing_integration_owners": {"0": "3"},
        "entitlements": [],
        "attachment_size_limit": 1,
    }
    client._connection.user = discord.ClientUser(state=client._connection, data=user)  # type: ignore[arg-type]
    made: Any = discord.Interaction(data=payload, state=client._connection)  # type: ignore[arg-type]
    assert list(made.user._roles) == [5, 6]
    assert made._integration_owners == {0: 3}


@pytest.mark.parametrize(
    ("sends", "arguments"),
    [
        (AsyncWebhookAdapter.request, {"route", "session", "payload", "multipart", "files", "params"}),
        (HTTPClient.request, {"route", "files", "form"}),
        (HTTPClient.get_bot_gateway, set[str]()),
    ],
)
def test_requests_are_sent_with_these_arguments(sends: Any, arguments: set[str]) -> None:
    assert inspect.iscoroutinefunction(sends)
    assert arguments <= inspect.signature(sends).parameters.keys()
