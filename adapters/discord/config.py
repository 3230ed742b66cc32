"""The settings of the adapter."""

from dataclasses import dataclass
from typing import Literal

NAME = "discord"
API_URL = "https://discord.com/api/v10"
ACCEPT_SECONDS = 1.5
"""The time that acceptance may take before the response is deferred as a private one. Discord waits 3 s
(https://docs.discord.com/developers/interactions/receiving-and-responding)."""


@dataclass(frozen=True, kw_only=True)
class HttpConfig:
    """The address to listen on for interactions over HTTP, and the application's public key (64 hexadecimal digits)."""

    host: str
    port: int
    public_key: str


@dataclass(frozen=True, kw_only=True)
class DiscordConfig:
    """The settings of one bot.

    - `guilds`: ids of the servers that the bot serves.
    - `admins`: ids of users who administer the bot everywhere.
    - `elsewhere`: people who are served in direct messages and, through a user-installed app, in other servers:
      members of a listed server, everyone, or nobody.
    - `showing`: how an answer grows for people who have not chosen.
    - `admin_channel`: id of the channel that gets alerts.
    - `follow_threads`: answer in threads without a mention; this needs the privileged Message Content Intent.
    - `api_url`, `gateway_url`: addresses instead of Discord's own.
    """

    token: str
    guilds: frozenset[str] = frozenset()
    admins: frozenset[str] = frozenset()
    elsewhere: Literal["members", "everyone", "nobody"] = "members"
    showing: Literal["live", "calm", "final"] = "live"
    admin_channel: str | None = None
    follow_threads: bool = False
    api_url: str | None = None
    gateway_url: str | None = None
    attachment_bytes: int = 20_000_000
    accept_seconds: float = ACCEPT_SECONDS
    shard_ids: tuple[int, ...] = ()
    shard_count: int | None = None
    http: HttpConfig | None = None

    @property
    def registers_commands(self) -> bool:
        """True for the one process of several that registers the commands."""
        return not self.shard_ids or 0 in self.shard_ids
