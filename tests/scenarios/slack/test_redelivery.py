"""A process that dies while events are on their way to it."""

from pathlib import Path
from typing import Literal

import pytest

from tests.bot.processes import free_port
from tests.scenarios.slack.bot_process import running
from tests.scenarios.slack.test_commands import done
from tests.servers.slack_server import SlackServer
from tests.servers.slack_server.asked import UserAction

pytestmark = pytest.mark.asyncio(loop_scope="session")

MENTIONS = 20
KILLED_AT = (5,)
"""The acknowledgements after which the process is killed, with all other mentions on their way."""

LIMITED_SECONDS = 150.0
"""Patience with answers that wait for Slack's limits: in a shared store, what was sent before a restart counts."""


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_every_mention_is_answered_once_however_the_process_dies(
    folder: Path, mode: Literal["socket", "http"]
) -> None:
    port = free_port()
    async with SlackServer(mode=mode) as server:
        server.http.url = f"http://127.0.0.1:{port}/slack/events"
        # Each asks in a channel of their own, because Slack takes one message a second in each.
        people = [server.add_user(f"singer{number}") for number in range(MENTIONS)]
        places = {person: server.add_channel(person.name, person) for person in people}
        asked: list[UserAction] = []
        # Nothing is posted yet, so that nothing is lost between a post and the note about it.
        for method in ("chat.postMessage", "chat.startStream"):
            server.api.refuses[method] = "service_unavailable"
        for acknowledged in (*KILLED_AT, None):
            async with running(server, folder, SLACK_HTTP_PORT=str(port)) as bot:
                await (server.ready() if mode == "socket" else bot.logs("requests are received at"))
                server.advance(max(server.deliveries.retry_seconds))
                if acknowledged is None:
                    server.api.refuses.clear()
                    for each in asked:
                        await each.shows(
                            lambda message, each=each: done(message) and message.thread == each.thread,  # type: ignore[misc]
                            seconds=LIMITED_SECONDS,
                        )
                    continue
                sent = [await server.mention("Who are you?", by=person, at=places[person]) for person in people]
                await server.state.changes.until(
                    lambda: sum(each.delivery.acknowledged for each in sent) >= acknowledged,  # noqa: B023
                    what="acknowledgements",
                )
                bot.process.kill()
                await bot.process.wait()
                asked += sent
        answers = [message.thread for message in server.state.messages.values() if message.author.bot]
        assert sorted(map(str, answers)) == sorted(str(each.thread) for each in asked)
        assert server.problems == []
