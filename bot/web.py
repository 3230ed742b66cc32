"""The web room in this house: its password, its cookies' secret, and where it is said to be."""

import logging
import secrets
from typing import TYPE_CHECKING

from bot.secret_files import read_or_create_secret
from bot.services import Services

if TYPE_CHECKING:
    from adapters.web import WebRoom

logger = logging.getLogger("troubadour")

SECRET_FILE = "web-secret"  # noqa: S105 - a file's name
PASSWORD_FILE = "web-password"  # noqa: S105 - a file's name


class OpenedRoom:
    """The room, and how it announces itself."""

    def __init__(self, room: "WebRoom", *, locked: bool, made: bool) -> None:
        self.room = room
        self.name = room.name
        self._locked = locked
        self._made = made

    async def serve(self) -> None:
        """Serves until cancelled; says in the log where the room is once it is open."""
        await self.room.serve(self._announce)

    def _announce(self) -> None:
        logger.info("the web room is open: %s", self.room.url.rstrip("/"))
        if self._made:
            logger.info("it has a password, which is in the file %s of the data folder", PASSWORD_FILE)
        if self._locked:
            logger.info("this link lets one browser in as administrator, once: %s", self.room.one_time_link())


def build_room(services: Services) -> OpenedRoom:
    """Builds the room; where others can reach it and no password was set, one is made and kept."""
    from adapters.web import WebConfig, WebRoom, needs_password

    settings = services.settings
    password = settings.web_password.get_secret_value() if settings.web_password else None
    made = password is None and needs_password(settings.host, settings.web_hosts)
    if made:
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
    return OpenedRoom(room, locked=password is not None, made=made)
