"""What the web room is told when it is built, and which names it answers to."""

import ipaddress
from dataclasses import dataclass, field

from core.domain.errors import OperatorError

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_WILDCARDS = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - recognised, not bound


@dataclass(frozen=True, kw_only=True)
class WebConfig:
    """Settings of the room.

    `hosts` are further names it may be reached under, without port; `secret` signs cookies and must stay the same over
    restarts; `upload_bytes` caps one file, `uploads` how many go with a message. Raises `OperatorError` where strangers
    could reach it without a password.
    """

    host: str = "127.0.0.1"
    port: int = 7860
    hosts: tuple[str, ...] = ()
    password: str | None = field(default=None, repr=False)
    secret: bytes = field(repr=False)
    upload_bytes: int = 20_000_000
    uploads: int = 10
    heartbeat_seconds: float = 15.0

    def __post_init__(self) -> None:
        if needs_password(self.host, self.hosts) and not self.password:
            raise OperatorError(
                f"The web room on {self.host} can be reached by others and has no password: "
                "set TROUBADOUR_WEB_PASSWORD, or listen on 127.0.0.1 only."
            )

    def answers_to(self, host: str) -> bool:
        """Whether a request for this `Host` (without port) is meant for us.

        A page of a stranger whose name was made to point here (DNS rebinding) arrives under the stranger's name. An
        address cannot be pointed elsewhere, so that any address will do where we listen on all of them.
        """
        name = host.lower().rstrip(".").strip("[]")
        known = LOOPBACK_NAMES | {own.lower().strip("[]") for own in (*self.hosts, self.host)} - _WILDCARDS
        return name in known or (self.host in _WILDCARDS and _is_address(name))


def needs_password(host: str, hosts: tuple[str, ...] = ()) -> bool:
    """Whether a room listening on `host` and known under `hosts` can be reached from another machine."""
    return any(not _is_loopback(name) for name in (host, *hosts))


def _is_loopback(name: str) -> bool:
    bare = name.lower().strip("[]")
    return bare in LOOPBACK_NAMES or (_is_address(bare) and ipaddress.ip_address(bare).is_loopback)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
