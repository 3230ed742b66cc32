"""What the adapter needs of Slack's Web API, and how Slack refuses."""

from collections.abc import Mapping
from typing import Any, Protocol

Answer = Mapping[str, Any]


class Refusal(Exception):
    """Slack refused a call. `error` is its code (`channel_not_found`), `needed` the scope it asks for where one is
    missing, `seconds` how long to wait where it was too much (`ratelimited`)."""

    def __init__(self, method: str, error: str, *, needed: str = "", seconds: float = 0.0) -> None:
        super().__init__(f"{method}: {error}{f' ({needed})' if needed else ''}")
        self.method = method
        self.error = error
        self.needed = needed
        self.seconds = seconds


class Wire(Protocol):
    """Calls of the Web API with the token of a workspace, over one shared session, within each method's budget."""

    async def call(self, team: str, method: str, **arguments: Any) -> Answer:
        """One call; waits where the method's budget is used up. Raises `Refusal`."""
        ...

    async def upload(self, team: str, data: bytes, filename: str, *, title: str, alt: str | None = None) -> str:
        """Uploads bytes without sharing them yet; the id of the file. Raises `Refusal`."""
        ...

    async def download(self, team: str, url: str, limit: int) -> bytes:
        """The bytes of a private file, at most `limit` and one more. Raises `Refusal`, also for a page that asks to log
        in."""
        ...

    async def respond(self, url: str, body: Mapping[str, Any]) -> bool:
        """Posts to a `response_url`; False where it is used up or over."""
        ...
