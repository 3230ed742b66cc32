"""Deliveries to the bot in any way, and their outcome."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal, Protocol

from tests.servers.slack_server.rules import ACKNOWLEDGE_SECONDS, RETRIES
from tests.servers.slack_server.state import State
from tests.servers.slack_server.world import Json

LOOK_AT_CLOCK_SECONDS = 0.02
"""The time between two looks at a clock that may have been moved."""
Kind = Literal["events_api", "slash_commands", "interactive"]


@dataclass(eq=False)
class Delivery:
    """An event, a command or a click that is sent to the bot."""

    kind: Kind
    payload: Json
    on_answer: Callable[[Json], None] | None = None
    """Handles the content of the acknowledgement, if Slack reads it."""
    attempt: int = 0
    reason: str = ""
    sent: float = 0.0
    seconds: float | None = None
    """The time from sending to its acknowledgement."""
    answer: Json = field(default_factory=dict)
    status: int | None = None
    """The HTTP status of the answer, if it was sent over HTTP."""
    connection: int | None = None
    """The number of the connection, in socket mode."""
    failed: bool = False
    """True if people were told that it failed: no answer in time, or an error."""
    over: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once it was acknowledged or has failed."""

    @property
    def acknowledged(self) -> bool:
        """True if the bot took it, even if too late."""
        return self.seconds is not None

    def take(self, answer: Json) -> None:
        """Records the acknowledgement."""
        self.seconds = time.monotonic() - self.sent
        self.answer = answer
        self.over.set()

    def fail(self, reason: str) -> None:
        """Records that it did not reach the bot, or was not answered."""
        self.failed, self.reason = True, reason
        self.over.set()


class Transport(Protocol):
    """A way to reach the bot."""

    async def send(self, delivery: Delivery) -> None:
        """Sends it once."""
        ...


class Deliveries:
    """Sends deliveries, checks the answers, and retries events that were not acknowledged."""

    def __init__(self, state: State, transport: Transport) -> None:
        self.sent: list[Delivery] = []
        self.acknowledge_seconds = ACKNOWLEDGE_SECONDS
        self.retry_seconds: tuple[float, ...] = (0.0, 60.0, 300.0)
        """The wait before each retry, by the server's clock (apis/events-api, "Retries"). If empty, nothing is retried.
        """
        self.transport = transport
        self._state = state
        self._tasks: set[asyncio.Task[None]] = set()

    async def send(self, delivery: Delivery) -> Delivery:
        """Sends it without waiting for the outcome."""
        self.sent.append(delivery)
        task = asyncio.create_task(self._follow(delivery))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        await asyncio.sleep(0)
        return delivery

    async def close(self) -> None:
        """Cancels all unfinished deliveries."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def settle(self, delivery: Delivery) -> None:
        """Handles an acknowledgement, and its content if it came in time."""
        assert delivery.seconds is not None
        if delivery.seconds > self.acknowledge_seconds:
            delivery.failed = True
        elif delivery.answer and not delivery.failed:
            if delivery.on_answer:
                delivery.on_answer(delivery.answer)
            else:
                self._state.problems.append(f"{delivery.kind}: answered with {delivery.answer}, which nobody reads")
        self._state.noticed()

    async def _wait(self, seconds: float) -> None:
        """Waits by the server's clock, which a test can move forward."""
        clock = self._state.clock
        due = clock() + seconds
        while (left := due - clock()) > 0:
            with suppress(AssertionError):
                await self._state.changes.until(
                    lambda: clock() >= due, what="due", seconds=min(left, LOOK_AT_CLOCK_SECONDS)
                )

    async def _follow(self, delivery: Delivery) -> None:
        delivery.sent = time.monotonic()
        try:
            async with asyncio.timeout(self.acknowledge_seconds):
                await self.transport.send(delivery)
                await delivery.over.wait()
        except TimeoutError:
            delivery.fail("http_timeout" if delivery.connection is None else "timeout")
        if delivery.acknowledged and not delivery.failed:
            return
        self._state.noticed()
        number = delivery.attempt
        if delivery.kind == "events_api" and number < min(RETRIES, len(self.retry_seconds)):
            await self._wait(self.retry_seconds[number])
            await self.send(
                Delivery(
                    delivery.kind, delivery.payload, attempt=number + 1, reason=delivery.reason or "connection_failed"
                )
            )
