"""Registration of the application commands: at the start if Discord lists other ones, or by hand."""

import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import aiohttp
import discord
from discord.http import Route
from pydantic import JsonValue

from adapters.discord.api_urls import use_api_urls
from adapters.discord.app_commands.payloads import Payload, commands_for, fingerprint
from adapters.discord.config import DiscordConfig
from adapters.discord.json_responses import read_content_type_parameters
from core.commands.schema import Command
from core.domain.alerts import Notify, notify_nobody
from core.domain.clock import Clock
from core.domain.retries import retry
from core.domain.sentences import CommandName, Sentence, say
from core.store.exclusive_work import only_here
from core.store.ports.preferences import BOT_SCOPE
from core.store.ports.store import Store
from core.text.sanitising import one_line, shorten

logger = logging.getLogger(__name__)

RETRY_WAITS = (1.0, 5.0, 25.0, 125.0)
"""Seconds before each retry."""
LEASE_SECONDS = 300.0
"""The time after which another process registers the commands, if the one that does so has died."""
ENTRY_POINT = 4
"""The type of the command that opens an app's Activity. Discord creates it, and refuses a list without it (50240;
https://docs.discord.com/developers/interactions/application-commands#entry-point-commands)."""
REASON_LIMIT = 300
_ASSIGNED = ("id", "application_id", "version", "guild_id", "dm_permission", "name_localized", "description_localized")
"""Fields of a listed command that Discord sets."""
_FAULT = re.compile(r"^In (\d+)\.?(.*?): (.*)$", re.MULTILINE)
"""A fault of one command, by its number in the list, as discord.py words it."""


async def register(
    client: discord.Client,
    commands: Iterable[Command],
    store: Store,
    clock: Clock,
    notify: Notify = notify_nobody,
) -> None:
    """Registers the commands unless Discord lists those that were registered last. Retries temporary failures.

    Processes of the same bot do so one after the other.
    """
    key = f"discord-commands-{client.application_id}"
    async with only_here(store, key, clock, LEASE_SECONDS):
        await _register_here(client, commands, store, clock, notify, key)


async def _register_here(
    client: discord.Client, commands: Iterable[Command], store: Store, clock: Clock, notify: Notify, key: str
) -> None:
    payload = commands_for(commands)
    current = fingerprint(str(client.application_id), payload)
    known = (await store.preferences(BOT_SCOPE)).get(key)

    def retryable(error: Exception) -> bool:
        passing = _is_retryable(error) and not client.is_closed()
        if passing:
            logger.warning("Discord did not accept the commands; they are sent again: %s", error)
        return passing

    async def send_changes() -> JsonValue:
        listed = await _listed(client, None)
        if known == _registered(current, listed):
            return known
        answered = await _send(client, payload, None, listed)
        logger.info("sent %d commands to Discord", len(payload))
        return _registered(current, answered)

    try:
        registered = await retry(send_changes, waits=RETRY_WAITS, retryable=retryable, sleep=clock.sleep)
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        sentence, reason = refusal(payload, error)
        logger.error("Discord refused the commands: %s", reason)  # noqa: TRY400 - the sentence is enough
        notify(f"discord-commands:{reason}", sentence)
        return
    if registered != known:
        await store.set_preference(BOT_SCOPE, key, registered)


async def replace_commands(config: DiscordConfig, payload: list[Payload], guild: str | None) -> None:
    """Logs in, replaces the commands and logs out. Raises the errors of discord.py and aiohttp."""
    use_api_urls(config.api_url, config.gateway_url)
    read_content_type_parameters()
    async with discord.Client(intents=discord.Intents.none()) as client:
        await client.login(config.token)
        await _send(client, payload, guild, await _listed(client, guild))


def refusal(payload: Sequence[Payload], error: Exception) -> tuple[Sentence, str]:
    """Returns the alert for a refusal, and its reason for the log; both name the refused command if Discord does."""
    text = error.text if isinstance(error, discord.HTTPException) else ""
    if (fault := _FAULT.search(text)) and int(fault[1]) < len(payload):
        name = str(payload[int(fault[1])]["name"])
        reason = shorten(one_line(f"{fault[2]}: {fault[3]}".removeprefix(": ")), REASON_LIMIT)
        return say("discord-command-refused", command=CommandName(name=name), reason=reason), f"/{name}: {reason}"
    reason = shorten(one_line(str(error) or type(error).__name__), REASON_LIMIT)
    return say("discord-commands-refused", reason=reason), reason


def _is_retryable(error: Exception) -> bool:
    if isinstance(error, discord.HTTPException):
        return error.status == 429 or error.status >= 500
    return isinstance(error, aiohttp.ClientError | OSError)


def _registered(fingerprint: str, listed: Iterable[Mapping[str, Any]]) -> JsonValue:
    """Describes registered commands: what was sent, and the version that Discord gave to each command.

    Discord leaves out defaults and fields that are new, so what it lists is not compared with what was sent.
    """
    versions = {str(each.get("id")): str(each.get("version")) for each in listed if each.get("type") != ENTRY_POINT}
    return {"sent": fingerprint, "versions": dict(sorted(versions.items()))}


async def _listed(client: discord.Client, guild: str | None) -> list[Mapping[str, Any]]:
    """Returns the global commands, or those of one server."""
    path = "/applications/{application_id}" + ("/guilds/{guild_id}" if guild else "") + "/commands"
    route = Route("GET", path, application_id=client.application_id or 0, guild_id=int(guild or 0))
    return list(await client.http.request(route, params={"with_localizations": "true"}))


async def _send(
    client: discord.Client, payload: list[Payload], guild: str | None, listed: Iterable[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """Replaces the global commands, or those of one server; the Entry Point command stays. Returns the new list."""
    kept: list[Any] = [_as_sent(each) for each in listed if each.get("type") == ENTRY_POINT]
    application = client.application_id or 0
    if guild is None:
        return list(await client.http.bulk_upsert_global_commands(application, [*payload, *kept]))
    return list(await client.http.bulk_upsert_guild_commands(application, int(guild), payload))


def _as_sent(listed: Mapping[str, Any]) -> Payload:
    return {name: value for name, value in listed.items() if name not in _ASSIGNED and value is not None}
