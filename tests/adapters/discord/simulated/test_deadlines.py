"""Discord's three seconds and fifteen minutes, in virtual time."""

import pytest

from tests.adapters.discord.harness import HeldCommand
from tests.adapters.discord.simulated.harness import SimulatedHarness

pytestmark = pytest.mark.may_block

LATE = 15 * 60 + 1


async def test_a_slow_acceptance_is_acknowledged_in_time(harness: SimulatedHarness) -> None:
    harness.env.settle_timeout = 1.0
    harness.admission.seconds = 2.9
    asked = await harness.ada.slash(harness.channel, "chat", message="Hello")
    assert not asked.acknowledged
    await harness.clock.advance(2.0)
    assert asked.deferred
    assert asked.ephemeral
    await harness.clock.advance(1.0)
    assert "Built-in engine" in (await harness.shows(asked)).text


async def test_after_a_late_acknowledgement_the_answer_is_in_the_channel(
    harness: SimulatedHarness, caplog: pytest.LogCaptureFixture
) -> None:
    await harness.restart(accept_seconds=60.0)
    harness.env.settle_timeout = 1.0
    harness.admission.seconds = 4.0
    asked = await harness.ada.slash(harness.channel, "chat", message="Hello")
    await harness.clock.advance(4.0)
    assert not asked.acknowledged
    harness.flow = 0.5
    assert "Built-in engine" in (await harness.written()).text
    assert "was refused: Discord answered 404 (10062)" in caplog.text


@pytest.mark.parametrize("behind", [0.0, 120.0], ids=["by its own clock", "by Discord's error"])
async def test_after_fifteen_minutes_an_answer_continues_in_the_channel(
    harness: SimulatedHarness, held: HeldCommand, behind: float
) -> None:
    """If the bot's clock is behind, Discord reports the expiry with 404 (10015)."""
    harness.clock.behind = behind
    asked = await harness.ada.slash(harness.channel, "wait")
    harness.flow = 0.1
    first = await harness.shows(asked, lambda shown: "first" in shown.text)
    harness.flow = 0.0
    await harness.clock.advance(LATE)
    before = len(harness.env.http_requests)
    held.going.set()
    last = await harness.written(lambda shown: "first last" in shown.text and "Stop" not in shown.buttons)
    edits = [request.path for request in harness.env.http_requests[before:] if request.method == "PATCH"]
    ways = list(dict.fromkeys(path.split("/")[1] for path in edits))
    assert ways == (["webhooks", "channels"] if behind else ["channels"])
    assert last.id == first.id


async def test_a_late_answer_stops_its_job_if_the_bot_may_not_write(
    harness: SimulatedHarness, held: HeldCommand, caplog: pytest.LogCaptureFixture
) -> None:
    quiet = harness.forbid("send_messages")
    asked = await harness.ada.slash(quiet, "wait")
    harness.flow = 0.1
    await harness.shows(asked, lambda shown: "first" in shown.text)
    harness.flow = 0.0
    await harness.clock.advance(LATE)
    held.going.set()
    await harness.until(lambda: "cannot be shown" in caplog.text, "abandoned")
    assert held.closed.is_set()
    assert [message for message in quiet.history() if "last" in message.content] == []


async def test_a_button_still_works_after_an_hour(harness: SimulatedHarness) -> None:
    asked = await harness.ada.slash(harness.channel, "chat", message="Hello")
    shown = await harness.shows(asked)
    await harness.clock.advance(3600)
    pressed = await harness.ada.click(shown.message, label="Again")
    again = await harness.shows(pressed)
    assert again.id != shown.id
