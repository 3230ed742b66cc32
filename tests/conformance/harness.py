"""The protocol between the scenarios and a platform: what people do there, and what they see."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from core.platform_declaration import PlatformDeclaration
from tests.assembly import Assembly

Handle = TypeVar("Handle")


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A reply as its requester sees it now, in all its messages."""

    text: str = ""
    buttons: tuple[str, ...] = ()
    pictures: tuple[bytes, ...] = ()
    alternatives: tuple[str, ...] = ()


class PlatformHarness(ABC, Generic[Handle]):
    """People on one platform, whose adapter runs on a real store, queue and runner."""

    declaration: PlatformDeclaration[Any]
    assembly: Assembly

    @abstractmethod
    async def ask(self, command: str, **options: int | bool) -> Handle:
        """Makes a request through the platform's own entry. Returns a handle of its reply."""

    @abstractmethod
    async def see(self, reply: Handle) -> Seen:
        """The reply as it looks now."""

    @abstractmethod
    async def is_private(self, reply: Handle) -> bool:
        """True if nobody but the requester sees the reply."""

    @abstractmethod
    async def stop(self, reply: Handle) -> None:
        """Stops a reply that is being written."""

    @abstractmethod
    async def press(self, reply: Handle, label: str) -> Callable[[], Any]:
        """Presses a button. The result waits for the sentence that the person is told, if there is one."""

    def refuse(self, words: str, *, content: bool, times: int) -> None:
        """Makes the platform refuse messages with these words, for their content or their form."""
        raise NotImplementedError

    def attempts(self, words: str) -> int:
        """The number of messages that were sent with these words, refused or not."""
        raise NotImplementedError

    async def is_edited(self, reply: Handle) -> bool:
        """True if the reply has ever been edited."""
        return True

    async def until(self, reply: Handle, look: Callable[[Seen], object]) -> Seen:
        """Waits for a look of the reply."""
        seen = Seen()
        try:
            async with asyncio.timeout(20):
                while not look(seen := await self.see(reply)):
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError(f"{self.declaration.name} shows {seen}") from None
        return seen

    async def idle(self) -> None:
        """Waits until no job is unfinished."""
        async with asyncio.timeout(20):
            while await self.assembly.store.unfinished_jobs():
                await asyncio.sleep(0.02)

    async def ended(self, reply: Handle) -> Seen:
        """Waits until no job is unfinished and the reply has its buttons."""
        await self.idle()
        return await self.until(reply, lambda seen: "Delete" in seen.buttons)

    async def restart(self) -> None:
        """Interrupts the running jobs, as a shutdown does, and takes them up again."""
        await self.assembly.shut_down()
        self.assembly.start()


Open = Callable[[Path, asyncio.Event], AbstractAsyncContextManager[PlatformHarness[Any]]]
"""Opens a platform in an empty folder; the event lets `/wait` go on."""


def typed(command: str, options: dict[str, int | bool]) -> str:
    """The line that people type for a command."""
    words = [f"--{name}" if value is True else f"--{name} {value}" for name, value in options.items()]
    return " ".join([f"/{command}", *words])
