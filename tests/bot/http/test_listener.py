"""The listener: applications by path, health on each port, and addresses that cannot be used."""

import asyncio
import json
import socket
from collections.abc import Callable

import aiohttp
import pytest
from aiohttp import web

from bot.http.connections import ConnectionLimits
from bot.http.health import HealthRoutes, ProcessState
from bot.http.listener import HttpListener, PlacedEndpoint
from core.domain.errors import OperatorError
from core.jobs.acknowledgements import PendingAcknowledgements
from core.platform_declaration import HttpAddress, HttpEndpoint
from tests.bot.processes import free_port
from tests.listening import address, listener

LIMITS = ConnectionLimits(connections=50)


def endpoint(title: str, *paths: str, opened: Callable[[str], None] = lambda _: None) -> HttpEndpoint:
    """An endpoint that answers everything below `paths` with its title, which a header names, too."""

    async def answer(request: web.Request) -> web.Response:
        return web.Response(text=f"{title} {request.path}")

    async def sign(_: web.Request, response: web.StreamResponse) -> None:
        response.headers["X-Endpoint"] = title

    async def application() -> web.Application:
        app = web.Application()
        app.router.add_get("/{rest:.*}", answer)
        app.on_response_prepare.append(sign)
        return app

    return HttpEndpoint(title=title, paths=paths, application=application, opened=opened)


def own(port: int, host: str = "127.0.0.1") -> HttpAddress:
    return HttpAddress(host=host, port=port, host_setting="OWN_HOST", port_setting="OWN_PORT")


async def got(port: int, path: str) -> tuple[int, str]:
    """The status and the text at a path."""
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}{path}") as response:
        return response.status, await response.text()


async def test_each_path_belongs_to_the_endpoint_that_is_nearest() -> None:
    port, opened = free_port(), list[str]()
    room = endpoint("room", "/", opened=opened.append)
    async with listener(
        [endpoint("talk", "/talk", "/talk/more"), room, endpoint("deep", "/talk/deep")], address(port)
    ).listening():
        assert opened == [f"http://127.0.0.1:{port}"]
        for path, title in {
            "/": "room",
            "/talk": "talk",
            "/talk/": "talk",
            "/talk/more": "talk",
            "/talkative": "room",
            "/talk/deep": "deep",
            "/talk/deep/er": "deep",
            "/talk/deeper": "talk",
            "/talk/../talk/deep": "deep",
            "/livez/more": "404:",
        }.items():
            assert (await got(port, path))[1].split()[0] == title, path
        assert await got(port, "/livez") == (200, '{"live": true}')


async def test_a_port_without_an_endpoint_at_its_root_knows_no_other_path() -> None:
    port = free_port()
    async with listener([endpoint("talk", "/talk")], address(port)).listening():
        assert (await got(port, "/"))[0] == 404
        assert (await got(port, "/talk"))[0] == 200


async def test_endpoints_with_addresses_of_their_own_have_health_routes_each() -> None:
    ports = [free_port(), free_port()]
    state = ProcessState(connected={"talk": False}, waiting=2, running=3)
    placed = [PlacedEndpoint(endpoint=endpoint(f"talk-{port}", "/talk"), address=own(port)) for port in ports]
    async with HttpListener(placed, HealthRoutes(lambda: state), LIMITS, PendingAcknowledgements()).listening():
        for port in ports:
            assert await got(port, "/talk") == (200, f"talk-{port} /talk")
            status, body = await got(port, "/readyz")
            assert status == 200
            assert json.loads(body) == {
                "ready": True,
                "draining": False,
                "storing": True,
                "queue": {"waiting": 2, "running": 3},
                "connected": {"talk": False},
            }
        for not_ready in (ProcessState(storing=False), ProcessState(draining=True)):
            state = not_ready
            status, body = await got(ports[0], "/readyz")
            assert (status, json.loads(body)["ready"]) == (503, False)
        assert (await got(ports[0], "/livez"))[0] == 200
    with pytest.raises(aiohttp.ClientConnectionError):
        await got(ports[0], "/livez")


async def test_it_serves_until_it_is_cancelled() -> None:
    port, opened = free_port(), asyncio.Event()
    serving = asyncio.create_task(
        listener([endpoint("room", "/", opened=lambda _: opened.set())], address(port)).serve()
    )
    await asyncio.wait_for(opened.wait(), 20)
    assert (await got(port, "/"))[0] == 200
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)
    with pytest.raises(aiohttp.ClientConnectionError):
        await got(port, "/")


async def test_a_port_in_use_is_one_sentence_with_the_setting() -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = int(held.getsockname()[1])
        talk = PlacedEndpoint(endpoint=endpoint("talk", "/talk"), address=own(port))
        with pytest.raises(OperatorError, match=f"Port {port} on 127.0.0.1 is in use.*OWN_PORT"):
            await HttpListener([talk], HealthRoutes(), LIMITS, PendingAcknowledgements()).serve()


async def test_an_address_of_another_machine_is_one_sentence_with_the_setting() -> None:
    talk = PlacedEndpoint(endpoint=endpoint("talk", "/talk"), address=own(free_port(), "203.0.113.9"))
    with pytest.raises(OperatorError, match="OWN_HOST"):
        await HttpListener([talk], HealthRoutes(), LIMITS, PendingAcknowledgements()).serve()


@pytest.mark.parametrize("wide", ["0.0.0.0", "::", ""])  # noqa: S104 - the collision
def test_a_port_that_two_want_in_different_ways_is_one_sentence(wide: str) -> None:
    placed = [
        PlacedEndpoint(endpoint=endpoint("Talk", "/talk"), address=own(7, wide)),
        PlacedEndpoint(endpoint=endpoint("The room", "/"), address=address(7)),
    ]
    for order in (placed, placed[::-1]):
        with pytest.raises(OperatorError, match=r"Talk and The room both listen on port 7, .*OWN_PORT"):
            HttpListener(order, HealthRoutes(), LIMITS, PendingAcknowledgements())


def test_a_path_that_two_want_is_one_sentence() -> None:
    with pytest.raises(OperatorError, match="both answer /talk on port 7"):
        listener([endpoint("Talk", "/talk"), endpoint("Other talk", "/talk")], address(7))
