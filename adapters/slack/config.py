"""Configuration of the adapter."""

from dataclasses import dataclass
from typing import Literal

NAME = "slack"
API = "https://slack.com/api/"
ACCEPT_SECONDS = 1.5
"""Time limit for acceptance before the answer goes through `response_url`. Slack waits 3 s
(https://docs.slack.dev/interactivity/implementing-slash-commands)."""
Showing = Literal["live", "calm", "final"]


@dataclass(frozen=True, kw_only=True)
class SlackConfig:
    """Tokens and settings of the adapter.

    One workspace by `bot_token`, or many by OAuth (`client_id`, `client_secret`). Events arrive over socket mode
    (`app_token`) or over HTTP (`signing_secret`, `http_host`, `http_port`).

    With OAuth, `redirect_url` is the page to which Slack returns after an installation; without it, Slack uses the
    address that is set for the app. Tokens are encrypted with `secret_key`.

    `prefix` goes before the names of slash commands, because names collide between the apps of a workspace. `admins`
    are ids of users who administer the bot in every workspace. `admin_channel` is the channel for alerts. `guests` and
    `strangers` (people of other workspaces, through Slack Connect) are served only if they are allowed here. `footer`
    marks answers as made by a model. `api_url` replaces Slack's own address.
    """

    bot_token: str | None = None
    app_token: str | None = None
    signing_secret: str | None = None
    client_id: str | None = None
    client_secret: str | None = None
    redirect_url: str | None = None
    secret_key: str = ""
    http_host: str = "127.0.0.1"
    http_port: int = 3000
    prefix: str = ""
    workspaces: frozenset[str] = frozenset()
    admins: frozenset[str] = frozenset()
    admin_channel: str | None = None
    guests: bool = False
    strangers: bool = False
    showing: Showing = "live"
    footer: bool = True
    api_url: str = API
    attachment_bytes: int = 20_000_000
    accept_seconds: float = ACCEPT_SECONDS
