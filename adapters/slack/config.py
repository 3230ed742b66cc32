"""Configuration of the adapter."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from core.domain.settings import ADDRESS_ALLOWED, Address, Names, SettingInfo, SettingsSection

NAME = "slack"
PORT = 3000
"""The usual port for requests of the platform alone."""
API = "https://slack.com/api/"
Showing = Literal["live", "calm", "final"]


def _slack_prefix(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9_-]{0,20}", value):
        raise ValueError("no prefix")
    return value


EVERYWHERE = "*"
"""Stands for all workspaces."""


class SlackSettings(SettingsSection):
    """The Slack adapter."""

    key_prefix = "slack_"

    bot_token: Annotated[
        str | None,
        Field(description="The bot token of the Slack app, `xoxb-…`", repr=False),
        SettingInfo("SLACK_BOT_TOKEN", secret=True),
    ] = None
    app_token: Annotated[
        str | None,
        Field(
            description="The app-level token, `xapp-…`: it turns on socket mode, which needs no public address",
            repr=False,
        ),
        SettingInfo("SLACK_APP_TOKEN", secret=True),
    ] = None
    signing_secret: Annotated[
        str | None,
        Field(description="The signing secret: it turns on requests over HTTP", repr=False),
        SettingInfo("SLACK_SIGNING_SECRET", secret=True),
    ] = None
    client_id: Annotated[
        str | None,
        Field(description="The client id: with it and the client secret, many workspaces can install the app"),
        SettingInfo("SLACK_CLIENT_ID"),
    ] = None
    client_secret: Annotated[
        str | None, Field(description="The client secret", repr=False), SettingInfo("SLACK_CLIENT_SECRET", secret=True)
    ] = None
    redirect_url: Annotated[
        Address | None,
        Field(
            description="The address to which Slack redirects after an installation: `https://…/slack/oauth_redirect`"
        ),
        SettingInfo("SLACK_REDIRECT_URL", allowed=ADDRESS_ALLOWED),
    ] = None
    http_host: Annotated[
        str | None,
        Field(
            description="An address of its own that listens for Slack's requests and serves the installation page; by "
            "default they come to TROUBADOUR_HOST and TROUBADOUR_PORT"
        ),
        SettingInfo("SLACK_HTTP_HOST", allowed="an address or a host's name"),
    ] = None
    http_port: Annotated[
        int | None,
        Field(ge=1, le=65535, description=f"The port of that address; {PORT} if only the address is given"),
        SettingInfo("SLACK_HTTP_PORT"),
    ] = None
    prefix: Annotated[
        str,
        AfterValidator(_slack_prefix),
        Field(
            description="The prefix of the names of Slack's slash commands, such as `tb-`, for workspaces where names "
            "collide"
        ),
        SettingInfo("SLACK_PREFIX", allowed="up to 20 lower-case letters, digits, hyphens or underscores"),
    ] = ""
    workspaces: Annotated[
        Names,
        Field(
            description="The ids of the Slack workspaces or organisations that the bot serves, or `*` for all that "
            "have installed the app; by default the workspace of the bot token"
        ),
        SettingInfo("SLACK_WORKSPACES", allowed="a list of ids of workspaces"),
    ] = ()
    admins: Annotated[
        Names,
        Field(description="The ids of Slack users who administer the bot, besides administrators of the workspace"),
        SettingInfo("SLACK_ADMINS", allowed="a list of ids of users"),
    ] = ()
    admin_channel: Annotated[
        str | None,
        Field(
            description="The id of the channel for the bot's administrators, which gets reports and alerts; with many "
            "workspaces, `T…:C…`"
        ),
        SettingInfo("SLACK_ADMIN_CHANNEL"),
    ] = None
    guests: Annotated[
        bool,
        Field(description="Serve the guests of a workspace"),
        SettingInfo("SLACK_GUESTS", allowed="true or false"),
    ] = False
    strangers: Annotated[
        bool,
        Field(description="Serve people from other workspaces, whom Slack Connect brings into a channel"),
        SettingInfo("SLACK_STRANGERS", allowed="true or false"),
    ] = False
    showing: Annotated[
        Literal["live", "calm", "final"],
        Field(
            description="The way an answer appears on Slack: as it is written, in larger steps, or once, when it is "
            "complete"
        ),
        SettingInfo("SLACK_SHOWING"),
    ] = "live"
    footer: Annotated[
        bool,
        Field(description="Say under answers on Slack that a model made them"),
        SettingInfo("SLACK_FOOTER", allowed="true or false"),
    ] = True
    token_rotation: Annotated[
        bool,
        Field(
            description="Token rotation is on for the Slack app, so that its printed manifest keeps it. Slack cannot "
            "turn it off again"
        ),
        SettingInfo("SLACK_TOKEN_ROTATION", allowed="true or false"),
    ] = False
    api_url: Annotated[
        str | None, Field(description="The address of Slack's Web API"), SettingInfo("SLACK_API_URL")
    ] = None

    @property
    def is_installable(self) -> bool:
        """True if many workspaces can install the app."""
        return bool(self.client_id and self.client_secret)

    @property
    def answers_http(self) -> bool:
        """True if Slack posts events, or if there are install pages."""
        return self.app_token is None or self.is_installable


class SlackConfig(SlackSettings):
    """The settings of the app, and what the process adds.

    One workspace by `bot_token`, or many by OAuth (`client_id`, `client_secret`). Events arrive over socket mode
    (`app_token`) or over HTTP (`signing_secret`). Tokens of workspaces are encrypted with
    `secret_key`. `attachment_bytes` limits one file.
    """

    api_url: str = API
    secret_key: Annotated[str, Field(repr=False)] = ""
    attachment_bytes: int = 20_000_000

    def serves(self, team: str, enterprise: str | None) -> bool:
        """True for a workspace that is served. That of a bot token needs no listing; with OAuth, only listed ones are
        served."""
        if not self.workspaces:
            return self.bot_token is not None
        return EVERYWHERE in self.workspaces or team in self.workspaces or enterprise in self.workspaces
