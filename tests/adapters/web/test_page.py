"""The page's files: complete, with all strings, without foreign sources, and never parsing HTML."""

import re
from importlib.resources import files

import pytest

from adapters.web.config import WebConfig
from adapters.web.page_strings import PAGE_STRINGS
from adapters.web.visitors import PLACE
from core.i18n.rendering import has_wording
from core.preferences.model_policy import LOCAL_ONLY
from core.store.sqlite.store import SqliteStore
from tests.adapters.web.browsing import Browser
from tests.adapters.web.conftest import SECRET, Served, Visit
from tests.adapters.web.scripted import SCRIPTED
from tests.adapters.web.web_assembly import WebAssembly
from tests.core.scripted_engine import ScriptedEngine

TYPES = {
    "js": "text/javascript",
    "css": "text/css",
    "svg": "image/svg+xml",
    "html": "text/html",
    "webmanifest": "application/manifest+json",
    "png": "image/png",
    "webp": "image/webp",
}
FILES = {file.name: file.read_bytes() for file in files("adapters.web").joinpath("static").iterdir() if file.is_file()}
STATIC = {name: data.decode() for name, data in FILES.items() if not name.endswith((".png", ".webp"))}
SCRIPTS = {name: text for name, text in STATIC.items() if name.endswith(".js")}


async def test_every_file_is_served_with_its_type_and_kept_until_it_changes(ada: Browser) -> None:
    for name, data in FILES.items():
        response = await ada.open(f"/static/{name}")
        assert response.content_type == TYPES[name.rpartition(".")[2]]
        assert await response.read() == data
        again = await ada.open(f"/static/{name}", **{"If-None-Match": response.headers["ETag"]})
        assert again.status == 304
    assert (await ada.open("/favicon.ico")).content_type == "image/svg+xml"


@pytest.mark.parametrize("page", ["/", "/c/0123456789abcdef", "/enter", "/operator"])
async def test_a_browser_asks_once_for_the_files_of_a_version(ada: Browser, page: str) -> None:
    html = await (await ada.open(page)).text()
    versioned = re.findall(r'"(static/[^"]+\.(?:js|css))"', html)
    assert len(versioned) > 1
    for path in versioned:
        response = await ada.open(path)
        assert await response.read() == FILES[path.rpartition("/")[2]]
        assert "immutable" in response.headers["Cache-Control"]
    of_another = await ada.open(re.sub("/.+/", "/another/", versioned[0]))
    assert await of_another.read() == FILES[versioned[0].rpartition("/")[2]]
    assert of_another.headers["Cache-Control"] == "no-cache"
    assert (await ada.open("/static/another/nothing.js")).status == 404


@pytest.mark.parametrize("path", ["/api/words", "/api/commands"])
async def test_what_every_page_needs_travels_once_and_compressed(ada: Browser, path: str) -> None:
    first = await ada.open(path)
    assert first.headers["Content-Encoding"] == "gzip"
    again = await ada.open(path, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status, await again.read()) == (304, b"")
    other = await ada.open(path, **{"If-None-Match": first.headers["ETag"], "Accept-Language": "de"})
    assert other.status == 200
    assert await other.json() != await first.json()
    assert "no-cache" in first.headers["Cache-Control"]


def test_every_word_of_the_page_is_there_and_used() -> None:
    scripts = "\n".join(SCRIPTS.values())
    said = set(re.findall(r'"([a-z][a-z-]*)"', scripts))
    composed = ("operator-", "operator-by-", "shortcut-", "size-", "theme-")
    assert all(re.search(r"\bt\(`(" + prefix + r"|\$\{name\}-)\$\{", scripts) for prefix in composed)
    unused = {name for name in PAGE_STRINGS if name not in said and not name.startswith(composed)}
    assert unused == set()
    called = set(re.findall(r'\bt\("([a-z-]+)"', "\n".join(SCRIPTS.values())))
    assert called <= set(PAGE_STRINGS), called - set(PAGE_STRINGS)
    assert all(has_wording(f"web-page-{name}", "en") for name in PAGE_STRINGS)


async def test_words_keep_places_for_values(ada: Browser) -> None:
    words = (await ada.get("/api/words"))["words"]
    for name, values in PAGE_STRINGS.items():
        assert set(re.findall(r"\{(\w+)\}", words[name])) == set(values), name


@pytest.mark.parametrize("name", sorted(STATIC))
def test_nothing_parses_html_or_comes_from_elsewhere(name: str) -> None:
    text = STATIC[name]
    for forbidden in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        "DOMParser",
    ):
        # One place puts HTML on the page, which the server has cleaned.
        assert text.count(forbidden) == (1 if (name, forbidden) == ("prose.js", "innerHTML") else 0)
    addresses = re.findall(r"(?:https?:)?//[\w-]+\.[\w.-]+", text)
    assert set(addresses) <= {"http://www.w3.org"}
    assert not re.search(r"<[^>]+\s(?:on\w+|style)=", text)


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_imports_lead_to_files_of_the_page(name: str) -> None:
    for path in re.findall(r'from "\./([\w.]+)"', SCRIPTS[name]):
        assert path in STATIC


async def test_suggestions_come_from_the_engine(ada: Browser) -> None:
    answer = await ada.get("/api/suggest?command=draw&option=size&text=la")
    assert answer["suggestions"] == [{"value": "large", "label": "large"}]
    assert "nonsense" in (await ada.get("/api/suggest?command=nonsense&option=size", status=400))["error"]


async def test_models_are_suggested_as_the_room_allows(store: SqliteStore, served: Served, visit: Visit) -> None:
    assembly = WebAssembly(store, WebConfig(secret=SECRET), SCRIPTED, [ScriptedEngine()])
    ada = await visit("Ada", at=await served(assembly))
    asked = "/api/suggest?command=draw&option=model&text="
    assert [each["value"] for each in (await ada.get(asked))["suggestions"]] == ["script-text_to_image"]

    await store.set_preference(PLACE.key, LOCAL_ONLY, True)

    assert (await ada.get(asked))["suggestions"] == []
