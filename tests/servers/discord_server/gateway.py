"""The gateway: hello, identify, ready, events, heartbeats, resume."""

import json
import secrets
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.servers.changes import Changes
from tests.servers.discord_server.payloads import guild_json, user_json
from tests.servers.discord_server.rules import Intent
from tests.servers.discord_server.world import Channel, Guild, Json, User

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, VOICE, RESUME, RECONNECT, MEMBERS, INVALID, HELLO, ACK = (
    0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11,
)  # fmt: skip
WRONG_TOKEN = 4004
INVALID_SEQUENCE = 4007
INVALID_SHARD = 4010
DISALLOWED_INTENTS = 4014
IDENTIFY_SECONDS = 5.0
"""The wait between two shards of one bucket."""
HEARTBEAT_MILLISECONDS = 41_250
PAYLOAD_BYTES = 4096
"""The largest payload that a client may send."""
UNFORESEEN: tuple[tuple[str, Json], ...] = (
    ("VOICE_CHANNEL_WEATHER_UPDATE", {"weather": None}),
    ("THREAD_LIST_SYNC", {"guild_id": None, "threads": [{"id": "1"}]}),
)
"""Events that every session gets: one of a new type, and one of another shape than discord.py expects, as both come
with changes of Discord."""


class Connection:
    """One WebSocket. It is one compressed stream if the client asked for `zlib-stream`."""

    def __init__(self, socket: web.WebSocketResponse, *, compressed: bool) -> None:
        self.socket = socket
        self._compressor = zlib.compressobj() if compressed else None

    async def send(self, payload: Any) -> None:
        """Sends a payload, unless the client is gone; the session keeps its events for a resume."""
        await self.send_text(json.dumps(payload))

    async def send_text(self, text: str) -> None:
        """Sends a frame as it is."""
        if self.socket.closed:
            return
        try:
            if self._compressor is None:
                await self.socket.send_str(text)
            else:
                packed = self._compressor.compress(text.encode()) + self._compressor.flush(zlib.Z_SYNC_FLUSH)
                await self.socket.send_bytes(packed)
        except ConnectionError:
            return


@dataclass(eq=False)
class Session:
    """The part of a session that survives a lost connection."""

    id: str
    intents: Intent
    shard: tuple[int, int]
    connection: Connection | None
    sent: list[Json] = field(default_factory=list)

    async def dispatch(self, event: str, told: Any) -> None:
        """Sends an event and keeps it for a resume."""
        payload = {"op": DISPATCH, "t": event, "s": len(self.sent) + 1, "d": told}
        self.sent.append(payload)
        if self.connection:
            await self.connection.send(payload)

    def serves(self, guild_id: int | None) -> bool:
        """True if this shard gets events of this server; the first shard gets those of direct messages."""
        number, count = self.shard
        return ((guild_id or 0) >> 22) % count == number


