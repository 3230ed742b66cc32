"""Shards that come back by themselves, and resume their session wherever there is one.

discord.py identifies again after every error that is not a plain closing of the connection, which loses the events in
between, and ends the whole client after an error that it does not foresee.
"""

import logging
from collections.abc import Callable
from typing import Any

import aiohttp
from discord.errors import ConnectionClosed
from discord.gateway import DiscordWebSocket, ReconnectWebSocket
from discord.shard import EventItem, EventType, Shard

from core.domain.clock import Clock

logger = logging.getLogger(__name__)

SESSION_ENDED = (4007, 4009)
"""Close codes after which a session cannot be resumed
(https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway)."""


class ResumingShard(Shard):
    """A shard of discord.py. `give_up` receives the close code that makes it useless to connect again."""

    def __init__(
        self,
        ws: DiscordWebSocket,
        client: Any,
        queue_put: Callable[[EventItem], None],
        clock: Clock,
        give_up: Callable[[ConnectionClosed], None],
    ) -> None:
        super().__init__(ws, client, queue_put)
        self._clock = clock
        self._give_up = give_up
        # Whatever goes wrong on a connection costs the connection, never the client.
        self._handled_exceptions = (Exception,)

    async def reidentify(self, exc: ReconnectWebSocket) -> None:
        """Connects again: resumes if there is a session, or else identifies."""
        resume = exc.resume and self.ws.session_id is not None and self.ws.socket.close_code not in SESSION_ENDED
        await super().reidentify(ReconnectWebSocket(self.id, resume=resume))

    async def _handle_disconnect(self, e: Exception) -> None:
        self._dispatch("disconnect")
        self._dispatch("shard_disconnect", self.id)
        if isinstance(e, ConnectionClosed) and e.code != 1000:
            self._give_up(e)
            return
        # discord.py leaves a connection and its heartbeat alone after an error of its own; this code keeps the session.
        await self.ws.close(code=4000)
        seconds = self._backoff.delay()
        logger.warning(
            "shard %s lost its connection (%s); it connects again in %.1f s", self.id, error_summary(e), seconds
        )
        await self._clock.sleep(seconds)
        if not self._client.is_closed():
            resume = not isinstance(e, ReconnectWebSocket) or e.resume
            self._queue_put(EventItem(EventType.resume, self, ReconnectWebSocket(self.id, resume=resume)))


def error_summary(error: Exception) -> str:
    """Names an error; only errors of the network are quoted, because others may contain what people wrote."""
    kind = type(error).__name__
    return f"{kind}: {error}" if isinstance(error, OSError | aiohttp.ClientError) else kind
