"""Checks of tokens before anything depends on them. slack_sdk retries with a bad app token for ever, and a bad bot
token is noticed only when something is sent."""

import logging
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import aiohttp
from slack_sdk.errors import SlackApiError as SdkApiError
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from core.domain.errors import OperatorError

logger = logging.getLogger(__name__)

PERMANENT_ERRORS = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "missing_scope",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
    }
)
"""Errors that a retry does not fix (https://docs.slack.dev/reference/methods/auth.test)."""


REVOKED_ERRORS = frozenset({"account_inactive", "token_revoked"})
"""Errors of a token that was valid before: the app was removed, or its token revoked. A token with a typo is
`invalid_auth` (https://docs.slack.dev/reference/methods/auth.test#errors)."""


class BotTokenRevoked(OperatorError):
    """Slack rejects a bot token that was valid before."""


@dataclass(frozen=True, kw_only=True)
class BotIdentity:
    """The bot that a token belongs to. `scopes` is empty if Slack does not say."""

    team: str
    team_name: str
    enterprise: str | None
    bot: str
    user: str
    user_name: str
    scopes: frozenset[str]
    ahead: float | None = None
    """The seconds by which Slack's clock is ahead."""


async def check_bot_token(client: AsyncWebClient, token: str) -> BotIdentity:
    """The bot that a token belongs to. Raises `OperatorError` if Slack rejects the token, `SlackApiError` of slack_sdk
    for other errors."""
    try:
        response = await client.auth_test(token=token)
    except SdkApiError as error:
        if (code := str(error.response.get("error"))) in PERMANENT_ERRORS:
            kind = BotTokenRevoked if code in REVOKED_ERRORS else OperatorError
            raise kind(
                f"Slack rejects this bot token ({code}): copy it again from the app's page, OAuth & Permissions, "
                "into SLACK_BOT_TOKEN."
            ) from None
        raise
    headers = {str(name).lower(): value for name, value in (response.headers or {}).items()}
    scopes = str(headers.get("x-oauth-scopes", ""))
    return BotIdentity(
        team=str(response["team_id"]),
        team_name=str(response.get("team") or response["team_id"]),
        enterprise=response.get("enterprise_id") or None,
        bot=str(response.get("bot_id") or ""),
        user=str(response["user_id"]),
        user_name=str(response.get("user") or response["user_id"]),
        scopes=frozenset(scope.strip() for scope in scopes.split(",") if scope.strip()),
        ahead=parsedate_to_datetime(headers["date"]).timestamp() - time.time() if "date" in headers else None,
    )


async def is_revoked(client: AsyncWebClient, token: str) -> bool:
    """True if Slack says that a token was revoked; False also if Slack is not reached."""
    try:
        await client.auth_test(token=token)
    except SdkApiError as error:
        return str(error.response.get("error")) in REVOKED_ERRORS
    except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError):
        return False
    return False


async def check_app_token(client: AsyncWebClient, token: str) -> str:
    """The address for one connection. Raises `OperatorError` if Slack rejects the token, `SlackApiError` of slack_sdk
    for other errors."""
    try:
        return str((await client.apps_connections_open(app_token=token))["url"])
    except SdkApiError as error:
        if (code := str(error.response.get("error"))) in PERMANENT_ERRORS:
            raise OperatorError(
                f"Slack rejects this app-level token ({code}): make one with the scope connections:write on the "
                "app's page, Basic Information, and copy it into SLACK_APP_TOKEN."
            ) from None
        raise
