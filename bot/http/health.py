"""Health routes for the supervisor of the process."""

from collections.abc import Callable, Mapping

from aiohttp import web

PATHS = ("/livez", "/readyz")


class HealthRoutes:
    """`/livez` answers while the event loop runs, `/readyz` while commands are accepted.

    `connected` returns the connection state of platforms, which does not affect readiness: a restart would not help.
    `storing` tells whether the data folder can be used, without which nothing is ready.
    """

    def __init__(
        self,
        accepting: Callable[[], bool] = lambda: True,
        connected: Callable[[], Mapping[str, bool]] = dict,
        storing: Callable[[], bool] = lambda: True,
    ) -> None:
        self._accepting = accepting
        self._connected = connected
        self._storing = storing

    def application(self) -> web.Application:
        """An application with both routes; every other path is unknown."""
        app = web.Application()
        app.add_routes([web.get("/livez", self._live), web.get("/readyz", self._ready)])
        return app

    async def _live(self, _: web.Request) -> web.Response:
        """Always 200."""
        return web.json_response({"live": True})

    async def _ready(self, _: web.Request) -> web.Response:
        """503 while the process stops or the data folder cannot be used; otherwise 200."""
        storing = self._storing()
        ready = self._accepting() and storing
        body = {"ready": ready, "storing": storing, "connected": dict(self._connected())}
        return web.json_response(body, status=200 if ready else 503)
