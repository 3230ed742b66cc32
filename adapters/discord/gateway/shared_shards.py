"""Shards that several processes share, each with a client of its own."""

import asyncio
from collections.abc import Awaitable, Callable

from adapters.discord.config import NAME, DiscordConfig
from adapters.discord.gateway.client import DiscordGatewayClient
from adapters.discord.gateway.identify_limiter import SharedIdentifyLimiter
from adapters.discord.gateway.supervision import DiscordConnectionRefused, supervise
from core.domain.clock import Clock
from core.domain.jobs import LEASE_SECONDS
from core.store.connection_share import ConnectionShare
from core.store.ports.leases import Leases

Ready = Callable[[DiscordGatewayClient], Awaitable[None]]


class SharedShards:
    """The shards that this process holds, by leases. `build` makes a client that calls back when it is ready.

    A process that comes later uses as many shards in all as those that are there, unless the settings name a number.
    """

    def __init__(
        self,
        client: DiscordGatewayClient,
        build: Callable[[Ready], DiscordGatewayClient],
        leases: Leases,
        clock: Clock,
        config: DiscordConfig,
    ) -> None:
        self._client = client
        self._build = build
        self._leases = leases
        self._clock = clock
        self._config = config
        self._limiter = SharedIdentifyLimiter(clock, leases, str(client.application_id))
        self._clients: dict[int, DiscordGatewayClient] = {}
        self._count = 0
        self._share: ConnectionShare | None = None

    @property
    def connected(self) -> bool:
        """True if every shard of this process is connected; it may have none, where others have all."""
        return self._share is not None and all(
            number in self._clients and self._clients[number].connected for number in self._share.held
        )

    async def serve(self, ready: Ready) -> None:
        """Holds shards until cancelled; calls back when the first one is ready.

        Raises `DiscordConnectionRefused` if connecting again is useless.
        """
        advised, _, limit = await self._client.http.get_bot_gateway()
        group = f"discord {self._client.application_id} shards"
        self._count = self._config.shard_count or await self._agreed(group) or advised
        told = False

        async def connect(number: int, connected: Callable[[], Awaitable[None]]) -> None:
            nonlocal told
            is_ready = asyncio.Event()

            async def note(_: DiscordGatewayClient) -> None:
                is_ready.set()

            client = self._clients[number] = self._build(note)
            await client.use_login(self._client)
            connecting = asyncio.create_task(
                supervise(lambda: client.connect_shards(self._limiter, [number], self._count), self._clock)
            )
            waiting = asyncio.create_task(is_ready.wait())
            try:
                await asyncio.wait({connecting, waiting}, return_when=asyncio.FIRST_COMPLETED)
                if is_ready.is_set():
                    await connected()
                    if not told:
                        told = True
                        await ready(self._client)
                raise DiscordConnectionRefused(await connecting)
            finally:
                self._clients.pop(number, None)
                for task in (connecting, waiting):
                    task.cancel()
                await asyncio.gather(connecting, waiting, return_exceptions=True)
                await client.leave_gateway()

        self._share = ConnectionShare(
            self._leases,
            self._clock,
            connect,
            platform=NAME,
            group=f"{group} of {self._count}",
            count=self._count,
            connecting=limit["max_concurrency"],
            is_up=lambda number: number in self._clients and self._clients[number].connected,
        )
        await self._share.serve()

    async def hand_over(self, seconds: float) -> None:
        """Leaves the shards to other processes, if there are any."""
        if self._share is not None:
            await self._share.hand_over(seconds)

    async def _agreed(self, group: str) -> int | None:
        """The number of shards of the processes that are there."""
        start = f"{group} of "
        found = await self._leases.renew_all_leases(start, "nobody", self._clock.now(), LEASE_SECONDS)
        counts = [
            int(name.removeprefix(start).partition("/")[0])
            for name, lease in found.items()
            if lease.owner and lease.remaining > 0
        ]
        return max(counts, default=None)
