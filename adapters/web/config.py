"""The configuration of the web room, and the host names that it answers to."""

import ipaddress
from typing import Annotated

from pydantic import Field, SecretStr, model_validator

from core.domain.errors import OperatorError
from core.domain.settings import Names, SettingInfo, SettingsSection

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_WILDCARDS = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - recognised, not bound


class WebSettings(SettingsSection):
    """The address of the web room, and access to it."""

    host: Annotated[
        str,
        Field(
            description="The address that the web room listens on; any other than this machine's own requires a "
            "password"
        ),
        SettingInfo(allowed="an address or a host's name"),
    ] = "127.0.0.1"
    port: Annotated[
        int, Field(ge=1, le=65535, description="The port of the web room"), SettingInfo("TROUBADOUR_PORT", "PORT")
    ] = 7860
    web_password: Annotated[
        SecretStr | None,
        Field(
            description="The password of the web room; if one is required and none is set, the first start creates it"
        ),
        SettingInfo(allowed="a text"),
    ] = None
    web_hosts: Annotated[
        Names,
        Field(description="The names of the web room behind a proxy, without port"),
        SettingInfo(allowed="a list of host names"),
    ] = ()

    @property
    def is_private(self) -> bool:
        """True if only this machine can reach the room, and it has no password."""
        return self.web_password is None and not self.web_hosts and self.host in LOOPBACK_NAMES


class WebConfig(WebSettings):
    """The settings of the room, and what the process adds.

    `secret` signs cookies and must stay the same over restarts. `upload_bytes` limits one file, `uploads` the files of
    a message. Raises `OperatorError` if strangers could reach the room without a password.
    """

    secret: Annotated[bytes, Field(repr=False)]
    upload_bytes: int = 20_000_000
    uploads: int = 10
    heartbeat_seconds: float = 15.0

    @model_validator(mode="after")
    def _is_closed_to_strangers(self) -> "WebConfig":
        if needs_password(self.host, self.web_hosts) and not self.password:
            raise OperatorError(
                f"The web room on {self.host} is open to other machines and has no password: "
                "set TROUBADOUR_WEB_PASSWORD, or listen on 127.0.0.1 only."
            )
        return self

    @property
    def password(self) -> str | None:
        """The password in the clear; None if the room has none."""
        return self.web_password.get_secret_value() if self.web_password is not None else None

    def answers_to(self, host: str) -> bool:
        """Returns True for a `Host` (without port) that belongs to this room.

        An attacker's page whose name resolves to this machine (DNS rebinding) sends the attacker's name. An address
        cannot be redirected, so a room that listens on all addresses answers to any address.
        """
        name = host.lower().rstrip(".").strip("[]")
        known = LOOPBACK_NAMES | {own.lower().strip("[]") for own in (*self.web_hosts, self.host)} - _WILDCARDS
        return name in known or (self.host in _WILDCARDS and _is_address(name))


def needs_password(host: str, hosts: tuple[str, ...] = ()) -> bool:
    """Returns True if other machines can reach a room that listens on `host` and has the names `hosts`."""
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
