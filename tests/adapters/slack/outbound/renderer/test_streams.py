"""Answers that grow as real models write them: the first token is late, and tokens begin with a space."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle, islice

import pytest

from core.domain.events import Begin, Progress, TextDelta
from core.domain.sentences import say
from tests.adapters.slack.outbound.renderer.renderer_harness import RendererHarness, Step
from tests.servers.slack_server import Message

pytestmark = [pytest.mark.may_block, pytest.mark.parametrize("clock", [40], indirect=True)]

WORDS = ("once", "upon", "a", "time", "a", "fox", "met", "a", "crow", "who", "had", "found")
THINKING = Progress(sentence=say("thinking"), part="answer")
STREAMED = ["chat.startStream", "chat.appendStream", "chat.stopStream"]


@dataclass(frozen=True, kw_only=True)
class Writing:
    """The answer of a model: `rate` tokens a second, the first after `late` seconds; with `reasons`, it thinks first.

    It goes on until the answer has `grown` in front of people.
    """

    rate: float
    late: float = 0.0
    reasons: bool = False
    grown: Callable[[], bool]

    def __iter__(self) -> Iterator[Step]:
        yield Begin(part="answer", kind="text")
        if self.reasons:
            yield THINKING
        yield self.late
        for word in cycle(WORDS):
            yield TextDelta(part="answer", text=f" {word}")
            yield 1 / self.rate
            if self.grown():
                return


async def ask_everywhere(harness: RendererHarness) -> list[str]:
    """Asks in a channel, in a thread, in a direct conversation and by a command. Returns the ids of the jobs.

    The answer to a command stands in a thread under a message that repeats the command.
    """
    server = harness.server
    root = (await server.write("a thread")).message
    assert root is not None
    return [
        await harness.mention(channel=server.add_channel("channel")),
        await harness.submit(source="message", thread=root.ts),
        await harness.mention(channel=server.state.direct_channel(server.user)),
        await harness.submit(channel=server.add_channel("command")),
    ]


def answers(harness: RendererHarness) -> list[Message]:
    """The messages with answers, without those that repeat a command."""
    found = harness.server.state.messages.values()
    return [message for message in found if message.author is harness.server.bot and "once" in message.text]


def have_grown(harness: RendererHarness) -> bool:
    """True if each answer was shown in two states at least."""
    found = answers(harness)
    return len(found) == 4 and all(len(answer.looks) > 1 for answer in found)


def methods(harness: RendererHarness, answer: Message) -> list[str]:
    """The methods that made an answer, each once, in order."""
    calls = [call for call in harness.server.state.calls if not call.error]
    begun = "chat.startStream" if answer.stream is not None else "chat.postMessage"
    later = [call.method for call in calls if call.arguments.get("ts") == answer.ts]
    return list(dict.fromkeys([begun, *later]))


async def show_streamed(harness: RendererHarness) -> None:
    """Asks everywhere. Each answer arrives in a stream, with all of its words, and nothing else stays."""
    jobs = await ask_everywhere(harness)
    assert [await harness.ended(job) for job in jobs] == ["done"] * 4
    found = answers(harness)
    assert [methods(harness, answer) for answer in found] == [STREAMED] * 4
    for answer in found:
        words = answer.markdown.split()
        assert words == list(islice(cycle(WORDS), len(words)))
    shown = [message for message in harness.server.state.messages.values() if message.author is harness.server.bot]
    assert len([message for message in shown if not message.deleted and not message.ephemeral]) == 4 + 1


@pytest.mark.parametrize("reasons", [False, True], ids=["plain", "reasons"])
@pytest.mark.parametrize("late", [0.0, 8.0])
@pytest.mark.parametrize("rate", [1, 5, 20, 100])
async def test_an_answer_streams_at_any_pace_in_any_place(
    harness: RendererHarness, rate: float, late: float, reasons: bool
) -> None:
    harness.script.steps = Writing(rate=rate, late=late, reasons=reasons, grown=lambda: have_grown(harness))
    await show_streamed(harness)


async def test_an_answer_streams_after_a_message_showed_its_progress(harness: RendererHarness) -> None:
    """Slack itself shows the progress only in workspaces with the agent view."""
    harness.server.team.agent_view = False
    harness.script.steps = Writing(rate=5, late=8.0, reasons=True, grown=lambda: have_grown(harness))
    await show_streamed(harness)
    # Besides, a message with a Stop button comes and goes with each answer.
    assert len(harness.called("chat.postMessage")) == 4 + 4
    assert len(harness.called("chat.delete")) == 3 + 4
