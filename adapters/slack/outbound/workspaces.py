"""Features of each workspace and settings of its conversations, as Slack's responses have shown."""

from contextlib import suppress

from adapters.slack.outbound.api_client import SlackApiError
from adapters.slack.outbound.error_sentences import error_sentence
from adapters.slack.reply_target import SlackReplyTarget
from core.domain.clock import Clock
from core.domain.errors import StoreAway
from core.domain.sentences import Sentence
from core.store.ports.address_rests import AddressRest, AddressRests

REMEMBERED_SECONDS = 600.0
"""Seconds for which a conversation counts as closed to the bot. An administrator may open it any time."""
_WRITING = frozenset({"chat.postMessage", "chat.startStream"})
_THREAD_LOCKED = "restricted_action_thread_locked"


class WorkspaceFeatures:
    """Remembers until the next start which methods a workspace has, and which it does not."""

    def __init__(self) -> None:
        self._without: set[tuple[str, str]] = set()
        self._with: set[tuple[str, str]] = set()

    def lacks(self, team: str, method: str, channel: str = "") -> bool:
        """True if a method is known to be missing in the workspace or in one of its conversations."""
        return (team, method) in self._without or (f"{team}:{channel}", method) in self._without

    def has(self, team: str, method: str) -> bool:
        """True if a method is known to exist."""
        return (team, method) in self._with

    def mark_present(self, team: str, method: str) -> None:
        """Notes that a method exists."""
        self._with.add((team, method))

    def mark_absent(self, team: str, feature: str) -> None:
        """Notes that a workspace lacks a feature that is no method of its own."""
        self._without.add((team, feature))

    def mark_missing(self, team: str, channel: str, error: SlackApiError) -> None:
        """Notes that a method is missing."""
        key = f"{team}:{channel}" if error.code == "channel_type_not_supported" else team
        self._without.add((key, error.method))


class ClosedConversations:
    """Remembers where the settings of a workspace do not let the bot write, so that it does no work for an answer that
    nobody would see. Slack tells it only by refusing a message
    (https://docs.slack.dev/reference/methods/chat.postMessage#errors). A message in a conversation shows that the bot
    is in it, and that it is not archived.

    The process that a message is refused to need not be the one that runs the next job, so the store remembers.
    """

    def __init__(self, rests: AddressRests, clock: Clock) -> None:
        self._rests = rests
        self._clock = clock

    async def note(self, team: str, channel: str, thread: str, error: SlackApiError) -> None:
        """Notes a refusal."""
        if error.method in _WRITING and error.code.startswith("restricted_action"):
            place = _place(team, channel, thread if error.code == _THREAD_LOCKED else "")
            rest = AddressRest(failures=1, seconds=REMEMBERED_SECONDS, sentence=error_sentence(error))
            with suppress(StoreAway):
                await self._rests.change_address_rest(place, self._clock.now(), lambda _: rest)

    async def refusal(self, target: SlackReplyTarget) -> Sentence | None:
        """Slack's reason for refusing the last message there; None if the bot may write, as far as that is known.

        Raises `StoreAway`.
        """
        for thread in {"", target.thread or ""}:
            rest = await self._rests.address_rest(_place(target.team, target.channel, thread), self._clock.now())
            if rest is not None and rest.seconds > 0:
                return rest.sentence
        return None


def _place(team: str, channel: str, thread: str) -> str:
    return f"slack {team}:{channel}:{thread}"
