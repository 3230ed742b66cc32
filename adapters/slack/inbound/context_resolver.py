"""Resolves an author to a caller, and decides whether the bot serves the caller."""

from adapters.slack.config import SlackConfig
from adapters.slack.inbound.context import Author, SlackInboundContext, caller_of, place_of
from adapters.slack.users import SlackUser, SlackUsers
from core.domain.sentences import Sentence, say

EVERYWHERE = "*"


class SlackContextResolver:
    """Completes an author with Slack's user data and the operator's settings."""

    def __init__(self, users: SlackUsers, config: SlackConfig) -> None:
        self._users = users
        self._config = config

    async def resolve(self, author: Author) -> SlackInboundContext:
        """The context of an author. It has a refusal for guests and external people whom the operator does not allow. A
        person who cannot be looked up counts as a guest."""
        target = author.target
        user = await self._users.find(target.team, target.user)
        admin = True if target.user in self._config.admins else user.admin if user else None
        return SlackInboundContext(
            caller=caller_of(
                author,
                name=user.name if user else author.name,
                locale=user.locale if user else None,
                admin=admin,
            ),
            place=place_of(target, home=self._is_home(target.team, target.enterprise)),
            target=target,
            refusal=self._refusal(author, user),
        )

    def _is_home(self, team: str, enterprise: str | None) -> bool:
        """The workspace of a bot token needs no listing. With OAuth, only listed workspaces are home."""
        listed = self._config.workspaces
        if not listed:
            return self._config.bot_token is not None
        return EVERYWHERE in listed or team in listed or enterprise in listed

    def _refusal(self, author: Author, user: SlackUser | None) -> Sentence | None:
        target = author.target
        if target.user in self._config.admins:
            return None
        external = author.external
        if user is not None and user.team != target.team:
            external = target.enterprise is None or user.enterprise != target.enterprise
        if external:
            return None if self._config.strangers else say("slack-strangers")
        if self._config.guests:
            return None
        if user is None:
            return say("slack-unknown-person")
        return say("slack-guests") if user.guest else None
