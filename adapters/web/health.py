"""Whether the room is alive and ready, for whoever watches over the process."""

from collections.abc import Callable, Mapping

from aiohttp import web


class HealthRoutes:
    """`/livez`: the loop answers. `/readyz`: commands are taken. `connected` tells it of other platforms, which
    come and go without this room being any less ready."""

    def __init__(self, ready: Callable[[], bool], connected: Callable[[], Mapping[str, bool]] = dict) -> None:
        self._ready = ready
        self._connected = connected

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/livez", self.live), web.get("/readyz", self.ready)]

    async def live(self, _: web.Request) -> web.Response:
        """200 as long as anything answers at all."""
        return web.json_response({"live": True})

    async def ready(self, _: web.Request) -> web.Response:
        """503 before the room is open and while it closes."""
        ready = self._ready()
        return web.json_response({"ready": ready, "connected": dict(self._connected())}, status=200 if ready else 503)
