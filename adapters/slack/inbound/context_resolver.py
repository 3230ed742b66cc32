"""Resolves an author to a caller, and decides whether the bot serves the caller, as far as that is known."""

from adapters.slack.config import SlackConfig
from adapters.slack.inbound.context import Author, SlackInboundContext, caller_of, place_of
from adapters.slack.users import SlackUsers
from core.jobs.dispatcher import STORE_SECONDS
from core.store.time_limit import store_answers_within


class SlackContextResolver:
    """Completes an author with remembered data and the operator's settings."""

    def __init__(self, users: SlackUsers, config: SlackConfig) -> None:
        self._users = users
        self._config = config

    async def resolve(self, author: Author, *, looks_up: bool = False) -> SlackInboundContext:
        """The context of an author. It has a refusal for guests and external people whom the operator does not allow.

        The caller's `admin` is None if somebody must be looked up first: a person of whom nothing is known, or an
        administrator or a refused person of whom nothing new is known. With `looks_up`, that happens here: nobody may
        wait for an acknowledgement then. Raises `StoreAway`.
        """
        target = author.target
        user = await self._users.find(target.team, target.user) if looks_up else None
        with store_answers_within(STORE_SECONDS):
            user = user or await self._users.remembered(target.team, target.user)
        refusal = self._users.refusal(target, user, external=author.external)
        admin = True if target.user in self._config.admins else user.admin if user else None
        if user is not None and not self._users.is_fresh(user) and (user.admin or refusal is not None):
            refusal = self._users.refusal(target, None, external=author.external)
            admin = None
        return SlackInboundContext(
            caller=caller_of(
                author,
                name=user.name if user else author.name,
                locale=user.locale if user else None,
                admin=admin,
            ),
            place=place_of(target, home=self._config.serves(target.team, target.enterprise)),
            target=target,
            refusal=refusal,
        )

    def unknown(self, author: Author) -> SlackInboundContext:
        """The context of an author of whom nothing is remembered."""
        target = author.target
        return SlackInboundContext(
            caller=caller_of(author, name=author.name, locale=None, admin=None),
            place=place_of(target, home=self._config.serves(target.team, target.enterprise)),
            target=target,
        )
