"""A call gate whose providers' windows are shared with other processes.

Each process keeps its own fair order; who is next here then asks for room in the window that all share. So the provider
is never asked too often by all of them together; who is first between processes is left to chance.
"""

import asyncio
import math
import secrets
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Protocol

from core.clock import Clock
from core.errors import LimitReached
from core.inference.engine import Finished, Waiting
from core.inference.fair_gate import FairGate
from core.inference.gate import Outcome, Ticket
from core.messages import Moment, say
from core.quota.limit import Rate
from core.quota.prices import Prices
from core.store.port import Ledger


class SharedWindow(Protocol):
    """The calls of all processes to a provider."""

    async def take(self, engine: str, rate: Rate, call: str) -> float:
        """Counts a call; 0.0, or the seconds until there is room."""
        ...

    async def give_back(self, engine: str, call: str) -> None:
        """A call that was counted never reached the provider."""
        ...


class SharedGate(FairGate):
    """As `FairGate`, within windows that several processes share."""

    def __init__(
        self,
        ledger: Ledger,
        clock: Clock,
        rates: Mapping[str, Rate],
        *,
        window: SharedWindow,
        longest_wait_seconds: float = 500.0,
        prices: Prices | None = None,
    ) -> None:
        super().__init__(ledger, clock, rates, longest_wait_seconds=longest_wait_seconds, prices=prices)
        self._window = window
        self._longest_seconds = longest_wait_seconds
        self._calls: dict[int, str] = {}
        self._lines: dict[str, asyncio.Lock] = {}

    async def enter(self, ticket: Ticket) -> AsyncGenerator[Waiting, None]:
        """Waits in fair order here, then for room among all. Raises `LimitReached` where that takes too long."""
        async with aclosing(super().enter(ticket)) as waits:
            async for waiting in waits:
                yield waiting
        rate = self._rates.get(ticket.engine)
        if rate is None:
            return
        entered = False
        try:
            async with (
                self._lines.setdefault(ticket.engine, asyncio.Lock()),
                aclosing(self._take(ticket, rate)) as waits,
            ):
                async for waiting in waits:
                    yield waiting
            entered = True
        finally:
            if not entered:
                self.withdraw(ticket)

    async def leave(self, ticket: Ticket, outcome: Outcome, finished: Finished | None = None) -> None:
        """As `FairGate.leave`."""
        call = self._calls.pop(id(ticket), None)
        if call is not None and finished is not None and finished.cached:
            await self._window.give_back(ticket.engine, call)
        await super().leave(ticket, outcome, finished)

    async def _take(self, ticket: Ticket, rate: Rate) -> AsyncGenerator[Waiting, None]:
        call = secrets.token_hex(8)
        waited = 0.0
        while seconds := await self._window.take(ticket.engine, rate, call):
            moment = Moment(at=math.ceil(self._clock.now() + seconds))
            if waited + seconds > self._longest_seconds:
                raise LimitReached("gate-too-long", seconds=seconds, moment=moment)
            yield Waiting(sentence=say("gate-held", moment=moment), seconds_left=seconds)
            await self._clock.sleep(seconds)
            waited += seconds
        self._calls[id(ticket)] = call
