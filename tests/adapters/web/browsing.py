"""A browser in Python: cookies, posts from the room's own page, the event stream, and the page's state."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request

Line = dict[str, Any]
Client = TestClient[Request, Application]


class Browser:
    """The browser of one visitor, with its own cookies."""

    def __init__(self, server: TestServer) -> None:
        self.server = server
        self.client: Client = TestClient(server)
        self.origin = f"http://{server.host}:{server.port}"
        self._asked = 0

    async def visit(self, name: str = "") -> "Browser":
        """Opens the room and enters a name."""
        await self.get("/api/me")
        if name:
            await self.post("/api/me", {"name": name})
        return self

    async def get(self, path: str, status: int = 200, **headers: str) -> Any:
        """Gets a JSON response."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.client.get(path, headers=named) as response:
            assert response.status == status, await response.text()
            return await response.json()

    async def open(self, path: str, **headers: str) -> ClientResponse:
        """Gets a response and reads its body. A relative path counts from the page."""
        response = await self.client.get(f"/{path.removeprefix('/')}", headers=headers)
        await response.read()
        return response

    async def post(self, path: str, body: Mapping[str, Any], status: int = 200, **headers: str) -> Any:
        """Posts from the room's page. Returns the JSON response."""
        async with self.client.post(path, json=body, headers={"Origin": self.origin, **headers}) as response:
            assert response.status == status, await response.text()
            return await response.json()

    async def upload(self, data: bytes, name: str, media_type: str | None = None, status: int = 200) -> Any:
        """Uploads a file. Returns its reference."""
        headers = {"Origin": self.origin, "X-File-Name": name, "Content-Type": media_type or "application/octet-stream"}
        async with self.client.post("/api/uploads", data=data, headers=headers) as response:
            assert response.status == status, await response.text()
            return await response.json()

    async def ask(self, line: str, **more: Any) -> Any:
        """Submits a typed line. Returns the verdict."""
        return await self.post("/api/requests", {"id": self.new_id(), "line": line, **more})

    async def accepted(self, line: str, **more: Any) -> str:
        """Submits a typed line. Returns the id of the reply."""
        verdict = await self.ask(line, **more)
        assert verdict["verdict"] == "accepted", verdict
        return str(verdict["reply"])

    def new_id(self) -> str:
        """An id that this browser has not used."""
        self._asked += 1
        return f"request-{self._asked:04}"

    async def stream(self, after: int = 0, *, resumed: bool = False) -> AsyncIterator[tuple[str, Any]]:
        """The events of the room's stream, as (event, data), without end."""
        headers = {"Last-Event-ID": str(after)} if resumed else {}
        async with self.client.get("/api/room" if resumed else f"/api/room?after={after}", headers=headers) as response:
            assert response.status == 200, await response.text()
            event = "message"
            async for raw in response.content:
                line = raw.decode().rstrip("\n")
                if line.startswith("event: "):
                    event = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    yield event, json.loads(line.removeprefix("data: "))
                    event = "message"
                elif line.startswith(":"):
                    yield "comment", line

    async def sees(self, after: int = 0, *, resumed: bool = False) -> list[Line]:
        """All existing lines after a number."""
        lines: list[Line] = []
        async with asyncio.timeout(20):
            async for event, data in self.stream(after, resumed=resumed):
                if event == "here":
                    break
                if event == "message":
                    lines.append(data)
        return lines

    async def shows(self, reply: str) -> "Shown":
        """The current state of a reply."""
        return fold(await self.sees())[reply]

    async def sees_ending(self, reply: str) -> "Shown":
        """The state of a reply after its ending."""
        lines: list[Line] = []
        async with asyncio.timeout(20):
            async for event, data in self.stream():
                if event != "message":
                    continue
                lines.append(data)
                if data["reply"] == reply and data["event"] in ("done", "stopped", "failure", "erased"):
                    break
        return fold(lines)[reply]


@dataclass
class Shown:
    """A reply as the page shows it."""

    asked: str = ""
    text: dict[str, str] = field(default_factory=dict)
    other: list[Any] = field(default_factory=list)
    ending: str = ""
    erased: bool = False


def fold(lines: list[Line]) -> dict[str, Shown]:
    """The state of the page after these lines, by the rules of `static/replies.js`."""
    replies: dict[str, Shown] = {}
    for line in lines:
        shown = replies.setdefault(line["reply"], Shown())
        if shown.erased:
            continue
        match line["event"]:
            case "asked":
                shown.asked = line["said"]
            case "text_delta":
                shown.text[line["part"]] = shown.text.get(line["part"], "") + line["text"]
            case "text_replace":
                shown.text[line["part"]] = line["text"]
            case "restart":
                shown.text, shown.other, shown.ending = {}, [], ""
            case "erased":
                replies[line["reply"]] = Shown(erased=True)
            case "done" | "stopped" | "failure" as ending:
                shown.ending = ending
            case "progress" | "started":
                pass
            case other:
                shown.other.append((other, line.get("part")))
    return replies
