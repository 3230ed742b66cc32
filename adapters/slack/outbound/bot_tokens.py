"""Bot tokens by workspace."""

from typing import Protocol

from adapters.slack.outbound.api_client import SlackApiError


class BotTokens(Protocol):
    """The bot's tokens."""

    async def token(self, team: str, enterprise: str | None) -> str:
        """The valid token of a workspace or of its organisation.

        Raises `SlackApiError` with `not_authed` if the app is not installed there.
        """
        ...

    def forget(self, team: str, enterprise: str | None) -> None:
        """Forgets a token that Slack refuses: another process may know a newer one."""
        ...


class StaticBotToken:
    """The token of one workspace, from the settings."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def token(self, team: str, enterprise: str | None) -> str:  # noqa: ARG002 - one token for all
        """The token."""
        if not self._token:
            raise SlackApiError("auth.test", "not_authed")
        return self._token

    def forget(self, team: str, enterprise: str | None) -> None:
        pass
