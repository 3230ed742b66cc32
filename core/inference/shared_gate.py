"""A call gate whose providers' windows are shared with other processes.

Each process keeps its own fair order; who is next here then asks for room among all, and goes back to their place where
there is none. So the provider is never asked too often by all of them together; who is first between processes is left
to chance.
"""

import logging
import secrets
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Protocol

from core.domain.clock import Clock
from core.domain.errors import UserError
from core.domain.limits import Rate, microseconds
from core.domain.tasks import Task
from core.inference.engine import Finished, Waiting
from core.inference.fair_gate import FairGate
from core.inference.gate import Outcome, Ticket
from core.inference.prices import Prices
from core.store.ports import Ledger

logger = logging.getLogger(__name__)


class SharedWindow(Protocol):
    """The calls of all processes to a provider."""

    async def take(self, engine: str, task: Task, call: str, *, rate: Rate | None, at_once: int | None) -> float:
        """Counts a call and takes a place for it, or neither; 0.0, or the seconds until it is worth asking again."""
        ...

    async def leave(self, engine: str, call: str, *, counts: bool) -> None:
        """A call has ended, and gives up its place; one that does not count never reached the provider."""
        ...

    async def hold(self, engine: str, task: Task, seconds: float) -> None:
        """The provider takes no call of a task for so long."""
        ...


class SharedGate(FairGate):
    """As `FairGate`, within windows that several processes share. An engine that is not limited is not asked about."""

    _singly = True

    def __init__(
        self,
        ledger: Ledger,
        clock: Clock,
        rates: Mapping[str, Rate],
        *,
        window: SharedWindow,
        longest_wait_seconds: float = 500.0,
        share: float = 0.5,
        at_once: Mapping[str, int] | None = None,
        prices: Prices | None = None,
    ) -> None:
        super().__init__(
            ledger,
            clock,
            rates,
            longest_wait_seconds=longest_wait_seconds,
            share=share,
            at_once=at_once,
            prices=prices,
        )
        self._window = window
        self._calls: dict[int, str] = {}
        self._pauses: dict[int, float] = {}

    async def enter(self, ticket: Ticket) -> AsyncGenerator[Waiting, None]:
        """Waits in fair order here, until there is room among all. Raises `LimitReached` where that takes too long."""
        began, entered = self._now(), False
        while not entered:
            async with aclosing(self._line_up(ticket, began)) as waits:
                async for waiting in waits:
                    yield waiting
            try:
                entered = await self._take(ticket)
            finally:
                if not entered:
                    self.withdraw(ticket)
        queue = self._queue(ticket.engine)
        queue.answered()
        self._ring(queue)

    def withdraw(self, ticket: Ticket) -> None:
        """As `FairGate.withdraw`."""
        self._queue(ticket.engine).answered()
        super().withdraw(ticket)

    def punished(self, ticket: Ticket, seconds: float) -> None:
        """As `FairGate.punished`; the other processes are told when the call ends."""
        super().punished(ticket, seconds)
        self._pauses[id(ticket)] = seconds

    async def leave(self, ticket: Ticket, outcome: Outcome, finished: Finished | None = None) -> None:
        """As `FairGate.leave`."""
        call, pause = self._calls.pop(id(ticket), None), self._pauses.pop(id(ticket), None)
        await super().leave(ticket, outcome, finished)
        if call is None:
            return
        try:
            if pause is not None:
                await self._window.hold(ticket.engine, ticket.task, pause)
            await self._window.leave(ticket.engine, call, counts=finished is None or not finished.cached)
        except UserError:
            # The answer is there, and nobody's fault: the place is free again when its lease ends.
            logger.warning("The other processes could not be told that a call to %s has ended.", ticket.engine)

    async def _take(self, ticket: Ticket) -> bool:
        """Whether there was room among all; where there was none, nobody here asks before there may be."""
        engine = ticket.engine
        rate, at_once = self._rates.get(engine), self._at_once.get(engine)
        if rate is None and at_once is None:
            return True
        call = secrets.token_hex(8)
        seconds = await self._window.take(engine, ticket.task, call, rate=rate, at_once=at_once)
        if seconds:
            self._queue(engine).hold(self._now() + microseconds(seconds))
            return False
        self._calls[id(ticket)] = call
        return True
