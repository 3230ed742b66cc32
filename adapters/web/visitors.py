"""Visitors and their signed cookies.

The cookie holds everything about a visitor, so the server stores nothing: an id, a name and a role, which is member
after login by password, invited after an invitation, and admin after login by one-time link. The key of its signature
depends on the secret and the password, so a new password logs everybody out.
"""

import base64
import binascii
import hashlib
import hmac
import json
import re
import secrets
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from aiohttp import web

from adapters.web.config import WebConfig
from core.domain.request import Address, Caller, Place
from core.i18n.rendering import LOCALES
from core.text.sanitising import one_line, shorten

PLACE = Place(platform="web", tenant="room", channel="lobby")
ADDRESS = Address(platform="web", details={"room": PLACE.key})
NAME_LIMIT = 40
COOKIE_SECONDS = 400 * 24 * 3600
"""The longest time that browsers keep a cookie (RFC 6265bis, 5.5)."""
COOKIE_LIMIT = 1_000
"""More characters than a cookie has: `NAME_LIMIT` of the longest take 480 in JSON, and a third more in base64."""
KNOWN_HEADERS = 256
"""The number of headers whose meaning is in memory: browsers send the same ones with each request."""


def room_of(place: Place) -> str:
    """The log of a place: the lobby's, or that of a thread in it."""
    return place.scopes[-1]


VisitorRole = Literal["member", "invited", "admin"]


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """One browser. `name` is empty until the visitor chooses one."""

    user: str
    name: str
    role: VisitorRole

    @property
    def key(self) -> str:
        """The same key as `Caller.key`."""
        return f"{PLACE.platform}:{PLACE.tenant}:{self.user}"

    @property
    def admin(self) -> bool:
        """True for an administrator of the room."""
        return self.role == "admin"

    def caller(self, locale: str) -> Caller:
        """The visitor as a `Caller`."""
        return Caller(
            platform=PLACE.platform,
            tenant=PLACE.tenant,
            user=self.user,
            name=self.name or f"guest {self.user[:4]}",
            locale=locale,
            admin=self.admin,
        )


class VisitorCookies:
    """Reads and sets the cookie of a visitor."""

    def __init__(self, config: WebConfig) -> None:
        self._open = config.password is None
        self._invited_only = config.web_invited_only
        self._path = config.base_path
        self._key = hashlib.sha256(b"cookie|" + config.secret + b"|" + (config.password or "").encode()).digest()
        # Browsers share cookies between the ports of a host, so two rooms on one machine need different names.
        self.cookie = f"troubadour-{hashlib.sha256(b'name|' + config.secret).hexdigest()[:8]}"
        self._visitor = lru_cache(KNOWN_HEADERS)(self._read)

    @property
    def needs_password(self) -> bool:
        """True if a visitor without a cookie must log in."""
        return not self._open

    def is_guest(self, visitor: Visitor) -> bool:
        """True for a visitor who could be somebody new at any time, by deleting the cookie."""
        return self._open or visitor.role == "member"

    def find(self, request: web.Request) -> Visitor | None:
        """The visitor of a request's cookie. Returns None without a valid cookie."""
        cookie = request.cookies.get(self.cookie, "")
        return self._visitor(cookie) if len(cookie) <= COOKIE_LIMIT else None

    def _read(self, cookie: str) -> Visitor | None:
        payload, _, signature = cookie.partition(".")
        if not hmac.compare_digest(signature.encode(), self._sign(payload).encode()):
            return None
        try:
            user, name, standing = json.loads(base64.urlsafe_b64decode(payload))
        except (binascii.Error, ValueError):
            return None
        visitor = Visitor(user=user, name=name, role=standing)
        return None if self._invited_only and self.is_guest(visitor) and not self._open else visitor

    def create(self, standing: VisitorRole = "member") -> Visitor:
        """Creates a visitor. A room without a password belongs to its operator alone, so everybody is admin."""
        return Visitor(user=secrets.token_hex(8), name="", role="admin" if self._open else standing)

    def set_cookie(self, response: web.StreamResponse, visitor: Visitor, *, secure: bool) -> None:
        """Sets the cookie."""
        content = json.dumps([visitor.user, visitor.name, visitor.role])
        payload = base64.urlsafe_b64encode(content.encode()).decode()
        response.set_cookie(
            self.cookie,
            f"{payload}.{self._sign(payload)}",
            max_age=COOKIE_SECONDS,
            path=f"{self._path}/",
            secure=secure,
            httponly=True,
            samesite="Strict",
        )

    def _sign(self, payload: str) -> str:
        return hmac.new(self._key, payload.encode(), hashlib.sha256).hexdigest()


def with_name(visitor: Visitor, name: str) -> Visitor:
    """The visitor with another name: one line, no invisible characters, at most `NAME_LIMIT` characters."""
    return replace(visitor, name=shorten(one_line(name), NAME_LIMIT))


def locale_of(request: web.Request) -> str:
    """The supported language that the browser prefers."""
    return _preferred(request.headers.get("Accept-Language", "")[:1000])


@lru_cache(KNOWN_HEADERS)
def _preferred(languages: str) -> str:
    wanted = []
    for item in languages.split(","):
        tag, _, quality = item.strip().partition(";q=")
        wanted.append((-_weight(quality), re.split(r"[-_]", tag, maxsplit=1)[0].lower()))
    wanted.sort(key=lambda pair: pair[0])
    return next((language for _, language in wanted if language in LOCALES), "en")


def is_secure(request: web.Request) -> bool:
    """Returns True if the browser uses HTTPS, directly or to a proxy."""
    return request.secure or request.headers.get("X-Forwarded-Proto", "").split(",")[0].strip() == "https"


def _weight(quality: str) -> float:
    try:
        return float(quality) if quality else 1.0  # RFC 9110, 12.4.2
    except ValueError:
        return 0.0
