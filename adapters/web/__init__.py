"""The web room: a chat room in the browser."""

from adapters.web.config import WebConfig, needs_password
from adapters.web.room import WebRoom

__all__ = ["WebConfig", "WebRoom", "needs_password"]
