"""The time to acknowledge many simultaneous Slack commands, beside a bot that uses only slack_bolt.

It works like `acknowledging`. Slack gives up a command after three seconds, too. The bare bot stores nothing.
Troubadour has checked, charged and stored each request by then, and answers all requests afterwards. The first turn
looks up whether the callers are guests, which the bot does every ten minutes.
"""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

from benchmarks.acknowledging import ANSWER_SECONDS, TURNS, UNLIMITED, Turn, compared, process_of
from benchmarks.comparison import Comparison
from tests.scenarios.slack.bot_process import running
from tests.servers.slack_server import Channel, SlackServer, User
from tests.servers.slack_server.server import APP_TOKEN, BOT_TOKEN

COMMANDS = 50


def compare() -> Iterator[Comparison]:
    """The same comparison as in `acknowledging`."""
    with tempfile.TemporaryDirectory() as folder:
        turns = asyncio.run(_compare(Path(folder)))
    yield from compared(turns, subject=f"{COMMANDS} simultaneous commands on Slack", baseline="bare slack_bolt")


async def _compare(folder: Path) -> list[Turn]:
    async with AsyncExitStack() as stack:
        ours = await stack.enter_async_context(SlackServer())
        await stack.enter_async_context(running(ours, folder, **UNLIMITED))
        beside = await stack.enter_async_context(SlackServer())
        at_loopback = (beside.api_url, BOT_TOKEN, APP_TOKEN)
        await stack.enter_async_context(process_of("benchmarks.bare_slack", *at_loopback))
        for server in (ours, beside):
            await server.ready(seconds=60)
        places = [
            [server.state.direct_channel(server.add_user(f"person-{number}")) for number in range(COMMANDS)]
            for server in (ours, beside)
        ]
        return [(await _asked(ours, places[0]), await _asked(beside, places[1])) for _ in range(TURNS)]


async def _asked(server: SlackServer, places: list[Channel]) -> list[float]:
    """The seconds until each command was acknowledged."""
    sent = await asyncio.gather(*(server.command("/chat", "Hello", by=_whose(place), at=place) for place in places))
    await asyncio.gather(
        *(each.shows(lambda message: message.text and not message.streaming, seconds=ANSWER_SECONDS) for each in sent)
    )
    taken = [each.delivery.seconds for each in sent]
    assert all(seconds is not None for seconds in taken)
    return [seconds for seconds in taken if seconds is not None]


def _whose(place: Channel) -> User:
    return next(each for each in place.members if not each.bot)
