"""The pages /privacy and /terms: open to strangers, true, and in the reader's language."""

from pathlib import Path

import pytest
from aiohttp import ClientSession

from adapters.web.config import WebConfig
from core.domain.errors import OperatorError
from core.store.sqlite.store import SqliteStore
from tests.adapters.web.conftest import SECRET, Served
from tests.adapters.web.scripted import SCRIPTED
from tests.adapters.web.web_assembly import WebAssembly

NAMED = {"operator": "Ada & Sons", "operator_contact": "ada@example.org"}


async def _page(served: Served, config: WebConfig, store: SqliteStore, path: str, language: str = "en") -> str:
    server = await served(WebAssembly(store, config, SCRIPTED))
    async with (
        ClientSession() as stranger,
        stranger.get(server.make_url(path), headers={"Accept-Language": language}) as response,
    ):
        assert response.status == 200
        assert response.content_type == "text/html"
        assert "Set-Cookie" not in response.headers
        return await response.text()


async def test_strangers_read_who_is_responsible_and_what_is_kept(store: SqliteStore, served: Served) -> None:
    config = WebConfig(secret=SECRET, web_password="open sesame", **NAMED)
    page = await _page(served, config, store, "/privacy")
    assert "Ada &amp; Sons" in page
    assert "ada@example.org" in page
    assert "deleted after 30 days" in page
    assert "forget-me" in page
    assert "no warranty" not in page


@pytest.mark.parametrize(
    ("language", "word"), [("de", "Nutzungsbedingungen"), ("ja", "利用規約"), ("fr", "Conditions")]
)
async def test_the_terms_are_in_the_readers_language(
    store: SqliteStore, served: Served, language: str, word: str
) -> None:
    page = await _page(served, WebConfig(secret=SECRET, **NAMED), store, "/terms", language)
    assert word in page
    assert f'<html lang="{language}">' in page


async def test_a_page_of_the_operators_own_is_shown_and_runs_nothing(
    store: SqliteStore, served: Served, tmp_path: Path
) -> None:
    own = tmp_path / "terms.md"
    own.write_text("# House rules\n\nBe *kind*. <script>alert(1)</script>", encoding="utf-8")
    page = await _page(served, WebConfig(secret=SECRET, terms_page=own), store, "/terms")
    assert "<em>kind</em>" in page
    assert "<script>alert" not in page


async def test_without_an_operator_there_is_no_page(store: SqliteStore, served: Served) -> None:
    server = await served(WebAssembly(store, WebConfig(secret=SECRET), SCRIPTED))
    async with ClientSession() as stranger, stranger.get(server.make_url("/privacy")) as response:
        assert response.status == 404


@pytest.mark.parametrize("given", [{"operator": "Ada"}, {"operator_contact": "ada@example.org"}])
def test_a_name_without_a_contact_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(OperatorError, match="TROUBADOUR_OPERATOR_CONTACT"):
        WebConfig(secret=SECRET, **given)


async def test_a_page_that_cannot_be_read_is_refused_at_start(store: SqliteStore, tmp_path: Path) -> None:
    config = WebConfig(secret=SECRET, privacy_page=tmp_path / "absent.md")
    assembly = WebAssembly(store, config, SCRIPTED)
    with pytest.raises(OperatorError, match="TROUBADOUR_PRIVACY_PAGE"):
        await assembly.room.application()
