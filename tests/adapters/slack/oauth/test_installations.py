"""Many workspaces: installation in a browser, token rotation, and removal of the app."""

import asyncio
import logging
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.oauth.encryption import TextCipher
from adapters.slack.oauth.install_pages import COOKIE
from adapters.slack.oauth.installations import INDEX, RENEW_SECONDS, Installation, InstallationStore
from adapters.slack.outbound.api_client import SlackApiError
from adapters.slack.scopes import OPTIONAL_SCOPES, SCOPES
from bot.logs import TextLines
from core.domain.clock import SystemClock
from core.domain.sentences import Sentence
from core.i18n.rendering import render
from core.store.sqlite.store import SqliteStore
from tests.adapters.slack.harness import config_for, logged, open_adapter
from tests.bot.processes import free_port
from tests.servers.slack_server import Channel, Fault, MovableClock, SlackServer, Team, User
from tests.servers.slack_server.delivery import Delivery
from tests.servers.slack_server.rules import TOKEN_SECONDS
from tests.servers.slack_server.server import CLIENT_ID, CLIENT_SECRET

KEY = "a key of nobody that is long enough for tests"


class Moved(SystemClock):
    """The clock of the loopback Slack."""

    def __init__(self, clock: MovableClock) -> None:
        self.now = clock.__call__  # type: ignore[method-assign]


class Waits(Moved):
    """The clock of the loopback Slack, on which waiting takes no time."""

    def __init__(self, clock: MovableClock) -> None:
        super().__init__(clock)
        self._clock = clock
        self.rounded: list[int] = []

    async def sleep(self, seconds: float) -> None:
        self.rounded.append(round(seconds))
        self._clock.advance(seconds)
        await asyncio.sleep(0.01)


def two_processes(
    server: SlackServer, store: SqliteStore, clock: MovableClock
) -> tuple[InstallationStore, InstallationStore]:
    """The installations of one store as two processes know them."""
    client = AsyncWebClient(base_url=server.api_url)
    first, second = (
        InstallationStore(store, TextCipher(KEY), client, Moved(clock), id=CLIENT_ID, secret=CLIENT_SECRET)
        for _ in range(2)
    )
    return first, second


def choir(server: SlackServer) -> tuple[Team, User, Channel]:
    """A second workspace, with a person in a channel."""
    team = server.add_team("Choir")
    singer = server.add_user("edith", team=team)
    return team, singer, server.add_channel("stage", singer, team=team)


def many(server: SlackServer, port: int, **changes: object) -> dict[str, object]:
    """The settings for many workspaces."""
    return {
        "bot_token": None,
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "secret_key": KEY,
        "http_port": port,
        "workspaces": frozenset({"*"}),
        **changes,
    }


@pytest.fixture
def port() -> int:
    return free_port()


def content(folder: Path) -> bytes:
    """All bytes of the database."""
    return b"".join(file.read_bytes() for file in folder.glob("troubadour.sqlite3*"))


