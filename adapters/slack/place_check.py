"""Asks Slack if the bot is in a workspace or a conversation, whatever its events have told."""

import aiohttp
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.config import NAME
from adapters.slack.oauth.installations import InstallationStore
from adapters.slack.outbound.api_client import SlackApiClient, SlackApiError
from adapters.slack.socket_mode.token_check import BotTokenRevoked, check_bot_token
from core.domain.errors import OperatorError, UserError

NOT_IN_CONVERSATION = frozenset({"channel_not_found"})
"""The conversation is deleted, or private and without the bot
(https://docs.slack.dev/reference/methods/conversations.info#errors)."""


class SlackPlaceCheck:
    """Implements `ChecksPlaces`. Without `installations`, the app has only the token `bot_token`."""

    def __init__(
        self,
        client: AsyncWebClient,
        api_client: SlackApiClient,
        installations: InstallationStore | None,
        bot_token: str | None,
    ) -> None:
        self._client = client
        self._api_client = api_client
        self._installations = installations
        self._bot_token = bot_token

    async def is_in(self, scope: str) -> bool | None:
        """As `ChecksPlaces.is_in`."""
        team, _, channel = scope.removeprefix(f"{NAME}:").partition(":")
        try:
            return await self._is_member(team, channel) if channel else await self._is_installed(team)
        except (UserError, OperatorError, SlackApiError, SlackClientError, aiohttp.ClientError, TimeoutError, OSError):
            return None

    async def _is_installed(self, team: str) -> bool | None:
        token = self._bot_token
        if self._installations is not None:
            # Those that cannot be decrypted are installed, too.
            keys = await self._installations.keys()
            if team not in keys:
                return None if any(_is_organisation(key) for key in keys) else False
            token = await self._installations.token(team, None)
        try:
            identity = await check_bot_token(self._client, token or "")
        except BotTokenRevoked:
            return False
        # The token of an organisation serves its other workspaces, too.
        return True if identity.team == team else None if identity.enterprise else False

    async def _is_member(self, team: str, channel: str) -> bool:
        try:
            found = (await self._api_client.call(team, "conversations.info", channel=channel))["channel"]
        except SlackApiError as error:
            if error.code in NOT_IN_CONVERSATION:
                return False
            raise
        # Nobody writes in an archived conversation, which counts as left.
        return bool(found.get("is_member", True)) and not found.get("is_archived")


def _is_organisation(key: str) -> bool:
    """True for the id of an organisation, false for that of a workspace."""
    return key.startswith("E")