class Gateway:
    """All sessions of the bot."""

    def __init__(
        self,
        *,
        token: str,
        bot: User,
        application_id: int,
        guilds: list[Guild],
        channels: list[Channel],
        changes: Changes,
    ) -> None:
        self.token = token
        self.url = ""
        """The gateway's address, set when the server listens."""
        self.told_url: str | None = None
        """The resume address that sessions get, if it is a different one."""
        self.unforeseen = UNFORESEEN
        """The events that every session gets."""
        self.refuse = 0
        """The number of next connections to drop without an answer."""
        self.disallowed = Intent.MESSAGE_CONTENT
        """Intents that the developer portal does not allow."""
        self.shut: int | None = None
        """The code that closes a connection when it identifies."""
        self.altered: Callable[[str, Json], Any] | None = None
        """Changes the payload of an event, given its name, before it is sent."""
        self.advised_shards = 1
        self.max_concurrency = 1
        """The number of shards that may identify within five seconds, one in each bucket."""
        self.fewest = 0
        """The lowest number of connected sessions since this was set."""
        self.sessions_left = 999
        self.turned_away = 0
        """The number of shards that identified too early."""
        self.sessions: dict[str, Session] = {}
        self.identifies = 0
        self.resumes = 0
        self.violations: list[str] = []
        self._bot = bot
        self._application_id = application_id
        self._guilds = guilds
        self._channels = channels
        self._changes = changes
        self._identified: dict[int, tuple[int, float]] = {}
        self._open: set[Connection] = set()

    @property
    def connected(self) -> list[Session]:
        """The sessions that have a connection."""
        return [session for session in self.sessions.values() if session.connection is not None]

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Handles one WebSocket."""
        if self.refuse > 0:
            self.refuse -= 1
            if request.transport:
                request.transport.abort()
            return web.Response(status=503)
        socket = web.WebSocketResponse(max_msg_size=PAYLOAD_BYTES * 4)
        await socket.prepare(request)
        connection = Connection(socket, compressed=request.query.get("compress") == "zlib-stream")
        self._open.add(connection)
        await connection.send({"op": HELLO, "d": {"heartbeat_interval": HEARTBEAT_MILLISECONDS}, "t": None, "s": None})
        try:
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    if len(frame.data.encode()) > PAYLOAD_BYTES:
                        self.violations.append(f"gateway: a payload of over {PAYLOAD_BYTES} bytes")
                    await self._take(connection, json.loads(frame.data))
        finally:
            self._open.discard(connection)
            for session in self.sessions.values():
                if session.connection is connection:
                    session.connection = None
            self.fewest = min(self.fewest, len(self.connected))
            self._changes.happened()
        return socket

    async def dispatch(self, event: str, told: Any, *, guild_id: int | None, intent: Intent | None = None) -> None:
        """Sends an event to its shard, if the shard has the intent for it."""
        told = self._altered(event, told)
        for session in list(self.sessions.values()):
            if session.serves(guild_id) and (intent is None or session.intents & intent):
                await session.dispatch(event, told)

    async def tell_guild(self, guild: Guild) -> None:
        """Sends the event for a server, as after an outage."""
        places = [channel for channel in self._channels if channel.guild is guild]
        await self.dispatch("GUILD_CREATE", guild_json(guild, places, self._bot), guild_id=guild.id)

    async def reconnect(self) -> None:
        """Asks every client to reconnect (op 7)."""
        for connection in list(self._open):
            await connection.send({"op": RECONNECT, "d": None, "t": None, "s": None})

    async def invalidate(self) -> None:
        """Tells every client that its session is invalid (op 9)."""
        self.sessions = {key: session for key, session in self.sessions.items() if not session.connection}
        for connection in list(self._open):
            await connection.send({"op": INVALID, "d": False, "t": None, "s": None})

    async def send_text(self, text: str) -> None:
        """Sends a frame to every client that no session keeps."""
        for connection in list(self._open):
            await connection.send_text(text)

    async def close(self, code: int) -> None:
        """Closes every connection with a code."""
        for connection in list(self._open):
            await connection.socket.close(code=code)

    async def _take(self, connection: Connection, payload: Json) -> None:
        told: Any = payload.get("d")
        match payload.get("op"):
            case 1:
                await connection.send({"op": ACK, "d": None, "t": None, "s": None})
            case 2:
                await self._identify(connection, told)
            case 6:
                await self._resume(connection, told)
            case 3 | 4 | 8:
                pass
            case other:
                self.violations.append(f"gateway: op {other}")

    async def _identify(self, connection: Connection, told: Json) -> None:
        self.identifies += 1
        if told["token"] != self.token:
            await connection.socket.close(code=WRONG_TOKEN, message=b"Authentication failed.")
            return
        intents = Intent(told["intents"])
        if self.shut is not None:
            await connection.socket.close(code=self.shut)
            return
        if intents & self.disallowed:
            await connection.socket.close(code=DISALLOWED_INTENTS, message=b"Disallowed intent(s).")
            return
        number, count = told.get("shard") or (0, 1)
        if not 0 <= number < count:
            await connection.socket.close(code=INVALID_SHARD, message=b"Invalid shard.")
            return
        if not self._may_identify(number):
            self.turned_away += 1
            await connection.send({"op": INVALID, "d": False, "t": None, "s": None})
            return
        session = Session(secrets.token_hex(16), intents, (number, count), connection)
        self.sessions[session.id] = session
        own = [guild for guild in self._guilds if session.serves(guild.id)]
        ready = self._altered(
            "READY",
            {
                "v": 10,
                "user": user_json(self._bot) | {"verified": True, "mfa_enabled": False, "email": None},
                "guilds": [{"id": str(guild.id), "unavailable": True} for guild in own],
                "session_id": session.id,
                "resume_gateway_url": self.told_url or self.url,
                "application": {"id": str(self._application_id), "flags": 0},
                "shard": [number, count],
                "private_channels": [],
                "session_type": "normal",
                "user_settings": {},
                "_trace": ["loopback"],
            },
        )
        await session.dispatch("READY", ready)
        for guild in own:
            places = [channel for channel in self._channels if channel.guild is guild]
            told = self._altered("GUILD_CREATE", guild_json(guild, places, self._bot))
            await session.dispatch("GUILD_CREATE", told)
        for event, told in self.unforeseen:
            await session.dispatch(event, told)
        self._changes.happened()

    def _altered(self, event: str, told: Any) -> Any:
        return told if self.altered is None else self.altered(event, told)

    def _may_identify(self, number: int) -> bool:
        """True if this shard may identify now. One that comes back may always, because tests restart bots often."""
        bucket, now = number % self.max_concurrency, time.monotonic()
        last, at = self._identified.get(bucket, (number, now))
        if last != number and now - at < IDENTIFY_SECONDS:
            return False
        self._identified[bucket] = (number, now)
        return True

    async def _resume(self, connection: Connection, told: Json) -> None:
        session = self.sessions.get(told["session_id"])
        if session is None or told["token"] != self.token:
            await connection.send({"op": INVALID, "d": False, "t": None, "s": None})
            return
        if not isinstance(told["seq"], int) or not 0 <= told["seq"] <= len(session.sent):
            await connection.socket.close(code=INVALID_SEQUENCE, message=b"Invalid seq.")
            return
        self.resumes += 1
        session.connection = connection
        for payload in session.sent[int(told["seq"]) :]:
            await connection.send(payload)
        await session.dispatch("RESUMED", {})
        self._changes.happened()
