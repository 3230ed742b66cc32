"""Connections that all processes of a bot have together: each process holds its share of them, by leases.

A process reserves a connection before it connects, and takes its lease when it is connected. So a connection moves
without a gap: the earlier process lets go once it sees that its lease is another's. Whatever both receive meanwhile is
a duplicate, and the inbox takes it once. A process that dies keeps its leases until they end.

A process that no longer reaches the platform goes on trying, but takes no part: others may connect in its place. So a
connection moves only once it is made elsewhere, and nothing moves while the platform is away for everybody.
"""

import asyncio
import logging
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

from core.domain.clock import Clock
from core.domain.errors import UserError
from core.domain.jobs import LEASE_SECONDS
from core.domain.observer import OBSERVER
from core.domain.retries import outlast
from core.store.ports.leases import LeaseRecord, Leases

logger = logging.getLogger(__name__)

LOOK_SECONDS = 2.0
"""The time between two looks, each of which renews what this process holds."""
CONNECT_SECONDS = 120.0
"""The longest time of an attempt to connect. After it another process may try."""
PAUSE_SECONDS = 30.0
"""The time for which a process leaves a connection to others that it could not make."""
LOST_SECONDS = 60.0
"""The time without any connection after which a process takes no part."""
LONGEST_PAUSE_SECONDS = 600.0
"""The longest time between two attempts of a process that takes no part, while others have all connections. Discord
allows a bot a thousand sessions a day (https://docs.discord.com/developers/events/gateway#session-start-limit)."""

Connect = Callable[[int, Callable[[], Awaitable[None]]], Awaitable[None]]
"""Connects the n-th connection, awaits the callback once it is connected, and holds it until it is cancelled."""


class _Lost(Exception):
    """Another process has made the connection meanwhile."""


