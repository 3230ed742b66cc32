"""Cookies, names, the password and the one-time link."""

import base64
from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestServer

from adapters.web.config import WebConfig
from adapters.web.visitors import LoginVerifier
from core.domain.clock import SystemClock
from core.store.sqlite.store import SqliteStore
from tests.adapters.web.browsing import Browser
from tests.adapters.web.conftest import SECRET, Served, Visit
from tests.adapters.web.scripted import SCRIPTED
from tests.adapters.web.web_assembly import WebAssembly

PASSWORD = "open sesame"


@pytest.fixture
def locked_assembly(store: SqliteStore) -> WebAssembly:
    return WebAssembly(store, WebConfig(secret=SECRET, web_password=PASSWORD), SCRIPTED)


@pytest.fixture
async def locked(locked_assembly: WebAssembly, served: Served) -> TestServer:
    return await served(locked_assembly)


@pytest.fixture
async def stranger(locked: TestServer) -> AsyncIterator[Browser]:
    browser = Browser(locked)
    yield browser
    await browser.client.session.close()


async def test_the_first_visit_makes_somebody_of_one(visit: Visit) -> None:
    browser = await visit("")
    me = await browser.get("/api/me")
    assert (me["name"], me["admin"]) == ("", True)
    assert me["limits"] == {"count": 10, "bytes": 100_000}
    await browser.post("/api/me", {"name": "  Ada\u202e \n Lovelace  "})
    assert (await browser.get("/api/me"))["name"] == "Ada Lovelace"


async def test_the_cookie_is_for_the_server_alone(server: TestServer) -> None:
    browser = Browser(server)
    response = await browser.open("/api/me")
    cookie = response.headers["Set-Cookie"]
    for attribute in ("HttpOnly", "SameSite=Strict", "Path=/", "Max-Age="):
        assert attribute in cookie
    assert "Secure" not in cookie
    behind_tls = await browser.open("/api/me", **{"X-Forwarded-Proto": "https"})
    assert "Secure" in behind_tls.headers["Set-Cookie"]
    assert "Set-Cookie" not in (await browser.open("/")).headers
    await browser.client.session.close()


async def test_a_name_must_be_seen(ada: Browser) -> None:
    for name in ("", "   ", "\u200b\u200b", None):
        assert "letter" in (await ada.post("/api/me", {"name": name}, status=400))["error"]
    long = await ada.post("/api/me", {"name": "x" * 300})
    assert len(long["name"]) == 40


async def test_a_cookie_of_ones_own_making_is_nobodys(stranger: Browser, locked_assembly: WebAssembly) -> None:
    await stranger.post("/enter", {"password": PASSWORD})
    (cookie,) = stranger.client.session.cookie_jar
    payload, _, signature = cookie.value.partition(".")
    admin = base64.urlsafe_b64encode(b'["eve", "Eve", "admin"]').decode()
    forged = [f"{admin}.{signature}", f"{payload}.{'0' * 64}", payload, "", ".", f"{payload}.ü", "%%%.x"]
    for value in forged:
        stranger.client.session.cookie_jar.clear()
        assert await stranger.get("/api/me", Cookie=f"{cookie.key}={value}") == {"enter": True, "locale": "en"}
        await stranger.get("/api/commands", status=401, Cookie=f"{cookie.key}={value}")
    genuine = await stranger.get("/api/me", Cookie=f"{cookie.key}={cookie.value}")
    assert genuine["admin"] is False


async def test_the_password_lets_members_in(stranger: Browser) -> None:
    assert (await stranger.get("/api/me"))["enter"] is True
    await stranger.get("/api/room", status=401)
    assert "password" in (await stranger.post("/enter", {"password": "guess"}, status=403))["error"]
    me = await stranger.post("/enter", {"password": PASSWORD})
    assert me["admin"] is False
    assert (await stranger.get("/api/commands"))["commands"]


async def test_a_new_password_shows_everybody_out(stranger: Browser, store: SqliteStore, served: Served) -> None:
    await stranger.post("/enter", {"password": PASSWORD})
    (cookie,) = stranger.client.session.cookie_jar
    changed = Browser(await served(WebAssembly(store, WebConfig(secret=SECRET, web_password="another"), SCRIPTED)))
    assert (await changed.get("/api/me", Cookie=f"{cookie.key}={cookie.value}"))["enter"] is True
    await changed.client.session.close()


async def test_a_one_time_link_lets_one_admin_in(stranger: Browser, visit: Visit, locked_assembly: WebAssembly) -> None:
    link = locked_assembly.room.one_time_link()
    address, _, token = link.partition("#")
    assert address == "http://127.0.0.1:7860/enter"
    assert locked_assembly.room.one_time_link("https://room.example/").startswith("https://room.example/enter#")
    assert (await stranger.open("/enter")).status == 200
    assert (await stranger.post("/enter", {"token": token}))["admin"] is True
    late = await visit("", stranger.server)
    assert "used before" in (await late.post("/enter", {"token": token}, status=403))["error"]
    assert "used before" in (await late.post("/enter", {"token": "x" * 32}, status=403))["error"]


async def test_guessing_is_slowed_down(stranger: Browser) -> None:
    for _ in range(LoginVerifier.BURST):
        await stranger.post("/enter", {"password": "guess"}, status=403)
    answer = await stranger.post("/enter", {"password": PASSWORD}, status=429)
    assert "Too many attempts" in answer["error"]
    async with stranger.client.post("/enter", json={}, headers={"Origin": stranger.origin}) as response:
        assert 1 <= int(response.headers["Retry-After"]) <= LoginVerifier.SECONDS_EACH + 1


def test_after_a_while_one_may_try_again_and_others_always() -> None:
    clock = TurnedClock()
    login_verifier = LoginVerifier(WebConfig(secret=SECRET, web_password=PASSWORD), clock)
    assert [login_verifier.count_attempt("a") for _ in range(LoginVerifier.BURST)] == [0.0] * LoginVerifier.BURST
    wait = login_verifier.count_attempt("a")
    assert 0 < wait <= LoginVerifier.SECONDS_EACH
    assert login_verifier.count_attempt("b") == 0
    clock.at += wait
    assert login_verifier.count_attempt("a") == 0
    assert login_verifier.count_attempt("a") > 0
    for number in range(LoginVerifier.REMEMBERED * 2):
        login_verifier.count_attempt(f"address {number}")
    assert len(login_verifier._attempts) <= LoginVerifier.REMEMBERED


class TurnedClock(SystemClock):
    """A clock that stands still until the test moves it."""

    at = 1_000.0

    def now(self) -> float:
        return self.at
