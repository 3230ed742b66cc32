"""The check of the Discord application: its token, intents, servers, permissions and commands, and the address that
Discord posts to. It changes nothing."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp

from adapters.discord.app_commands.payloads import CHAT_INPUT, commands_for
from adapters.discord.config import API_URL, DiscordConfig
from core.domain.checks import SetupCheck
from core.domain.setup_questions import FoundAnswer
from core.platform_declaration import PlatformCheckContext

SECONDS = 10.0
"""The patience with Discord, and with the address that it posts to."""
PORTAL = "https://discord.com/developers/applications"
MESSAGE_CONTENT = 1 << 18 | 1 << 19
"""The flags of an application with this intent, the second one until it is verified
(https://docs.discord.com/developers/resources/application#application-object-application-flags)."""
ADMINISTRATOR = 1 << 3
_AGENT = "DiscordBot (https://discord.com, 1)"
"""Discord refuses other agents (https://docs.discord.com/developers/reference#user-agent)."""

Json = Mapping[str, Any]


class _Refused(Exception):
    """Discord does not accept the token."""


_ERRORS = (_Refused, aiohttp.ClientError, TimeoutError, OSError, ValueError)


async def check_application(config: DiscordConfig, context: PlatformCheckContext) -> Sequence[SetupCheck]:
    """Checks everything, a row each."""
    try:
        async with _asking(config) as ask:
            user, ahead = await ask("/users/@me")
            application, _ = await ask("/applications/@me")
            guilds, _ = await ask("/users/@me/guilds")
            commands, _ = await ask(f"/applications/{application['id']}/commands")
    except _ERRORS as error:
        return [_trouble(error)]
    rows = [SetupCheck(line=f"  The bot is {user['username']}, application {application['id']}.", ahead=ahead)]
    rows += _intents(application, config)
    rows += _servers(guilds, application, config)
    rows += _commands(commands, context)
    rows += _key(application, config)
    rows += await _endpoint(application, config)
    return rows


async def check_token(config: DiscordConfig) -> Sequence[SetupCheck]:
    """Checks the token, and tells the link that adds the bot to a server."""
    try:
        async with _asking(config) as ask:
            user, _ = await ask("/users/@me")
            application, _ = await ask("/applications/@me")
    except _ERRORS as error:
        return [_trouble(error)]
    return [SetupCheck(line=f"  It is the bot {user['username']}. The link for your server: {_invite(application)}")]


async def find_guilds(config: DiscordConfig) -> FoundAnswer:
    """The ids of the servers that the bot is in."""
    try:
        async with _asking(config) as ask:
            guilds, _ = await ask("/users/@me/guilds")
    except _ERRORS as error:
        return FoundAnswer(value="", told=_trouble(error).line.strip())
    if not guilds:
        return FoundAnswer(value="", told="It is in no server yet: set DISCORD_GUILDS when it is.")
    names = ", ".join(str(guild["name"]) for guild in guilds)
    return FoundAnswer(value=",".join(str(guild["id"]) for guild in guilds), told=f"It serves {names}.")


@asynccontextmanager
async def _asking(config: DiscordConfig) -> AsyncIterator[Callable[[str], Awaitable[tuple[Any, float | None]]]]:
    """A function that asks Discord for a path: what it answers, and by how much its clock is ahead."""
    headers = {"Authorization": f"Bot {config.token}", "User-Agent": _AGENT}
    api = (config.api_url or API_URL).rstrip("/")
    async with aiohttp.ClientSession(headers=headers, timeout=aiohttp.ClientTimeout(total=SECONDS)) as session:

        async def ask(path: str) -> tuple[Any, float | None]:
            async with session.get(api + path) as response:
                if response.status in (401, 403):
                    raise _Refused
                response.raise_for_status()
                told = response.headers.get("Date")
                ahead = parsedate_to_datetime(told).timestamp() - time.time() if told else None
                return await response.json(), ahead

        yield ask


def _trouble(error: Exception) -> SetupCheck:
    if isinstance(error, _Refused):
        fix = f"Make a new one at {PORTAL}, your application, Bot, Reset Token, and copy it to DISCORD_TOKEN."
        return _row("Discord does not know this token.", fix)
    return _row(f"Discord was not reached ({type(error).__name__}).", "Check the way to discord.com.")


def _invite(application: Json) -> str:
    from adapters.discord.gateway.client import REQUIRED_PERMISSIONS

    return (
        f"https://discord.com/oauth2/authorize?client_id={application['id']}&scope=bot+applications.commands"
        f"&permissions={REQUIRED_PERMISSIONS.value}"
    )


def _intents(application: Json, config: DiscordConfig) -> Iterator[SetupCheck]:
    if config.posted_key is not None:
        return
    if int(application.get("flags") or 0) & MESSAGE_CONTENT:
        yield SetupCheck(line="  The bot may read messages (Message Content Intent).")
    else:
        yield SetupCheck(
            line="  The bot reads only messages that mention it or are sent to it directly.",
            fix=f"To have it answer whole channels, switch on Message Content Intent at {PORTAL}, under Bot.",
        )


def _servers(guilds: Sequence[Json], application: Json, config: DiscordConfig) -> Iterator[SetupCheck]:
    from adapters.discord.gateway.client import REQUIRED_PERMISSIONS

    invite = _invite(application)
    if not config.guilds and config.elsewhere != "everyone":
        ids = ", ".join(f"{guild['id']} ({guild['name']})" for guild in guilds)
        yield _row(
            "No server is listed, so the bot refuses everybody.",
            f"Set DISCORD_GUILDS to the ids of servers{f', such as {ids}' if ids else f'. Add the bot with {invite}'}.",
        )
    joined = {str(guild["id"]): guild for guild in guilds}
    for id in config.guilds:
        if id not in joined:
            yield _row(f"The bot is not in the listed server {id}.", f"Add it with {invite} or correct DISCORD_GUILDS.")
            continue
        name, granted = joined[id]["name"], int(joined[id].get("permissions") or 0)
        missing = (
            []
            if granted & ADMINISTRATOR
            else [
                permission.replace("_", " ")
                for permission, needed in REQUIRED_PERMISSIONS
                if needed and not granted & _bit(permission)
            ]
        )
        if missing:
            yield _row(
                f"In {name}, the bot has no permission to {', '.join(missing)}.",
                f"Give its role these permissions, or add it again with {invite}.",
            )
        else:
            yield SetupCheck(line=f"  In {name}, the bot has all permissions that it needs.")


def _bit(permission: str) -> int:
    import discord

    return discord.Permissions(**{permission: True}).value


def _commands(registered: Sequence[Json], context: PlatformCheckContext) -> Iterator[SetupCheck]:
    there = {(each.get("type", CHAT_INPUT), each["name"]) for each in registered}
    wanted = [(each["type"], each["name"]) for each in commands_for(context.commands)]
    missing = [f"/{name}" if kind == CHAT_INPUT else f"“{name}”" for kind, name in wanted if (kind, name) not in there]
    if missing:
        finding = f"Discord lacks these commands: {', '.join(missing)}."
        yield SetupCheck(
            line=f"  {finding if len(missing) < len(wanted) else 'Discord has none of the commands yet.'}",
            fix="`troubadour run` sends them, and so does `troubadour discord sync`.",
        )
    else:
        yield SetupCheck(line=f"  Discord has all {len(wanted)} commands and menus.")


def _key(application: Json, config: DiscordConfig) -> Iterator[SetupCheck]:
    key = config.posted_key
    if key is not None and key.lower() != application.get("verify_key"):
        yield _row(
            "DISCORD_PUBLIC_KEY is not this application's.",
            f"Copy it again from {PORTAL}, your application, General Information.",
        )


async def _endpoint(application: Json, config: DiscordConfig) -> list[SetupCheck]:
    """Checks that Discord sends commands where the bot waits for them."""
    url = application.get("interactions_endpoint_url")
    where = f"at {PORTAL}, your application, General Information, Interactions Endpoint URL"
    if config.posted_key is None:
        if url is None:
            return []
        fix = f"Empty the field {where}, or set DISCORD_HTTP=true."
        return [_row(f"Discord posts commands to {url}, and the bot waits for them at the gateway.", fix)]
    if url is None:
        fix = f"Start the bot, and write https://…/discord/interactions {where}."
        return [_row("Discord has no address to post commands to.", fix)]
    status = await unsigned_post(url)
    if status == 401:
        return [SetupCheck(line=f"  The bot answers at {url}.")]
    told = f"it answers with status {status}" if status else "nothing answers"
    fix = f"Start the bot and lead that address to it, or correct it {where}."
    return [_row(f"Discord posts commands to {url}, where {told}.", fix)]


async def unsigned_post(url: str) -> int | None:
    """The status of a request that nobody has signed: 401 from a bot. None if nothing answers."""
    try:
        async with asyncio.timeout(SECONDS), aiohttp.request("POST", url, json={"type": 1}) as response:
            return response.status
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        return None


def _row(finding: str, fix: str) -> SetupCheck:
    return SetupCheck(line=f"  {finding}", ok=False, fix=fix)
