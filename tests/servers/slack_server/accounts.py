"""Tokens and installations: `auth.*`, `oauth.v2.*`, `apps.connections.open`."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.servers.slack_server.chat import Handler
from tests.servers.slack_server.incoming import ApiRequest, Refused
from tests.servers.slack_server.rules import CODE_SECONDS, TOKEN_SECONDS
from tests.servers.slack_server.state import State, Token
from tests.servers.slack_server.world import Json, Team, User


@dataclass
class Code:
    """The code at the end of an installation in a browser; it can be exchanged for one token."""

    team: Team
    user: User
    scopes: frozenset[str]
    redirect: str
    made: float


class Accounts:
    """Token checks and installations of apps."""

    def __init__(self, state: State, *, client: str, secret: str, socket: Callable[[], str]) -> None:
        self.client = client
        self.secret = secret
        self.rotates = False
        """True if new tokens expire after twelve hours and come with a refresh token."""
        self._state = state
        self._socket = socket
        self._codes: dict[str, Code] = {}
        self._refreshing: dict[str, tuple[Team, User, frozenset[str]]] = {}

    @property
    def methods(self) -> Mapping[str, Handler]:
        """The handlers by method name."""
        return {
            "apps.connections.open": self._connect,
            "auth.revoke": self._revoke,
            "auth.test": self._test,
            "oauth.v2.access": self._access,
            "oauth.v2.exchange": self._exchange,
        }

    def code(self, team: Team, user: User, scopes: frozenset[str], redirect: str) -> str:
        """Creates the code that the browser brings back after somebody has agreed."""
        code = f"{secrets.randbelow(10**10)}.{secrets.token_hex(32)}"
        self._codes[code] = Code(team, user, scopes, redirect, self._state.clock())
        return code

    async def _connect(self, request: ApiRequest) -> Json:
        return {"url": self._socket()}

    async def _test(self, request: ApiRequest) -> Json:
        team = request.team
        return {
            "url": f"https://{team.domain}.slack.com/",
            "team": team.name,
            "user": team.bot_user.name,
            "team_id": team.id,
            "user_id": team.bot_user.id,
            "bot_id": team.bot_id,
            "is_enterprise_install": False,
        }

    async def _revoke(self, request: ApiRequest) -> Json:
        if not request.flag("test"):
            request.token.state = "revoked"
            self._state.noticed()
        return {"revoked": not request.flag("test")}

    async def _access(self, request: ApiRequest) -> Json:
        self._check_client(request)
        if request.text("grant_type") == "refresh_token":
            known = self._refreshing.pop(request.text("refresh_token"), None)
            if known is None:
                raise Refused("invalid_refresh_token")
            return self._granted(*known)
        code = self._codes.pop(request.text("code"), None)
        if code is None or self._state.clock() - code.made > CODE_SECONDS:
            raise Refused("invalid_code")
        if request.text("redirect_uri") != code.redirect:
            raise Refused("bad_redirect_uri")
        if not code.scopes:
            raise Refused("no_scopes")
        return self._granted(code.team, code.user, code.scopes)

    async def _exchange(self, request: ApiRequest) -> Json:
        self._check_client(request)
        old = self._state.tokens.get(request.text("token"))
        if old is None or old.team is None or old.state:
            raise Refused("invalid_token")
        if not self.rotates:
            raise Refused("token_rotation_not_enabled")
        if old.expires is not None:
            raise Refused("token_already_exchanged")
        old.state = "revoked"
        owner = next(user for user in self._state.users.values() if user.team is old.team and not user.bot)
        return self._granted(old.team, owner, old.scopes)

    def _granted(self, team: Team, user: User, scopes: frozenset[str]) -> Json:
        ends = {"expires": self._state.clock() + TOKEN_SECONDS} if self.rotates else {}
        token = self._state.grant(team, scopes=scopes, **ends)
        told: Json = {
            "access_token": token.text,
            "token_type": "bot",
            "scope": ",".join(sorted(scopes)),
            "bot_user_id": team.bot_user.id,
            "app_id": self._state.app,
            "team": {"id": team.id, "name": team.name},
            "enterprise": None,
            "is_enterprise_install": False,
            "authed_user": {"id": user.id},
        }
        if self.rotates:
            refresh = f"xoxe-1-{secrets.token_hex(32)}"
            self._refreshing[refresh] = (team, user, scopes)
            told |= {"refresh_token": refresh, "expires_in": TOKEN_SECONDS}
        self._state.noticed()
        return told

    def _check_client(self, request: ApiRequest) -> None:
        client, secret = request.basic or (request.text("client_id"), request.text("client_secret"))
        if client != self.client:
            raise Refused("invalid_client_id")
        if secret != self.secret:
            raise Refused("bad_client_secret")


def nobody() -> Token:
    """A placeholder for the token of requests without one, such as those for OAuth."""
    return Token("", "app")
