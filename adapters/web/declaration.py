"""The declaration of the web room; it does not import aiohttp.

A room that others can reach gets a password: if none is set, one is created and kept in the data folder. Processes that
share a database derive one that nobody needs to know: people come in by links.
"""

import logging
import secrets
from collections.abc import Callable
from functools import partial

from adapters.web.config import WebConfig, WebSettings, needs_password
from core.domain.operating_limits import OperatingLimits
from core.domain.setup_questions import SetupQuestion
from core.platform_declaration import Adapter, HttpEndpoint, PlatformDeclaration, PlatformFeature, PlatformServices

logger = logging.getLogger("troubadour")

SECRET_FILE = "web-secret"  # noqa: S105 - a file's name
PASSWORD_FILE = "web-password"  # noqa: S105 - a file's name


def web_config(
    settings: WebSettings,
    limits: OperatingLimits,
    secret: Callable[[str, Callable[[], str]], str],
    *,
    is_posted_to: bool,
) -> WebConfig:
    """The room's configuration, with secrets that the bot creates and keeps.

    A room whose address a proxy leads strangers to (`PlatformServices.is_posted_to`) has a password.
    """
    given = settings.given_values()
    if _creates_password(settings, is_posted_to=is_posted_to):
        given["web_password"] = secret(PASSWORD_FILE, lambda: secrets.token_urlsafe(12))
    return WebConfig(
        **given,
        secret=secret(SECRET_FILE, lambda: secrets.token_hex(32)).encode(),
        upload_bytes=limits.attachment_bytes,
        uploads=limits.attachments,
    )


def _creates_password(settings: WebSettings, *, is_posted_to: bool) -> bool:
    return settings.web_password is None and (is_posted_to or needs_password(settings.host, settings.web_hosts))


def _build(settings: WebSettings, services: PlatformServices) -> Adapter:
    from adapters.web.room import WebRoom

    is_posted_to = services.is_posted_to
    config = web_config(settings, services.operating_limits, services.secret, is_posted_to=is_posted_to)
    room = WebRoom(
        services.dispatcher,
        services.store,
        services.clock,
        config,
        partial(services.data_practices, "web"),
        services.suggestions,
        found_settings=services.found_settings,
        overview=services.overview,
    )

    def announce(url: str) -> None:
        logger.info("the web room is open: %s", url)
        has_created = _creates_password(settings, is_posted_to=is_posted_to)
        if has_created and not (services.folder / PASSWORD_FILE).is_file():
            logger.info("its password is secret: choose one with TROUBADOUR_WEB_PASSWORD, or invite people")
        elif has_created:
            logger.info("its password is in the file %s of the data folder", PASSWORD_FILE)
        if config.password is not None:
            logger.info("this link lets one browser in as administrator, once: %s", room.one_time_link())

    endpoint = HttpEndpoint(title="The web room", paths=("/",), application=room.application, opened=announce)
    return Adapter(platform=room, http=endpoint)


web = PlatformDeclaration(
    name="web",
    title="Web room",
    settings=WebSettings,
    features=frozenset(PlatformFeature),
    build=_build,
    is_local=True,
    http_address=lambda _, shared: shared,
    unlimited=lambda settings, posted: frozenset({"web:room"} if settings.is_private and not posted else ()),
    setup_questions=(
        SetupQuestion(
            "TROUBADOUR_PORT",
            "Port of the web room [7860]",
            "The web room needs no account. It listens on this machine only.",
        ),
    ),
)
