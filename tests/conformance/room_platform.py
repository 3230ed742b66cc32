"""The outside example: a person in the room, connected over TCP, and a second one who looks on."""

import asyncio
import base64
import secrets
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from troubadour_room import room
from troubadour_room.adapter import Room

from core.commands.suggestions import Suggestions
from core.commands.troubadour.privacy import data_practices
from core.domain.actions import stop_id
from core.domain.alerts import notify_nobody
from core.domain.operating_limits import OperatingLimits
from core.i18n.rendering import load_messages
from core.inference.requests import ANY_MODEL
from core.platform_declaration import PlatformDeclaration, PlatformFeature, PlatformServices
from core.preferences.limit_policies import Policies
from core.quota.policy import NO_LIMITS
from core.store.sqlite.store import SqliteStore
from tests.assembly import Assembly
from tests.bot.processes import free_port
from tests.bot.test_outside_packages import Visitor, visited
from tests.conformance.commands import scripted
from tests.conformance.harness import PlatformHarness, Seen, typed


class RoomHarness(PlatformHarness[str]):
    def __init__(self, declaration: PlatformDeclaration[Any], assembly: Assembly, ann: Visitor, ben: Visitor) -> None:
        self.declaration = declaration
        self.assembly = assembly
        self._ann = ann
        self._ben = ben
        self._notes: asyncio.Queue[str] = asyncio.Queue()

    async def follow(self) -> None:
        """Reads what the room sends to both until cancelled."""

        async def hear(visitor: Visitor) -> None:
            while True:
                self._notes.put_nowait((await visitor.sees("note"))["note"])

        await asyncio.gather(hear(self._ann), hear(self._ben))

    async def ask(self, command: str, **options: int | bool) -> str:
        before = set(self._ann.posts)
        await self._ann.send(say=typed(command, options))
        if options.get("private"):
            return await self._notes.get()
        async with asyncio.timeout(20):
            while not (new := self._ann.posts.keys() - before):
                await asyncio.sleep(0.01)
        return new.pop()

    async def see(self, reply: str) -> Seen:
        post: dict[str, Any] = self._ann.posts.get(reply, {"text": "", "files": [], "buttons": []})
        return Seen(
            text=post["text"],
            buttons=tuple(button["label"] for button in post["buttons"]),
            pictures=tuple(base64.b64decode(file["data"]) for file in post["files"]),
            alternatives=tuple(file["alt"] for file in post["files"]),
        )

    async def is_edited(self, reply: str) -> bool:
        return reply in self._ann.edited

    async def is_private(self, reply: str) -> bool:
        await self._ben.send(press="nothing")
        await self._notes.get()  # after everything that Ben was sent before
        return reply not in self._ben.posts

    async def stop(self, reply: str) -> None:
        await self._ann.send(press=stop_id(reply))

    async def press(self, reply: str, label: str) -> Callable[[], Awaitable[str]]:
        (id,) = [button["id"] for button in self._ann.posts[reply]["buttons"] if button["label"] == label]
        await self._ann.send(press=id)
        return self._notes.get


@asynccontextmanager
async def opened_room(folder: Path, going: asyncio.Event, *, edits: bool = True) -> AsyncGenerator[RoomHarness, None]:
    """Opens the room, built from its declaration; without `edits`, from one that declares none."""
    declaration = room if edits else replace(room, features=room.features - {PlatformFeature.EDITS})
    load_messages(declaration.messages or "")
    store = await SqliteStore.open(folder)
    assembly = Assembly(store, scripted(going), features={room.name: declaration.features})
    services = PlatformServices(
        dispatcher=assembly.dispatcher,
        suggestions=Suggestions(assembly.registry, assembly.engine, store),
        store=store,
        clock=assembly.clock,
        data_practices=partial(data_practices, assembly.engine, ANY_MODEL, retention_days=30),
        policies=Policies(NO_LIMITS, store, assembly.clock),
        operating_limits=OperatingLimits(),
        folder=folder,
        notify=notify_nobody,
        secret=lambda _, make: make(),
        secret_key=secrets.token_hex(),
    )
    port = free_port()
    adapter = Room(port, "sesame", services, declaration.features)
    assembly.platforms[room.name] = adapter
    assembly.start()
    serving = asyncio.ensure_future(adapter.serve())
    async with visited(port) as ann, visited(port) as ben:
        harness = RoomHarness(declaration, assembly, ann, ben)
        following = asyncio.create_task(harness.follow())
        yield harness
        await assembly.shut_down()
        assert not following.done(), following
        await _cancelled(following)
    await _cancelled(serving)
    await store.close()


async def _cancelled(task: asyncio.Future[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
