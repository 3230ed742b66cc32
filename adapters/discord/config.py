"""How the adapter is set up."""

from dataclasses import dataclass
from typing import Literal

NAME = "discord"
API_URL = "https://discord.com/api/v10"
ACCEPT_SECONDS = 1.5
"""How long acceptance may take before the answer is deferred privately. Discord waits 3 s
(https://docs.discord.com/developers/interactions/receiving-and-responding)."""


@dataclass(frozen=True, kw_only=True)
class HttpConfig:
    """Where interactions are listened for over HTTP, and the application's public key, 64 hexadecimal digits."""

    host: str
    port: int
    public_key: str


@dataclass(frozen=True, kw_only=True)
class DiscordConfig:
    """`guilds` are the ids of the servers that are served; `admins` those of users who administer the bot anywhere.

    `admin_channel` is told alerts. `follow_threads` asks for the privileged intent that it takes to answer unmentioned.
    `elsewhere` is who is served in direct messages and, by an app of their own, in other servers: members of a listed
    server, everyone, or nobody. `showing` is how an answer grows for
    who has not chosen. The addresses stand in for Discord's own.
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
        """Whether this process does what one of several has to do, such as sending the commands."""
        return not self.shard_ids or 0 in self.shard_ids
