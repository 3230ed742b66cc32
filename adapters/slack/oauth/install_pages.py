"""The pages with which a workspace installs the app (https://docs.slack.dev/authentication/installing-with-oauth)."""

import html
import json
import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlencode, urlsplit, urlunsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from adapters.slack.oauth.encryption import TextCipher
from adapters.slack.oauth.installations import Installation, InstallationStore
from adapters.slack.outbound.api_client import SlackApiError
from adapters.slack.scopes import OPTIONAL_SCOPES, SCOPES
from core.domain.clock import Clock
from core.domain.errors import UserError
from core.domain.request_id import REQUEST_ID, working_for

logger = logging.getLogger(__name__)

INSTALL_PATH, BACK_PATH = "/slack/install", "/slack/oauth_redirect"
COOKIE = "troubadour-installing"
COOKIE_PATH = ""
"""The folder of both pages, as the browser sees it behind a proxy (RFC 6265, 5.1.4)."""
STATE_SECONDS = 600.0
"""As long as Slack's code is valid."""
Welcome = Callable[[str, str], Awaitable[None]]
PURPOSE = "state of an installation"
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Troubadour on Slack</title>
<meta name="viewport" content="width=device-width"></head>
<body style="font: 1.1rem system-ui; max-width: 34rem; margin: 4rem auto; padding: 0 1rem">
<h1>Troubadour</h1>{content}</body></html>
"""
_HEADERS = {"Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}


class InstallPages:
    """Sends people to Slack and completes the installation when they return. The state is encrypted and bound to the
    browser by a cookie, so that nobody can make another person complete an installation."""

    def __init__(
        self,
        installations: InstallationStore,
        cipher: TextCipher,
        clock: Clock,
        *,
        id: str,
        api_url: str,
        redirect: str | None,
        installed: Callable[[str], Awaitable[None]],
        welcome: Welcome,
    ) -> None:
        """`installed` notes a workspace, by its id. `welcome` greets the person who has installed the app, by the ids
        of workspace and person."""
        self._installed = installed
        self._welcome = welcome
        self._installations = installations
        self._cipher = cipher
        self._clock = clock
        self._id = id
        self._authorize_url = _authorize_url(api_url)
        self._redirect = redirect

    @property
    def pages(self) -> Mapping[str, Handler]:
        """The handlers by path."""
        return {INSTALL_PATH: self._install_page, BACK_PATH: self._identified_redirect_page}

    async def _install_page(self, request: web.Request) -> web.StreamResponse:
        browser = secrets.token_urlsafe(24)
        state = self._cipher.encrypt(json.dumps({"browser": browser, "at": self._clock.now()}), PURPOSE)
        asked = {
            "client_id": self._id,
            "scope": ",".join(sorted(SCOPES)),
            "optional_scope": ",".join(sorted(OPTIONAL_SCOPES)),
            "state": state,
        }
        if self._redirect is not None:
            asked["redirect_uri"] = self._redirect
        if team := request.query.get("team"):
            asked["team"] = team
        url = f"{self._authorize_url}?{urlencode(asked)}"
        # Slack opens this page itself for a direct install, and expects a redirect
        # (https://docs.slack.dev/slack-marketplace/slack-marketplace-app-guidelines-and-requirements).
        response = web.Response(status=302, headers={"Location": url, "Cache-Control": "no-store"})
        response.set_cookie(
            COOKIE, browser, max_age=int(STATE_SECONDS), secure=True, httponly=True, samesite="Lax", path=COOKIE_PATH
        )
        return response

    async def _identified_redirect_page(self, request: web.Request) -> web.StreamResponse:
        with working_for(""):
            return await self._redirect_page(request)

    async def _redirect_page(self, request: web.Request) -> web.StreamResponse:
        if request.query.get("error"):
            return _page(200, '<p>Nothing was installed. <a href="install">Try again</a></p>')
        code = request.query.get("code", "")
        if not code or not self._has_valid_state(request):
            return _page(
                400,
                "<p>This page was opened in another browser, or the link has expired. "
                '<a href="install">Try again</a></p>',
            )
        try:
            installed = await self._installations.exchange(code, self._redirect)
            if installed.team is not None:
                await self._installed(installed.team)
        except SlackApiError as error:
            logger.warning("an installation failed: %s", error)
            again = '<a href="install">Try again</a>'
            return _failed(502 if error.retryable else 400, f"Slack did not complete the installation. {again}")
        except UserError as error:
            logger.warning("an installation was not saved: %s", error.sentence.id)
            return _failed(503, 'The installation was not saved. <a href="install">Try again</a>')
        logger.info("installed in workspace %s", installed.key)
        if installed.installer is not None:
            await self._welcome(installed.key, installed.installer)
        response = _page(
            200, f"<p>Troubadour is in <b>{html.escape(installed.team_name)}</b> now. You can close this page.</p>"
        )
        response.del_cookie(COOKIE, path=COOKIE_PATH)
        return response

    def _has_valid_state(self, request: web.Request) -> bool:
        """True if this browser received the state a moment ago."""
        opened = self._cipher.decrypt(request.query.get("state", ""), PURPOSE)
        if opened is None:
            return False
        state = json.loads(opened)
        fresh = 0 <= self._clock.now() - float(state["at"]) <= STATE_SECONDS
        # Text beyond ASCII cannot be compared, bytes can.
        browser = request.cookies.get(COOKIE, "").encode(errors="replace")
        return fresh and secrets.compare_digest(str(state["browser"]).encode(), browser)


def install_url(redirect: str | None, base: str) -> str:
    """The address of the install page: next to the redirect page, or on this machine, at the address `base`."""
    if redirect is not None and redirect.endswith(BACK_PATH):
        return redirect.removesuffix(BACK_PATH) + INSTALL_PATH
    return base + INSTALL_PATH


def _authorize_url(api_url: str) -> str:
    """`https://slack.com/api/` is next to `https://slack.com/oauth/v2/authorize`."""
    parts = urlsplit(api_url)
    path = parts.path.rstrip("/").removesuffix("/api")
    return urlunsplit((parts.scheme, parts.netloc, f"{path}/oauth/v2/authorize", "", ""))


def _failed(status: int, content: str) -> web.Response:
    """A page about an error, with the id that its lines in the log have."""
    return _page(status, f"<p>{content}</p><p>Request id: {REQUEST_ID.get()}</p>")


def _page(status: int, content: str) -> web.Response:
    return web.Response(status=status, text=_PAGE.format(content=content), content_type="text/html", headers=_HEADERS)


def missing_in_installation(installed: Installation, install_url: str) -> tuple[bool, str] | None:
    """One sentence about the scopes that a workspace has not granted, and whether one of them is needed. None if none
    is missing or none is known."""
    granted = frozenset(filter(None, installed.scopes))
    missing = [
        (needed, f"{scope} ({without})")
        for needed, wanted in ((True, SCOPES), (False, OPTIONAL_SCOPES))
        for scope, without in wanted.items()
        if granted and scope not in granted
    ]
    if not missing:
        return None
    where = f"{install_url}?{urlencode({'team': installed.team})}" if installed.team else install_url
    what = ", ".join(words for _, words in missing)
    return missing[0][0], (
        f"workspace {installed.team_name} ({installed.key}) has not granted {what}: ask somebody there to add the app "
        f"again at {where}"
    )
