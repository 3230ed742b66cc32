"""Requests to the Web API: https://docs.slack.dev/apis/web-api."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.servers.slack_server.state import State, Token
from tests.servers.slack_server.world import Channel, Json, Message, Team, User

NESTED = frozenset({"attachments", "blocks", "chunks", "files", "metadata", "prompts", "view", "loading_messages"})
"""Arguments that are arrays or objects; in a form they are JSON text."""


class Refused(Exception):
    """Returned as `ok: false`."""

    def __init__(self, error: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.status = status
        self.headers = headers or {}
        self.more = more


@dataclass(frozen=True)
class Incoming:
    """A request's query, form and JSON, merged."""

    method: str
    arguments: Json
    as_json: bool
    bearer: str
    basic: tuple[str, str] | None = None
    """Client id and secret, if they come as HTTP basic authentication."""


@dataclass(frozen=True)
class ApiRequest:
    """A request that has passed the general checks."""

    state: State
    method: str
    arguments: Json
    token: Token
    basic: tuple[str, str] | None = None

    @property
    def team(self) -> Team:
        """The token's workspace."""
        assert self.token.team
        return self.token.team

    def text(self, name: str) -> str:
        """An argument as text; empty if it is missing."""
        value = self.arguments.get(name)
        return "" if value is None else str(value)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """An argument as a yes or no."""
        value = self.arguments.get(name, default)
        return value in (True, "true", "1", 1)

    def number(self, name: str, default: int) -> int:
        """An argument as a whole number."""
        return int(self.arguments.get(name) or default)

    def problem(self, what: str) -> None:
        """Records a violation of Slack's rules."""
        self.state.problems.append(f"{self.method}: {what}")

    def needs(self, *scopes: str) -> None:
        """Refuses a token that has none of these scopes."""
        if not set(scopes) & self.token.scopes:
            raise Refused("missing_scope", needed=scopes[0], provided=",".join(sorted(self.token.scopes)))

    def user(self, id: str, error: str = "user_not_found") -> User:
        """A user that this workspace knows."""
        user = self.state.users.get(id)
        if user is None:
            raise Refused(error)
        return user

    def channel(self, name: str = "channel", *, error: str = "channel_not_found") -> Channel:
        """A conversation that this token sees; private ones only if the bot is a member."""
        channel = self.state.channels.get(self.text(name))
        if channel is None or channel.team is not self.team or (channel.kind != "public" and not channel.has_bot):
            raise Refused(error)
        return channel

    def channel_to_write(self, name: str = "channel", *, public: bool = False) -> Channel:
        """A conversation that this token can write to; with `public`, some tokens need no membership."""
        channel = self.channel(name)
        if channel.archived:
            raise Refused("is_archived")
        if not channel.has_bot and not (public and "chat:write.public" in self.token.scopes):
            raise Refused("not_in_channel")
        return channel

    def message(self, channel: Channel, ts: str, *, error: str = "message_not_found") -> Message:
        """An existing message that is not ephemeral."""
        message = self.state.messages.get((channel.id, ts))
        if message is None or message.deleted or message.ephemeral:
            raise Refused(error)
        return message

    def thread(self, channel: Channel, *, error: str) -> str | None:
        """The `ts` of the thread's root, if one is given. Refuses an unknown root."""
        ts = self.text("thread_ts")
        if not ts:
            return None
        root = self.state.messages.get((channel.id, ts))
        if root is None:
            raise Refused(error)
        if root.thread and root.thread != root.ts:
            self.problem(f"thread_ts {ts} is a reply, not a root")
            return root.thread
        return ts


async def read(request: web.Request, method: str) -> Incoming:
    """Reads a request. Arrays and objects may be JSON text."""
    arguments: Json = dict(request.query)
    as_json = request.content_type == "application/json"
    bearer = request.headers.get("Authorization", "")
    if as_json:
        arguments |= json.loads(await request.read() or b"{}")
    else:
        arguments |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    for name in NESTED & arguments.keys():
        value = arguments[name]
        if isinstance(value, str) and value[:1] in ("[", "{"):
            try:
                arguments[name] = json.loads(value)
            except ValueError:
                raise Refused("invalid_arguments", response_metadata={"messages": [f"{name} is no JSON"]}) from None
    basic = None
    if bearer.startswith("Basic "):
        user, _, secret = base64.b64decode(bearer.removeprefix("Basic ")).decode().partition(":")
        basic = (user, secret)
    token = bearer.removeprefix("Bearer ") if bearer.startswith("Bearer ") else ""
    if method not in ("oauth.v2.access", "oauth.v2.exchange"):
        token = token or str(arguments.pop("token", ""))
    return Incoming(method, arguments, as_json, token, basic)
