"""Which token speaks in which workspace."""

from typing import Protocol

from adapters.slack.outbound.api_client import SlackApiError


class BotTokens(Protocol):
    """The bot's tokens."""

    async def token(self, team: str, enterprise: str | None) -> str:
        """The token of a workspace, or of the organisation it belongs to, as it holds now.

        Raises `SlackApiError` with `not_authed` where the app is not installed there.
        """
        ...


class StaticBotToken:
    """One workspace, whose token is in the settings."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def token(self, team: str, enterprise: str | None) -> str:  # noqa: ARG002 - it is the same for all
        """The token."""
        if not self._token:
            raise SlackApiError("auth.test", "not_authed")
        return self._token
