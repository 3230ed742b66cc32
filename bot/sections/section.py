"""The base of the settings' sections: the names of a setting outside, its allowed values in words, and its checks."""

from collections.abc import Callable
from typing import Annotated, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict


class SettingsSection(BaseModel):
    """Settings that belong together. The descriptions of the fields are their documentation."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SettingInfo:
    """Marks a setting with other environment variables than `TROUBADOUR_` and its own name, or with allowed values that
    need words. `hints` are the system's variables that say something similar."""

    def __init__(self, *names: str, allowed: str = "", hints: tuple[str, ...] = ()) -> None:
        self.names = names
        self.allowed = allowed
        self.hints = hints


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
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise ValueError("no address")
    return value.rstrip("/")


Names = Annotated[tuple[str, ...], BeforeValidator(split_list)]
Address = Annotated[str, AfterValidator(_address)]
ADDRESS_ALLOWED = "an address that begins with http:// or https://"
