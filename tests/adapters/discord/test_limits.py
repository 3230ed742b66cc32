"""At a limit: a private refusal, a button, and later an answer that pings only the caller."""

from pathlib import Path

import pytest

from core.jobs.reminders import Reminders
from core.quota.place_rules import parse_rates
from core.quota.policy import QuotaPolicy
from tests.adapters.discord.harness import config_for, opened
from tests.servers.discord_server import DiscordServer

pytestmark = pytest.mark.may_block

ONE_AN_HOUR = QuotaPolicy(user=parse_rates(["chat_completion=1/hour"]))


class AnHourLater:
    """A clock that stands one hour later."""

    def __init__(self, now: float) -> None:
        self._now = now + 3601.0

    def now(self) -> float:
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Returns immediately."""


async def test_a_refused_request_can_run_later_and_pings_only_the_caller(server: DiscordServer, tmp_path: Path) -> None:
    async with opened(tmp_path, config_for(server), policy=ONE_AN_HOUR) as harness:
        await server.ready()
        assert await harness.ended((await server.slash("chat", message="Hello")).id) == "done"
        asked = await server.slash("chat", message="Hello again")
        assert "Your limit for conversations is used up (1 per hour)" in await asked.refused()
        assert asked.original is not None
        other = await server.press(asked.original, "Remind me", by=server.friend)
        assert "Only the person who asked" in await other.refused()
        pressed = await server.press(asked.original, "Remind me")
        assert "I will run it at <t:" in await pressed.refused()
        later = AnHourLater(harness.clock.now())
        harness.dispatcher._clock = later
        await Reminders(harness.store, harness.dispatcher, later).hand_in()
        await server.state.changes.until(
            lambda: [message for message in server.state.messages.values() if server.user in message.mentions],
            what="a ping",
        )
        (answer,) = [message for message in server.state.messages.values() if message.mentions]
        assert answer.mentions == [server.user]
        assert not answer.flags
        assert "There is room for your request again" in answer.text
        assert "Hello again" in answer.text
