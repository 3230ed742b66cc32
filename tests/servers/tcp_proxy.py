"""A network between one process and a server on this machine, which can be cut and mended."""

import asyncio
from contextlib import suppress
from typing import Self


class TcpProxy:
    """A proxy in front of a port. While it is cut, all its connections are closed, and it refuses new ones."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._server: asyncio.Server | None = None
        self._passing: set[asyncio.Task[None]] = set()
        self._is_cut = False
        self.refused = 0
        """The number of connections that came while it was cut."""

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server
        self._server.close()
        await self.cut()

    @property
    def port(self) -> int:
        """Its own port."""
        assert self._server
        return int(self._server.sockets[0].getsockname()[1])

    async def cut(self) -> None:
        """Closes everything."""
        self._is_cut = True
        for task in self._passing:
            task.cancel()
        await asyncio.gather(*self._passing, return_exceptions=True)

    def mend(self) -> None:
        """Lets connections through again."""
        self._is_cut = False

    def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._pass_on(reader, writer))
        self._passing.add(task)
        task.add_done_callback(self._passing.discard)
        task.add_done_callback(lambda _: writer.close())  # it may be cancelled before it begins

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_cut:
            self.refused += 1
            writer.close()
            return
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
        try:
            await asyncio.gather(_pipe(reader, far_writer), _pipe(far_reader, writer))
        finally:
            far_writer.close()


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        with suppress(ConnectionError):
            while some := await reader.read(1 << 16):
                writer.write(some)
                await writer.drain()
    finally:
        writer.close()
