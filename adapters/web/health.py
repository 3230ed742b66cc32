"""Health routes for the supervisor of the process."""

from collections.abc import Callable, Mapping

from aiohttp import web


class HealthRoutes:
    """`/livez` answers while the event loop runs, `/readyz` while the room accepts commands.

    `connected` returns the connection state of other platforms, which does not affect the room's readiness.
    """

    def __init__(self, ready: Callable[[], bool], connected: Callable[[], Mapping[str, bool]] = dict) -> None:
        self._ready = ready
        self._connected = connected

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/livez", self.live), web.get("/readyz", self.ready)]

    async def live(self, _: web.Request) -> web.Response:
        """Always 200."""
        return web.json_response({"live": True})

    async def ready(self, _: web.Request) -> web.Response:
        """503 before the room is open and while it closes, otherwise 200."""
        ready = self._ready()
        return web.json_response({"ready": ready, "connected": dict(self._connected())}, status=200 if ready else 503)
