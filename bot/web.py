"""The web room: its password, the secret that signs its cookies, and the log lines that say where it is."""

import logging
import secrets
from functools import partial
from typing import TYPE_CHECKING

from bot.secret_files import read_or_create_secret
from bot.services import Serve, Services

if TYPE_CHECKING:
    from adapters.web import WebRoom

logger = logging.getLogger("troubadour")

SECRET_FILE = "web-secret"  # noqa: S105 - a file's name
PASSWORD_FILE = "web-password"  # noqa: S105 - a file's name


def build_web(services: Services) -> tuple["WebRoom", Serve]:
    """Builds the room and the function that serves it and logs its address.

    A room that others can reach gets a password: if none is set, one is created and kept in the data folder.
    """
    from adapters.web import WebConfig, WebRoom, needs_password

    settings = services.settings
    password = settings.web_password.get_secret_value() if settings.web_password else None
    create_password = password is None and needs_password(settings.host, settings.web_hosts)
    if create_password:
        password = read_or_create_secret(services.folder.path / PASSWORD_FILE, lambda: secrets.token_urlsafe(12))
    config = WebConfig(
        host=settings.host,
        port=settings.port,
        hosts=settings.web_hosts,
        password=password,
        secret=read_or_create_secret(services.folder.path / SECRET_FILE, lambda: secrets.token_hex(32)).encode(),
        upload_bytes=settings.operating_limits.attachment_bytes,
        uploads=settings.operating_limits.attachments,
    )
    room = WebRoom(
        services.dispatcher,
        services.store,
        services.clock,
        config,
        services.suggestions,
        accepting=lambda: services.admission.is_open,
        connected=lambda: services.connected,
    )

    def announce() -> None:
        logger.info("the web room is open: %s", room.url.rstrip("/"))
        if create_password:
            logger.info("its password is in the file %s of the data folder", PASSWORD_FILE)
        if password is not None:
            logger.info("this link lets one browser in as administrator, once: %s", room.one_time_link())

    return room, partial(room.serve, announce)
