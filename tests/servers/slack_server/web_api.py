"""The Web API: the steps before and after each method."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable, Mapping

from aiohttp import web

from tests.servers.slack_server.accounts import nobody
from tests.servers.slack_server.chat import Handler
from tests.servers.slack_server.facts import FACTS
from tests.servers.slack_server.incoming import ApiRequest, Incoming, Refused, read
from tests.servers.slack_server.rules import COMMON_ERRORS
from tests.servers.slack_server.specification import Method
from tests.servers.slack_server.state import Call, State, Token
from tests.servers.slack_server.tiers import Fault, Tiers
from tests.servers.slack_server.world import Json

WITHOUT_TOKEN = frozenset({"oauth.v2.access", "oauth.v2.exchange", "blocks.validate"})
OF_CHANNELS = frozenset({"conversations.history", "conversations.info", "conversations.replies", "conversations.open"})
"""Their required scope depends on the conversation, so the method itself checks it."""
MESSAGES = frozenset(
    {
        *("chat.appendStream", "chat.postEphemeral", "chat.postMessage", "chat.startStream", "chat.stopStream"),
        "chat.update",
    }
)
"""The methods that send words."""


class WebApi:
    """Reads, limits, checks and answers requests."""

    def __init__(
        self,
        state: State,
        tiers: Tiers,
        specification: Mapping[str, Method] | None,
        methods: Mapping[str, Handler],
    ) -> None:
        self.faults: defaultdict[str, list[Fault | str | None]] = defaultdict(list)
        """Faults for the next requests to a method, each used once: a text is an error code, None is no fault."""
        self.refuses: dict[str, str] = {}
        """Methods that always return an error, for example `chat.startStream` where streaming does not exist."""
        self.altered: Callable[[Json], Json] | None = None
        """Changes the answer to a request before it is sent."""
        self._state = state
        self.connections: set[object] = set()
        """The client's side of each connection that the bot has opened."""
        self._tiers = tiers
        self._specification = specification
        self.methods = methods

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Handles one request."""
        method = request.match_info["method"]
        if request.transport is not None:
            self.connections.add(request.transport.get_extra_info("peername"))
        fault = self._fault(method)
        if fault.connection == "reset":
            _drop(request)
            return web.Response()
        call = Call(self._state.clock(), method)
        self._state.calls.append(call)
        status, headers = 200, {}
        try:
            told = {"ok": True, **await self._pass(request, call, fault)}
        except Refused as refused:
            status, headers = refused.status, dict(refused.headers)
            on_purpose = refused.more.pop("on_purpose", False)
            told = {"ok": False, "error": refused.error, **refused.more}
            if not on_purpose:
                self._check_error(method, refused.error)
        call.error = str(told.get("error", ""))
        self._state.changes.happened()
        if fault.connection == "silent":
            while request.transport is not None and not request.transport.is_closing():
                await asyncio.sleep(0.02)
        if fault.connection == "lost":
            _drop(request)
        if call.scopes is not None:
            headers["X-OAuth-Scopes"] = ",".join(sorted(call.scopes))
        if self.altered is not None:
            told = self.altered(told)
        return web.Response(
            status=status, headers=headers, body=json.dumps(told).encode(), content_type="application/json"
        )

    async def _pass(self, request: web.Request, call: Call, fault: Fault) -> Json:
        incoming = await read(request, call.method)
        call.arguments = incoming.arguments
        await asyncio.sleep(fault.seconds)
        if fault.status == 429:
            raise waiting(fault.retry_after)
        if fault.error or fault.status != 200:
            more: Json = {"needed": fault.needed, "provided": ""} if fault.needed else {}
            raise Refused(fault.error or "internal_error", status=fault.status, **more)
        token = self._token(incoming)
        if token.team:
            call.team, call.scopes = token.team.id, token.scopes
        if wait := self._wait(incoming, token):
            raise waiting(wait)
        return await self._answer(incoming, token)

    def _fault(self, method: str) -> Fault:
        queue = self.faults.get(method)
        fault = queue.pop(0) if queue else None
        if fault is None:
            return Fault(self.refuses.get(method, ""))
        return Fault(fault) if isinstance(fault, str) else fault

    def _token(self, incoming: Incoming) -> Token:
        if incoming.method in WITHOUT_TOKEN:
            return nobody()
        if not incoming.bearer:
            raise Refused("not_authed")
        token = self._state.tokens.get(incoming.bearer)
        if token is None:
            raise Refused("invalid_auth")
        if token.state:
            raise Refused("token_revoked" if token.state == "revoked" else "account_inactive")
        if token.expires is not None and self._state.clock() > token.expires:
            raise Refused("token_expired")
        if (token.kind == "app") != (incoming.method == "apps.connections.open"):
            raise Refused("not_allowed_token_type")
        return token

    def _wait(self, incoming: Incoming, token: Token) -> int:
        facts = FACTS.get(incoming.method)
        team = token.team.id if token.team else ""
        channel = str(incoming.arguments.get("channel", ""))
        return self._tiers.take(incoming.method, facts.tier if facts else "t5", team, channel)

    async def _answer(self, incoming: Incoming, token: Token) -> Json:
        state, method = self._state, incoming.method
        handler = self.methods.get(method)
        if handler is None:
            state.problems.append(f"{method}: not known here")
            raise Refused("unknown_method")
        request = ApiRequest(state, method, incoming.arguments, token, incoming.basic)
        if described := (self._specification or {}).get(method):
            for fault in described.faults(incoming.arguments, as_json=incoming.as_json):
                request.problem(fault)
        facts = FACTS[method]
        there = {name for name, value in incoming.arguments.items() if value not in (None, "")}
        by_header = {"client_id", "client_secret"} if incoming.basic else set()
        if missing := sorted(facts.required - there - by_header):
            request.problem(f"without {', '.join(missing)}")
            raise Refused("invalid_arguments", response_metadata={"messages": [f"missing: {missing}"]})
        if facts.scopes and method not in OF_CHANNELS:
            request.needs(*facts.scopes)
        if method in MESSAGES and (error := self._state.sent.refusal(incoming.arguments)):
            raise Refused(error, on_purpose=True)
        return await handler(request)

    def _check_error(self, method: str, error: str) -> None:
        """Reports an error that Slack does not list, so that no test relies on it."""
        described = (self._specification or {}).get(method)
        if described and error not in described.errors and error not in COMMON_ERRORS:
            self._state.problems.append(f"{method}: this server answered {error}, which is not listed")


def waiting(seconds: int) -> Refused:
    """The rate-limit error, with the seconds to wait."""
    return Refused("ratelimited", status=429, headers={"Retry-After": str(seconds)})


def _drop(request: web.Request) -> None:
    if request.transport:
        request.transport.close()
