"""`troubadour web`: invitations into the web room."""

import time

from adapters.web.config import WebSettings
from adapters.web.declaration import web_config
from bot.addresses import is_posted_to
from bot.secret_files import secrets_of
from bot.settings import Settings
from core.domain.errors import OperatorError


def invitation(settings: Settings, name: str, url: str | None = None) -> str:
    """A link that lets one browser in under a name, once; `url` is the room's address if it is not this machine's.

    Raises `OperatorError` for a name that nobody can read, and for a room without a password.
    """
    from adapters.web.invitations import Invitations
    from adapters.web.visitors import Visitor, with_name

    config = web_config(
        settings.section(WebSettings),
        settings.operating_limits,
        secrets_of(settings, settings.data),
        is_posted_to=is_posted_to(settings),
    )
    if config.password is None:
        raise OperatorError(
            "The web room is for this machine alone and has no password: everybody who can open it is in already."
        )
    named = with_name(Visitor(user="", name="", role="invited"), name).name
    if not named:
        raise OperatorError("Give the name of the person to invite.")
    return f"{(url or config.url).rstrip('/')}/enter#{Invitations(config).create(named, time.time())}"
