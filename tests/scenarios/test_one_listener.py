"""One listener for all HTTP: the room, Discord's interactions and Slack's events on a port, each with its own guard."""

import asyncio
import re
import secrets
from collections.abc import AsyncIterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import aiohttp
import pytest
import pytest_asyncio
from yarl import URL

from tests.scenarios import bot_process
from tests.scenarios.bot_process import ACKNOWLEDGE_SECONDS, Bot, free_port
from tests.scenarios.databases import on_postgres
from tests.scenarios.discord.test_commands import done as done_on_discord
from tests.scenarios.limits.rooms import PASSWORD, web_visitor
from tests.scenarios.slack.bot_process import manifest
from tests.scenarios.slack.test_commands import done as done_on_slack
from tests.servers.discord_server import DiscordServer
from tests.servers.postgres import PostgresServer
from tests.servers.reverse_proxy import reverse_proxy
from tests.servers.slack_server import SlackServer

PREFIX, NAME = "/bot", "room.example.org"
"""The path and the name under which a proxy leads to the bot."""

pytestmark = pytest.mark.asyncio(loop_scope="session")


def settings(discord: DiscordServer, slack: SlackServer, port: int, **others: str) -> dict[str, str]:
    """The settings of a bot to which both platforms post."""
    return {
        "DISCORD_GUILDS": str(discord.guild.id),
        "DISCORD_HTTP": "true",
        "SLACK_ADMINS": slack.user.id,
        "TROUBADOUR_PORT": str(port),
        **discord.environ,
        **slack.environ,
        **others,
    }


async def connected(bot: Bot, discord: DiscordServer, slack: SlackServer, *, at: str, slack_at: str = "") -> None:
    """Waits until the bot serves both platforms, and tells them its addresses."""
    await bot.logs("listening for Discord's interactions")
    await bot.logs("requests are received at")
    await discord.ready(shards=0)
    await discord.endpoint.save(f"{at}/discord/interactions")
    slack.http.url = f"{slack_at or at}/slack/events"


class Together:
    """A bot on one port, and the platforms that post to it."""

    def __init__(self, bot: Bot, discord: DiscordServer, slack: SlackServer, url: str, password: str = "") -> None:
        self.bot = bot
        self.discord = discord
        self.slack = slack
        self.url = url
        self.password = password

    async def status(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> int:
        """The status of the answer to a request that no platform has sent."""
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, self.url + path, data=BytesIO(body) if body else None, headers=headers) as response,
        ):
            return response.status

    async def headers(self, path: str) -> Mapping[str, str]:
        """The headers of an answer."""
        async with aiohttp.ClientSession() as session, session.get(self.url + path) as response:
            return response.headers


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def together(tmp_path_factory: pytest.TempPathFactory, database: str) -> AsyncIterator[Together]:
    """All three on one port."""
    port = free_port()
    folder = tmp_path_factory.mktemp("together")
    async with DiscordServer() as discord, SlackServer(mode="http") as slack:
        discord.state.acknowledge_seconds = slack.deliveries.acknowledge_seconds = ACKNOWLEDGE_SECONDS
        slack.configure(await manifest(folder, "--url", "https://example.org/slack/events"))
        slack.deliveries.retry_seconds = ()
        behind = {
            "TROUBADOUR_BASE_PATH": PREFIX,
            "TROUBADOUR_WEB_HOSTS": NAME,
            "TROUBADOUR_TRUSTED_PROXIES": "127.0.0.1",
            **({} if database == "sqlite" else {"TROUBADOUR_WEB_PASSWORD": PASSWORD}),
        }
        given = settings(discord, slack, port, **behind)
        async with bot_process.running("web,discord,slack", folder, **given) as bot:
            url = f"http://127.0.0.1:{port}"
            await connected(bot, discord, slack, at=url)
            password = PASSWORD
            if database == "sqlite":
                password = await asyncio.to_thread((folder / "data" / "web-password").read_text)
            yield Together(bot, discord, slack, url, password.strip())
        assert bot.process.returncode == 0, "".join(bot.log)
        assert bot.unforeseen() == []
        assert (discord.violations, slack.problems) == ([], [])


async def test_discord_and_slack_post_to_the_port_of_the_room(together: Together) -> None:
    asked = await together.discord.slash("limerick", subject="a fox")
    await asked.shows(done_on_discord)
    commanded = await together.slack.command("/limerick", "a heron")
    await commanded.shows(lambda message: done_on_slack(message) and "heron" in message.text)
    assert await together.status("GET", "/") == 200


