"""Uploads and downloads."""

from collections.abc import AsyncIterator

import pytest

from adapters.web.visitors import PLACE
from core.store.sqlite.store import SqliteStore
from tests.adapters.web.browsing import Browser
from tests.adapters.web.scripted import circles
from tests.adapters.web.web_assembly import WebAssembly


async def test_an_uploaded_file_goes_with_a_message(ada: Browser) -> None:
    data = circles(64, 1)
    reference = await ada.upload(data, "My%20c%C3%AFrcles.png", "image/png")
    assert (reference["name"], reference["media_type"], reference["size"]) == ("My cïrcles.png", "image/png", len(data))
    reply = await ada.accepted("Look", attachments=[reference])
    shown = await ada.sees_ending(reply)
    assert f"My cïrcles.png: {len(data)} bytes, image/png" in shown.text["answer"]
    (asked, *_) = await ada.sees()
    assert asked["files"] == [reference]


async def test_a_file_of_a_form(ada: Browser) -> None:
    reference = await ada.upload(b"hello", "note.md")
    assert reference["media_type"] == "text/markdown"
    body = {"id": ada.new_id(), "command": "chat", "options": {"message": "Read", "attachment": reference}}
    reply = (await ada.post("/api/requests", body))["reply"]
    assert "note.md: 5 bytes" in (await ada.sees_ending(reply)).text["answer"]
    assert (await ada.sees())[0]["files"] == [reference]


async def test_a_file_that_is_gone_is_a_sentence(ada: Browser) -> None:
    verdict = await ada.ask("Look", attachments=[{"sha256": "0" * 64, "name": "x"}])
    assert "Attach it again" in verdict["sentence"]


async def test_too_many_files_are_a_sentence(ada: Browser) -> None:
    reference = await ada.upload(b"hello", "note.txt")
    verdict = await ada.ask("Look", attachments=[reference] * 11)
    assert verdict["verdict"] == "refused"


async def test_a_large_file_is_read_no_further_than_the_cap(ada: Browser) -> None:
    assert "0.1 MB" in (await ada.upload(b"x" * 100_001, "x.bin", status=413))["error"]
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 50_000_000:
            sent += 10_000
            yield b"x" * 10_000

    headers = {"Origin": ada.origin, "X-File-Name": "x"}
    async with ada.client.post("/api/uploads", data=endless(), headers=headers) as response:
        assert response.status == 413
    assert sent < 10_000_000


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("..%2F..%2Fetc%2Fpasswd", ".._.._etc_passwd"),
        ("", "file"),
        ("a%0Ab%E2%80%AE.png", "a b.png"),
        ("x" * 500, "x" * 120),
    ],
)
async def test_names_are_only_names(ada: Browser, name: str, kept: str) -> None:
    assert (await ada.upload(b"hello", name, "text/plain"))["name"] == kept


@pytest.mark.parametrize(
    "media_type", ["text/html", "image/svg+xml", "application/xhtml+xml", "text/plain", "nonsense"]
)
async def test_files_that_could_run_scripts_are_downloads(ada: Browser, media_type: str) -> None:
    reference = await ada.upload(b"<script>alert(1)</script>", "x.html", media_type)
    response = await ada.open(reference["url"])
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]


async def test_pictures_and_sounds_are_shown_in_ranges(ada: Browser) -> None:
    data = circles(64, 1)
    reference = await ada.upload(data, "x.png", "image/png")
    whole = await ada.open(reference["url"])
    assert (whole.status, await whole.read(), whole.headers["Content-Type"]) == (200, data, "image/png")
    assert whole.headers["Content-Disposition"] == "inline; filename*=UTF-8''x.png"
    part = await ada.open(reference["url"], Range="bytes=10-19")
    assert (part.status, await part.read()) == (206, data[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(data)}"
    saved = await ada.open(f"{reference['url']}?download")
    assert saved.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("asked", "status", "start", "stop"),
    [
        (None, 200, 0, 300),
        ("bytes=0-", 206, 0, 300),
        ("bytes=10-19", 206, 10, 20),
        ("bytes=290-999", 206, 290, 300),
        ("bytes=-5", 206, 295, 300),
        ("bytes=300-", 416, 0, 0),
        ("lines=1-2", 416, 0, 0),
    ],
)
@pytest.mark.parametrize("on_this_machine", [True, False])
async def test_ranges_are_the_same_wherever_files_are(
    store: SqliteStore,
    ada: Browser,
    monkeypatch: pytest.MonkeyPatch,
    on_this_machine: bool,
    asked: str | None,
    status: int,
    start: int,
    stop: int,
) -> None:
    """A database or an object store has no path of a file."""

    async def nowhere(sha256: str) -> None:
        return None

    if not on_this_machine:
        monkeypatch.setattr(store, "verified_path", nowhere)
    data = bytes(range(100)) * 3
    reference = await ada.upload(data, "x.png", "image/png")
    response = await ada.open(reference["url"], **({"Range": asked} if asked else {}))
    assert response.status == status
    if status == 416:
        assert response.headers["Content-Range"] == "bytes */300"
        return
    assert await response.read() == data[start:stop]
    assert response.headers["Accept-Ranges"] == "bytes"
    assert response.headers["Content-Type"] == "image/png"
    if status == 206:
        assert response.headers["Content-Range"] == f"bytes {start}-{stop - 1}/300"


