"""Settings: Discord."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

from bot.sections.section import Names, SettingInfo, SettingsSection, split_list


def _public_key(value: str | None) -> str | None:
    if value is not None and not re.fullmatch(r"[0-9a-fA-F]{64}", value):
        raise ValueError("no public key")
    return value


class DiscordSettings(SettingsSection):
    """The Discord adapter."""

    discord_token: Annotated[
        SecretStr | None, Field(description="The token of the Discord bot"), SettingInfo("DISCORD_TOKEN")
    ] = None
    discord_guilds: Annotated[
        Names,
        Field(description="The ids of the Discord servers that the bot serves; it serves no other"),
        SettingInfo("DISCORD_GUILDS", allowed="a list of ids of servers"),
    ] = ()
    discord_elsewhere: Annotated[
        Literal["members", "everyone", "nobody"],
        Field(
            description="The people that the bot serves in direct messages and, if they have added it to their "
            "account, in other servers: members of a listed server, everyone (also in every server), or nobody"
        ),
        SettingInfo("DISCORD_ELSEWHERE"),
    ] = "members"
    discord_admins: Annotated[
        Names,
        Field(description="The ids of Discord users who administer the bot everywhere"),
        SettingInfo("DISCORD_ADMINS", allowed="a list of ids of users"),
    ] = ()
    discord_showing: Annotated[
        Literal["live", "calm", "final"],
        Field(
            description="The way an answer appears on Discord, unless a person has chosen another: updated every "
            "second, every four seconds, or once, when it is complete"
        ),
        SettingInfo("DISCORD_SHOWING"),
    ] = "live"
    discord_admin_channel: Annotated[
        str | None,
        Field(
            pattern=r"^\d{15,20}$",
            description="The id of the Discord channel for the bot's administrators, which gets reports and alerts: a "
            "token that is no longer valid, credits that are used up",
        ),
        SettingInfo("DISCORD_ADMIN_CHANNEL", allowed="the id of a channel"),
    ] = None
    discord_follow_threads: Annotated[
        bool,
        Field(
            description="Answer every message in threads that the bot has answered in, without a mention; needs the "
            "privileged Message Content Intent, which the developer portal switches on"
        ),
        SettingInfo("DISCORD_FOLLOW_THREADS", allowed="true or false"),
    ] = False
    discord_shard_ids: Annotated[
        tuple[int, ...],
        BeforeValidator(split_list),
        Field(
            description="The shards that this process connects, if several processes share a bot, each with its own "
            "data folder; by default all"
        ),
        SettingInfo("DISCORD_SHARD_IDS", allowed="a list of whole numbers from 0"),
    ] = ()
    discord_shard_count: Annotated[
        int | None,
        Field(
            ge=1,
            le=100_000,
            description="The number of shards in all processes; by default the number that Discord recommends",
        ),
        SettingInfo("DISCORD_SHARD_COUNT", allowed="a whole number from 1 to 100000"),
    ] = None
    discord_http: Annotated[
        bool,
        Field(
            description="Receive commands and buttons over HTTP instead of the gateway; the bot then reads no messages"
        ),
        SettingInfo("DISCORD_HTTP", allowed="true or false"),
    ] = False
    discord_public_key: Annotated[
        str | None,
        AfterValidator(_public_key),
        Field(description="The public key of the Discord application, which verifies Discord's requests"),
        SettingInfo("DISCORD_PUBLIC_KEY", allowed="64 hexadecimal digits"),
    ] = None
    discord_http_host: Annotated[
        str,
        Field(description="The address that listens for Discord's requests"),
        SettingInfo("DISCORD_HTTP_HOST", allowed="an address or a host's name"),
    ] = "127.0.0.1"
    discord_http_port: Annotated[
        int, Field(ge=1, le=65535, description="The port of that address"), SettingInfo("DISCORD_HTTP_PORT")
    ] = 7861
    discord_api_url: Annotated[
        str | None, Field(description="The address of Discord's HTTP API"), SettingInfo("DISCORD_API_URL")
    ] = None
    discord_gateway_url: Annotated[
        str | None, Field(description="The address of Discord's gateway"), SettingInfo("DISCORD_GATEWAY_URL")
    ] = None
