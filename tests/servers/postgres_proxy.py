"""A network between a bot and its PostgreSQL that can lose a connection at the worst moment: during a commit.

It passes on bytes as they come. libpq sends each message whole, and the last one of a transaction ends with COMMIT.
"""

import asyncio
from contextlib import suppress
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

from tests.servers.tcp_proxy import TcpProxy

Cut = Literal["answer", "request", "delayed request"]
"""What a cut connection loses: the answer to a COMMIT that was carried out, or the COMMIT itself.

With "delayed request" the server receives the COMMIT after all, once the client has given up its connection and
`deliver` is called: a network may hold back what it has.
"""


class PostgresProxy(TcpProxy):
    """A proxy in front of a PostgreSQL. `lost_commits` says what the next commits lose, each on its own connection."""

    def __init__(self, url: str) -> None:
        self._address = urlsplit(url)
        assert self._address.port
        super().__init__(self._address.port)
        self._delayed: list[tuple[asyncio.Event, asyncio.Task[None]]] = []
        self.lost_commits: list[Cut] = []
        self.messages = 0
        """What clients have sent, all together."""
        self.closed = False
        """True while nobody gets through."""
        self.frozen = False
        """True while everything is lost and nobody is told, as on a network that has broken somewhere."""

    async def __aexit__(self, *_: object) -> None:
        await self.deliver()
        await super().__aexit__()

    @property
    def url(self) -> str:
        """The address of the database through the proxy."""
        login = self._address.netloc.rpartition("@")[0]
        return urlunsplit(self._address._replace(netloc=f"{login}@127.0.0.1:{self.port}"))

    async def deliver(self) -> None:
        """Passes on what was held back, and waits until the server has carried it out, or refused to."""
        for delayed, carried_out in self._delayed:
            delayed.set()
            await carried_out
        self._delayed.clear()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.closed:
            writer.close()
            return
        server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self._target)
        lost = asyncio.Event()
        back = asyncio.create_task(self._pass_back(server_reader, writer, lost))
        try:
            while message := await reader.read(1 << 20):
                self.messages += 1
                if self.frozen:
                    continue
                cut = self.lost_commits.pop(0) if message.endswith(b"COMMIT\0") and self.lost_commits else None
                if cut is not None:
                    lost.set()
                if cut == "delayed request":
                    writer.close()
                    delayed = asyncio.Event()
                    self._delayed.append((delayed, back))
                    await delayed.wait()
                if cut != "request":
                    server_writer.write(message)
                    await server_writer.drain()
                if cut is not None:
                    server_writer.write_eof()
                    await back  # it has carried out what it received, and closes
                    return
        except ConnectionError:
            pass
        finally:
            back.cancel()
            server_writer.close()
            writer.close()

    @staticmethod
    async def _pass_back(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, lost: asyncio.Event) -> None:
        with suppress(ConnectionError):
            while answer := await reader.read(1 << 20):
                if not lost.is_set():
                    writer.write(answer)
                    await writer.drain()
        writer.close()
