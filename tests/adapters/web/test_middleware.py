"""Known hosts only, same origin only, strict headers, errors in one sentence."""

import re

import pytest

from adapters.web.config import WebConfig, needs_password
from adapters.web.middleware import HEADERS
from adapters.web.page import ROOM_PERMISSIONS
from bot.logs import TextLines
from core.domain.errors import OperatorError
from core.jobs.dispatcher import Dispatcher
from tests.adapters.web.browsing import Browser
from tests.adapters.web.conftest import SECRET


@pytest.mark.parametrize("path", ["/", "/static/room.js", "/api/me", "/api/nothing", "/enter", "/livez"])
async def test_every_answer_has_the_strict_headers(ada: Browser, path: str) -> None:
    response = await ada.open(path)
    own = {"Permissions-Policy": ROOM_PERMISSIONS} if path == "/" else {}
    assert {name: response.headers[name] for name in HEADERS} == {**HEADERS, **own}
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "[::2]", "", "192.168.0.7"]
)
async def test_a_strangers_name_for_us_is_not_answered(ada: Browser, host: str) -> None:
    for path in ("/", "/api/me", "/api/room", "/static/room.js"):
        response = await ada.open(path, Host=host)
        assert response.status in (400, 421), path
        assert "cookie" not in str(response.headers).lower()


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:7860", "127.0.0.1", "[::1]:7860", "localhost."])
async def test_our_own_names_are_answered(ada: Browser, host: str) -> None:
    assert (await ada.open("/", Host=host)).status == 200


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "", "http://127.0.0.1:1", "ftp://{own}", "http://x@{own}"]
)
async def test_a_post_from_another_page_is_refused(ada: Browser, origin: str) -> None:
    own = ada.origin.removeprefix("http://")
    headers = {"Origin": origin.format(own=own)}
    for path in ("/api/requests", "/api/me", "/api/uploads", "/enter", "/api/buttons/stop-x"):
        answer = await ada.post(path, {"name": "Eve"}, status=403, **headers)
        assert answer["error"].startswith("This request came from another page")


async def test_a_post_without_an_origin_is_refused(ada: Browser) -> None:
    async with ada.client.post("/api/me", json={"name": "Eve"}) as response:
        assert response.status == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_another_sites_page_cannot_load_what_is_in_the_room(ada: Browser, site: str) -> None:
    for path in ("/api/me", "/api/room", f"/media/{'0' * 64}/x"):
        assert (await ada.open(path, **{"Sec-Fetch-Site": site})).status == 403
    assert (await ada.open("/", **{"Sec-Fetch-Site": site})).status == 200


async def test_without_a_cookie_nothing_is_told(ada: Browser) -> None:
    ada.client.session.cookie_jar.clear()
    for path in ("/api/room", "/api/commands", "/api/suggest?command=draw", f"/media/{'0' * 64}/x"):
        assert "error" in await ada.get(path, status=401)


async def test_bodies_have_a_cap(ada: Browser) -> None:
    answer = await ada.post("/api/requests", {"id": "long-enough", "line": "x" * 300_000}, status=413)
    assert "too long" in answer["error"]


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b'"x"', b"[" * 100_000, b"\xff\xfe"])
async def test_a_body_that_is_not_an_object_is_a_sentence(ada: Browser, body: bytes) -> None:
    headers = {"Origin": ada.origin, "Content-Type": "application/json"}
    async with ada.client.post("/api/requests", data=body, headers=headers) as response:
        assert response.status == 400
        assert set(await response.json()) == {"error"}


async def test_other_methods_and_addresses_are_a_sentence(ada: Browser) -> None:
    assert "nothing at this address" in (await ada.get("/nothing", status=404))["error"]
    assert "nothing at this address" in (await ada.get("/static/..%2fserver.py", status=404))["error"]
    async with ada.client.delete("/api/me", headers={"Origin": ada.origin}) as response:
        assert response.status == 405
        assert set(await response.json()) == {"error"}


async def test_sentences_are_in_the_browsers_language(ada: Browser) -> None:
    answer = await ada.get("/api/words", accept_language="xx;q=0.9, en;q=0.5")
    assert answer["locale"] == "en"
    answer = await ada.get("/api/words", accept_language="xx, pt-BR;q=0.8, en;q=0.5, de;q=nonsense")
    assert answer["locale"] == "pt"


async def test_the_access_log_names_neither_questions_nor_people(
    ada: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG", logger="adapters"):
        reply = await ada.accepted("A secret wish")
        await ada.sees_ending(reply)
        await ada.get("/api/suggest?command=draw&option=model&text=hush")
    # The test's server keeps a log of its own, which the room's has not.
    said = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("aiohttp"))
    assert "GET /api/suggest 200" in said
    assert "secret wish" not in said
    assert "hush" not in said


@pytest.mark.parametrize(
    ("host", "hosts", "needed"),
    [
        ("127.0.0.1", (), False),
        ("localhost", (), False),
        ("::1", (), False),
        ("127.0.0.2", (), False),
        ("0.0.0.0", (), True),  # noqa: S104 - the case in question
        ("::", (), True),
        ("192.168.0.7", (), True),
        ("127.0.0.1", ("room.example",), True),
    ],
)
def test_a_room_that_others_can_reach_needs_a_password(host: str, hosts: tuple[str, ...], needed: bool) -> None:
    assert needs_password(host, hosts) is needed
    if needed:
        with pytest.raises(OperatorError, match="TROUBADOUR_WEB_PASSWORD"):
            WebConfig(host=host, web_hosts=hosts, secret=SECRET)
        WebConfig(host=host, web_hosts=hosts, secret=SECRET, web_password="open sesame")
    else:
        WebConfig(host=host, web_hosts=hosts, secret=SECRET)


def test_listening_everywhere_answers_to_addresses_and_known_names() -> None:
    config = WebConfig(host="0.0.0.0", web_hosts=("room.example",), secret=SECRET, web_password="open sesame")  # noqa: S104
    answered = ["192.168.0.7", "room.example", "Room.Example.", "localhost", "2001:db8::1"]
    assert [name for name in answered if not config.answers_to(name)] == []
    assert not config.answers_to("evil.example")


def test_secrets_are_not_shown() -> None:
    shown = repr(WebConfig(secret=SECRET, web_password="open sesame"))
    assert "sesame" not in shown
    assert "two bytes" not in shown


async def test_an_error_of_ours_names_the_id_that_its_lines_in_the_log_have(
    ada: Browser, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(Dispatcher, "accept", broken)
    caplog.handler.setFormatter(TextLines())
    answer = await ada.post("/api/requests", {"id": "1" * 32, "line": "hello"}, status=500)
    (id,) = re.findall(r"request id: (\w+)\.$", answer["error"])
    assert f"[{id}]: error in POST" in caplog.text
