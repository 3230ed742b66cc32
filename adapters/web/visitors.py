"""Who is at the browser: a signed cookie, a chosen name, and how far somebody may go.

The cookie holds everything, so that the server remembers nobody: an id, a name, and whether the visitor came in by the
password (member) or by the one-time link (admin). It is signed with a key made of the secret and the password, so that
a new password shows everybody out.
"""

import base64
import binascii
import hashlib
import hmac
import json
import re
import secrets
from dataclasses import dataclass, replace
from typing import Literal

from aiohttp import web

from adapters.web.config import WebConfig
from core.domain.clock import Clock
from core.domain.request import Address, Caller, Place
from core.i18n.rendering import LOCALES
from core.text.sanitising import one_line, shorten

PLACE = Place(platform="web", tenant="room", channel="lobby")
ADDRESS = Address(platform="web", details={"room": PLACE.key})
NAME_LIMIT = 40
COOKIE_SECONDS = 400 * 24 * 3600
"""The longest that browsers keep a cookie (RFC 6265bis, 5.5)."""

VisitorRole = Literal["member", "admin"]


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """One browser. `name` is empty until one was chosen."""

    user: str
    name: str
    role: VisitorRole

    @property
    def key(self) -> str:
        """As `Caller.key`."""
        return f"{PLACE.platform}:{PLACE.tenant}:{self.user}"

    @property
    def admin(self) -> bool:
        """Whether this visitor administers the room."""
        return self.role == "admin"

    def caller(self, locale: str) -> Caller:
        """The visitor as the core knows people."""
        return Caller(
            platform=PLACE.platform,
            tenant=PLACE.tenant,
            user=self.user,
            name=self.name or f"guest {self.user[:4]}",
            locale=locale,
            admin=self.admin,
        )


class VisitorCookies:
    """Reads and writes the cookie."""

    def __init__(self, config: WebConfig) -> None:
        self._open = config.password is None
        self._key = hashlib.sha256(b"cookie|" + config.secret + b"|" + (config.password or "").encode()).digest()
        # Browsers share cookies between the ports of a host; two rooms on one machine must not show each other's out.
        self.cookie = f"troubadour-{hashlib.sha256(b'name|' + config.secret).hexdigest()[:8]}"

    @property
    def needs_password(self) -> bool:
        """Whether a visitor without a cookie must come in by the door."""
        return not self._open

    def find(self, request: web.Request) -> Visitor | None:
        """Whoever the request's cookie names; None without a genuine one."""
        payload, _, signature = request.cookies.get(self.cookie, "").partition(".")
        if not hmac.compare_digest(signature.encode(), self._sign(payload).encode()):
            return None
        try:
            user, name, standing = json.loads(base64.urlsafe_b64decode(payload))
        except (binascii.Error, ValueError):
            return None
        return Visitor(user=user, name=name, role=standing)

    def create(self, standing: VisitorRole = "member") -> Visitor:
        """A new visitor; where there is no password, the room is its operator's alone and everybody is admin."""
        return Visitor(user=secrets.token_hex(8), name="", role="admin" if self._open else standing)

    def set_cookie(self, response: web.StreamResponse, visitor: Visitor, *, secure: bool) -> None:
        """Sets the cookie."""
        content = json.dumps([visitor.user, visitor.name, visitor.role])
        payload = base64.urlsafe_b64encode(content.encode()).decode()
        response.set_cookie(
            self.cookie,
            f"{payload}.{self._sign(payload)}",
            max_age=COOKIE_SECONDS,
            path="/",
            secure=secure,
            httponly=True,
            samesite="Strict",
        )

    def _sign(self, payload: str) -> str:
        return hmac.new(self._key, payload.encode(), hashlib.sha256).hexdigest()


def with_name(visitor: Visitor, name: str) -> Visitor:
    """The visitor under another name: one line, nothing invisible, at most `NAME_LIMIT` characters."""
    return replace(visitor, name=shorten(one_line(name), NAME_LIMIT))


def locale_of(request: web.Request) -> str:
    """The language with wording that the browser likes best."""
    wanted = []
    for item in request.headers.get("Accept-Language", "")[:1000].split(","):
        tag, _, quality = item.strip().partition(";q=")
        wanted.append((-_weight(quality), re.split(r"[-_]", tag, maxsplit=1)[0].lower()))
    wanted.sort(key=lambda pair: pair[0])
    return next((language for _, language in wanted if language in LOCALES), "en")


def is_secure(request: web.Request) -> bool:
    """Whether the browser speaks HTTPS, to us or to the proxy before us."""
    return request.secure or request.headers.get("X-Forwarded-Proto", "").split(",")[0].strip() == "https"


def _weight(quality: str) -> float:
    try:
        return float(quality) if quality else 1.0  # RFC 9110, 12.4.2
    except ValueError:
        return 0.0


class LoginVerifier:
    """The password and the one-time links, with as many attempts as a person needs and no more."""

    BURST = 5
    SECONDS_EACH = 12.0
    REMEMBERED = 1000

    def __init__(self, config: WebConfig, clock: Clock) -> None:
        self._password = config.password
        self._clock = clock
        self._links: set[bytes] = set()
        self._attempts: dict[str, float] = {}

    def one_time_token(self) -> str:
        """A token that lets one visitor in as admin, once."""
        token = secrets.token_urlsafe(24)
        self._links.add(_digest(token))
        return token

    def redeem(self, token: str) -> bool:
        """Whether the token was good; it is not any more."""
        digest = _digest(token)
        found = digest in self._links
        self._links.discard(digest)
        return found

    def is_password(self, password: str) -> bool:
        """Whether this is the password. Takes the same time whatever is given."""
        return self._password is not None and hmac.compare_digest(_digest(password), _digest(self._password))

    def count_attempt(self, remote: str) -> float:
        """Counts an attempt from an address; the seconds to wait where there were too many."""
        now = self._clock.now()
        if len(self._attempts) >= self.REMEMBERED:
            self._attempts = {address: until for address, until in self._attempts.items() if until > now}
        until = max(self._attempts.get(remote, now), now)
        allowed = now + self.SECONDS_EACH * (self.BURST - 1)
        if until > allowed or (remote not in self._attempts and len(self._attempts) >= self.REMEMBERED):
            return max(until - allowed, 1.0)
        self._attempts[remote] = until + self.SECONDS_EACH
        return 0.0


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
