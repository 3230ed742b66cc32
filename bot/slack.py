"""The Slack adapter, built if there are tokens."""

import json
import logging
import secrets
from typing import TYPE_CHECKING

from pydantic import SecretStr

from bot.catalogue import load_commands
from bot.secret_files import read_or_create_secret
from bot.services import Services
from bot.settings import Settings

if TYPE_CHECKING:
    from adapters.slack import SlackAdapter, SlackConfig

KEY_FILE = "secret-key"
SLACK_CREDENTIALS = (
    "slack_bot_token",
    "slack_app_token",
    "slack_signing_secret",
    "slack_client_id",
    "slack_client_secret",
)

logger = logging.getLogger("troubadour")


def build_slack(services: Services) -> "SlackAdapter | None":
    """Builds the adapter. Returns None if Slack is not set up, or logs the setting that is missing."""
    settings = services.settings
    if missing := missing_for_slack(settings):
        if any(getattr(settings, name) for name in SLACK_CREDENTIALS):
            logger.error("Slack is off. %s.", missing)
        return None
    from adapters.slack import SlackAdapter

    key = _secret(settings.secret_key) or read_or_create_secret(
        services.folder.path / KEY_FILE, lambda: secrets.token_hex(32)
    )
    return SlackAdapter(
        services.dispatcher, services.suggestions, services.clock, slack_config(settings, key), services.policies
    )


def missing_for_slack(settings: Settings) -> str | None:
    """The start of a sentence about the setting that the adapter still needs; None if it needs none."""
    if settings.slack_client_id and settings.slack_client_secret is None:
        return "Slack needs the client secret with the client id: set SLACK_CLIENT_SECRET"
    if settings.slack_bot_token is None and settings.slack_client_id is None:
        return "Slack needs a bot token: set SLACK_BOT_TOKEN"
    if settings.slack_app_token is None and settings.slack_signing_secret is None:
        return "Slack needs a connection: set SLACK_APP_TOKEN for socket mode or SLACK_SIGNING_SECRET for HTTP"
    return None


def slack_config(settings: Settings, key: str = "") -> "SlackConfig":
    """Builds the adapter's configuration; `key` encrypts the tokens of workspaces."""
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
    """The app's manifest as JSON, for HTTP if `url` is given, otherwise for socket mode."""
    from adapters.slack.manifest import manifest

    content = manifest(load_commands(), slack_config(settings), url=url, redirect=settings.slack_redirect_url)
    return json.dumps(content, indent=2, ensure_ascii=False)


async def examine_slack(settings: Settings) -> list[tuple[bool, str]]:
    """Checks the tokens and their scopes, a line each. Returns nothing if Slack is not set up."""
    if not any(getattr(settings, name) for name in SLACK_CREDENTIALS):
        return []
    lines = [(True, "Slack")]
    if missing := missing_for_slack(settings):
        return [*lines, (False, f"  {missing}.")]
    from adapters.slack.socket_mode.token_check import examine

    return [*lines, *[(well, f"  {line}") for well, line in await examine(slack_config(settings))]]


def _secret(value: SecretStr | None) -> str | None:
    return value.get_secret_value() if value is not None else None
