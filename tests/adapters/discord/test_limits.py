"""At a limit: a private refusal, a button, and later an answer that pings who asked and nobody else."""

from pathlib import Path

import pytest

from core.jobs.reminders import Reminders
from core.quota.policy import Policy
from core.quota.rules import parse_rates
from tests.adapters.discord.house import config_for, opened
from tests.servers.discord_server import DiscordServer

pytestmark = pytest.mark.may_block

ONE_AN_HOUR = Policy(user=parse_rates(["chat_completion=1/hour"]))


class AnHourLater:
    """The time of a house, an hour on."""

    def __init__(self, now: float) -> None:
        self._now = now + 3601.0

    def now(self) -> float:
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Nobody waits here."""


async def test_a_refusal_can_be_run_later_and_pings_exactly_who_asked(server: DiscordServer, tmp_path: Path) -> None:
    async with opened(tmp_path, config_for(server), policy=ONE_AN_HOUR) as house:
        await server.ready()
        assert await house.ended((await server.slash("chat", message="Hello")).id) == "done"
        asked = await server.slash("chat", message="Hello again")
        assert "Your limit for conversations is used up (1 per hour)" in await asked.refused()
        assert asked.original is not None
        other = await server.press(asked.original, "Remind me", by=server.friend)
        assert "Only the person who asked" in await other.refused()
        pressed = await server.press(asked.original, "Remind me")
        assert "I will run it at <t:" in await pressed.refused()
        later = AnHourLater(house.clock.now())
        house.dispatcher._clock = later
        await Reminders(house.store, house.dispatcher.accept, later).hand_in()
        await server.state.changes.until(
            lambda: [message for message in server.state.messages.values() if server.user in message.mentions],
            what="a ping",
        )
        (answer,) = [message for message in server.state.messages.values() if message.mentions]
        assert answer.mentions == [server.user]
        assert not answer.flags
        assert "There is room for your request again" in answer.text
        assert "Hello again" in answer.text
