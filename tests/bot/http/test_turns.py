"""Requests that arrive together: those that only read begin after those that wait for a verdict."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing

import pytest
from aiohttp import web

from bot.http import turns
from bot.http.connections import ConnectionLimits
from bot.http.health import HealthRoutes
from bot.http.listener import HttpListener, PlacedEndpoint
from core.jobs import acknowledgements
from core.jobs.acknowledgements import PendingAcknowledgements
from core.platform_declaration import HttpEndpoint
from tests.bot.processes import free_port
from tests.listening import address

READERS = 20
COMMAND = b"POST /command HTTP/1.1\r\nHost: here\r\nContent-Length: 2\r\n\r\n{}"
PATIENCE_SECONDS = 60.0


class Served:
    """A listener whose requests note when they begin, and when a command is decided about."""

    def __init__(self) -> None:
        self.order: list[str] = []
        self.undecided = PendingAcknowledgements()
        self.port = free_port()
        self._connections: list[socket.socket] = []

    @asynccontextmanager
    async def listening(self, connections: int = 50) -> AsyncIterator[None]:
        """Listens until exit."""
        endpoint = HttpEndpoint(title="Both", paths=("/",), application=self._application)
        placed = PlacedEndpoint(endpoint=endpoint, address=address(self.port))
        limits = ConnectionLimits(connections=connections)
        async with HttpListener([placed], HealthRoutes(), limits, self.undecided).listening():
            try:
                yield
            finally:
                for each in self._connections:
                    each.close()

    async def connect(self, number: int) -> list[socket.socket]:
        """Connections that the server has accepted, and on which it has answered a request."""
        connections = [socket.create_connection(("127.0.0.1", self.port)) for _ in range(number)]
        self._connections += connections
        for each in connections:
            each.sendall(reading("/livez"))
            each.setblocking(False)
            assert await self.answer(each) == b"HTTP/1.1 200 OK"
        return connections

    async def answer(self, connection: socket.socket) -> bytes:
        """The first line of an answer."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            return (await asyncio.get_running_loop().sock_recv(connection, 10_000)).partition(b"\r\n")[0]

    async def _application(self) -> web.Application:
        app = web.Application()
        app.add_routes([web.get("/{number}", self._read), web.post("/command", self._command)])
        return app

    async def _read(self, request: web.Request) -> web.Response:
        self.order.append(request.match_info["number"])
        return web.Response()

    async def _command(self, request: web.Request) -> web.Response:
        await request.read()
        with self.undecided.one_more():
            for _ in range(100):  # as long as a store may take
                await asyncio.sleep(0)
            self.order.append("decided")
        return web.Response()


def reading(path: str) -> bytes:
    """A request that only reads."""
    return f"GET {path} HTTP/1.1\r\nHost: here\r\n\r\n".encode()


@pytest.fixture
async def served(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Served]:
    """A listener where nobody who waits for a command loses patience."""
    monkeypatch.setattr(turns, "HOLD_SECONDS", PATIENCE_SECONDS)
    server = Served()
    async with server.listening():
        yield server


async def test_a_command_goes_before_those_who_read_and_came_before_it(served: Served) -> None:
    *readers, asker = await served.connect(READERS + 1)
    for number, each in enumerate(readers):
        each.sendall(reading(f"/{number}"))
    asker.sendall(COMMAND)
    for each in (*readers, asker):
        assert await served.answer(each) == b"HTTP/1.1 200 OK"
    assert served.order.index("decided") <= 1, served.order
    assert [each for each in served.order if each != "decided"] == [str(number) for number in range(READERS)]


async def test_a_command_on_a_new_connection_goes_before_new_connections(served: Served) -> None:
    connections = [socket.create_connection(("127.0.0.1", served.port)) for _ in range(READERS + 1)]
    for number, each in enumerate(connections):
        with_first = COMMAND if number == READERS else reading(f"/{number}")
        each.sendall(with_first)
        each.setblocking(False)
    for each in connections:
        with closing(each):
            assert await served.answer(each) == b"HTTP/1.1 200 OK"
    assert served.order.index("decided") <= 1, served.order


async def test_whoever_reads_does_not_wait_for_a_command_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "HOLD_SECONDS", 0.01)
    monkeypatch.setattr(acknowledgements, "HOLD_SECONDS", PATIENCE_SECONDS)
    served = Served()
    async with served.listening():
        readers = await served.connect(READERS)
        served.undecided.begin("never decided")
        for number, each in enumerate(readers):
            each.sendall(reading(f"/{number}"))
        for each in readers:
            assert await served.answer(each) == b"HTTP/1.1 200 OK"
    assert served.order == [str(number) for number in range(READERS)]
    assert served.undecided.count == 1


async def test_whoever_reads_has_a_turn_among_endless_other_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "HOLD_SECONDS", 0.01)
    order, begun = turns.ReadTurns(PendingAcknowledgements()), asyncio.Event()
    async with order.given(), asyncio.timeout(PATIENCE_SECONDS):
        order.note_other()
        order.take(begun.set)
        assert not begun.is_set()
        while not begun.is_set():
            order.note_other()
            await asyncio.sleep(0)


async def test_a_reader_who_leaves_while_held_back_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "HOLD_SECONDS", PATIENCE_SECONDS)
    served = Served()
    async with served.listening(connections=2):
        leaving, staying = await served.connect(2)
        served.undecided.begin("slow")
        leaving.sendall(reading("/left"))
        staying.sendall(reading("/stayed"))
        leaving.close()
        await asyncio.sleep(0)
        served.undecided.end("slow")
        assert await served.answer(staying) == b"HTTP/1.1 200 OK"
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                try:
                    (another,) = await served.connect(1)
                except (AssertionError, ConnectionError):
                    continue  # the place is not free yet
                break
        another.sendall(reading("/another"))
        assert await served.answer(another) == b"HTTP/1.1 200 OK"
    assert "stayed" in served.order


async def test_a_listener_closes_while_it_holds_somebody_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "HOLD_SECONDS", PATIENCE_SECONDS)
    served = Served()
    async with served.listening():
        held, asker = await served.connect(2)
        served.undecided.begin("slow")
        held.sendall(reading("/held"))
        asker.sendall(COMMAND)  # it is answered after what was sent before it has arrived
        assert await served.answer(asker) == b"HTTP/1.1 200 OK"
    assert served.order == ["decided"]