async def test_the_name_in_the_address_breaks_no_header(ada: Browser) -> None:
    reference = await ada.upload(circles(64, 1), "x.png", "image/png")
    response = await ada.open(f"/media/{reference['sha256']}/a%22%0D%0ASet-Cookie:%20x=1.png")
    assert response.status == 200
    assert "Set-Cookie" not in response.headers


async def test_a_missing_file_is_a_sentence(ada: Browser) -> None:
    assert "gone" in (await ada.get(f"/media/{'0' * 64}/x", status=404))["error"]
    for path in ("/media/..%2f..%2fdata/x", "/media/xyz/x", f"/media/{'0' * 64}"):
        assert (await ada.open(path)).status == 404


async def _picture(browser: Browser, line: str) -> str:
    """The address of the picture that a command makes."""
    reply = await browser.accepted(line)
    await browser.sees_ending(reply)
    (picture,) = [each for each in await browser.sees() if each["reply"] == reply and each["event"] == "picture"]
    return str(picture["media"]["url"])


async def _status(browser: Browser, url: str) -> int:
    return (await browser.open(url)).status


async def test_an_upload_is_for_its_owner_until_a_reply_has_it(ada: Browser, ben: Browser) -> None:
    reference = await ada.upload(b"hello", "note.txt")
    assert (await _status(ada, reference["url"]), await _status(ben, reference["url"])) == (200, 404)
    await ada.sees_ending(await ada.accepted("/chat --private Look", attachments=[reference]))
    assert await _status(ben, reference["url"]) == 404
    await ada.sees_ending(await ada.accepted("Look", attachments=[reference]))
    assert await _status(ben, reference["url"]) == 200


async def test_a_picture_is_for_those_who_see_its_reply(ada: Browser, ben: Browser) -> None:
    public, private = await _picture(ada, "/draw a fox --seed 1"), await _picture(ada, "/draw a fox --seed 2 --private")
    assert [await _status(ada, url) for url in (public, private)] == [200, 200]
    assert [await _status(ben, url) for url in (public, private)] == [200, 404]


async def test_a_picture_of_a_deleted_reply_is_for_nobody_else(ada: Browser, ben: Browser) -> None:
    reply = await ada.accepted("/draw a fox")
    await ada.sees_ending(reply)
    lines = [line for line in await ada.sees() if line["reply"] == reply]
    url = next(line["media"]["url"] for line in lines if line["event"] == "picture")
    assert await _status(ben, url) == 200
    buttons = [button for line in lines if line["event"] == "offer" for button in line["actions"]]
    delete = next(button["id"] for button in buttons if button["kind"] == "delete")
    await ada.post(f"/api/buttons/{delete}", {"id": ada.new_id()})
    assert await _status(ben, url) == 404


async def test_a_picture_of_a_forgotten_person_is_for_nobody(
    store: SqliteStore, ada: Browser, ben: Browser, assembly: WebAssembly
) -> None:
    reply = await ada.accepted("/draw a fox")
    await assembly.wait_for(reply)
    line = next(each for each in await ada.sees() if each["event"] == "picture")
    (author,) = {entry.author for entry in await store.read(PLACE.key, 0, "")}
    assert await _status(ben, line["media"]["url"]) == 200
    await store.forget_person(author, 9e9)
    assert [await _status(each, line["media"]["url"]) for each in (ada, ben)] == [404, 404]


async def test_a_digest_of_somebody_elses_file_gives_nothing(ada: Browser, ben: Browser) -> None:
    reference = await ada.upload(b"a secret", "secret.txt", "text/plain")
    stolen = {name: reference[name] for name in ("sha256", "name", "media_type", "size")}
    attached = await ben.ask("Look", attachments=[stolen])
    as_input = await ben.ask("Look", inputs=[stolen])
    body = {"id": ben.new_id(), "command": "chat", "options": {"message": "Read", "attachment": stolen}}
    in_form = await ben.post("/api/requests", body)
    for verdict in (attached, as_input, in_form):
        assert verdict["verdict"] == "refused"
        assert "Attach it again" in verdict["sentence"]
    for words in (stolen["sha256"], f'"sha256":"{stolen["sha256"]}"'):
        await ben.sees_ending(await ben.accepted(words))
    assert await _status(ben, reference["url"]) == 404
