"""The workspaces that have the app, and the conversations in them that the bot is removed from."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.config import NAME
from adapters.slack.inbound.bolt_app import Body
from adapters.slack.inbound.context import reading_payload
from adapters.slack.oauth.installations import InstallationStore
from adapters.slack.socket_mode.token_check import is_revoked
from core.domain.errors import UserError
from core.jobs.departures import Departures

logger = logging.getLogger(__name__)

LEFT_EVENTS = (
    "channel_archive",
    "channel_deleted",
    "channel_left",
    "group_archive",
    "group_deleted",
    "group_left",
)
"""Events after which the bot is in a conversation no more, or nobody can write there
(https://docs.slack.dev/reference/events)."""
BACK_EVENTS = ("channel_unarchive", "group_unarchive")
JOINED_EVENT = "member_joined_channel"
"""Somebody was added to a conversation, perhaps the bot. slack_bolt drops other events about the bot itself."""


class SlackPlaces:
    """Notes workspaces and conversations that the bot gets and loses."""

    def __init__(self, departures: Departures) -> None:
        self._departures = departures

    async def installed(self, team: str) -> None:
        """Notes that a workspace has the app, perhaps again."""
        await self._departures.join([_scope(team)])

    async def removed(self, team: str, body: Body) -> None:
        """Notes that a workspace has removed the app, or revoked its token, as an event tells."""
        await self._departures.leave(_scope(team), "Slack", _time(body))

    async def compare_bot(self, team: str) -> None:
        """Notes the workspace of the only token, which may serve others of its organisation, too."""
        await self._departures.compare(NAME, [team], lambda other: other == team)

    async def compare_revoked(self) -> None:
        """Notes that the only token was revoked while the process was down."""
        await self._departures.compare(NAME, [])

    async def compare_installations(self, installations: InstallationStore, client: AsyncWebClient) -> None:
        """Removes the installations whose tokens were revoked while the process was down."""
        try:
            for each in await installations.all():
                if each.team is not None and await is_revoked(client, each.token):
                    await installations.remove(each.team, None)
            # Those that cannot be decrypted are installed, too.
            await self._departures.compare(NAME, await installations.keys())
        except UserError as error:
            logger.warning("the workspaces are not compared with those of before: %s", error.sentence.id)

    async def left(self, body: Body) -> None:
        """Handles an event of `LEFT_EVENTS`."""
        await self._departures.leave(_conversation(body), "Slack", _time(body))

    async def back(self, body: Body) -> None:
        """Handles an event of `BACK_EVENTS`."""
        await self._departures.join([_conversation(body)])

    async def joined(self, body: Body, me: str) -> None:
        """Handles `JOINED_EVENT`."""
        with reading_payload():
            is_bot = body["event"]["user"] == me
        if is_bot:
            await self.back(body)


def _conversation(body: Body) -> str:
    with reading_payload():
        authorized: Sequence[Mapping[str, Any]] = body.get("authorizations") or ()
        team = next((each["team_id"] for each in authorized if each.get("team_id")), body.get("team_id"))
        return f"{_scope(str(team))}:{body['event']['channel']}"


def _time(body: Body) -> float | None:
    """When an event happened, in seconds since the epoch. It may be delivered later, and several times
    (https://docs.slack.dev/apis/events-api#events-JSON)."""
    at = body.get("event_time")
    return float(at) if isinstance(at, int | float) else None


def _scope(team: str) -> str:
    return f"{NAME}:{team}"
