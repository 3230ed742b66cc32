"""Login by password or one-time link, and the visitor's own profile (`/enter`, `/api/me`)."""

from aiohttp import web
from pydantic import JsonValue

from adapters.web.config import WebConfig
from adapters.web.invitations import Invitations
from adapters.web.login_verifier import LoginVerifier
from adapters.web.middleware import WebError
from adapters.web.networks import GuestNetworks
from adapters.web.request_bodies import json_body, text_of
from adapters.web.visitors import Visitor, VisitorCookies, is_secure, locale_of, with_name
from core.domain.clock import Clock
from core.domain.request import Caller
from core.domain.sentences import say
from core.store.ports.preferences import Preferences


class LoginRoutes:
    """The routes that set a visitor's cookie."""

    def __init__(self, config: WebConfig, login_verifier: LoginVerifier, store: Preferences, clock: Clock) -> None:
        self._config = config
        self._visitors = VisitorCookies(config)
        self._networks = GuestNetworks(config.secret)
        self._login_verifier = login_verifier
        self._invitations = Invitations(config)
        self._store = store
        self._clock = clock
        self._limits: dict[str, JsonValue] = {"count": config.uploads, "bytes": config.upload_bytes}

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/enter", self.enter), web.get("/api/me", self.me), web.post("/api/me", self.rename)]

    def require_visitor(self, request: web.Request) -> Visitor:
        """The visitor who sent a request. Raises `WebError` if there is no valid cookie."""
        visitor = self._visitors.find(request)
        if visitor is None:
            raise WebError(401, say("web-come-in-first"))
        return visitor

    def caller(self, request: web.Request, visitor: Visitor) -> Caller:
        """The visitor as a `Caller`. A guest shares limits with all guests of the same network."""
        caller = visitor.caller(locale_of(request))
        if self._config.is_private or not self._visitors.is_guest(visitor):
            return caller
        return caller.model_copy(update={"network": self._networks.name(self._address(request))})

    def _address(self, request: web.Request) -> str:
        return self._config.client_address(request.remote or "", request.headers.getall("X-Forwarded-For", []))

    async def enter(self, request: web.Request) -> web.Response:
        """Logs a visitor in: as a member by password, by invitation under its name, as an admin by one-time link."""
        remote = self._address(request)
        body = await json_body(request)
        if token := text_of(body, "token"):
            if invited := await self._invitations.redeem(token, self._store, self._clock.now()):
                return self._answer(request, invited)
            if not await self._login_verifier.redeem(token, remote):
                raise WebError(403, say("web-link-used"))
            return self._answer(request, self._visitors.create("admin"))
        if not await self._login_verifier.is_password(text_of(body, "password"), remote):
            raise WebError(403, say("web-wrong-password"))
        if self._config.web_invited_only:
            raise WebError(403, say("web-invited-only"))
        return self._answer(request, self._visitors.find(request) or self._visitors.create())

    async def me(self, request: web.Request) -> web.Response:
        """Returns the visitor's profile. The first visit to a room without a password creates a visitor.

        The page itself never sets the cookie: a browser that follows a link from another site leaves out a strict
        cookie, and a returning visitor would get a new one.
        """
        visitor = self._visitors.find(request)
        if visitor is None and self._visitors.needs_password:
            return web.json_response({"enter": True, "locale": locale_of(request)})
        return self._answer(request, visitor or self._visitors.create())

    async def rename(self, request: web.Request) -> web.Response:
        """Sets the name that other visitors see."""
        visitor = with_name(self.require_visitor(request), text_of(await json_body(request), "name"))
        if not visitor.name:
            raise WebError(400, say("web-name-empty"))
        return self._answer(request, visitor)

    def _answer(self, request: web.Request, visitor: Visitor) -> web.Response:
        response = web.json_response(
            {
                "name": visitor.name,
                "admin": visitor.admin,
                "locale": locale_of(request),
                "limits": self._limits,
            },
            headers={"Cache-Control": "no-store"},
        )
        self._visitors.set_cookie(response, visitor, secure=is_secure(request))
        return response
