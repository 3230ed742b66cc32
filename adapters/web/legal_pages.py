"""The pages `/privacy` and `/terms`, without a login: Discord's and Slack's reviews ask for their addresses.

They are built from the settings and from what `/troubadour privacy` says, or they are the operator's own Markdown.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from html import escape
from pathlib import Path

from aiohttp import web

from adapters.web.config import WebConfig
from adapters.web.markdown_html import rendered
from adapters.web.middleware import WebError
from adapters.web.visitors import locale_of
from core.commands.troubadour.privacy import DataPractices
from core.domain.errors import OperatorError
from core.domain.sentences import Quote, Sentence, say
from core.i18n.rendering import PLAIN, render

Section = tuple[Sentence | None, Sequence[Sentence]]
"""A heading and its paragraphs."""


class LegalPages:
    """The routes of both pages. Built in a thread, because it reads files; raises `OperatorError` for one
    that cannot be read."""

    def __init__(self, config: WebConfig, data_practices: Callable[[], Awaitable[DataPractices]]) -> None:
        self._operator = config.operator
        self._contact = config.operator_contact
        self._data_practices = data_practices
        self._own_privacy = _own_page(config.privacy_page, "TROUBADOUR_PRIVACY_PAGE")
        self._own_terms = _own_page(config.terms_page, "TROUBADOUR_TERMS_PAGE")

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/privacy", self.privacy), web.get("/terms", self.terms)]

    async def privacy(self, request: web.Request) -> web.Response:
        """The stored data, those who see it, and its deletion."""
        title = say("legal-privacy")
        if self._own_privacy is not None:
            return await _markdown_page(request, title, self._own_privacy)
        operator, contact = self._named()
        practices = await self._data_practices()
        return _page(
            request,
            title,
            [
                (None, [say("legal-operator", operator=operator, contact=contact)]),
                (say("legal-kept"), [*practices.stored, say("privacy-logs"), say("legal-cookie")]),
                (say("legal-receivers"), [say("legal-platforms"), *practices.receivers]),
                (say("legal-deletion"), [practices.deletion, say("legal-rights", contact=contact)]),
            ],
        )

    async def terms(self, request: web.Request) -> web.Response:
        """The terms of use."""
        title = say("legal-terms")
        if self._own_terms is not None:
            return await _markdown_page(request, title, self._own_terms)
        operator, contact = self._named()
        paragraphs = ("legal-use", "legal-answers", "legal-forbidden", "legal-others", "legal-texts", "legal-warranty")
        return _page(
            request,
            title,
            [(None, [say("legal-operator", operator=operator, contact=contact), *map(say, paragraphs)])],
        )

    def _named(self) -> tuple[Quote, Quote]:
        if self._operator is None or self._contact is None:
            raise WebError(404, say("web-no-such-page"))
        return Quote(text=self._operator), Quote(text=self._contact)


def _own_page(path: Path | None, setting: str) -> str | None:
    if path is None:
        return None
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise OperatorError(f"The page in {setting}, {path}, cannot be read ({reason}).") from error


async def _markdown_page(request: web.Request, title: Sentence, text: str) -> web.Response:
    blocks = await asyncio.to_thread(rendered, text, "page")
    return _document(request, title, "\n".join(blocks))


def _page(request: web.Request, title: Sentence, sections: Sequence[Section]) -> web.Response:
    locale = locale_of(request)
    parts = [f"<h1>{escape(_in_words(title, locale))}</h1>"]
    for heading, paragraphs in sections:
        if heading is not None:
            parts.append(f"<h2>{escape(_in_words(heading, locale))}</h2>")
        parts += [f"<p>{escape(_in_words(each, locale))}</p>" for each in paragraphs]
    return _document(request, title, "\n".join(parts))


def _in_words(sentence: Sentence, locale: str) -> str:
    return render(sentence, locale, PLAIN)


def _document(request: web.Request, title: Sentence, body: str) -> web.Response:
    locale = locale_of(request)
    html = f"""<!doctype html>
<html lang="{locale}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>{escape(_in_words(title, locale))} · Troubadour</title>
    <link rel="icon" href="static/logo.svg" type="image/svg+xml">
    <script src="static/look.js"></script>
    <link rel="stylesheet" href="static/room.css">
  </head>
  <body class="document">
    <main>
{body}
    </main>
  </body>
</html>
"""
    headers = {"Cache-Control": "no-cache", "Vary": "Accept-Language"}
    return web.Response(text=html, content_type="text/html", headers=headers)
