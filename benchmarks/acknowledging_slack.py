"""The time to acknowledge simultaneous Slack commands, beside a bot that uses only slack_bolt.

It works like `acknowledging`. Slack gives up a command after three seconds, too. The bare bot stores nothing.
Troubadour has checked, charged and stored each request by then, and answers known people afterwards, in private, since
Slack takes only fifty updates of other messages a minute. Of newcomers it does not know yet whether they are guests. It
asks Slack after the acknowledgement, a hundred times a minute at most, so a crowd of newcomers is answered after
minutes. Only their acknowledgements are waited for, and each crowd of theirs gets a bot of its own.
"""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count, islice
from pathlib import Path

from adapters.slack.config import NAME
from adapters.slack.users import PROFILE, SlackUser
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
from tests.scenarios.databases import open_store
from tests.scenarios.slack.bot_process import running
from tests.servers.slack_server import Channel, SlackServer, User, UserAction
from tests.servers.slack_server.server import APP_TOKEN, BOT_TOKEN

SIZES = (1, 50, 200)
NEWCOMERS = 200
NEWCOMER_TURNS = 6
WARM_UP = 20
"""The known people who ask before a crowd of newcomers, so that no bot has just begun."""
REST_SECONDS = 0.5
"""What the bare bot has left to do after its acknowledgements is done by then."""

Place = tuple[User, Channel]

_numbers = count()


def compare(scale: Scale) -> Iterator[Finding]:
    """The same comparison as in `acknowledging`, with people who are known and with newcomers."""
    with tempfile.TemporaryDirectory() as folder:
        for subject, turns in asyncio.run(_compare(Path(folder), scale)).items():
            yield from acknowledgements(turns, subject=subject, baseline="bare slack_bolt")


async def _compare(folder: Path, scale: Scale) -> dict[str, list[Turn]]:
    turns: dict[str, list[Turn]] = {}
    async with AsyncExitStack() as stack:
        ours, beside = [await stack.enter_async_context(SlackServer()) for _ in range(2)]
        at_loopback = (beside.api_url, BOT_TOKEN, APP_TOKEN)
        await stack.enter_async_context(process_of("benchmarks.bare_slack", *at_loopback))
        await beside.ready(seconds=60)
        for size in scale.choose(SIZES, (1, 10)):
            subject = f"{size} simultaneous commands on Slack" if size > 1 else "a command on Slack"
            known = _people(ours, size), _people(beside, size)
            async with _bot(ours, folder / f"{size}", known[0]):
                turns[subject] = [
                    ((await _asked(ours, known[0], answered=True)), (await _asked(beside, known[1], answered=True)))
                    for _ in range(turns_of(size, scale))
                ]
        newcomers = scale.choose(NEWCOMERS, 10)
        turns[f"{newcomers} simultaneous commands of newcomers on Slack"] = [
            await _of_newcomers(ours, beside, folder / f"newcomers-{turn}", newcomers)
            for turn in range(scale.choose(NEWCOMER_TURNS, 2))
        ]
    return turns


async def _of_newcomers(ours: SlackServer, beside: SlackServer, folder: Path, size: int) -> Turn:
    """One turn of people whom no bot has met."""
    known = _people(ours, WARM_UP)
    async with _bot(ours, folder, known):
        await _asked(ours, known, answered=True)
        crowds = [(server, _people(server, size)) for server in (ours, beside)]
        return tuple([await _asked(server, people, answered=False) for server, people in crowds])


@asynccontextmanager
async def _bot(server: SlackServer, folder: Path, known: Sequence[Place]) -> AsyncIterator[None]:
    """A bot that remembers these people, whom it has looked up a moment ago."""
    await asyncio.to_thread(folder.mkdir)
    store = await open_store(folder)
    for person, _ in known:
        profile = SlackUser(
            name=person.name,
            locale=person.locale,
            team=person.team.id,
            enterprise=None,
            guest=False,
            admin=False,
            at=time.time(),
        )
        await store.set_preference(f"{NAME}:{person.team.id}:{person.id}", PROFILE, profile.model_dump(mode="json"))
    await store.close()
    async with running(server, folder, **UNLIMITED):
        await server.ready(seconds=60)
        yield


def _people(server: SlackServer, size: int) -> list[Place]:
    """People whom the bot has not met, each in a channel of their own."""
    return [
        (server.add_user(f"person-{number}"), server.add_channel(f"room-{number}")) for number in islice(_numbers, size)
    ]


async def _asked(server: SlackServer, places: Sequence[Place], *, answered: bool) -> list[float]:
    """The seconds until each command was acknowledged; waits for the answers, too, if they are `answered`."""
    sent = await asyncio.gather(
        *(server.command("/chat", "Hello --private", by=person, at=channel) for person, channel in places)
    )
    await server.state.changes.until(
        lambda: all(each.delivery.acknowledged for each in sent), what="all acknowledgements", seconds=ANSWER_SECONDS
    )
    if answered:
        waiting = list(sent)

        def all_are_answered() -> bool:
            while waiting and _is_answered(waiting[-1]):
                waiting.pop()
            return not waiting

        await server.state.changes.until(all_are_answered, what="all answers", seconds=ANSWER_SECONDS)
    else:
        await asyncio.sleep(REST_SECONDS)
    return [each.delivery.seconds for each in sent if each.delivery.seconds is not None]


def _is_answered(command: UserAction) -> bool:
    return any(message.text and not message.streaming for message in command.messages)