async def test_each_path_has_its_own_guard(together: Together) -> None:
    foreign = {"Host": "bot.example.org"}
    assert await together.status("GET", "/", headers=foreign) == 421
    assert await together.status("POST", "/enter", b"{}", headers=foreign) == 421
    for path in ("/slack/events", "/discord/interactions"):
        # Neither name nor origin matters, only the signature.
        assert await together.status("POST", path, b"{}", foreign | {"Origin": "https://evil.example"}) == 401
    assert await together.status("GET", "/livez", headers=foreign) == 200
    assert await together.status("GET", "/readyz", headers=foreign) == 200
    together.slack.http.host = "bot.example.org"
    try:
        answer = await (await together.slack.command("/limerick", "a lark")).acknowledged()
        assert not answer.failed
    finally:
        together.slack.http.host = None


async def test_the_room_has_a_password_since_a_proxy_leads_strangers_to_its_port(
    together: Together, database: str
) -> None:
    origin = {"Origin": together.url, "Content-Type": "application/json"}
    assert await together.status("POST", "/enter", b'{"name": "Ada"}', origin) == 403
    if database == "sqlite":
        await together.bot.logs("its password is in the file web-password")


async def test_what_platforms_get_has_no_headers_of_the_room(together: Together) -> None:
    assert "Content-Security-Policy" in await together.headers("/")
    for path in ("/slack/install", "/discord/interactions", "/livez"):
        headers = await together.headers(path)
        assert "Content-Security-Policy" not in headers
        assert "Set-Cookie" not in headers


async def test_each_path_limits_its_bodies(together: Together) -> None:
    large = b"{" + b" " * 300_000 + b"}"
    origin = {"Origin": together.url, "Content-Type": "application/json"}
    assert await together.status("POST", "/enter", large, origin) == 413
    for path in ("/slack/events", "/discord/interactions"):
        assert await together.status("POST", path, large) == 401
        assert await together.status("POST", path, large * 4) == 413


async def test_wrong_signatures_are_refused(together: Together) -> None:
    slack = together.slack
    for signature in ("bad", "old", "none"):
        slack.http.signature = signature
        assert (await (await slack.command("/limerick", "an owl")).acknowledged()).status == 401
    slack.http.signature = "good"
    at = together.discord.state.endpoint_url
    assert at
    assert (await together.discord.endpoint.post(at, {"type": 1}, signature=bytes(64)))[0] == 401


@pytest.mark.parametrize("strips", [False, True])
async def test_everything_works_behind_a_proxy_with_a_prefix(together: Together, strips: bool) -> None:
    discord, slack = together.discord, together.slack
    async with reverse_proxy(together.url, NAME, prefix=PREFIX, strips=strips) as proxy:
        await discord.endpoint.save(f"{proxy}{PREFIX}/discord/interactions")
        await (await discord.slash("limerick", subject="a fox")).shows(done_on_discord)
        slack.http.url = f"{proxy}{PREFIX}/slack/events"
        await (await slack.command("/limerick", "a heron")).shows(done_on_slack)
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
            await use_the_room(session, f"{proxy}{PREFIX}/", together.password)
        async with aiohttp.ClientSession() as session:
            for path in ("/livez", "/readyz"):
                assert (await sent(session, "GET", f"{proxy}{PREFIX}{path}")).status == 200
    async with aiohttp.ClientSession() as session:
        answer = await sent(session, "GET", together.url + PREFIX, allow_redirects=False)
        assert (answer.status, answer.headers["Location"]) == (308, f"{PREFIX}/")


async def sent(session: aiohttp.ClientSession, method: str, url: str, **more: Any) -> aiohttp.ClientResponse:
    """An answer with its whole body."""
    async with session.request(method, url, **more) as response:
        await response.read()
        return response


async def use_the_room(session: aiohttp.ClientSession, page: str, password: str) -> None:
    """Loads the page with everything that it names, enters, and looks at a picture."""
    headers = {"Origin": f"https://{NAME}"}
    for file in ("", "enter"):
        html = await (await sent(session, "GET", urljoin(page, file))).text()
        named = re.findall(r'(?:src|href)="([^"#]+)"', html)
        assert named
        for each in named:
            assert (await sent(session, "GET", urljoin(page, each))).status == 200, each
    entered = await sent(session, "POST", urljoin(page, "enter"), json={"password": password}, headers=headers)
    assert entered.status == 200
    (cookie,) = entered.cookies.values()
    assert (cookie["path"], cookie["secure"]) == (f"{PREFIX}/", True)
    # A browser speaks TLS with the proxy. This one does not, and would keep the cookie to itself.
    session.cookie_jar.update_cookies({cookie.key: cookie.value}, URL(page))
    created = await sent(session, "POST", urljoin(page, "api/conversations"), json={"shared": True}, headers=headers)
    conversation = await sent(session, "GET", urljoin(page, f"c/{(await created.json())['id']}"))
    (base,) = re.findall('<base href="(.+?)">', await conversation.text())
    assert urljoin(str(conversation.url), base) == page
    asked = {"id": secrets.token_hex(8), "line": "/imagine a fox"}
    accepted = await sent(session, "POST", urljoin(page, "api/requests"), json=asked, headers=headers)
    assert accepted.status == 200
    picture = urljoin(page, await first_file(session, urljoin(page, "api/room?after=0")))
    assert (await sent(session, "GET", picture)).content_type.startswith("image/")


