"""The names of channels that messages mention. Slack gives only their ids."""

import logging
import re
from collections.abc import Iterable, Mapping

from adapters.slack.outbound.api_client import SlackApiClient, SlackApiError
from core.domain.clock import Clock

logger = logging.getLogger(__name__)

INFO = "conversations.info"
UNNAMED = re.compile(r"(?<![<\w])#([CG][A-Z0-9]{6,})\b")
"""A mentioned channel whose name is not known."""
LOOKED_UP_LIMIT = 10
"""Number of channels that are looked up for one message."""
REMEMBERED_SECONDS = 3600.0
REMEMBERED_NAMES = 10_000


def with_names(text: str, names: Mapping[str, str]) -> str:
    """A text with these names in place of the ids of channels that it mentions."""
    return UNNAMED.sub(lambda match: f"#{names.get(match[1], match[1])}", text)


class MentionedChannels:
    """Looks names up while a job runs, and remembers them for a while. It needs an optional scope; without it, the ids
    stay."""

    def __init__(self, api_client: SlackApiClient, clock: Clock) -> None:
        self._api_client = api_client
        self._clock = clock
        self._known: dict[tuple[str, str], tuple[float, str]] = {}

    async def names(self, team: str, texts: Iterable[str]) -> Mapping[str, str]:
        """The names by id, as far as Slack tells them."""
        ids = list(dict.fromkeys(id for text in texts for id in UNNAMED.findall(text)))[:LOOKED_UP_LIMIT]
        found = {id: await self._name(team, id) for id in ids}
        return {id: name for id, name in found.items() if name}

    async def _name(self, team: str, id: str) -> str:
        until, name = self._known.get((team, id), (0.0, ""))
        if until > self._clock.now() or not await self._api_client.available(team, INFO):
            return name
        try:
            name = str(((await self._api_client.call(team, INFO, channel=id)).get("channel") or {}).get("name") or "")
        except SlackApiError as error:
            logger.info("a mentioned channel was not looked up: %s", error)
        if len(self._known) >= REMEMBERED_NAMES:
            self._known.clear()
        # A name that Slack does not tell is not asked for again so soon, either.
        self._known[team, id] = (self._clock.now() + REMEMBERED_SECONDS, name)
        return name
