"""Health routes for the supervisor of the process."""

from collections.abc import Callable, Mapping

from aiohttp import web


class HealthRoutes:
    """`/livez` answers while the event loop runs, `/readyz` while the room accepts commands.

    `connected` returns the connection state of other platforms, which does not affect the room's readiness. `storing`
    tells whether the data folder can be used, without which nothing is ready.
    """

    def __init__(
        self,
        ready: Callable[[], bool],
        connected: Callable[[], Mapping[str, bool]] = dict,
        storing: Callable[[], bool] = lambda: True,
    ) -> None:
        self._storing = storing
        self._ready = ready
        self._connected = connected

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/livez", self.live), web.get("/readyz", self.ready)]

    async def live(self, _: web.Request) -> web.Response:
        """Always 200."""
        return web.json_response({"live": True})

    async def ready(self, _: web.Request) -> web.Response:
        """503 before the room is open, while it closes, and while the data folder cannot be used; otherwise 200."""
        storing = self._storing()
        ready = self._ready() and storing
        body = {"ready": ready, "storing": storing, "connected": dict(self._connected())}
        return web.json_response(body, status=200 if ready else 503)
