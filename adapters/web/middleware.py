"""Checks before every handler: known host names, same origin, strict headers, and errors as one sentence."""

import logging
import time
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from adapters.web.config import WebConfig
from adapters.web.serialization import localized
from adapters.web.visitors import PLACE, locale_of
from core.domain.errors import UserError
from core.domain.request_id import working_for
from core.domain.sentences import Sentence, say
from core.store.error_log import ErrorLog

logger = logging.getLogger(__name__)
access = logging.getLogger("adapters.web.access")

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; "
        "connect-src 'self'; manifest-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class WebError(Exception):
    """An error response of one sentence."""

    def __init__(self, status: int, sentence: Sentence, *, seconds: float | None = None) -> None:
        self.status = status
        self.sentence = sentence
        self.seconds = seconds
        super().__init__(sentence.id)


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:  # noqa: ARG001 - aiohttp's signal
    """Adds the strict headers to a response (an `on_response_prepare` signal). Existing headers stay."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)


def middlewares(config: WebConfig, errors: ErrorLog) -> list[Middleware]:
    """All middlewares, from the outermost to the innermost."""
    return [_logged, _with_error_responses(errors), _known_hosts_only(config)]


@web.middleware
async def _logged(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Logs one line for each request, without its query, its body and the client's address."""
    started = time.monotonic()
    response = await handler(request)
    route = request.match_info.route.resource
    path = route.canonical if route else "(no such path)"
    access.debug("%s %s %d %.0f ms", request.method, path, response.status, (time.monotonic() - started) * 1000)
    return response


def _with_error_responses(errors: ErrorLog) -> Middleware:
    """Turns errors into one sentence of JSON in the visitor's language, never a traceback."""

    @web.middleware
    async def respond(request: web.Request, handler: Handler) -> web.StreamResponse:
        with working_for(""):
            return await answer(request, handler)

    async def answer(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except WebError as error:
            headers = {"Retry-After": str(int(error.seconds) + 1)} if error.seconds else {}
            return sentence_response(request, error.status, error.sentence, headers)
        except UserError as error:
            return sentence_response(request, 400, error.sentence)
        except web.HTTPRequestEntityTooLarge:
            return sentence_response(request, 413, say("web-body-too-large"))
        except web.HTTPException as error:
            if error.status < 400:
                raise
            known = {404: "web-no-such-page", 405: "web-no-such-page"}
            return sentence_response(request, error.status, say(known.get(error.status, "web-bad-request")))
        except ConnectionError:
            raise  # the browser is gone
        except Exception as error:
            path = request.match_info.route.resource
            number = await errors.note(error, f"{request.method} {path.canonical if path else ''}", PLACE.key)
            logger.exception("error in %s %s", request.method, path)
            return sentence_response(request, 500, say("internal-error", id=number))

    return respond


def sentence_response(
    request: web.Request, status: int, sentence: Sentence, headers: dict[str, str] | None = None
) -> web.Response:
    """A JSON response with one sentence."""
    return web.json_response({"error": localized(sentence, locale_of(request))}, status=status, headers=headers)


def _known_hosts_only(config: WebConfig) -> Middleware:
    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        host = urlsplit(f"//{request.headers.get('Host', '')}")
        if not host.hostname or not config.answers_to(host.hostname):
            raise WebError(421, say("web-wrong-host"))
        if request.method not in ("GET", "HEAD"):
            # Every browser sends the origin of a POST. No other client has a reason to post here.
            origin = urlsplit(request.headers.get("Origin", ""))
            if origin.scheme not in ("http", "https") or origin.netloc.lower() != host.netloc.lower():
                raise WebError(403, say("web-wrong-origin"))
        elif request.path.startswith(("/api/", "/media/")) and _is_cross_site(request):
            raise WebError(403, say("web-wrong-origin"))
        return await handler(request)

    return guard


def _is_cross_site(request: web.Request) -> bool:
    """Returns True if a page of another site loads this (Fetch Metadata, https://www.w3.org/TR/fetch-metadata/)."""
    return request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none")