class ConnectionShare:
    """This process's share of `count` connections of a platform, of which it holds `most` at most.

    `group` names them for all processes. With `interchangeable` connections anything arrives through any of them, so a
    process may leave as soon as another one is connected. `connecting` connections are made at the same time.
    `is_up` is False for a connection that was made and has no session now.
    """

    def __init__(
        self,
        leases: Leases,
        clock: Clock,
        connect: Connect,
        *,
        platform: str,
        group: str,
        count: int,
        most: int | None = None,
        interchangeable: bool = False,
        connecting: int = 1,
        is_up: Callable[[int], bool] = lambda _: True,
    ) -> None:
        self._leases = leases
        self._clock = clock
        self._connect = connect
        self._platform = platform
        self._prefix = f"{group}/"
        self._count = count
        self._most = count if most is None else most
        self._interchangeable = interchangeable
        self._connecting = connecting
        self._is_up = is_up
        self._me = secrets.token_hex(8)
        self._found: Mapping[str, LeaseRecord] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._held: set[int] = set()
        self._begun_at: dict[int, float] = {}
        self._failed_at: dict[int, float] = {}
        self._leaving = False
        self._able = True
        self._up_at = clock.now()
        self._next_at = 0.0
        self._wait = PAUSE_SECONDS
        self._looked = asyncio.Condition()
        self._wake = asyncio.Event()

    @property
    def held(self) -> frozenset[int]:
        """The connections that this process holds."""
        return frozenset(self._held)

    async def serve(self) -> None:
        """Holds a share until cancelled. Raises what connecting raises, after which no attempt may succeed."""
        try:
            async with asyncio.TaskGroup() as group:
                try:
                    while True:
                        await self._look(group)
                        await self._pause()
                finally:
                    for task in self._tasks.values():
                        if not task.cancelling():
                            task.cancel()
        except BaseExceptionGroup as errors:
            raise errors.exceptions[0] from None
        finally:
            # The connections are closed, and others may have them now.
            with suppress(UserError):
                await self._leases.give_up_leases(self._prefix, self._me, self._clock.now())

    async def hand_over(self, seconds: float) -> bool:
        """Leaves the connections to other processes, if there are any. Returns True once these have them, False if
        there is nobody or it takes longer. `serve` must run meanwhile."""
        self._leaving = True
        self._wake.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds), self._looked:
                await self._looked.wait()  # a look that began before
                await self._looked.wait_for(lambda: not self._held or not self._members())
                return not self._held
        return False

    async def _look(self, group: asyncio.TaskGroup) -> None:
        """Renews what is held, lets go what others have taken, and takes what is missing to a fair share."""
        try:
            self._note_ability()
            if self._leaving:
                await self._leases.give_back_lease(self._member(self._me), self._me)
            elif not self._able:
                # Others see since when.
                await self._leases.give_up_leases(self._member(self._me), self._me, self._clock.now())
            elif self._me not in self._members():
                await self._leases.take_lease(self._member(self._me), self._me, self._clock.now(), LEASE_SECONDS)
            self._found = await self._leases.renew_all_leases(self._prefix, self._me, self._clock.now(), LEASE_SECONDS)
            for number, task in self._tasks.items():
                # One that is being closed is not disturbed.
                if not task.cancelling() and (not self._is_mine(number) or self._gives_up(number)):
                    task.cancel()
            if not self._leaving:
                await self._take_share(group)
        except UserError as error:  # the database is away, and so it is for the others
            logger.debug("connections of %s are not looked at: %s", self._platform, error.sentence.id)
        async with self._looked:
            self._looked.notify_all()

    def _note_ability(self) -> None:
        """Finds out if this process reaches the platform, as far as it has anything to connect."""
        now = self._clock.now()
        if any(self._is_up(number) for number in self._held):
            if not self._able:
                logger.info("%s is reached again; connections are shared as before", self._platform)
            self._able, self._up_at, self._wait = True, now, PAUSE_SECONDS
        elif self._able and not self._tasks:
            self._up_at = now
        elif self._able and now - self._up_at > LOST_SECONDS:
            logger.warning("%s is not reached from here; other processes may connect instead", self._platform)
            self._able, self._next_at = False, now + self._wait

    def _gives_up(self, number: int) -> bool:
        """True if a connection is left to others that nobody has taken from here."""
        if number in self._held:
            others = {record.owner for record in self._places().values()} - {self._me}
            return self._leaving and self._interchangeable and bool(others)
        too_late = self._clock.now() - self._begun_at[number] > CONNECT_SECONDS
        if too_late:
            logger.warning("connection %d of %s is not made here; others may try", number, self._platform)
            self._failed_at[number] = self._clock.now()
            self._next_at = self._clock.now() + self._wait
            self._wait = min(2 * self._wait, LONGEST_PAUSE_SECONDS) if self._members() else PAUSE_SECONDS
        return too_late or self._leaving

    async def _take_share(self, group: asyncio.TaskGroup) -> None:
        places, others = self._places(), self._members() - {self._me}
        if not self._able and self._clock.now() < self._next_at:
            return
        members = {*others, self._me}
        holding = Counter(record.owner for record in places.values())
        allowed = _shares(self._count, members, holding, self._most)
        reserved = self._live("next")
        surplus = {owner: held - allowed.get(owner, 0) for owner, held in holding.items()}
        surplus.update({owner: self._count for owner in holding if owner not in members})
        for number in reserved:
            if (holder := places.get(number)) is not None:
                surplus[holder.owner] -= 1
        now = self._clock.now()
        for number in range(self._count):
            if len(self._tasks) >= allowed.get(self._me, 0) or len(self._tasks) - len(self._held) >= self._connecting:
                return
            if number in self._tasks or number in reserved or now - self._failed_at.get(number, 0.0) < PAUSE_SECONDS:
                continue
            holder = places.get(number)
            if holder is not None and (holder.owner == self._me or surplus[holder.owner] <= 0):
                continue
            if not self._able and (self._tasks or (holder is None and others)):
                continue  # one at a time, and nothing that others would connect sooner
            if await self._leases.take_lease(self._next(number), self._me, now, LEASE_SECONDS):
                if holder is not None:
                    surplus[holder.owner] -= 1
                self._found = {**self._found, self._next(number): LeaseRecord(owner=self._me, remaining=LEASE_SECONDS)}
                task = group.create_task(self._hold(number), name=f"connection {self._prefix}{number}")
                self._tasks[number], self._begun_at[number] = task, now

    async def _hold(self, number: int) -> None:
        """Connects and holds one connection. Its lease is given up when it is closed, unless another has it."""

        async def connected() -> None:
            if number not in self._held:
                await self._taken(number)

        try:
            await self._connect(number, connected)
        except _Lost:
            logger.info("connection %d of %s was made by another process", number, self._platform)
        finally:
            self._tasks.pop(number, None)
            self._held.discard(number)
            with suppress(UserError):
                await self._leases.give_up_leases(self._next(number), self._me, self._clock.now())
                await self._leases.give_up_leases(self._place(number), self._me, self._clock.now())
            self._wake.set()

    async def _taken(self, number: int) -> None:
        """Takes the lease of a connection that is made, from whoever has it, and says how long nobody had it."""
        earlier = self._found.get(self._place(number))
        instead_of = earlier.owner if earlier is not None else None
        name = self._place(number)

        async def take() -> bool:
            return await self._leases.take_lease(
                name, self._me, self._clock.now(), LEASE_SECONDS, instead_of=instead_of
            )

        if not await outlast(take, self._clock.sleep):
            raise _Lost
        self._held.add(number)
        self._found = {**self._found, name: LeaseRecord(owner=self._me, remaining=LEASE_SECONDS)}
        with suppress(UserError):  # it ends by itself
            await self._leases.give_back_lease(self._next(number), self._me)
        if earlier is None or earlier.owner == self._me:
            return
        if earlier.remaining > 0 and earlier.owner:
            logger.info("connection %d of %s moves here from another process", number, self._platform)
            member = self._found.get(self._member(earlier.owner))
            # A process that is there and takes no part has not received anything for a while.
            gap = LOST_SECONDS - member.remaining if member is not None and not member.owner else 0.0
        else:
            # Whoever died may have received until its lease ended, or until right after it had renewed it.
            gap = -earlier.remaining + (LEASE_SECONDS if earlier.owner else 0.0)
        if gap:
            logger.warning(
                "connection %d of %s was without a process for up to %.0f s; what came in meanwhile is lost",
                *(number, self._platform, gap),
            )
        OBSERVER.get().connection_moved(self._platform, gap)

    def _is_mine(self, number: int) -> bool:
        names = (self._place(number),) if number in self._held else (self._next(number), self._place(number))
        return any((record := self._found.get(name)) is not None and record.owner == self._me for name in names)

    def _places(self) -> Mapping[int, LeaseRecord]:
        return self._live("place")

    def _members(self) -> set[str]:
        """All processes that take part: they reach the platform, and do not leave."""
        return {
            record.owner
            for name, record in self._found.items()
            if name.startswith(f"{self._prefix}member ") and record.owner and record.remaining > 0
        } - ({self._me} if self._leaving or not self._able else set())

    def _live(self, kind: str) -> dict[int, LeaseRecord]:
        start = f"{self._prefix}{kind} "
        return {
            int(name.removeprefix(start).removesuffix(".")): record
            for name, record in self._found.items()
            if name.startswith(start) and record.owner and record.remaining > 0
        }

    def _member(self, owner: str) -> str:
        return f"{self._prefix}member {owner}"

    def _place(self, number: int) -> str:
        return f"{self._prefix}place {number}."  # ends so that no name begins with another

    def _next(self, number: int) -> str:
        return f"{self._prefix}next {number}."

    async def _pause(self) -> None:
        """Waits until the next look, or until something has changed here."""
        pausing = asyncio.ensure_future(self._clock.sleep(LOOK_SECONDS))
        waking = asyncio.ensure_future(self._wake.wait())
        try:
            await asyncio.wait({pausing, waking}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._wake.clear()
            pausing.cancel()
            waking.cancel()
            await asyncio.gather(pausing, waking, return_exceptions=True)


def _shares(count: int, members: set[str], holding: Mapping[str, int], most: int) -> dict[str, int]:
    """An even share for each member. What is left over goes to those that hold most already, so that little moves."""
    if not members:
        return {}
    each, over = divmod(count, len(members))
    ranked = sorted(members, key=lambda owner: (-holding.get(owner, 0), owner))
    return {owner: min(most, each + (rank < over)) for rank, owner in enumerate(ranked)}
