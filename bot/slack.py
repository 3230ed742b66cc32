"""Slack in this house: there is an adapter where there are tokens."""

import json
import logging
import secrets
from typing import TYPE_CHECKING

from pydantic import SecretStr

from bot.catalogue import all_commands
from bot.house import Services
from bot.keys import kept
from bot.settings import Settings

if TYPE_CHECKING:
    from adapters.slack import SlackAdapter, SlackConfig

KEY_FILE = "secret-key"
TURNED_ON_BY = ("slack_bot_token", "slack_app_token", "slack_signing_secret", "slack_client_id", "slack_client_secret")

logger = logging.getLogger("troubadour")


def build_slack(house: Services) -> "SlackAdapter | None":
    """Builds the adapter; None where nothing is set for it, or, with a word in the log, where something is missing."""
    settings = house.settings
    if missing := missing_for_slack(settings):
        if any(getattr(settings, name) for name in TURNED_ON_BY):
            logger.error("Slack is off. %s.", missing)
        return None
    from adapters.slack import SlackAdapter

    key = _secret(settings.secret_key) or kept(house.folder.path / KEY_FILE, lambda: secrets.token_hex(32))
    return SlackAdapter(house.dispatcher, house.suggestions, house.clock, slack_config(settings, key), house.policies)


def missing_for_slack(settings: Settings) -> str | None:
    """What must be set before there can be an adapter, as the beginning of a sentence."""
    if settings.slack_client_id and settings.slack_client_secret is None:
        return "Slack needs the secret that goes with the client id: set SLACK_CLIENT_SECRET"
    if settings.slack_bot_token is None and settings.slack_client_id is None:
        return "Slack needs the token of a bot: set SLACK_BOT_TOKEN"
    if settings.slack_app_token is None and settings.slack_signing_secret is None:
        return "Slack needs a way in: set SLACK_APP_TOKEN for socket mode or SLACK_SIGNING_SECRET for HTTP"
    return None


def slack_config(settings: Settings, key: str = "") -> "SlackConfig":
    """The adapter's part of the settings; `key` seals the tokens of workspaces."""
    from adapters.slack import SlackConfig
    from adapters.slack.config import API

    return SlackConfig(
        bot_token=_secret(settings.slack_bot_token),
        app_token=_secret(settings.slack_app_token),
        signing_secret=_secret(settings.slack_signing_secret),
        client_id=settings.slack_client_id,
        client_secret=_secret(settings.slack_client_secret),
        redirect_url=settings.slack_redirect_url,
        secret_key=key,
        http_host=settings.slack_http_host,
        http_port=settings.slack_http_port,
        prefix=settings.slack_prefix,
        workspaces=frozenset(settings.slack_workspaces),
        admins=frozenset(settings.slack_admins),
        admin_channel=settings.slack_admin_channel,
        guests=settings.slack_guests,
        strangers=settings.slack_strangers,
        showing=settings.slack_showing,
        footer=settings.slack_footer,
        api_url=settings.slack_api_url or API,
        attachment_bytes=settings.operating_limits.attachment_bytes,
    )


def app_manifest(settings: Settings, url: str | None = None) -> str:
    """The app's manifest as JSON: for socket mode, or for HTTP where Slack's requests arrive at `url`."""
    from adapters.slack.manifest import manifest

    content = manifest(all_commands(), slack_config(settings), url=url, redirect=settings.slack_redirect_url)
    return json.dumps(content, indent=2, ensure_ascii=False)


async def examine_slack(settings: Settings) -> list[tuple[bool, str]]:
    """Whether Slack takes the tokens and which scopes are missing, a line each; nothing where nothing is set."""
    if not any(getattr(settings, name) for name in TURNED_ON_BY):
        return []
    lines = [(True, "Slack")]
    if missing := missing_for_slack(settings):
        return [*lines, (False, f"  {missing}.")]
    from adapters.slack.socket_mode.token_check import examine

    return [*lines, *[(well, f"  {line}") for well, line in await examine(slack_config(settings))]]


def _secret(value: SecretStr | None) -> str | None:
    return value.get_secret_value() if value is not None else None
