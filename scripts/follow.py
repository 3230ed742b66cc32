#!/usr/bin/env python3
"""Follows one `/imagine` from a Discord interaction to its picture, and lists the packages and functions on the way.

Run it as `python -m scripts.follow`. A Discord on loopback sends the interaction, and the built-in engine makes the
picture. Lambdas and comprehensions do not count as functions.
"""

import asyncio
import sys
import tempfile
import threading
from collections import Counter
from pathlib import Path
from types import CodeType, FrameType

from tests.adapters.discord.harness import config_for, opened
from tests.servers.discord_server import DiscordServer

ROOT = Path(__file__).parents[1]
PACKAGES = ("adapters", "bot", "core")


async def follow() -> list[CodeType]:
    """The code that runs between the interaction and the last edit of the reply, in the order of its first call."""
    seen: dict[CodeType, None] = {}
    following = False

    def note(frame: FrameType, event: str, _: object) -> None:
        if following and event == "call":
            seen.setdefault(frame.f_code)

    threading.setprofile(note)
    sys.setprofile(note)

    with tempfile.TemporaryDirectory() as folder:
        async with DiscordServer() as server, opened(Path(folder), config_for(server)):
            await server.ready()
            following = True
            shown = await server.slash("imagine", prompt="a red fox", size="small", seed=7)
            await shown.shows(lambda message: "Again" in message.buttons)
            following = False
    sys.setprofile(None)
    threading.setprofile(None)
    return list(seen)


def main() -> None:
    """Prints the packages in the order in which they are entered, with the number of functions in each."""
    functions: Counter[str] = Counter()
    for code in asyncio.run(follow()):
        path = Path(code.co_filename)
        if path.is_relative_to(ROOT) and not code.co_name.startswith("<"):
            package = path.relative_to(ROOT).parent
            if package.parts and package.parts[0] in PACKAGES:
                functions[".".join(package.parts)] += 1
    for name, count in functions.items():
        print(f"{count:4} {name}")
    print(f"{functions.total():4} functions in {len(functions)} packages")


if __name__ == "__main__":
    main()
