"""Registration of the application commands: at the start if they have changed, or by hand."""

import logging
from collections.abc import Iterable

import aiohttp
import discord

from adapters.discord.api_urls import use_api_urls
from adapters.discord.app_commands.payloads import Payload, commands_for, fingerprint
from adapters.discord.config import DiscordConfig
from adapters.discord.json_responses import read_content_type_parameters
from core.commands.schema import Command
from core.domain.clock import Clock
from core.store.ports import BOT_SCOPE, Preferences

logger = logging.getLogger(__name__)

RETRY_WAITS = (1.0, 5.0, 25.0, 125.0)
"""Seconds before each retry."""


async def register(client: discord.Client, commands: Iterable[Command], store: Preferences, clock: Clock) -> None:
    """Sends the commands unless they are the ones that were sent last. Retries temporary failures."""
    payload = commands_for(commands)
    key = f"discord-commands-{client.application_id}"
    current = fingerprint(str(client.application_id), payload)
    if (await store.preferences(BOT_SCOPE)).get(key) == current:
        return
    for wait in (*RETRY_WAITS, None):
        try:
            await _send(client, payload, None)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            if wait is None or not _is_retryable(error):
                logger.error("Discord refused the commands: %s", error)  # noqa: TRY400 - the sentence is enough
                return
            logger.warning("Discord did not accept the commands; they are sent again in %.0f s: %s", wait, error)
            await clock.sleep(wait)
            if client.is_closed():
                return
        else:
            await store.set_preference(BOT_SCOPE, key, current)
            logger.info("sent %d commands to Discord", len(payload))
            return


async def replace_commands(config: DiscordConfig, payload: list[Payload], guild: str | None) -> None:
    """Logs in, replaces the commands and logs out. Raises the errors of discord.py and aiohttp."""
    use_api_urls(config.api_url, config.gateway_url)
    read_content_type_parameters()
    async with discord.Client(intents=discord.Intents.none()) as client:
        await client.login(config.token)
        await _send(client, payload, guild)


def _is_retryable(error: Exception) -> bool:
    return not isinstance(error, discord.HTTPException) or error.status == 429 or error.status >= 500


async def _send(client: discord.Client, payload: list[Payload], guild: str | None) -> None:
    """Replaces the global commands, or those of one server."""
    application = client.application_id or 0
    if guild is None:
        await client.http.bulk_upsert_global_commands(application, payload)
    else:
        await client.http.bulk_upsert_guild_commands(application, int(guild), payload)
