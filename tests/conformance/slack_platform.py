"""Slack: a person in a loopback workspace, and slack_bolt."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from adapters.slack.declaration import slack
from tests.adapters.slack.harness import AdapterHarness, config_for, open_adapter
from tests.conformance.commands import scripted
from tests.conformance.harness import PlatformHarness, Seen, typed
from tests.servers.slack_server import SlackServer
from tests.servers.slack_server.asked import UserAction


class SlackHarness(PlatformHarness[UserAction]):
    declaration = slack

    def __init__(self, harness: AdapterHarness, server: SlackServer) -> None:
        self.assembly = harness.assembly
        self._server = server

    async def ask(self, command: str, **options: int | bool) -> UserAction:
        name, _, text = typed(command, options).partition(" ")
        return await self._server.command(name, text)

    async def see(self, reply: UserAction) -> Seen:
        messages, files = reply.messages, self._server.state.files
        return Seen(
            text="\n".join(message.text for message in messages),
            buttons=tuple(label for message in messages for label in message.buttons),
            pictures=tuple(files[id].bytes for message in messages for id in message.pictures),
            alternatives=tuple(text for message in messages for text in message.alternative_texts),
        )

    def refuse(self, words: str, *, content: bool, times: int) -> None:
        self._server.refuse("restricted_action" if content else "invalid_blocks", words, times=times)

    def attempts(self, words: str) -> int:
        return self._server.attempts(words)

    async def is_private(self, reply: UserAction) -> bool:
        return all(message.ephemeral for message in reply.messages)

    async def stop(self, reply: UserAction) -> None:
        await self._server.stop_session(await reply.shows(lambda message: message.streaming))

    async def press(self, reply: UserAction, label: str) -> Callable[[], Awaitable[str]]:
        message = await reply.shows(lambda message: label in message.buttons)
        return (await self._server.press(message, label)).refused


@asynccontextmanager
async def opened_slack(folder: Path, going: asyncio.Event) -> AsyncGenerator[SlackHarness, None]:
    """Opens a workspace that slack_bolt is connected to."""
    async with SlackServer() as server:
        async with open_adapter(folder, config_for(server), scripted(going)) as harness:
            await server.ready(connections=2)
            yield SlackHarness(harness, server)
        assert server.problems == []
