"""Rooms with scripted commands, in a process of their own: `python -m tests.browser.scripted_room`.

Each line on stdin, a data folder, a port and maybe a password, opens a room; `ready` on stdout answers when it can be
visited.
"""

import asyncio
import sys
from pathlib import Path

from adapters.web.config import WebConfig
from core.commands.troubadour.pause import pause
from core.commands.troubadour.reset import reset
from core.domain.setup_questions import FoundSetting
from core.quota.place_rules import parse_rates
from core.quota.policy import QuotaPolicy
from core.store.data_folder import DataFolder
from core.store.sqlite.store import SqliteStore
from tests.adapters.web.scripted import SCRIPTED
from tests.adapters.web.web_assembly import WebAssembly
from tests.core.scripted_engine import ScriptedEngine, text
from tests.listening import address, listener, room_endpoint

FOUND = FoundSetting(
    name="TROUBADOUR_CHAT_COMPLETION_MODELS",
    value="llama3.2:1b@http://127.0.0.1:11434/v1",
    title="Ollama at 127.0.0.1:11434: llama3.2:1b",
)
"""A model that an administrator is offered."""

COMMANDS = (*SCRIPTED, reset, pause)


async def serve(data: Path, port: int, password: str | None) -> None:
    """Serves one room until cancelled. With a password, the data folder gets a one-time link."""
    with DataFolder.claim(data):
        store = await SqliteStore.open(data)
        config = WebConfig(port=port, secret=b"scripted" * 4, heartbeat_seconds=1, web_password=password)
        policy = QuotaPolicy(user=parse_rates(["text_generation=1/hour"]))
        assembly = WebAssembly(
            store, config, COMMANDS, [ScriptedEngine(lambda _: text("spent"))], slots=2, policy=policy
        )
        assembly.found = [FOUND]
        assembly.start()
        if password:
            await asyncio.to_thread((data / "link").write_text, assembly.room.one_time_link())
        endpoint = room_endpoint(
            await assembly.room.application(),
            opened=lambda _: print("ready", flush=True),  # noqa: T201 - the test waits for it
        )
        await listener([endpoint], address(port)).serve()


async def main() -> None:
    """Serves rooms until the process is killed."""
    async with asyncio.TaskGroup() as tasks:
        while line := await asyncio.to_thread(sys.stdin.readline):
            data, port, *password = line.split()
            tasks.create_task(serve(Path(data), int(port), password[0] if password else None))


if __name__ == "__main__":
    asyncio.run(main())
