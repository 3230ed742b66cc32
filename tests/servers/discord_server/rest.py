"""The HTTP API, version 10: the steps before and after each endpoint."""

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable
from email.utils import formatdate
from typing import Any

from aiohttp import web

from tests.servers.discord_server.buckets import Buckets, Fault
from tests.servers.discord_server.endpoints import Endpoints
from tests.servers.discord_server.incoming import Incoming, Refused, read
from tests.servers.discord_server.interactions import Interaction
from tests.servers.discord_server.rules import API
from tests.servers.discord_server.specification import Specification
from tests.servers.discord_server.state import Call, State
from tests.servers.refusals import SentMessages

Answer = tuple[int, Any]
Endpoint = Callable[..., Awaitable[Answer]]
ID = r"(\d+)"
TOKEN = r"([^/]+)"
ANY_PATH = re.compile("")


class Rest:
    """Reads requests, limits their rate, and checks both them and the answers."""

    def __init__(self, state: State, buckets: Buckets, specification: Specification | None, *, token: str) -> None:
        self.faults: list[Fault] = []
        self.sent: SentMessages[tuple[int, int]] = SentMessages()
        """The messages of the bot; rules refuse them with a status and a code."""
        self.altered: Callable[[Any], Any] | None = None
        """Changes the answer to a request before it is sent."""
        self.content_type = "application/json"
        """The content type of answers. Proxies may add `; charset=utf-8`."""
        self.ahead = 0.0
        """The seconds by which the clock in answers is ahead of that of this machine."""
        self._state = state
        self._buckets = buckets
        self._specification = specification
        self._token = token
        ends = self._endpoints = Endpoints(state)
        messages = rf"/channels/{ID}/messages"
        hook = rf"/webhooks/{ID}/{TOKEN}"
        self._routes: list[tuple[str, re.Pattern[str], Endpoint, str | None]] = [
            (method, re.compile(pattern), endpoint, bucket)
            for method, pattern, endpoint, bucket in (
                ("GET", "/gateway", ends.gateway, None),
                ("GET", "/gateway/bot", ends.gateway_of_bot, None),
                ("GET", "/users/@me", ends.me, None),
                ("GET", "/users/@me/guilds", ends.guilds, None),
                ("GET", rf"/users/{ID}", ends.user, None),
                ("GET", rf"/guilds/{ID}", ends.guild, None),
                ("GET", rf"/guilds/{ID}/channels", ends.guild_channels, None),
                ("GET", rf"/guilds/{ID}/members/{ID}", ends.member, None),
                ("GET", "/oauth2/applications/@me", ends.application, None),
                ("GET", "/applications/@me", ends.application, None),
                ("POST", "/users/@me/channels", ends.open_direct_channel, None),
                ("GET", rf"/applications/{ID}/commands", ends.commands, None),
                ("PUT", rf"/applications/{ID}/commands", ends.set_commands, None),
                ("GET", rf"/applications/{ID}/guilds/{ID}/commands", ends.commands, None),
                ("PUT", rf"/applications/{ID}/guilds/{ID}/commands", ends.set_commands, None),
                ("POST", rf"/interactions/{ID}/{TOKEN}/callback", ends.answer_interaction, None),
                ("POST", hook, ends.follow_up, "follow-up"),
                ("GET", rf"{hook}/messages/(@original|\d+)", ends.webhook_message, None),
                ("PATCH", rf"{hook}/messages/(@original|\d+)", ends.edit_webhook_message, "webhook-edit"),
                ("DELETE", rf"{hook}/messages/(@original|\d+)", ends.delete_webhook_message, None),
                ("GET", rf"/channels/{ID}", ends.channel, None),
                ("POST", messages, ends.create_message, "create"),
                ("GET", messages, ends.messages, None),
                ("GET", rf"{messages}/{ID}", ends.message, None),
                ("PATCH", rf"{messages}/{ID}", ends.edit_message, "edit"),
                ("DELETE", rf"{messages}/{ID}", ends.delete_message, "delete"),
                ("POST", rf"/channels/{ID}/typing", ends.typing, None),
                ("POST", rf"{messages}/{ID}/threads", ends.create_thread, None),
                ("POST", rf"/channels/{ID}/threads", ends.create_thread, None),
            )
        ]

    @property
    def routes(self) -> list[tuple[str, str]]:
        """Each known method and path, with 1 for each path parameter."""
        return [(method, re.sub(r"\([^)]*\)", "1", pattern.pattern)) for method, pattern, _, _ in self._routes]

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Handles one request."""
        state, method, path = self._state, request.method, request.path.removeprefix(API)
        headers: dict[str, str] = {"Via": "1.1 google", "Date": formatdate(time.time() + self.ahead, usegmt=True)}
        incoming = Incoming(None, {})
        silent = False
        for fault in self.faults:
            if fault.applies(method, path):
                if fault.kind == "silent":
                    silent = True
                    break
                await request.read()
                state.calls.append(Call(state.clock(), method, path, None, (), fault.status))
                state.changes.happened()
                return self._failed(request, fault)
        try:
            incoming = await read(request, file_bytes=state.file_bytes)
            if incoming.uploads and state.upload_faults:
                fault = Fault(method, ANY_PATH, state.upload_faults.pop(0), status=503)
                state.calls.append(Call(state.clock(), method, path, None, (), fault.status))
                state.changes.happened()
                return self._failed(request, fault)
            status, told = await self._pass(request, path, incoming, headers)
        except Refused as refused:
            status, told = refused.status, {"message": refused.message, "code": refused.code}
            if refused.status == 429:
                told |= {"retry_after": float(headers["Retry-After"]), "global": False}
        if self._specification:
            state.violations += self._specification.answer_faults(method, path, status, told)
        names = tuple(upload.name for upload in incoming.uploads.values())
        state.calls.append(Call(state.clock(), method, path, incoming.body, names, status))
        state.changes.happened()
        while silent and request.transport is not None and not request.transport.is_closing():
            await asyncio.sleep(0.02)
        if told is None:
            return web.Response(status=status, headers=headers)
        headers["Content-Type"] = self.content_type
        if self.altered is not None:
            told = self.altered(told)
        return web.Response(status=status, headers=headers, body=json.dumps(told).encode())

    async def answered(self, interaction: Interaction, body: Any) -> None:
        """Handles the response to a posted interaction like one to the callback endpoint."""
        state, path = self._state, f"/interactions/{interaction.id}/{interaction.token}/callback"
        if self._specification:
            state.violations += self._specification.request_faults("POST", path, body)
        try:
            status, _ = await self._endpoints.answer_interaction(
                Incoming(body, {}), str(interaction.id), interaction.token
            )
        except Refused as refused:
            status = refused.status
            state.violations.append(f"{interaction.name}: answered in vain: {refused.message}")
        state.calls.append(Call(state.clock(), "ANSWER", path, body, (), status))
        state.changes.happened()

    async def _pass(self, request: web.Request, path: str, incoming: Incoming, headers: dict[str, str]) -> Answer:
        fitting = (
            (endpoint, bucket, found.groups())
            for method, pattern, endpoint, bucket in self._routes
            if method == request.method and (found := pattern.fullmatch(path))
        )
        if (route := next(fitting, None)) is None:
            self._state.violations.append(f"{request.method} {path}: not known here")
            raise Refused(404, 0, "404: Not Found")
        endpoint, bucket, free = route
        open_to_all = path.startswith(("/interactions/", "/webhooks/"))
        if not open_to_all and request.headers.get("Authorization") != f"Bot {self._token}":
            raise Refused(401, 0, "401: Unauthorized")
        if bucket is not None:
            wait, limits = self._buckets.take(bucket, free[1] if open_to_all else free[0])
            headers |= limits
            if wait:
                headers |= {"Retry-After": f"{wait:.3f}", "X-RateLimit-Scope": "user"}
                raise Refused(429, 0, "You are being rate limited.")
        if self._specification:
            faults = self._specification.request_faults(request.method, path, incoming.body)
            if faults:
                self._state.violations += faults
                raise Refused(400, 50035, "Invalid Form Body: " + "; ".join(faults))
        if self._sends_message(request.method, path):
            files = [upload.bytes for upload in incoming.uploads.values()]
            if refused := self.sent.refusal(incoming.body, files):
                raise Refused(*refused, "refused on purpose")
        return await endpoint(incoming, *free)

    @staticmethod
    def _sends_message(method: str, path: str) -> bool:
        if method == "POST":
            return bool(re.fullmatch(rf"/channels/{ID}/messages|/webhooks/{ID}/{TOKEN}", path))
        return method == "PATCH" and "/messages/" in path

    def _failed(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.kind == "reset":
            assert request.transport
            request.transport.abort()
            return web.Response(status=500)
        told: dict[str, Any] = {"message": "failed on purpose", "code": fault.code}
        if fault.errors:
            told["errors"] = dict(fault.errors)
        headers = {"Via": "1.1 google"} if fault.via else {}
        status = fault.status
        if fault.kind == "too-many":
            status = 429
            told |= {"retry_after": fault.retry_after, "global": False}
            headers |= {"Retry-After": f"{fault.retry_after:.3f}", "X-RateLimit-Scope": "user"}
        headers["Content-Type"] = self.content_type
        return web.Response(status=status, headers=headers, body=json.dumps(told).encode())
