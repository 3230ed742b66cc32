"""The declaration of the Slack adapter; it imports neither slack_bolt nor slack_sdk."""

import json
import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING

from adapters.slack.config import NAME, PORT, SlackConfig, SlackSettings
from core.domain.checks import CheckContext, SetupCheck
from core.domain.operating_limits import OperatingLimits
from core.domain.setup_questions import SetupQuestion
from core.platform_declaration import Adapter, HttpAddress, PlatformDeclaration, PlatformFeature, PlatformServices

if TYPE_CHECKING:
    from core.commands.registry import Registry

KEY_FILE = "secret-key"
MANIFEST_FILE = "slack-manifest.json"
OWN_ADDRESS = HttpAddress(host="127.0.0.1", port=PORT, host_setting="SLACK_HTTP_HOST", port_setting="SLACK_HTTP_PORT")
"""The address for Slack's requests alone, where a setting names only one half of it."""


def slack_config(settings: SlackSettings, limits: OperatingLimits, key: str = "") -> SlackConfig:
    """Builds the adapter's configuration; `key` encrypts the tokens of workspaces."""
    return SlackConfig(**settings.given_values(), secret_key=key, attachment_bytes=limits.attachment_bytes)


def missing_for_slack(settings: SlackSettings) -> str | None:
    """The start of a sentence about the setting that the adapter still needs; None if it needs none."""
    if settings.client_id and settings.client_secret is None:
        return "Slack needs the client secret with the client id: set SLACK_CLIENT_SECRET"
    if settings.bot_token is None and settings.client_id is None:
        return "Slack needs a bot token: set SLACK_BOT_TOKEN"
    if settings.app_token is None and settings.signing_secret is None:
        return "Slack needs a connection: set SLACK_APP_TOKEN for socket mode or SLACK_SIGNING_SECRET for HTTP"
    return None


async def examine_slack(settings: SlackSettings, _context: CheckContext) -> Sequence[SetupCheck]:
    """Checks the tokens and their scopes, a line each. Returns nothing if Slack is not set up."""
    if not _begun(settings):
        return ()
    heading = SetupCheck(line="Slack")
    if missing := missing_for_slack(settings):
        return heading, SetupCheck.because(f"{missing}.")
    from adapters.slack.setup_check import examine

    return heading, *await examine(slack_config(settings, OperatingLimits()))


def _build(settings: SlackSettings, services: PlatformServices) -> Adapter:
    from adapters.slack.adapter import SlackAdapter

    key = services.secret_key or services.secret(KEY_FILE, lambda: secrets.token_hex(32))
    adapter = SlackAdapter(
        services.dispatcher,
        services.suggestions,
        services.clock,
        slack_config(settings, services.operating_limits, key),
        services.policies,
        services.notify,
        listens=services.listens,
        alone=not services.shares_store,
    )
    return Adapter(platform=adapter, serve=adapter.serve, http=adapter.http if services.listens else None)


def _http_address(settings: SlackSettings, shared: HttpAddress) -> HttpAddress | None:
    return shared.unless(settings.http_host, settings.http_port, OWN_ADDRESS) if settings.answers_http else None


def _begun(settings: SlackSettings) -> bool:
    credentials = (
        settings.bot_token,
        settings.app_token,
        settings.signing_secret,
        settings.client_id,
        settings.client_secret,
    )
    return any(credentials)


async def _verify_tokens(settings: SlackSettings) -> Sequence[SetupCheck]:
    from adapters.slack.setup_check import check_tokens

    return await check_tokens(slack_config(settings, OperatingLimits()))


def _manifest_file(settings: SlackSettings, commands: "Registry") -> tuple[str, str]:
    from adapters.slack.manifest import manifest

    content = manifest(commands, slack_config(settings, OperatingLimits()), url=None, redirect=None)
    return MANIFEST_FILE, json.dumps(content, indent=2, ensure_ascii=False) + "\n"


slack = PlatformDeclaration(
    name=NAME,
    title="Slack",
    settings=SlackSettings,
    features=frozenset(PlatformFeature),
    build=_build,
    missing=missing_for_slack,
    begun=_begun,
    check=examine_slack,
    http_address=_http_address,
    setup_file=_manifest_file,
    setup_questions=(
        SetupQuestion(
            "SLACK_BOT_TOKEN",
            "Slack bot token, xoxb-… [none]",
            f"Slack: open https://api.slack.com/apps?new_app=1, choose From a manifest, and paste {MANIFEST_FILE},\n"
            "which is in this folder now. Then click Install App, and copy the Bot User OAuth Token.",
            secret=True,
            verify=_verify_tokens,
        ),
        SetupQuestion(
            "SLACK_APP_TOKEN",
            "Slack app-level token, xapp-… [none]",
            "On the app's page, open Basic Information, App-Level Tokens, and generate one with the scope\n"
            "connections:write.",
            secret=True,
            verify=_verify_tokens,
            needs="SLACK_BOT_TOKEN",
        ),
    ),
)
