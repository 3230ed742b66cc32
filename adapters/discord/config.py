"""The settings of the adapter."""

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from core.domain.errors import OperatorError
from core.domain.settings import Names, SettingInfo, SettingsSection

NAME = "discord"
PORT = 7861
"""The usual port for requests of the platform alone."""
API_URL = "https://discord.com/api/v10"
ACCEPT_SECONDS = 1.5
"""The time that acceptance may take before the response is deferred as a private one. Discord waits 3 s
(https://docs.discord.com/developers/interactions/receiving-and-responding)."""


def _public_key(value: str | None) -> str | None:
    if value is not None and not re.fullmatch(r"[0-9a-fA-F]{64}", value):
        raise ValueError("no public key")
    return value


class DiscordSettings(SettingsSection):
    """The Discord adapter."""

    key_prefix = "discord_"

    token: Annotated[
        str | None,
        Field(description="The token of the Discord bot", repr=False),
        SettingInfo("DISCORD_TOKEN", secret=True),
    ] = None
    guilds: Annotated[
        Names,
        Field(description="The ids of the Discord servers that the bot serves; it serves no other"),
        SettingInfo("DISCORD_GUILDS", allowed="a list of ids of servers"),
    ] = ()
    elsewhere: Annotated[
        Literal["members", "everyone", "nobody"],
        Field(
            description="The people that the bot serves in direct messages and, if they have added it to their "
            "account, in other servers: members of a listed server, everyone (also in every server), or nobody"
        ),
        SettingInfo("DISCORD_ELSEWHERE"),
    ] = "members"
    admins: Annotated[
        Names,
        Field(description="The ids of Discord users who administer the bot everywhere"),
        SettingInfo("DISCORD_ADMINS", allowed="a list of ids of users"),
    ] = ()
    showing: Annotated[
        Literal["live", "calm", "final"],
        Field(
            description="The way an answer appears on Discord, unless a person has chosen another: updated every "
            "second, every four seconds, or once, when it is complete"
        ),
        SettingInfo("DISCORD_SHOWING"),
    ] = "live"
    admin_channel: Annotated[
        str | None,
        Field(
            pattern=r"^\d{15,20}$",
            description="The id of the Discord channel for the bot's administrators, which gets reports and alerts: a "
            "token that is no longer valid, credits that are used up",
        ),
        SettingInfo("DISCORD_ADMIN_CHANNEL", allowed="the id of a channel"),
    ] = None
    shard_count: Annotated[
        int | None,
        Field(
            ge=1,
            le=100_000,
            description="The number of shards in all processes; by default the number that Discord recommends",
        ),
        SettingInfo("DISCORD_SHARD_COUNT", allowed="a whole number from 1 to 100000"),
    ] = None
    http: Annotated[
        bool,
        Field(
            description="Receive commands and buttons over HTTP instead of the gateway; the bot then reads no messages"
        ),
        SettingInfo("DISCORD_HTTP", allowed="true or false"),
    ] = False
    public_key: Annotated[
        str | None,
        AfterValidator(_public_key),
        Field(description="The public key of the Discord application, which verifies Discord's requests"),
        SettingInfo("DISCORD_PUBLIC_KEY", allowed="64 hexadecimal digits"),
    ] = None
    http_host: Annotated[
        str | None,
        Field(
            description="An address of its own that listens for Discord's requests; by default they come to "
            "TROUBADOUR_HOST and TROUBADOUR_PORT"
        ),
        SettingInfo("DISCORD_HTTP_HOST", allowed="an address or a host's name"),
    ] = None
    http_port: Annotated[
        int | None,
        Field(ge=1, le=65535, description=f"The port of that address; {PORT} if only the address is given"),
        SettingInfo("DISCORD_HTTP_PORT"),
    ] = None
    api_url: Annotated[
        str | None, Field(description="The address of Discord's HTTP API"), SettingInfo("DISCORD_API_URL")
    ] = None
    gateway_url: Annotated[
        str | None, Field(description="The address of Discord's gateway"), SettingInfo("DISCORD_GATEWAY_URL")
    ] = None


class DiscordConfig(DiscordSettings):
    """The settings of one bot, and what the process adds. Raises `OperatorError` if the settings do not fit together.

    `attachment_bytes` limits one file; `accept_seconds` is the patience before a response is deferred.
    """

    token: Annotated[str, Field(repr=False)]
    attachment_bytes: int = 20_000_000
    accept_seconds: float = ACCEPT_SECONDS

    @model_validator(mode="after")
    def _check_key(self) -> Self:
        if self.http and self.public_key is None:
            raise OperatorError(
                "Discord signs its requests: copy the application's public key from the developer portal, under "
                "General Information, to DISCORD_PUBLIC_KEY."
            )
        return self

    @property
    def posted_key(self) -> str | None:
        """The application's public key (64 hexadecimal digits), with interactions over HTTP; None with the gateway."""
        return self.public_key if self.http else None
