"""The configuration of the web room, and the host names that it answers to."""

import re
from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr, model_validator

from core.domain.errors import OperatorError
from core.domain.settings import Names, SettingInfo, SettingsSection, checked_by

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_WILDCARDS = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - recognised, not bound


def _networks(names: tuple[str, ...]) -> list[IPv4Network | IPv6Network]:
    return [ip_network(name, strict=False) for name in names]


def _base_path(value: str) -> str:
    if not re.fullmatch(r"(/[A-Za-z0-9._~-]+)*/?", value):
        raise ValueError("no path")
    return value.rstrip("/")


class WebSettings(SettingsSection):
    """The address of the web room, and access to it."""

    host: Annotated[
        str,
        Field(
            description="The address that the bot listens on for HTTP; with any other than this machine's own, the web "
            "room requires a password"
        ),
        SettingInfo(allowed="an address or a host's name"),
    ] = "127.0.0.1"
    port: Annotated[
        int,
        Field(ge=1, le=65535, description="The port of that address, for the web room and all that platforms post"),
        SettingInfo("TROUBADOUR_PORT", "PORT"),
    ] = 7860
    base_path: Annotated[
        str,
        AfterValidator(_base_path),
        Field(description="The path before all others, if a proxy leads only that path to the bot: `/troubadour`"),
        SettingInfo(allowed="a path such as /troubadour"),
    ] = ""
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

    trusted_proxies: Annotated[
        Names,
        checked_by(_networks),
        Field(description="The proxies whose X-Forwarded-For is believed, as addresses or networks"),
        SettingInfo(allowed="a list of addresses or networks, such as 10.0.0.0/8"),
    ] = ()

    web_invited_only: Annotated[
        bool,
        Field(description="Let nobody in by password, only with an invitation (`troubadour web invite`)"),
    ] = False

    operator: Annotated[
        str | None,
        Field(
            max_length=200,
            description="The name of the person or organisation that runs the bot; with it, the pages `/privacy` and "
            "`/terms` are served, to which the platforms' reviews want addresses",
        ),
        SettingInfo(allowed="a name"),
    ] = None
    operator_contact: Annotated[
        str | None,
        Field(max_length=200, description="How people reach the operator, for these pages"),
        SettingInfo(allowed="an e-mail address or the address of a page"),
    ] = None
    privacy_page: Annotated[
        Path | None,
        Field(description="A Markdown file of your own in place of the built page at `/privacy`"),
        SettingInfo(allowed="the path of a file"),
    ] = None
    terms_page: Annotated[
        Path | None,
        Field(description="A Markdown file of your own in place of the built page at `/terms`"),
        SettingInfo(allowed="the path of a file"),
    ] = None

    @property
    def url(self) -> str:
        """The room's address for a browser on this machine."""
        host = self.host if self.host not in _WILDCARDS else "127.0.0.1"
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}{self.base_path}/"

    def is_trusted_proxy(self, address: str) -> bool:
        """Returns True for the address of a trusted proxy."""
        return _is_address(address) and any(ip_address(address) in each for each in _networks(self.trusted_proxies))

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

    @model_validator(mode="after")
    def _names_a_contact(self) -> "WebConfig":
        if bool(self.operator) != bool(self.operator_contact):
            raise OperatorError(
                "The pages /privacy and /terms need a name and a way to reach you: set both TROUBADOUR_OPERATOR and "
                "TROUBADOUR_OPERATOR_CONTACT."
            )
        return self

    @property
    def password(self) -> str | None:
        """The password in the clear; None if the room has none."""
        return self.web_password.get_secret_value() if self.web_password is not None else None

    def client_address(self, remote: str, forwarded_for: Sequence[str]) -> str:
        """The address of the browser. `remote` is the address of the connection.

        `forwarded_for` is believed as far as trusted proxies have written it: each proxy appends the address that it
        sees (https://developer.mozilla.org/docs/Web/HTTP/Headers/X-Forwarded-For).
        """
        for hop in reversed([hop.strip() for line in forwarded_for for hop in line.split(",")]):
            if not self.is_trusted_proxy(remote) or not _is_address(hop):
                break
            remote = hop
        return remote

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
    return bare in LOOPBACK_NAMES or (_is_address(bare) and ip_address(bare).is_loopback)


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
