"""Cookies, names, the password and the one-time link."""

import asyncio
import base64
from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestServer
from pydantic import ValidationError

from adapters.web.config import WebConfig
from adapters.web.login_verifier import DELAYS_SECONDS, FORGOTTEN_SECONDS, REMEMBERED, LoginVerifier, WrongAttempts
from core.domain.clock import SystemClock
from core.domain.setup_questions import FoundSetting
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


async def test_models_on_the_machine_are_offered_to_administrators_only(
    stranger: Browser, visit: Visit, locked_assembly: WebAssembly
) -> None:
    value = "llama3.2:1b@http://127.0.0.1:11434/v1"
    locked_assembly.found = [FoundSetting(name="MODELS", value=value, title="Ollama at 127.0.0.1:11434: llama3.2:1b")]
    await stranger.get("/api/found", status=401)
    await stranger.post("/enter", {"password": PASSWORD})
    assert (await stranger.get("/api/found"))["found"] == []
    admin = await visit("", stranger.server)
    await admin.post("/enter", {"token": locked_assembly.room.one_time_link().partition("#")[2]})
    assert (await admin.get("/api/found"))["found"] == [
        {"title": "Ollama at 127.0.0.1:11434: llama3.2:1b", "line": f"MODELS={value}"}
    ]


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


class TurnedClock(SystemClock):
    """A clock on which nobody waits, and which notes the waits."""

    def __init__(self) -> None:
        self.at = 1_000.0
        self.waits: list[float] = []

    def now(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)


def turned() -> tuple[LoginVerifier, TurnedClock]:
    clock = TurnedClock()
    return LoginVerifier(WebConfig(secret=SECRET, web_password=PASSWORD), clock), clock


async def test_the_answer_to_a_wrong_password_waits_longer_each_time() -> None:
    verifier, clock = turned()
    for _ in range(len(DELAYS_SECONDS) + 2):
        assert not await verifier.is_password("guess", "a")
    assert clock.waits == [*DELAYS_SECONDS, DELAYS_SECONDS[-1], DELAYS_SECONDS[-1]]
    clock.waits.clear()
    assert not await verifier.is_password("guess", "b")
    clock.at += FORGOTTEN_SECONDS
    assert not await verifier.is_password("guess", "a")
    assert clock.waits == [0, 0]


async def test_the_right_password_never_waits_whoever_guesses_beside_it(stranger: Browser) -> None:
    async with asyncio.TaskGroup() as tasks:
        guesses = [tasks.create_task(stranger.post("/enter", {"password": f"{n}"}, status=403)) for n in range(20)]
        assert (await stranger.post("/enter", {"password": PASSWORD}))["admin"] is False
        assert not all(guess.done() for guess in guesses)
        for guess in guesses:
            guess.cancel()


async def test_guesses_of_one_address_take_turns_with_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    verifier, _ = turned()
    checked: list[str] = []

    def noted(password: str) -> bytes:
        checked.append(password)
        return password.encode()

    monkeypatch.setattr(verifier, "_hash", noted)
    async with asyncio.TaskGroup() as tasks:
        for number in range(10):
            tasks.create_task(verifier.is_password(f"{number}", "a"))
        tasks.create_task(verifier.is_password("mine", "b"))
    assert checked.index("mine") <= 3
    assert not verifier._turns


async def test_wrong_links_have_a_count_of_their_own() -> None:
    verifier, clock = turned()
    token = verifier.one_time_token()
    for _ in range(3):
        await verifier.redeem("wrong", "a")
    await verifier.is_password("guess", "a")
    assert clock.waits == [*DELAYS_SECONDS[:3], 0]
    assert await verifier.redeem(token, "a")
    assert not await verifier.redeem(token, "b")


async def test_addresses_are_not_remembered_without_end() -> None:
    attempts = WrongAttempts(TurnedClock())
    for number in range(REMEMBERED * 2):
        await attempts.wait(f"address {number}")
    assert len(attempts._counts) == REMEMBERED


@pytest.mark.parametrize(
    ("remote", "forwarded_for", "address"),
    [
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
        ("10.0.0.5", [], "10.0.0.5"),
        ("10.0.0.5", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.5", ["6.6.6.6, 198.51.100.1"], "198.51.100.1"),
        ("10.0.0.5", ["6.6.6.6", "198.51.100.1, 10.1.2.3"], "198.51.100.1"),
        ("10.0.0.5", ["nonsense"], "10.0.0.5"),
        ("2001:db8::5", ["2001:db8:1::7"], "2001:db8:1::7"),
    ],
)
def test_a_forwarded_address_is_believed_from_trusted_proxies_alone(
    remote: str, forwarded_for: list[str], address: str
) -> None:
    config = WebConfig(secret=SECRET, trusted_proxies=("10.0.0.0/8", "2001:db8::5"))
    assert config.client_address(remote, forwarded_for) == address


def test_a_proxy_that_is_no_address_is_refused() -> None:
    with pytest.raises(ValidationError):
        WebConfig(secret=SECRET, trusted_proxies=("proxy.example",))
