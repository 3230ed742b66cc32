"""Whether tokens hold, before anything depends on them: slack_sdk tries a bad app token again for ever, and a bad bot
token shows only once something is to be sent."""

import logging
from dataclasses import dataclass

import aiohttp
from slack_sdk.errors import SlackApiError as SdkApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.config import SlackConfig
from adapters.slack.scopes import missing_scopes
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
"""Refusals that trying again does not mend (https://docs.slack.dev/reference/methods/auth.test)."""


@dataclass(frozen=True, kw_only=True)
class BotIdentity:
    """Who a token speaks for; `scopes` is empty where Slack does not say."""

    team: str
    team_name: str
    enterprise: str | None
    bot: str
    user: str
    user_name: str
    scopes: frozenset[str]


async def check_bot_token(client: AsyncWebClient, token: str) -> BotIdentity:
    """Whose token it is. Raises `OperatorError` where Slack does not know it, `SdkApiError` for the rest."""
    try:
        answer = await client.auth_test(token=token)
    except SdkApiError as error:
        if (code := str(error.response.get("error"))) in PERMANENT_ERRORS:
            raise OperatorError(
                f"Slack does not take this bot token ({code}): copy it again from the app's page, OAuth & Permissions, "
                "into SLACK_BOT_TOKEN."
            ) from None
        raise
    headers = {str(name).lower(): value for name, value in (answer.headers or {}).items()}
    scopes = str(headers.get("x-oauth-scopes", ""))
    return BotIdentity(
        team=str(answer["team_id"]),
        team_name=str(answer.get("team") or answer["team_id"]),
        enterprise=answer.get("enterprise_id") or None,
        bot=str(answer.get("bot_id") or ""),
        user=str(answer["user_id"]),
        user_name=str(answer.get("user") or answer["user_id"]),
        scopes=frozenset(scope.strip() for scope in scopes.split(",") if scope.strip()),
    )


async def check_app_token(client: AsyncWebClient, token: str) -> str:
    """The address of a connection, good for one. Raises `OperatorError` where Slack does not take the token,
    `SdkApiError` for the rest."""
    try:
        return str((await client.apps_connections_open(app_token=token))["url"])
    except SdkApiError as error:
        if (code := str(error.response.get("error"))) in PERMANENT_ERRORS:
            raise OperatorError(
                f"Slack does not take this app-level token ({code}): make one with the scope connections:write on the "
                "app's page, Basic Information, and copy it into SLACK_APP_TOKEN."
            ) from None
        raise


async def examine(config: SlackConfig) -> list[tuple[bool, str]]:
    """What can be told of the tokens without using them, a line each, and whether it is well."""
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(base_url=config.api_url, session=session)
        lines: list[tuple[bool, str]] = []
        try:
            if config.app_token is not None:
                await check_app_token(client, config.app_token)
                lines.append((True, "The app-level token opens connections."))
            if config.bot_token is not None:
                identity = await check_bot_token(client, config.bot_token)
                lines.append((True, f"It is {identity.user_name} in {identity.team_name}."))
                lines += [
                    (not needed, f"{sentence[0].upper()}{sentence[1:]}.")
                    for needed, sentence in missing_scopes(identity.scopes)
                ]
        except OperatorError as error:
            lines.append((False, str(error)))
        except (SdkApiError, aiohttp.ClientError, OSError) as error:
            lines.append((False, f"Slack was not reached: {type(error).__name__}."))
        return lines