async def first_file(session: aiohttp.ClientSession, stream: str) -> str:
    """The address of the first file in the stream of the room."""
    async with asyncio.timeout(60), session.get(stream) as lines:
        async for line in lines.content:
            if found := re.search(rb'"url": ?"([^"]+)"', line):
                return found[1].decode()
    raise AssertionError("no file")


async def test_an_unknown_path_is_the_rooms(together: Together) -> None:
    assert await together.status("GET", "/slackers") == 404
    assert await together.status("GET", "/slack/nothing") == 404
    assert "Content-Security-Policy" in await together.headers("/slackers")
    assert "Content-Security-Policy" not in await together.headers("/slack/nothing")


async def test_a_port_of_its_own_is_still_possible_and_nobody_needs_the_room(tmp_path: Path) -> None:
    shared, own = free_port(), free_port()
    async with DiscordServer() as discord, SlackServer(mode="http") as slack:
        discord.state.acknowledge_seconds = slack.deliveries.acknowledge_seconds = ACKNOWLEDGE_SECONDS
        given = settings(discord, slack, shared, SLACK_HTTP_PORT=str(own))
        async with bot_process.running("discord,slack", tmp_path, **given) as bot:
            posted, events = f"http://127.0.0.1:{shared}", f"http://127.0.0.1:{own}"
            await connected(bot, discord, slack, at=posted, slack_at=events)
            await (await discord.slash("limerick", subject="a fox")).shows(done_on_discord)
            await (await slack.command("/limerick", "a heron")).shows(done_on_slack)
            for at, path in ((posted, "/slack/events"), (events, "/discord/interactions")):
                here = Together(bot, discord, slack, at)
                assert await here.status("POST", path, b"{}") == 404
                assert await here.status("GET", "/") == 404
                assert await here.status("GET", "/readyz") == 200
        assert bot.process.returncode == 0


async def test_a_listener_that_stops_refuses_nobody_while_a_worker_is_there(
    tmp_path: Path, postgres: PostgresServer
) -> None:
    """Until its ports are closed, whatever a proxy still sends it is accepted, and answered by the worker."""
    port = free_port()
    async with DiscordServer() as discord, SlackServer(mode="http") as slack:
        discord.state.acknowledge_seconds = slack.deliveries.acknowledge_seconds = ACKNOWLEDGE_SECONDS
        slack.deliveries.retry_seconds = ()
        own = {"TROUBADOUR_ACCEPT_GRACE_SECONDS": "600", "TROUBADOUR_WEB_PASSWORD": PASSWORD}
        given = settings(discord, slack, port, **own)
        with on_postgres(postgres):
            async with (
                bot_process.in_role("work", "web,discord,slack", tmp_path, (), given) as worker,
                bot_process.in_role("listen", "web,discord,slack", tmp_path, (), given) as bot,
            ):
                await connected(bot, discord, slack, at=f"http://127.0.0.1:{port}")
                await worker.logs("requests come from other processes")
                await (await slack.command("/limerick", "a heron")).shows(done_on_slack)
                visitor = web_visitor(port)
                try:
                    await visitor.post("/enter", {"password": PASSWORD})
                    await visitor.visit("Ada")
                    bot.process.terminate()
                    await bot.logs("stopping")
                    async with visitor.client.get("/readyz") as health:
                        assert health.status == 503
                        assert health.headers["Connection"] == "close"
                    accepted = [await visitor.accepted(f"/limerick a fox of {n}") for n in range(3)]
                    posted = await discord.slash("limerick", subject="an owl")
                    commanded = await slack.command("/limerick", "a lark")
                    for reply in accepted:
                        assert (await visitor.sees_ending(reply)).ending == "done"
                    await posted.shows(done_on_discord)
                    await commanded.shows(lambda message: done_on_slack(message) and "lark" in message.text)
                finally:
                    await visitor.client.session.close()
                assert bot.unforeseen() == worker.unforeseen() == []
        assert (discord.violations, slack.problems) == ([], [])


async def test_addresses_that_collide_are_a_sentence(tmp_path: Path) -> None:
    port = free_port()
    async with DiscordServer() as discord, SlackServer(mode="http") as slack:
        own = {"SLACK_HTTP_HOST": "0.0.0.0", "SLACK_HTTP_PORT": str(port)}  # noqa: S104 - the collision
        given = settings(discord, slack, port, **own)
        async with bot_process.running("web,discord,slack", tmp_path, **given) as bot:
            assert "SLACK_HTTP_HOST" in await bot.logs(f"both listen on port {port}")
            await bot.process.wait()
        assert bot.process.returncode == 1
