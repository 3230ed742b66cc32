"""Settings: Slack."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr

from bot.sections.section import ADDRESS_ALLOWED, Address, Names, SettingInfo, SettingsSection


def _slack_prefix(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9_-]{0,20}", value):
        raise ValueError("no prefix")
    return value


class SlackSettings(SettingsSection):
    """The Slack adapter."""

    slack_bot_token: Annotated[
        SecretStr | None, Field(description="The bot token of the Slack app, `xoxb-…`"), SettingInfo("SLACK_BOT_TOKEN")
    ] = None
    slack_app_token: Annotated[
        SecretStr | None,
        Field(description="The app-level token, `xapp-…`: it turns on socket mode, which needs no public address"),
        SettingInfo("SLACK_APP_TOKEN"),
    ] = None
    slack_signing_secret: Annotated[
        SecretStr | None,
        Field(description="The signing secret: it turns on requests over HTTP"),
        SettingInfo("SLACK_SIGNING_SECRET"),
    ] = None
    slack_client_id: Annotated[
        str | None,
        Field(description="The client id: with it and the client secret, many workspaces can install the app"),
        SettingInfo("SLACK_CLIENT_ID"),
    ] = None
    slack_client_secret: Annotated[
        SecretStr | None, Field(description="The client secret"), SettingInfo("SLACK_CLIENT_SECRET")
    ] = None
    slack_redirect_url: Annotated[
        Address | None,
        Field(
            description="The address to which Slack redirects after an installation: `https://…/slack/oauth_redirect`"
        ),
        SettingInfo("SLACK_REDIRECT_URL", allowed=ADDRESS_ALLOWED),
    ] = None
    slack_http_host: Annotated[
        str,
        Field(
            description="The address that listens for Slack's requests and serves the installation page, behind a proxy"
        ),
        SettingInfo("SLACK_HTTP_HOST", allowed="an address or a host's name"),
    ] = "127.0.0.1"
    slack_http_port: Annotated[
        int, Field(ge=1, le=65535, description="The port of that address"), SettingInfo("SLACK_HTTP_PORT")
    ] = 3000
    slack_prefix: Annotated[
        str,
        AfterValidator(_slack_prefix),
        Field(
            description="The prefix of the names of Slack's slash commands, such as `tb-`, for workspaces where names "
            "collide"
        ),
        SettingInfo("SLACK_PREFIX", allowed="up to 20 lower-case letters, digits, hyphens or underscores"),
    ] = ""
    slack_workspaces: Annotated[
        Names,
        Field(
            description="The ids of the Slack workspaces or organisations that the bot serves, or `*` for all that "
            "have installed the app; by default the workspace of the bot token"
        ),
        SettingInfo("SLACK_WORKSPACES", allowed="a list of ids of workspaces"),
    ] = ()
    slack_admins: Annotated[
        Names,
        Field(description="The ids of Slack users who administer the bot, besides administrators of the workspace"),
        SettingInfo("SLACK_ADMINS", allowed="a list of ids of users"),
    ] = ()
    slack_admin_channel: Annotated[
        str | None,
        Field(
            description="The id of the channel for the bot's administrators, which gets reports and alerts; with many "
            "workspaces, `T…:C…`"
        ),
        SettingInfo("SLACK_ADMIN_CHANNEL"),
    ] = None
    slack_guests: Annotated[
        bool,
        Field(description="Serve the guests of a workspace"),
        SettingInfo("SLACK_GUESTS", allowed="true or false"),
    ] = False
    slack_strangers: Annotated[
        bool,
        Field(description="Serve people from other workspaces, whom Slack Connect brings into a channel"),
        SettingInfo("SLACK_STRANGERS", allowed="true or false"),
    ] = False
    slack_showing: Annotated[
        Literal["live", "calm", "final"],
        Field(
            description="The way an answer appears on Slack: as it is written, in larger steps, or once, when it is "
            "complete"
        ),
        SettingInfo("SLACK_SHOWING"),
    ] = "live"
    slack_footer: Annotated[
        bool,
        Field(description="Say under answers on Slack that a model made them"),
        SettingInfo("SLACK_FOOTER", allowed="true or false"),
    ] = True
    slack_api_url: Annotated[
        str | None, Field(description="The address of Slack's Web API"), SettingInfo("SLACK_API_URL")
    ] = None
