"""Serves a Slack to try things by hand: `python -m tests.servers.slack_server`, then start a bot as it says."""

import asyncio
import contextlib

from rich.console import Console

from tests.servers.slack_server.asked import UserAction
from tests.servers.slack_server.server import SlackServer

HELP = """/imagine a fox --seed 7         a command
press LABEL                      a button of the latest message
dm TEXT                          to the bot alone
home                             the bot's page
anything else                    a message that names the bot"""


async def play() -> None:
    """Reads actions line by line and prints the bot's answers."""
    console = Console(highlight=False)
    async with SlackServer() as server:
        console.print(
            "Start a bot with:\n" + " ".join(f"{key}={value}" for key, value in server.environ.items()), soft_wrap=True
        )
        await server.ready(seconds=3600)
        console.print(HELP)
        latest: UserAction | None = None
        while line := (await asyncio.to_thread(input, "> ")).strip():
            try:
                if line == "home":
                    await server.open_home()
                    console.print((await server.home()).text, markup=False)
                    continue
                latest = await _do(server, line, latest)
                await latest.shows(lambda message: message.text and not message.streaming)
                with contextlib.suppress(AssertionError):
                    await server.state.changes.until(lambda: None, what="more", seconds=2)
            except AssertionError as refused:
                console.print(str(refused), style="red", markup=False)
                continue
            for message in latest.messages:
                console.print(message.text, markup=False)
                console.print([file.name for file in message.files], list(message.buttons), style="dim")
            for problem in server.problems:
                console.print(problem, style="red", markup=False)


async def _do(server: SlackServer, line: str, latest: UserAction | None) -> UserAction:
    if line.startswith("/"):
        name, _, text = line.partition(" ")
        return await server.command(name, text)
    if line.startswith("press "):
        label = line.removeprefix("press ")
        pressed = [message for message in (latest.messages if latest else ()) if label in message.buttons]
        assert pressed, f"no button {label!r} yet"
        return await server.press(pressed[-1], label)
    if line.startswith("dm "):
        return await server.direct_message(line.removeprefix("dm "))
    return await server.mention(line)


if __name__ == "__main__":
    with contextlib.suppress(EOFError, KeyboardInterrupt):
        asyncio.run(play())
