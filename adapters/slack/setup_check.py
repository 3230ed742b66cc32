"""The check of the Slack app: its tokens and their scopes, and the address that Slack posts to. It changes nothing."""

import asyncio

import aiohttp
from slack_sdk.errors import SlackApiError as SdkApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.config import SlackConfig
from adapters.slack.inbound.http_endpoint import EVENTS_PATH
from adapters.slack.scopes import missing_scopes
from adapters.slack.socket_mode.token_check import check_app_token, check_bot_token
from core.domain.checks import SetupCheck
from core.domain.errors import OperatorError

POST_SECONDS = 10.0
"""The patience with the address that Slack posts to."""
_ADD_SCOPES = (
    "Print the manifest with `troubadour slack manifest`, paste it on the app's page under App Manifest, and install "
    "the app again."
)


async def examine(config: SlackConfig) -> list[SetupCheck]:
    """Checks the tokens and the address that Slack posts to, a row each."""
    rows = await check_tokens(config)
    if config.answers_http and all(row.ok for row in rows):
        rows.append(await _posted_address(config.redirect_url))
    return rows


async def check_tokens(config: SlackConfig) -> list[SetupCheck]:
    """Checks the tokens without using them, a row each."""
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(base_url=config.api_url, session=session)
        rows: list[SetupCheck] = []
        try:
            if config.app_token is not None:
                await check_app_token(client, config.app_token)
                rows.append(SetupCheck(line="  The app-level token opens connections."))
            if config.bot_token is not None:
                identity = await check_bot_token(client, config.bot_token)
                rows.append(
                    SetupCheck(line=f"  It is {identity.user_name} in {identity.team_name}.", ahead=identity.ahead)
                )
                rows += [
                    SetupCheck(line=f"  {sentence[0].upper()}{sentence[1:]}.", ok=not needed, fix=_ADD_SCOPES)
                    for needed, sentence in missing_scopes(identity.scopes)
                ]
        except OperatorError as error:
            rows.append(SetupCheck.because(error))
        except (SdkApiError, aiohttp.ClientError, TimeoutError, OSError) as error:
            finding = f"  Slack was not reached ({type(error).__name__})."
            rows.append(SetupCheck(line=finding, ok=False, fix="Check the way to slack.com."))
        return rows


async def _posted_address(redirect_url: str | None) -> SetupCheck:
    """The address that Slack posts to. Slack does not tell it; that of the install pages leads to the same bot."""
    where = "the app's page, Event Subscriptions, Interactivity & Shortcuts and Slash Commands"
    if redirect_url is None:
        fix = f"Lead a public https address to the bot, and write https://…{EVENTS_PATH} on {where}."
        return SetupCheck(line="  Slack posts to the bot, and does not tell at which address.", fix=fix)
    url = f"{redirect_url.partition('/slack/')[0]}{EVENTS_PATH}"
    try:
        async with asyncio.timeout(POST_SECONDS), aiohttp.request("POST", url, json={}) as response:
            if response.status == 401:
                return SetupCheck(line=f"  The bot answers at {url}.")
            told = f"it answers with status {response.status}"
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        told = "nothing answers"
    fix = f"Start the bot, lead that address to it, and use it on {where}."
    return SetupCheck(line=f"  Slack should post to {url}, where {told}.", ok=False, fix=fix)
