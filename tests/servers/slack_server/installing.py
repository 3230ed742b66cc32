"""Installing an app in a browser: https://docs.slack.dev/authentication/installing-with-oauth."""

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qs, urlsplit

import aiohttp

from tests.servers.slack_server.accounts import Accounts
from tests.servers.slack_server.world import Team, User

AUTHORIZE = re.compile(r"https?://[^\"'\s]+/oauth/v2/authorize\?[^\"'\s]+")


@dataclass(frozen=True)
class Page:
    """The page that the browser shows at the end."""

    status: int
    text: str


async def install(
    accounts: Accounts, url: str, user: User, team: Team, *, agrees: bool = True, state: str | None = None
) -> Page:
    """Goes from the app's page to Slack's, agrees, and comes back, with another `state` if one is given."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as browser:
        async with browser.get(url, allow_redirects=False) as shown:
            found = AUTHORIZE.search(shown.headers.get("Location", "") or unescape(await shown.text()))
            assert found, f"{url} leads nowhere: {shown.status} {(await shown.text())[:300]}"
            # Browsers treat loopback as secure and send it cookies that are only for HTTPS.
            cookies = {name: cookie.value for name, cookie in shown.cookies.items()}
        asked = {name: values[0] for name, values in parse_qs(urlsplit(found[0]).query).items()}
        assert asked["client_id"] == accounts.client, asked
        redirect = asked.get("redirect_uri", "")
        back = redirect or url.replace("/install", "/oauth_redirect")
        query = {"state": asked["state"] if state is None else state}
        if agrees:
            query["code"] = accounts.code(team, user, frozenset(asked["scope"].split(",")), redirect)
        else:
            query["error"] = "access_denied"
        async with browser.get(back, params=query, cookies=cookies) as shown:
            return Page(shown.status, await shown.text())
