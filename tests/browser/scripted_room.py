"""A room with scripted commands, in a process of its own: `python -m tests.browser.scripted_room DATA PORT`."""

import asyncio
import sys
from pathlib import Path

from adapters.web.config import WebConfig
from core.store.folder import DataFolder
from core.store.sqlite import SqliteStore
from tests.adapters.web.house import House
from tests.adapters.web.scripted import SCRIPTED


async def main(data: Path, port: int) -> None:
    """Serves until it is killed; says `ready` on stdout when it can be opened."""
    with DataFolder.claim(data):
        store = await SqliteStore.open(data)
        house = House(store, WebConfig(port=port, secret=b"scripted" * 4, heartbeat_seconds=1), SCRIPTED, slots=2)
        house.start()
        await house.room.serve(lambda: print("ready", flush=True))  # noqa: T201 - heard by the test


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
