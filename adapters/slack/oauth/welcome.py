"""The first words to a person who adds the app to a workspace."""

import logging

from adapters.slack.command_prefix import prefixed
from adapters.slack.config import NAME
from adapters.slack.outbound.api_client import SlackApiClient, SlackApiError
from adapters.slack.outbound.blocks import context
from adapters.slack.outbound.delivery import LITERAL, NO_UNFURL, POST
from adapters.slack.outbound.markup import notification, to_mrkdwn
from adapters.slack.users import SlackUsers
from core.domain.sentences import CommandName, say
from core.store.ports.preferences import Preferences

logger = logging.getLogger(__name__)

WELCOMED = "slack-welcomed"


class InstallationWelcome:
    """Greets each person once, in a direct message."""

    def __init__(self, api_client: SlackApiClient, users: SlackUsers, store: Preferences, prefix: str) -> None:
        self._api_client = api_client
        self._users = users
        self._store = store
        self._prefix = prefix

    async def welcome(self, team: str, user: str) -> None:
        """Greets a person. Does not raise for a refusal of Slack."""
        scope = f"{NAME}:{team}:{user}"
        if (await self._store.preferences(scope)).get(WELCOMED):
            return
        await self._store.set_preference(scope, WELCOMED, True)
        known = self._users.known(team, user)
        locale = known.locale if known is not None else None
        sentence = prefixed(
            say("slack-welcome", command=CommandName(name="imagine"), help=CommandName(name="troubadour help")),
            self._prefix,
        )
        text, blocks = notification(sentence, locale), [context(to_mrkdwn(sentence, locale))]
        try:
            # Slack takes a person's id for the direct messages with them.
            await self._api_client.call(team, POST, channel=user, text=text, blocks=blocks, **NO_UNFURL, **LITERAL)
        except SlackApiError as error:
            logger.info("the person who installed the app in workspace %s was not welcomed: %s", team, error)
