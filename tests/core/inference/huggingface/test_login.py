"""The login of `hf auth login`: it expires every few weeks, and the bot runs for months."""

import asyncio
import json
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs

import pytest

from core.domain.errors import EngineError
from core.inference.huggingface.configuration import Configuration
from core.inference.huggingface.credentials import Credentials, LoginToken
from core.inference.requests import ChatMessage, ChatRequest
from tests.core.inference.huggingface.conftest import MakeEngine, QuickClock, collect, text
from tests.servers.hub_server import HubServer, Refusal

HELLO = ChatRequest(messages=(ChatMessage(role="user", text="hello"),))
DAY = 86_400.0
LIFETIME = 30 * DAY


class Home:
    """The files of a login, as `hf auth login` writes them."""

    def __init__(self, folder: Path) -> None:
        self.token = folder / "token"
        self.stored = folder / "stored_tokens"

    def log_in(self, token: str, expires_at: float, refresh: str = "refresh-0") -> None:
        """Writes a login that ends then."""
        self.token.write_text(token)
        self.stored.write_text(
            f"[ada]\nhf_token = {token}\nrefresh_token = {refresh}\nexpires_at = {int(expires_at)}\n"
        )


@pytest.fixture
def home(tmp_path: Path, server: HubServer, clock: QuickClock, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A machine that is logged in to the loopback Hub, and whose time is the test's."""
    from huggingface_hub import constants
    from huggingface_hub.utils import _auth

    home = Home(tmp_path)
    monkeypatch.delenv("HF_TOKEN", raising=False)
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(home.token))
    monkeypatch.setattr(constants, "HF_STORED_TOKENS_PATH", str(home.stored))
    monkeypatch.setattr(constants, "ENDPOINT", server.url)
    monkeypatch.setattr(_auth, "time", SimpleNamespace(time=clock.now))
    monkeypatch.setattr(_auth, "_OAUTH_REFRESH_CACHE", None)
    monkeypatch.setattr(_auth, "_OAUTH_REFRESH_WARNED", False)
    home.log_in("hf_login_0", clock.now() + LIFETIME)
    server.token = "hf_login_0"
    return home


@pytest.fixture
def logged_in(server: HubServer, home: Home) -> Configuration:
    return Configuration(credentials=Credentials(source=LoginToken(), hub=server.url, router=server.router))


@pytest.fixture
def refreshes(server: HubServer) -> list[str]:
    """The refresh tokens that were exchanged. Each exchange gives a new login and a new refresh token."""
    exchanged: list[str] = []

    class HttpCaller(Refusal):
        async def send(self, request):  # type: ignore[no-untyped-def]
            [token] = parse_qs((await request.read()).decode())["refresh_token"]
            exchanged.append(token)
            number = len(exchanged)
            server.token = f"hf_login_{number}"
            fresh = {"access_token": server.token, "refresh_token": f"refresh-{number}", "expires_in": LIFETIME}
            return await Refusal(status=200, body=fresh).send(request)

    server.always["/oauth/token"] = HttpCaller(status=200)
    return exchanged


async def test_half_a_year_of_logins(
    server: HubServer, make: MakeEngine, clock: QuickClock, logged_in: Configuration, home: Home, refreshes: list[str]
) -> None:
    """Each is exchanged a day before it ends, in a thread: the guard of the tests forbids it on the loop."""
    engine = await make(configuration=logged_in, chat_completion=["org/chat"])
    for _ in range(180):
        assert text(await collect(engine.chat_completion(HELLO))) == "Once upon a time"
        clock.time += DAY

    assert refreshes == [f"refresh-{number}" for number in range(6)]
    assert await asyncio.to_thread(home.token.read_text) == "hf_login_6"
    assert {post.token for post in server.posts() if post.path.endswith("/completions")} == {
        f"Bearer hf_login_{number}" for number in range(7)
    }
    assert all(post.token is None for post in server.posts() if post.path == "/oauth/token")


async def test_many_simultaneous_requests_refresh_it_once(
    server: HubServer, make: MakeEngine, clock: QuickClock, logged_in: Configuration, refreshes: list[str]
) -> None:
    engine = await make(configuration=logged_in, chat_completion=["org/chat"])
    clock.time += LIFETIME - DAY / 2

    answers = await asyncio.gather(*(collect(engine.chat_completion(HELLO)) for _ in range(30)))

    assert {text(answer) for answer in answers} == {"Once upon a time"}
    assert len(refreshes) == 1


async def test_while_it_is_exchanged_other_threads_are_free(
    server: HubServer, clock: QuickClock, logged_in: Configuration
) -> None:
    done = asyncio.Event()

    class Slow(Refusal):
        async def send(self, request):  # type: ignore[no-untyped-def]
            await done.wait()
            return await super().send(request)

    server.script["/oauth/token"] = [Slow(status=500)]
    clock.time += LIFETIME - DAY / 2
    asked = [asyncio.create_task(logged_in.credentials.source.token()) for _ in range(100)]
    async with asyncio.timeout(10):
        while not server.seen:
            await asyncio.sleep(0.005)
        await asyncio.to_thread(lambda: None)  # would not come to an end, did each of them hold a thread
    done.set()

    assert {await task for task in asked} == {"hf_login_0"}


async def test_an_exchange_that_fails_is_tried_again_later(
    server: HubServer, make: MakeEngine, clock: QuickClock, logged_in: Configuration, refreshes: list[str]
) -> None:
    engine = await make(configuration=logged_in, chat_completion=["org/chat"])
    clock.time += LIFETIME - DAY / 2
    server.script["/oauth/token"] = [Refusal(status=500)]

    for seconds in (0, 301):
        clock.time += seconds
        assert text(await collect(engine.chat_completion(HELLO))) == "Once upon a time"

    assert len(refreshes) == 1
    assert server.token == "hf_login_1"


async def test_an_expired_login_is_reported_and_a_new_one_is_used(
    server: HubServer, make: MakeEngine, clock: QuickClock, logged_in: Configuration, home: Home
) -> None:
    engine = await make(configuration=logged_in, chat_completion=["org/chat"])
    clock.time += LIFETIME + DAY
    server.always["/oauth/token"] = Refusal(status=400, body={"error": "invalid_grant"})
    server.token = "hf_other"

    with pytest.raises(EngineError, match="huggingface-token-refused"):
        await collect(engine.chat_completion(HELLO))

    await asyncio.to_thread(home.log_in, "hf_other", clock.now() + LIFETIME)
    assert text(await collect(engine.chat_completion(HELLO))) == "Once upon a time"


async def test_the_exchange_is_not_logged_with_its_tokens(
    server: HubServer,
    make: MakeEngine,
    clock: QuickClock,
    logged_in: Configuration,
    refreshes: list[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG", "huggingface_hub")
    engine = await make(configuration=logged_in, chat_completion=["org/chat"])
    clock.time += LIFETIME - DAY / 2

    await collect(engine.chat_completion(HELLO))

    said = "\n".join(json.dumps(record.getMessage()) for record in caplog.records)
    assert "hf_login" not in said
    assert "refresh-" not in said


async def test_a_login_that_cannot_be_read_is_as_none(logged_in: Configuration, home: Home) -> None:
    await asyncio.to_thread(home.token.write_bytes, b"\xff\xfe\x00")
    assert await logged_in.credentials.source.token() is None
    await asyncio.to_thread(home.token.unlink)
    await asyncio.to_thread(home.token.mkdir)
    assert await logged_in.credentials.source.token() is None
