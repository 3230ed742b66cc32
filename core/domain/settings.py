"""The base of the settings' sections: the names of a setting outside, its allowed values in words, and its checks.

Each part of the program declares a section of its own; `bot/settings.py` reads them all.
"""

from collections.abc import Callable
from typing import Annotated, Any, ClassVar, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict


class SettingsSection(BaseModel):
    """Settings that belong together. The descriptions of the fields are their documentation.

    `key_prefix` goes before the names of the fields where the settings of all sections stand together.
    """

    key_prefix: ClassVar[str] = ""

    # A section that only others inherit from needs no validator.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    def given_values(self) -> dict[str, Any]:
        """The values by field, without those that are None."""
        return {name: value for name, value in self if value is not None}


class SettingInfo:
    """Marks a setting with other environment variables than `TROUBADOUR_` and its own name, or with allowed values that
    need words. `hints` are the system's variables that say something similar. A `secret` is never shown, and can come
    from a file; a `SecretStr` always is one."""

    def __init__(self, *names: str, allowed: str = "", hints: tuple[str, ...] = (), secret: bool = False) -> None:
        self.names = names
        self.allowed = allowed
        self.hints = hints
        self.secret = secret


class NoSettings(SettingsSection):
    """The section of a platform or an engine without settings."""


class InvalidValue(ValueError):
    """A value that a setting cannot have. The message says why, without the full stop, and never holds a secret."""


Value = TypeVar("Value")


def checked_by(parse: Callable[[Value], object]) -> AfterValidator:
    """Keeps a value as it was written. Raises what `parse` raises for it."""

    def check(value: Value) -> Value:
        parse(value)
        return value

    return AfterValidator(check)


def split_list(value: object) -> object:
    """Splits a text at commas and spaces into a list."""
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


def _address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.port == 0:
        raise ValueError("no address")
    return value.rstrip("/")


Names = Annotated[tuple[str, ...], BeforeValidator(split_list)]
Address = Annotated[str, AfterValidator(_address)]
ADDRESS_ALLOWED = "an address that begins with http:// or https://"