async def test_a_workspace_installs_the_app_and_is_served(
    server: SlackServer, port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    # slack_bolt would read these itself and store tokens in files of its own.
    monkeypatch.setenv("SLACK_CLIENT_ID", CLIENT_ID)
    monkeypatch.setenv("SLACK_CLIENT_SECRET", CLIENT_SECRET)
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-of-somebody-else")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    team, singer, place = choir(server)
    async with open_adapter(tmp_path, config_for(server, **many(server, port))):
        await server.ready(connections=2)
        page = await server.install(f"http://127.0.0.1:{port}/slack/install", by=singer, team=team)
        assert page.status == 200
        assert "Choir" in page.text
        asked = await server.command("/imagine", "a fox --seed 4", by=singer, at=place)
        await asked.shows("seed 4")
    assert [each.getMessage() for each in caplog.records if each.levelname in ("WARNING", "ERROR")] == []
    assert not (tmp_path / "home").exists()
    stored = content(tmp_path)
    assert b"slack-installation" in stored
    assert not [token for token in server.state.tokens.values() if token.team is team and token.text.encode() in stored]


async def test_a_workspace_that_is_not_listed_is_told_so(server: SlackServer, port: int, tmp_path: Path) -> None:
    team, singer, place = choir(server)
    async with open_adapter(tmp_path, config_for(server, **many(server, port, workspaces=frozenset({"T0OTHER"})))):
        await server.ready(connections=2)
        await server.install(f"http://127.0.0.1:{port}/slack/install", by=singer, team=team)
        assert await (await server.command("/imagine", "a fox", by=singer, at=place)).refused()


async def test_a_workspace_with_missing_scopes_is_reported_at_start(
    server: SlackServer, port: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "adapters.slack")
    redirect = f"http://127.0.0.1:{port}/slack/oauth_redirect"
    config = config_for(server, **many(server, port, redirect_url=redirect))
    store = await SqliteStore.open(tmp_path)
    kept = InstallationStore(store, TextCipher(KEY), AsyncWebClient(), SystemClock(), id="", secret="")
    for team, missing in {"T1": {"files:write", "users:read"}, "T2": {"im:write"}, "T3": set(), "T4": None}.items():
        scopes = () if missing is None else (*({*SCOPES, *OPTIONAL_SCOPES} - missing),)
        await kept.save(Installation(team=team, team_name="Choir", user="U1", token="xoxb-of-nobody", scopes=scopes))
    await store.close()
    async with open_adapter(tmp_path, config):
        await server.ready(connections=2)
        await logged(caplog, "(T2)")
    told = {each.getMessage(): each.levelname for each in caplog.records if "has not granted" in each.getMessage()}
    assert list(told.values()) == ["WARNING", "INFO"]
    first, second = told
    assert "files:write (the bot cannot show pictures and recordings), users:read" in first
    assert f"http://127.0.0.1:{port}/slack/install?team=T1" in first
    assert "im:write" in second
    assert "files:write" not in second


async def test_only_the_browser_that_began_can_finish(server: SlackServer, port: int, tmp_path: Path) -> None:
    async with open_adapter(tmp_path, config_for(server, **many(server, port))):
        await server.ready(connections=2)
        url = f"http://127.0.0.1:{port}/slack/install"
        assert (await server.install(url, state="forged")).status == 400
        refused = await server.install(url, agrees=False)
        assert "Nothing was installed" in refused.text


async def test_a_workspace_that_takes_the_app_away_leaves_nothing(
    server: SlackServer, port: int, tmp_path: Path
) -> None:
    team, singer, place = choir(server)
    async with open_adapter(tmp_path, config_for(server, **many(server, port))) as harness:
        await server.ready(connections=2)
        await server.install(f"http://127.0.0.1:{port}/slack/install", by=singer, team=team)
        asked = await server.command("/chat", "remember the xyzzy", by=singer, at=place)
        await asked.shows(lambda message: "Again" in message.buttons)
        await server.uninstall(team)

        async with asyncio.timeout(20):
            while await harness.store.preferences("slack-installations"):
                await asyncio.sleep(0.01)
        assert await harness.store.job(asked.trigger) is not None
        ahead = SystemClock().now() + 1
        gone = await harness.assembly.dispatcher.departures.confirm(await harness.store.left_places(ahead, ahead))
        await harness.store.delete_left(gone, ahead, ahead)
        assert await harness.store.job(asked.trigger) is None
    with closing(sqlite3.connect(tmp_path / "troubadour.sqlite3")) as connection:
        left = "\n".join(connection.iterdump())
    assert singer.id not in left
    assert "xyzzy" not in left


async def test_a_workspace_that_takes_the_app_away_while_the_bot_is_down_is_noticed_at_the_start(
    server: SlackServer, port: int, tmp_path: Path
) -> None:
    teams = [server.add_team(name) for name in ("Choir", "Band")]
    config = config_for(server, **many(server, port))
    async with open_adapter(tmp_path, config) as harness:
        await server.ready(connections=2)
        for team in teams:
            singer = server.add_user(f"singer of {team.name}", team=team)
            await server.install(f"http://127.0.0.1:{port}/slack/install", by=singer, team=team)
        assert sorted(await harness.store.joined_tenants("slack")) == sorted(team.id for team in teams)
    await server.uninstall(teams[0])
    async with open_adapter(tmp_path, config) as harness:
        async with asyncio.timeout(20):
            while list(await harness.store.preferences(INDEX)) != [teams[1].id]:
                await asyncio.sleep(0.01)
            while await harness.store.joined_tenants("slack") != [teams[1].id]:
                await asyncio.sleep(0.01)


def running() -> list[asyncio.Task[object]]:
    """The tasks of running listeners."""
    return [task for task in asyncio.all_tasks() if "ListenerTasks.run" in repr(task.get_coro())]


@pytest.mark.parametrize("restarted", [False, True])
async def test_a_late_event_does_no_harm_to_an_app_that_is_installed_again(
    server: SlackServer, port: int, tmp_path: Path, caplog: pytest.LogCaptureFixture, restarted: bool
) -> None:
    caplog.set_level(logging.INFO, "adapters.slack")
    clock = server.clock
    assert isinstance(clock, MovableClock)
    team, singer, place = choir(server)
    install = f"http://127.0.0.1:{port}/slack/install"
    config = config_for(server, **many(server, port))

    async def install_again() -> str:
        assert (await server.install(install, by=singer, team=team)).status == 200
        asked = await server.command("/chat", "good evening", by=singer, at=place)
        await asked.shows(lambda message: "Again" in message.buttons)
        return asked.trigger

    async def told_late() -> None:
        kinds = {"app_uninstalled", "tokens_revoked"}
        late = [each.payload for each in server.deliveries.sent if each.kind == "events_api"]
        late = [each for each in late if each["event"]["type"] in kinds]
        assert {each["event"]["type"] for each in late} == kinds
        again = [await server.deliveries.send(Delivery("events_api", each, attempt=2)) for each in late]
        await server.state.changes.until(lambda: all(each.acknowledged for each in again), what="acknowledged")

    async with open_adapter(tmp_path, config, clock=Moved(clock)) as harness:
        await server.ready(connections=2)
        await install_again()
        clock.advance(60)
        await server.uninstall(team)
        async with asyncio.timeout(20):
            while await harness.store.preferences(INDEX) or running():
                await asyncio.sleep(0.01)
        clock.advance(60)
        job = await install_again()
        if not restarted:
            await told_late()
    if restarted:
        async with open_adapter(tmp_path, config, clock=Moved(clock)):
            await server.ready(connections=2)
            await told_late()
    # By now, all events have been handled.
    async with open_adapter(tmp_path, config, clock=Moved(clock)) as harness:
        assert list(await harness.store.preferences(INDEX)) == [team.id]
        assert await harness.store.job(job) is not None
        await server.ready(connections=2)
        asked = await server.command("/chat", "good night", by=singer, at=place)
        await asked.shows(lambda message: "Again" in message.buttons)


async def test_an_installation_of_another_process_is_known_before_a_late_removal(
    server: SlackServer, tmp_path: Path
) -> None:
    clock = server.clock
    assert isinstance(clock, MovableClock)
    store = await SqliteStore.open(tmp_path)
    try:
        first, second = two_processes(server, store, clock)

        async def install() -> float:
            code = server.accounts.code(server.team, server.user, frozenset({"chat:write"}), "")
            return (await first.exchange(code, None)).installed_at

        installed = [await install()]
        assert await second.installed_at(server.team.id, None) == installed[0]
        clock.advance(5)
        installed.append(await install())
        assert await second.installed_at(server.team.id, None) == installed[1] > installed[0]
        await first.remove(server.team.id, None)
        assert await second.installed_at(server.team.id, None) == 0.0
    finally:
        await store.close()


async def test_a_token_is_renewed_before_it_ends_and_once_for_all(server: SlackServer, tmp_path: Path) -> None:
    clock = server.clock
    assert isinstance(clock, MovableClock)
    server.accounts.rotates = True
    store = await SqliteStore.open(tmp_path)
    try:
        first, second = two_processes(server, store, clock)
        code = server.accounts.code(server.team, server.user, frozenset({"chat:write"}), "")
        installed = await first.exchange(code, None)
        assert await second.token(server.team.id, None) == installed.token
        clock.advance(11 * 3600)
        async with asyncio.timeout(20):
            renewing = asyncio.create_task(first.keep_fresh())
            while (renewed := await first.token(server.team.id, None)) == installed.token:
                await asyncio.sleep(0.01)
            renewing.cancel()
        clock.advance(60)
        assert await second.token(server.team.id, None) == renewed
        assert KEY not in repr(installed)
        assert installed.token not in repr(installed)
    finally:
        await store.close()


async def test_a_token_that_is_not_renewed_is_used_until_it_ends(server: SlackServer, tmp_path: Path) -> None:
    clock = server.clock
    assert isinstance(clock, MovableClock)
    server.accounts.rotates = True
    told: list[tuple[str, Sentence]] = []
    store = await SqliteStore.open(tmp_path)
    try:
        client = AsyncWebClient(base_url=server.api_url)
        waits = Waits(clock)
        kept = InstallationStore(
            store,
            TextCipher(KEY),
            client,
            waits,
            id=CLIENT_ID,
            secret=CLIENT_SECRET,
            notify=lambda key, sentence: told.append((key, sentence)),
        )
        code = server.accounts.code(server.team, server.user, frozenset({"chat:write"}), "")
        installed = await kept.exchange(code, None)
        clock.advance(TOKEN_SECONDS - RENEW_SECONDS)
        asked = len(server.state.calls)
        server.api.refuses["oauth.v2.access"] = "internal_error"
        renewing = asyncio.create_task(kept.keep_fresh())
        await server.state.changes.until(lambda: len(server.state.calls) >= asked + 6, what="attempts")
        assert await kept.token(server.team.id, None) == installed.token
        assert not renewing.done()
        assert waits.rounded[:5] == [60, 120, 240, 480, 600]
        assert len({key for key, _ in told}) == 1
        assert "internal_error" in render(told[0][1])
        clock.advance(RENEW_SECONDS)
        with pytest.raises(SlackApiError):
            await kept.token(server.team.id, None)
        server.api.refuses.clear()
        async with asyncio.timeout(20):
            while (known := await kept.find(server.team.id, None)) is None or known.token == installed.token:
                await asyncio.sleep(0.01)
        assert await kept.token(server.team.id, None) == known.token
        renewing.cancel()
        await asyncio.gather(renewing, return_exceptions=True)
    finally:
        await store.close()


@pytest.mark.parametrize("fault", [Fault(connection="reset"), Fault("fatal_error", status=503)])
async def test_a_renewal_that_fails_leaves_the_adapter_at_work(
    server: SlackServer, port: int, tmp_path: Path, caplog: pytest.LogCaptureFixture, fault: Fault
) -> None:
    clock = server.clock
    assert isinstance(clock, MovableClock)
    server.accounts.rotates = True
    team, singer, place = choir(server)
    config = config_for(server, **many(server, port))
    async with open_adapter(tmp_path, config, clock=Moved(clock)):
        await server.ready(connections=2)
        await server.install(f"http://127.0.0.1:{port}/slack/install", by=singer, team=team)
    clock.advance(TOKEN_SECONDS - RENEW_SECONDS + 60)
    server.api.faults["oauth.v2.access"] += [fault] * 20
    async with open_adapter(tmp_path, config, clock=Moved(clock)):
        await server.ready(connections=2)
        assert "was not renewed" in await logged(caplog, "the token of workspace")
        asked = await server.command("/chat", "good evening", by=singer, at=place)
        await asked.shows(lambda message: "Again" in message.buttons)
    assert "Slack was not reached" not in caplog.text


@pytest.mark.parametrize("fault", [Fault(connection="reset"), Fault("internal_error", status=500)])
async def test_an_installation_that_fails_can_be_tried_again(
    server: SlackServer, port: int, tmp_path: Path, caplog: pytest.LogCaptureFixture, fault: Fault
) -> None:
    async with open_adapter(tmp_path, config_for(server, **many(server, port))):
        await server.ready(connections=2)
        url = f"http://127.0.0.1:{port}/slack/install"
        for method in ("oauth.v2.access", "auth.test"):
            server.api.faults[method] += [fault] * 5
            page = await server.install(url)
            assert (page.status >= 400, "Try again" in page.text) == (True, True)
            server.api.faults.clear()
        assert (await server.install(url)).status == 200
    assert "Traceback" not in caplog.text


async def test_an_installation_that_fails_names_its_lines_in_the_log(
    server: SlackServer, port: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.setFormatter(TextLines())
    async with open_adapter(tmp_path, config_for(server, **many(server, port))):
        await server.ready(connections=2)
        server.api.refuses["oauth.v2.access"] = "invalid_code"
        page = await server.install(f"http://127.0.0.1:{port}/slack/install")
    found = re.search(r"Request id: (\w+)", page.text)
    assert found
    assert f"[{found[1]}]: an installation failed" in caplog.text


async def test_an_odd_cookie_is_another_browser(
    server: SlackServer, port: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_adapter(tmp_path, config_for(server, **many(server, port))):
        await server.ready(connections=2)
        url = f"http://127.0.0.1:{port}/slack"
        async with aiohttp.ClientSession() as browser:
            async with browser.get(f"{url}/install", allow_redirects=False) as began:
                assert began.status == 302
                state = parse_qs(urlsplit(began.headers["Location"]).query)["state"][0]
            for odd in ("\u00ff\u00fe", "\u65e5\u672c", '"', "=;=", "a" * 4000):
                browser.cookie_jar.clear()
                asked = {"code": "1", "state": state}
                headers = {"Cookie": f"{COOKIE}={odd}"}
                async with browser.get(f"{url}/oauth_redirect", params=asked, headers=headers) as page:
                    assert page.status == 400, odd
    assert "Traceback" not in caplog.text


async def test_another_key_opens_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    store = await SqliteStore.open(tmp_path)
    try:
        clock, client = MovableClock(), AsyncWebClient()
        kept = InstallationStore(store, TextCipher(KEY), client, Moved(clock), id="", secret="")
        await kept.save(Installation(team="T1", team_name="Choir", user="U1", token="xoxb-of-nobody"))
        other = InstallationStore(store, TextCipher(f"{KEY}!"), client, Moved(clock), id="", secret="")
        assert await other.find("T1", None) is None
        assert "TROUBADOUR_SECRET_KEY has changed" in caplog.text
        assert "xoxb" not in caplog.text
    finally:
        await store.close()


async def test_an_app_that_is_installed_again_is_used_at_once_by_those_that_knew_its_old_token(
    server: SlackServer, port: int, tmp_path: Path
) -> None:
    """The process that shows an answer remembers the token of the first one."""
    team, singer, place = choir(server)
    async with open_adapter(tmp_path, config_for(server, **many(server, port))):
        await server.ready(connections=2)
        for turn in range(2):
            await server.install(f"http://127.0.0.1:{port}/slack/install", by=singer, team=team)
            asked = await server.command("/limerick", f"fox number {turn}", by=singer, at=place)
            await asked.shows(lambda message: "Again" in message.buttons and not message.ephemeral)
            if turn == 0:
                await server.uninstall(team)
                # Slack tells of the token and of the app.
                await server.state.changes.until(
                    lambda: all(each.acknowledged for each in server.deliveries.sent), what="both events"
                )
