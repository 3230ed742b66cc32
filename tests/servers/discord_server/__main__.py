"""Serves a Discord to try things by hand: `python -m tests.servers.discord_server`, then start a bot as it says."""

import asyncio
import contextlib
import shlex
from typing import Any

from rich.console import Console

from tests.servers.discord_server.interactions import UserAction
from tests.servers.discord_server.server import DiscordServer

HELP = """/imagine prompt="a fox" seed=7   a command, options as name=value
press LABEL                      a button of the latest message
dm TEXT                          to the bot alone
anything else                    a message that names the bot"""


async def play() -> None:
    """Reads actions line by line and prints the bot's answers."""
    console = Console(highlight=False)
    async with DiscordServer() as server:
        console.print(
            "Start a bot with:\n" + " ".join(f"{key}={value}" for key, value in server.environ.items()), soft_wrap=True
        )
        await server.ready(seconds=3600)
        console.print(HELP)
        latest: UserAction | None = None
        while line := (await asyncio.to_thread(input, "> ")).strip():
            try:
                latest = await _do(server, line, latest)
                await latest.shows(lambda message: not message.loading and message.text)
                with contextlib.suppress(AssertionError):
                    await server.state.changes.until(lambda: None, what="more", seconds=2)
            except AssertionError as refused:
                console.print(str(refused), style="red")
                continue
            for message in latest.messages:
                console.print(message.text, markup=False)
                console.print([file.name for file in message.files], list(message.buttons), style="dim")
            for violation in server.violations:
                console.print(violation, style="red", markup=False)


async def _do(server: DiscordServer, line: str, latest: UserAction | None) -> UserAction:
    if line.startswith("/"):
        words = shlex.split(line[1:])
        options: dict[str, Any] = {
            name: int(value) if value.isdecimal() else value
            for name, _, value in (word.partition("=") for word in words if "=" in word)
        }
        return await server.slash(" ".join(word for word in words if "=" not in word), **options)
    if line.startswith("press "):
        assert latest, "there is no message yet"
        return await server.press(latest.messages[-1], line.removeprefix("press "))
    if line.startswith("dm "):
        return await server.dm(line.removeprefix("dm "))
    return await server.mention(line)


if __name__ == "__main__":
    with contextlib.suppress(EOFError, KeyboardInterrupt):
        asyncio.run(play())
