"""The time to acknowledge simultaneous Slack commands, beside a bot that uses only slack_bolt.

It works like `acknowledging`. Slack gives up a command after three seconds, too. The bare bot stores nothing.
Troubadour has checked, charged and stored each request by then, and answers all requests afterwards, in private, since
Slack takes only fifty updates of other messages a minute. Of newcomers it does not know yet whether they are guests,
and Slack takes a while to say so.
"""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import AsyncExitStack
from itertools import count, islice
from pathlib import Path

from benchmarks.acknowledging import (
    ANSWER_SECONDS,
    UNLIMITED,
    Turn,
    acknowledgements,
    process_of,
    turns_of,
)
from benchmarks.comparison import Scale
from benchmarks.report import Finding
from tests.scenarios.slack.bot_process import running
from tests.servers.slack_server import Channel, SlackServer, User
from tests.servers.slack_server.server import APP_TOKEN, BOT_TOKEN

SIZES = (1, 50, 200)
NEWCOMERS = 200
NEWCOMER_TURNS = 6

Place = tuple[User, Channel]

_numbers = count()


def compare(scale: Scale) -> Iterator[Finding]:
    """The same comparison as in `acknowledging`, with people who are known and with newcomers."""
    with tempfile.TemporaryDirectory() as folder:
        for subject, turns in asyncio.run(_compare(Path(folder), scale)).items():
            yield from acknowledgements(turns, subject=subject, baseline="bare slack_bolt")


async def _compare(folder: Path, scale: Scale) -> dict[str, list[Turn]]:
    sizes, newcomers = scale.choose((SIZES, NEWCOMERS), ((1, 10), 10))
    turns: dict[str, list[Turn]] = {}
    async with AsyncExitStack() as stack:
        ours = await stack.enter_async_context(SlackServer())
        await stack.enter_async_context(running(ours, folder, **UNLIMITED))
        beside = await stack.enter_async_context(SlackServer())
        at_loopback = (beside.api_url, BOT_TOKEN, APP_TOKEN)
        await stack.enter_async_context(process_of("benchmarks.bare_slack", *at_loopback))
        servers = (ours, beside)
        for server in servers:
            await server.ready(seconds=60)
        for size in sizes:
            known = [_places(server, size) for server in servers]
            subject = f"{size} simultaneous commands on Slack" if size > 1 else "a command on Slack"
            turns[subject] = [
                tuple([await _asked(server, places) for server, places in zip(servers, known, strict=True)])
                for _ in range(turns_of(size, scale))
            ]
        turns[f"{newcomers} simultaneous commands of newcomers on Slack"] = [
            tuple([await _asked(server, _places(server, newcomers)) for server in servers])
            for _ in range(scale.choose(NEWCOMER_TURNS, 2))
        ]
    return turns


def _places(server: SlackServer, size: int) -> list[Place]:
    """People whom the bot does not know, each in a channel of their own."""
    return [
        (server.add_user(f"person-{number}"), server.add_channel(f"room-{number}")) for number in islice(_numbers, size)
    ]


async def _asked(server: SlackServer, places: list[Place]) -> list[float]:
    """The seconds until each command was acknowledged."""
    sent = await asyncio.gather(
        *(server.command("/chat", "Hello --private", by=person, at=channel) for person, channel in places)
    )
    await server.state.changes.until(
        lambda: all(each.delivery.acknowledged for each in sent), what="all acknowledgements", seconds=ANSWER_SECONDS
    )
    await asyncio.gather(
        *(each.shows(lambda message: message.text and not message.streaming, seconds=ANSWER_SECONDS) for each in sent)
    )
    return [each.delivery.seconds for each in sent if each.delivery.seconds is not None]
