"""Health routes for the supervisor of the process."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from aiohttp import web

from core.platform_declaration import HttpEndpoint

PATHS = ("/livez", "/readyz")


async def _nothing() -> web.Application:
    return web.Application()


ONLY_HEALTH = HttpEndpoint(title="Health checks", paths=(), application=_nothing)
"""An endpoint for an address of health routes alone, which are at every address."""


@dataclass(frozen=True, kw_only=True)
class ProcessState:
    """The state of the process.

    - `draining`: it stops, and accepts nothing new.
    - `storing`: the store can be used, without which nothing is accepted.
    - `connected`: the state of each platform that can lose its connection. It does not affect readiness: a restart
      would not help.
    - `waiting`, `running`: the numbers of jobs that this process has.
    """

    draining: bool = False
    storing: bool = True
    connected: Mapping[str, bool] = field(default_factory=dict)
    waiting: int = 0
    running: int = 0

    @property
    def ready(self) -> bool:
        """True if commands are accepted."""
        return self.storing and not self.draining


class HealthRoutes:
    """`/livez` answers while the event loop runs, `/readyz` while commands are accepted."""

    def __init__(self, state: Callable[[], ProcessState] = ProcessState) -> None:
        self._state = state

    @property
    def draining(self) -> bool:
        """True once the process stops."""
        return self._state().draining

    def application(self) -> web.Application:
        """An application with both routes; every other path is unknown."""
        app = web.Application()
        app.add_routes([web.get("/livez", self._live), web.get("/readyz", self._ready)])
        return app

    async def _live(self, _: web.Request) -> web.Response:
        """Always 200."""
        return web.json_response({"live": True})

    async def _ready(self, _: web.Request) -> web.Response:
        """503 while the process stops or the store cannot be used; otherwise 200."""
        state = self._state()
        body = {
            "ready": state.ready,
            "draining": state.draining,
            "storing": state.storing,
            "queue": {"waiting": state.waiting, "running": state.running},
            "connected": dict(state.connected),
        }
        return web.json_response(body, status=200 if state.ready else 503)
